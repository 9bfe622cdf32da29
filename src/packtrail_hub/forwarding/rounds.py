"""One round of passing on: the batches of every station whose turn it is, each station's in its order.

A failure of the network, or of the next hub, rests everything that goes there; a refusal of one station's
batch rests that station alone. Nothing is ever passed over: what follows a refused batch could not be taken.
What nobody foresaw rests one next hub, and the others are still served.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus

from packtrail.protocol import dsse, problems
from packtrail.protocol.canonical import MAX_INT
from packtrail.protocol.receipt import Receipt, ReceiptDisputed, ReceiptFault, ReceiptKind, verify_receipt
from packtrail.protocol.relayed_receipt import packed
from packtrail_hub import database
from packtrail_hub.forwarding import feeds, outbox
from packtrail_hub.forwarding.back_off import LONGEST_S, Draw, wait_s
from packtrail_hub.forwarding.next_hub import NamedAnew, NextHub, follow_keys, next_hubs
from packtrail_hub.forwarding.outbox import Waiting
from packtrail_hub.forwarding.wire import Busy, NotLetIn, NotReached, Reply, Wire
from packtrail_hub.hub import Hub
from packtrail_hub.ids import seconds

TOO_LARGE = "receipt_too_large"
FAULT = "fault"
NAMED_ANEW = "named_anew"

_log = logging.getLogger("packtrail_hub")


@dataclass
class Report:
    """What a round came to."""

    answered: int = 0
    heard: int = 0  # pages of what it said later
    held: dict[str, str] = field(default_factory=dict)  # by a station's label or a hub's address: why

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left that could have gone."""
        return not self.held


@dataclass(frozen=True)
class Round:
    """One round; ``may_go_on`` is asked before every request, and keeps others from doing the same."""

    hub: Hub
    draw: Draw
    may_go_on: Callable[[], bool]
    open_wire: Callable[[Hub, NextHub], Wire]
    report: Report = field(default_factory=Report)
    went_back: set[int] = field(default_factory=set)  # stations whose earlier batches go again

    def run(self) -> Report:
        """Pass on what waits, until nothing does or nothing can go."""
        with database.look(self.hub.engine) as connection:
            targets = next_hubs(self.hub, connection)
        for target in targets:
            if not target.is_bound:
                self.report.held[target.url] = "not_bound"
                continue
            with database.look(self.hub.engine) as connection:
                failures, next_at = outbox.failures_of(connection, target)
                stations = outbox.stations_of(connection, target.outlet_uscc)
            if next_at <= seconds(self.hub.now()):
                self._try(target, stations, failures)
        return self.report

    def _try(self, target: NextHub, stations: list[int], failures: int) -> None:
        try:
            self._pass_on(target, stations, failures)
        except NamedAnew:
            self.report.held[target.url] = NAMED_ANEW  # the next round goes to the new one
        except Exception:  # noqa: BLE001 - one next hub's fault, told with its trace, keeps no other waiting
            _log.exception("passing on to %s broke off", target.url)
            self._rest(target, FAULT, failures, wait_s(failures + 1, self.draw))

    def _pass_on(self, target: NextHub, stations: list[int], failures: int) -> None:
        with self.open_wire(self.hub, target) as wire:
            try:
                for station_pk in stations:
                    while self._next(target, station_pk, wire):
                        pass
                self._bring_back(target, stations, wire)
            except NotReached as failure:
                self._rest(target, failure.cause, failures, wait_s(failures + 1, self.draw))
            except Busy as busy:
                wait = wait_s(failures + 1, self.draw, busy.retry_after_s)
                self._rest(target, busy.cause, failures, wait)
            except NotLetIn as refusal:
                self._rest(target, refusal.code, failures, LONGEST_S)

    def _bring_back(self, target: NextHub, stations: list[int], wire: Wire) -> None:
        for station_pk in stations:
            while self.may_go_on() and feeds.hear(self.hub, target, station_pk, wire, self.draw):
                self.report.heard += 1

    def _rest(self, target: NextHub, cause: str, failures: int, wait: int) -> None:
        self.report.held[target.url] = cause
        with suppress(NamedAnew):  # then the new one need not rest for this one's failure
            outbox.hub_failed(self.hub, target, cause, failures + 1, wait)

    def _next(self, target: NextHub, station_pk: int, wire: Wire) -> bool:
        """Send a station's oldest batch; whether its next may go at once."""
        with database.look(self.hub.engine) as connection:
            one = outbox.oldest(connection, station_pk, seconds(self.hub.now()))
            changed = outbox.key_change(connection, station_pk)
        if one is None or not self.may_go_on():
            return False
        if changed is None:
            reply = wire.put_batch(one.digest, one.envelope)
        else:  # under a key that it does not know it takes nothing
            reply = wire.change_key(one.station_id, changed[1])
        if reply.is_busy:
            raise Busy(reply)
        outbox.hub_answered(self.hub, target)
        if reply.status != HTTPStatus.OK:
            return self._refused(target, one, reply)
        if changed is not None:
            outbox.key_told(self.hub, target, changed[0])
            return True
        return self._answered(target, one, reply, wire)

    def _answered(self, target: NextHub, one: Waiting, reply: Reply, wire: Wire) -> bool:
        try:
            receipt = self._verified(target, one, reply.body, wire)
        except ReceiptDisputed as dispute:
            return self._hold(target, one, str(dispute.fault), reply)
        if receipt.receipt_kind != ReceiptKind.FINAL:
            return self._hold(target, one, "not_judged_yet", reply)
        text = packed(reply.body)
        if text is None:
            return self._hold(target, one, TOO_LARGE, reply)
        signed_with = dsse.from_json(reply.body).signatures[0].keyid
        outbox.keep_answer(self.hub, target, one, receipt, signed_with, text)
        self.report.answered += 1
        self.report.held.pop(one.label, None)
        return True

    def _verified(self, target: NextHub, one: Waiting, body: bytes, wire: Wire) -> Receipt:
        """The receipt; one under a key that is new to us is believed when a pinned key hands on to it."""
        verify = partial(
            verify_receipt, body, expect_batch_digest=one.digest, expect_station_id=one.station_id
        )
        try:
            return verify(hub_keys=target.keys)
        except ReceiptDisputed as dispute:
            if dispute.fault is not ReceiptFault.UNKNOWN_KEY:
                raise
            return verify(hub_keys=follow_keys(self.hub, target, wire.rotations()))

    def _refused(self, target: NextHub, one: Waiting, reply: Reply) -> bool:
        problem = reply.problem
        lacking = _seq(problem.get("next_expected_seq"))
        if problem.get("code") == problems.SEQ_GAP.code and one.station_pk not in self.went_back:
            self.went_back.add(one.station_pk)  # once a round, whatever it asks for
            if outbox.go_back(self.hub, target, one, lacking):
                return True
        return self._hold(target, one, reply.code, reply)

    def _hold(self, target: NextHub, one: Waiting, cause: str, reply: Reply) -> bool:
        self.report.held[one.label] = cause
        wait = wait_s(one.failures + 1, self.draw, reply.retry_after_s)
        outbox.keep_failure(self.hub, target, one, cause, wait, reply.body)
        return False


def wire_to(hub: Hub, target: NextHub) -> Wire:
    """The way to the next hub, as the station that we are there."""
    return Wire(
        target.url, station_id=target.station_id, signer=target.signer, now=hub.clock, ca_file=target.ca_file
    )


def _seq(said: object) -> int:
    """The place that a refusal names; the first where it names none that a log can have."""
    return said if type(said) is int and 1 <= said <= MAX_INT else 1
