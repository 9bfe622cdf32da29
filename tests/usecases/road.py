"""A load and its way on the real ledger, for the tests of the acts that follow it."""

from functools import partial

from packtrail.app.ids import new_id
from packtrail.app.load_rules import load_load_rules
from packtrail.domain.consignee import AckDraft, AckSource
from packtrail.domain.operators import Operator, Role
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.cancel_handoff import cancel_handoff
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.note_arrival import note_arrival
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.take_back import take_units_back
from packtrail.usecases.weigh_load import weigh_load
from tests.station import ADMIN, take_in
from tests.trade import load

SUPERVISOR = Operator("op_2", "主管", Role.SUPERVISOR)
BY_PHONE = AckDraft(answers=(), source=AckSource.PHONE)


class Road:
    """The acts of the road with their ports filled in."""

    def __init__(self, station, clock):
        self.station, self.clock = station, clock
        acts = {"by": ADMIN, "store": station, "now": clock, "new_id": new_id}
        self.release = partial(release_handoff, **acts)
        self.depart = partial(depart_handoff, **acts)
        self.arrive = partial(note_arrival, **acts)
        self.cancel = partial(cancel_handoff, **acts)
        self.answer_all = partial(acknowledge_all, **acts)
        self.take_back = partial(take_units_back, **acts)
        self.weigh = partial(weigh_load, rules=load_load_rules(), **acts)

    def sent(self, *codes):
        """A load of these packs that was taken in, released and left: its id and lines."""
        take_in(self.station, self.clock, *codes)
        return self.sent_again(*codes)

    def sent_again(self, *codes):
        """A load of packs that are here already."""
        handed = self.release(load(*codes))
        self.depart(handed.document.handoff_id)
        return handed.document.handoff_id, handed.items

    def unit(self, code):
        """The newest unit with a code."""
        with self.station.read() as view:
            return view.units_with_code(code)[0]

    def photo(self, content=b"signed", role="signature"):
        """A photograph in the ledger."""
        with self.station.act() as tx:
            return tx.keep_blob(content, "image/jpeg", role)
