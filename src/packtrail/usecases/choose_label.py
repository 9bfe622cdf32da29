"""工位标号: take another label for this station, because another one of the outlet has the same.

Numbers that were printed stay as they are; from here on they carry the new label and the letters of a new
epoch, so they can't be the old ones again (docs/decisions/0007).
"""

from packtrail.domain.errors_station import StationLabelBound
from packtrail.domain.numbers import drawn_label
from packtrail.domain.operators import Act, Operator, require
from packtrail.usecases.open_station import open_epoch, usable_label
from packtrail.usecases.ports import Clock, NewId, Station, Store

RELABELLED = "relabelled"


def choose_label(label: str | None, *, by: Operator, store: Store, now: Clock, new_id: NewId) -> Station:
    """Open a new epoch under ``label``, or a freshly drawn one for None; nothing is written if it has it.

    Only before a hub is bound: the hub keeps labels apart from then on. Raises StationLabelUnusable,
    StationLabelBound, StationNotOpened or NotAllowed.
    """
    require(by, Act.ENROL)
    chosen = usable_label(drawn_label(new_id()) if label is None else label.strip())
    with store.act() as tx:
        station = tx.station()
        hub = next((each for each in tx.destinations() if not each.is_portal), None)
        if hub is not None:
            raise StationLabelBound(station.label, hub.title)
        if chosen != station.label:
            open_epoch(tx, store, RELABELLED, operator_ref=by.ref, now=now, new_id=new_id, label=chosen)
        station = tx.station()
    store.cover_head()
    return station
