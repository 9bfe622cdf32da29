"""A run over what waits: one batch on its way, the verdicts on the one before written behind it."""

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.sync_state import BatchState
from packtrail.protocol.batch import Client
from packtrail.usecases.ports import Reply, Unreached
from packtrail.usecases.seal_batch import SealingRules
from packtrail.usecases.send_backlog import send_backlog
from packtrail.usecases.send_batch import SendResult
from packtrail.usecases.sync_values import Session
from tests.station import codes, take_in
from tests.usecases.test_send_batch import ACCEPTED, ToldHub, destination, refusing, states

__all__ = ["destination"]

RULES = SealingRules(client=Client(app="test", app_version="1"), max_records=2)


class Writer:
    """Does what is handed to it only when somebody waits for it, or asks for something after it."""

    def __init__(self):
        self.waiting = []

    def post(self, act):
        self.waiting.append(act)
        return self.catch_up

    def catch_up(self):
        while self.waiting:
            self.waiting.pop(0)()

    def do(self, act):
        self.catch_up()
        return act()


class Watched(ToldHub):
    """Notes how the batches stand while it is asked."""

    def __init__(self, station, *answers):
        super().__init__(*answers)
        self.station = station
        self.stood = []
        self.was_asked = lambda: None

    def put_batch(self, digest, envelope):
        with self.station.act() as tx:
            self.stood.append([each.state for each in tx.unsettled_batches("hub")])
        self.was_asked()
        if self.answers[0] is None:
            raise Unreached("timed_out", sent=True)
        return super().put_batch(digest, envelope)


@pytest.fixture
def run(station, clock, destination):
    """Sends all to a hub in batches of two; the outcome and what was told on the way."""

    def send(hub, *, is_held=lambda: False):
        told, writer = [], Writer()
        session = Session(
            destination=destination,
            store=station,
            channel=hub,
            on_writer=writer.do,
            post=writer.post,
            now=clock,
            new_id=new_id,
            is_held=is_held,
        )
        outcome = send_backlog(session, RULES, told.append)
        assert writer.waiting == []
        return outcome.result, [each.result.value for each in told]

    return send


def unsettled(station):
    with station.act() as tx:
        return [each.state for each in tx.unsettled_batches("hub")]


def test_the_next_batch_leaves_while_the_verdicts_on_the_one_before_are_unwritten(station, clock, run):
    take_in(station, clock, *codes(5))
    hub = Watched(station, *[ACCEPTED] * 4)
    result, told = run(hub)
    assert result is SendResult.NOTHING_TO_SEND
    sending = BatchState.SENDING
    assert hub.stood[0] == [sending]
    assert all(stood == [sending, sending] for stood in hub.stood[1:])
    assert told == ["settled"] * len(hub.got) + ["nothing_to_send"]
    assert len(set(hub.got)) == len(hub.got) > 2
    assert states(station) == {"accepted"}
    assert unsettled(station) == []


def test_no_answer_to_a_later_batch_leaves_the_verdicts_of_the_one_before(station, clock, run):
    take_in(station, clock, *codes(5))
    result, told = run(Watched(station, ACCEPTED, None))
    assert (result, told) == (SendResult.UNKNOWN_OUTCOME, ["settled", "unknown_outcome"])
    assert states(station) == {"accepted", "unknown_outcome", "pending"}
    assert unsettled(station) == [BatchState.UNKNOWN_OUTCOME]


def test_held_while_a_batch_is_on_its_way_nothing_is_sealed_after_it(station, clock, run):
    take_in(station, clock, *codes(5))
    hub, held = Watched(station, ACCEPTED), []
    hub.was_asked = lambda: held.append(True)
    result, told = run(hub, is_held=lambda: bool(held))
    assert (result, told) == (SendResult.NOTHING_TO_SEND, ["settled"])
    assert len(hub.got) == 1
    assert unsettled(station) == []
    assert states(station) == {"accepted", "pending"}


def test_a_hub_that_lost_the_batch_before_gets_it_again_and_then_this_one(station, clock, run):
    take_in(station, clock, *codes(3))
    hub = Watched(station, ACCEPTED, refusing("BT-1005", next_expected_seq=1), *[ACCEPTED] * 4)
    result, _ = run(hub)
    assert result is SendResult.NOTHING_TO_SEND
    assert hub.got[:4] == [hub.got[0], hub.got[1], hub.got[0], hub.got[1]]
    assert states(station) == {"accepted"}


def test_a_refusal_of_the_bytes_lets_them_be_sealed_anew(station, clock, run):
    take_in(station, clock, *codes(3))
    hub = Watched(station, ACCEPTED, refusing("BT-1001"))
    result, told = run(hub)
    assert (result, told) == (SendResult.REFUSED_WHOLE, ["settled", "refused_whole"])
    assert states(station) == {"accepted", "pending"}


def test_a_page_of_a_portal_settles_nothing_and_ends_the_run(station, clock, run):
    take_in(station, clock, *codes(3))
    result, told = run(Watched(station, ACCEPTED, Reply(200, b"<html>welcome</html>")))
    assert (result, told) == (SendResult.DISPUTED, ["settled", "disputed"])
    assert unsettled(station) == [BatchState.RECEIPT_DISPUTED]
