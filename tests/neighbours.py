"""Two stations of one outlet on real ledgers, and what each writes on its way to the other."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from packtrail.app.ids import new_id
from packtrail.domain.handoff import LineDraft
from packtrail.protocol.changes import StationRecord, station_record
from packtrail.store.ledger import Ledger
from packtrail.usecases.cancel_handoff import cancel_handoff
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import UnitQuery
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.set_profile import set_profile
from tests.station import ADMIN, PROFILE, SteppedClock, opened
from tests.trade import delivery, load, pack

AN_ACT = 50


@dataclass
class Desk:
    """One station at work."""

    label: str
    ledger: Ledger
    clock: SteppedClock

    def act(self, what: Any, *given: Any, **more: Any) -> Any:
        """Do an act as the administrator."""
        return what(
            *given, **{"by": ADMIN, "store": self.ledger, "now": self.clock, "new_id": new_id, **more}
        )

    def take_in(self, *codes: str) -> Any:
        return self.act(record_delivery, delivery(*(pack(code) for code in codes)))

    def hand_on(self, *codes: str, **changes: Any) -> Any:
        return self.act(release_handoff, load(*codes, **changes))

    def hand_on_from_elsewhere(self, code: str) -> Any:
        """Hand on what another desk took in, as the operator says."""
        return self.hand_on(lines=(LineDraft(code=code, elsewhere=True),))

    def cancel(self, handoff_id: str) -> Any:
        return self.act(cancel_handoff, handoff_id, reason_code="other", reason_text="另一工位已移交")

    def records(self) -> list[StationRecord]:
        """Everything that it wrote, as a hub tells it to the outlet's other stations.

        All under the key that it has now, as what it had not sent before it changed its key.
        """
        with self.ledger.read() as view:
            mine = view.station()
            epochs = [view.canonical_lines(epoch, 0, 10_000) for epoch in range(1, mine.epoch + 1)]
        told = []
        for epoch, lines in enumerate(epochs, start=1):
            told += [
                station_record(
                    station_id=mine.station_id,
                    station_label=self.label,
                    station_epoch=epoch,
                    station_seq=seq,
                    key_id=mine.signer.key_id,
                    status="accepted",
                    canonical_line=line,
                )
                for seq, line in lines
            ]
        return told

    def hear(self, told: list[StationRecord]) -> None:
        """What ``hear_changes`` does with records of other stations."""
        with self.ledger.act() as tx:
            tx.keep_station_records(told)
        while True:
            with self.ledger.act() as tx:
                if not tx.take_station_records(AN_ACT):
                    return

    def unit(self, code: str) -> Any:
        """The newest unit with a code."""
        with self.ledger.read() as view:
            return view.units_with_code(code)[0]

    def stock(self) -> dict[str, tuple[int, int]]:
        with self.ledger.read() as view:
            return {line.custody.value: (line.count, line.mass_g) for line in view.stock()}

    def floor(self) -> dict[str, tuple[Any, ...]]:
        """Each unit by its id, as every desk of the outlet must tell it; places stay at their station."""
        with self.ledger.read() as view:
            units = view.find_units(UnitQuery(limit=10_000))
        return {
            unit.unit_id: (
                unit.battery_code,
                unit.custody,
                unit.mass_g,
                unit.line_id,
                unit.handoff_id,
                unit.also_on,
            )
            for unit in units
        }


def meet(*desks: Desk) -> None:
    """Each hears what all the others wrote."""
    told = [desk.records() for desk in desks]
    for desk in desks:
        for other, records in zip(desks, told, strict=True):
            if other is not desk:
                desk.hear(records)


@contextmanager
def two_desks(folder: Any, *, apart: timedelta = timedelta(seconds=0)) -> Iterator[tuple[Desk, Desk]]:
    """Stations S1 and S2; the clock of the second is ``apart`` from that of the first."""
    with some_desks(folder, 2, apart=apart) as (first, second):
        yield first, second


@contextmanager
def some_desks(
    folder: Any, count: int, *, apart: timedelta = timedelta(seconds=0)
) -> Iterator[tuple[Desk, ...]]:
    """Stations S1, S2 and so on; the clock of each is ``apart`` from that of the one before it."""
    with ExitStack() as stack:
        desks = []
        for number in range(1, count + 1):
            label, clock = f"S{number}", SteppedClock()
            clock.at += apart * (number - 1)
            ledger = stack.enter_context(opened(folder / label, clock))
            key = bytes([number]) * 32
            open_station(
                ledger, label=label, private_key=key, operator_ref=ADMIN.ref, now=clock, new_id=new_id
            )
            set_profile(PROFILE, by=ADMIN, store=ledger, now=clock, new_id=new_id)
            desks.append(Desk(label, ledger, clock))
        yield tuple(desks)
