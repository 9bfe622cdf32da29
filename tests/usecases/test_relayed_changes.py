"""What a relay brings back of the next hub's later word is read once, wherever a program ended."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.protocol import dsse
from packtrail.protocol.changes import CHANGES, AuthorityAck, Changes, CorrectionRequest, encode
from packtrail.protocol.enrolment import Enrolled, HubKey
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.protocol.relayed_receipt import packed
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.correction_requests import RequestOutcome, correction_requests
from packtrail.usecases.enrol_station import bind
from packtrail.usecases.hear_changes import hear_changes
from packtrail.usecases.port_values import NEXT_HUB
from packtrail.usecases.ports import Verdict
from packtrail.usecases.relayed_changes import misses_word_since
from packtrail.usecases.relayed_receipts import take_waiting
from tests.station import ADMIN, codes, take_in
from tests.trade import MORNING, OUTLET
from tests.usecases.feed import LATER, Feed, bound, session

BEHIND = Ed25519Signer(bytes(range(96, 128)))
RELAY = "01a1fd8f-5700-7a11-8a00-0000000000b1"


class Killed(Exception):
    """The program ended here."""


class Behind:
    """A station behind a relay, with a pack that the next hub has accepted."""

    def __init__(self, station, clock):
        self.station, self.clock = station, clock
        bound(station)
        take_in(station, clock, *codes(1))
        with station.read() as view:
            self.station_id = view.station().station_id
            self.record_id = view.units_with_code(codes(1)[0])[0].unit_id
        self.told = []

    def bind(self):
        """Bind it at the next hub; what waits is not read yet."""
        said = Enrolled(
            station_id=self.station_id,
            outlet_uscc=OUTLET,
            hub_name="公司平台",
            hub_keys=(HubKey(key_id=BEHIND.key_id, alg="ed25519", public_key=BEHIND.public_key.hex()),),
            station_key_signature="00" * 64,
            enrolled_at=MORNING,
            next_expected_seq=1,
        )
        bind(said, NEXT_HUB, "", self.station)
        with self.station.act() as tx:
            if tx.submission(self.record_id, NEXT_HUB).state != SubmissionState.ACCEPTED:
                tx.settle(NEXT_HUB, [self._accepted()])

    def _accepted(self):
        return Verdict(
            record_id=self.record_id,
            state=SubmissionState.ACCEPTED,
            ack_level=AckLevel.RELAY_ACCEPTED,
            remote_no=None,
            issues=(),
            said_at=MORNING,
        )

    def page(self, since, cursor, *changes, at=0):
        """A page of the next hub, as the relay tells it on; ``at`` is the minute in which it was signed."""
        page = Changes(
            station_id=self.station_id,
            since=since,
            cursor=cursor,
            more=False,
            changes=changes,
            server_time=LATER + timedelta(minutes=at),
            carried_by=RELAY,
        )
        envelope = dsse.to_json(dsse.signed(CHANGES, encode(page), BEHIND))
        return RelayedChanges(hub_name="公司平台", key_id=BEHIND.key_id, packed=packed(envelope))

    def ack(self, status, number="1"):
        return AuthorityAck(
            record_id=self.record_id,
            destination="cn_national",
            status=status,
            reported_at=LATER,
            authority_record_no=number,
        )

    def hear(self, *pages, on_writer=None):
        """The relay's feed has gone on by these."""
        self.told.append(pages)
        opened = session(self.station, Feed(self.station_id, *self.told), self.clock)
        return hear_changes(replace(opened, on_writer=on_writer) if on_writer else opened)

    def standing(self):
        with self.station.read() as view:
            found = view.submission(self.record_id, NEXT_HUB)
        return found.state, found.ack_level

    def misses(self):
        with self.station.read() as view:
            return misses_word_since(view)


@pytest.fixture
def behind(station, clock):
    return Behind(station, clock)


REJECTED = (SubmissionState.REJECTED, AckLevel.RELAY_ACCEPTED)
SUBMITTED = (SubmissionState.ACCEPTED, AckLevel.AUTHORITY_SUBMITTED)
REPORTED = (SubmissionState.ACCEPTED, AckLevel.AUTHORITY_ACCEPTED)


def killing(after):
    """A writer that ends the program behind so many acts."""
    left = iter(range(after))

    def on_writer(act):
        if next(left, None) is None:
            raise Killed
        return act()

    return on_writer


@pytest.mark.parametrize("acts", range(12))
def test_a_program_that_ends_while_it_reads_what_waited_reads_it_the_next_time(behind, acts):
    behind.hear(
        behind.page(None, "c1", behind.ack("submitted")), behind.page("c1", "c2", behind.ack("accepted"))
    )
    behind.bind()
    with suppress(Killed):
        take_waiting(store=behind.station, on_writer=killing(acts))
    behind.hear(behind.page("c2", "c3"))
    assert behind.standing() == REPORTED
    assert behind.misses() is None


@pytest.mark.parametrize("acts", range(16))
def test_a_program_that_ends_while_it_reads_a_page_loses_nothing_of_it(behind, acts):
    behind.bind()
    behind.hear(behind.page(None, "c1", behind.ack("submitted")))
    pages = behind.page("c1", "c2", behind.ack("rejected")), behind.page("c2", "c3", behind.ack("accepted"))
    with suppress(Killed):
        behind.hear(*pages, on_writer=killing(acts))
    behind.hear()
    assert behind.standing() == REPORTED


def test_a_desk_that_is_bound_again_reads_all_that_it_ever_heard_of_the_next_hub(behind):
    behind.bind()
    behind.hear(behind.page(None, "c1", behind.ack("submitted"), at=9))
    behind.bind()  # the next hub was set up anew meanwhile, and its clock set right
    behind.hear(behind.page(None, "n1", behind.ack("accepted", "2"), at=3))
    assert behind.standing() == REPORTED


def test_a_gap_is_noticed_what_follows_counts_and_being_told_again_ends_it(behind):
    behind.bind()
    behind.hear(behind.page(None, "c1", behind.ack("submitted")))
    behind.hear(behind.page("c5", "c6", behind.ack("accepted"), at=6))
    assert behind.standing() == REPORTED
    assert behind.misses() == LATER + timedelta(minutes=6)
    behind.hear(behind.page("c6", "c7", behind.ack("accepted", "3"), at=7))
    assert behind.misses() == LATER + timedelta(minutes=6)
    behind.hear(behind.page(None, "c1", behind.ack("submitted"), at=8))
    assert behind.misses() == LATER + timedelta(minutes=6)
    behind.hear(behind.page("c1", "c7", behind.ack("rejected"), behind.ack("accepted"), at=9))
    assert behind.misses() is None
    assert behind.standing() == REPORTED


def test_what_was_folded_counts_no_second_time_though_it_is_signed_anew(behind):
    behind.bind()
    behind.hear(behind.page(None, "c1", behind.ack("rejected")))
    behind.hear(behind.page("c1", "c2", behind.ack("accepted"), at=1))
    behind.hear(behind.page(None, "c1", behind.ack("rejected"), at=9))
    assert behind.standing() == REPORTED
    behind.hear(behind.page("c2", "c3", behind.ack("rejected", "2"), at=10))
    assert behind.standing()[0] == SubmissionState.REJECTED


def test_a_next_hub_that_was_set_back_is_heard_where_it_says_something_new(behind):
    behind.bind()
    behind.hear(behind.page(None, "c1", behind.ack("submitted")))
    behind.hear(behind.page("c1", "c2", behind.ack("rejected"), at=1))
    behind.hear(behind.page(None, "d2", behind.ack("submitted"), behind.ack("accepted"), at=5))
    assert behind.standing() == REPORTED
    assert behind.misses() is None


def test_a_request_that_is_told_again_after_its_correction_stays_answered(behind, clock):
    request = CorrectionRequest(
        request_id=new_id(), record_id=behind.record_id, requested_by="authority", reason="质量与铭牌不符"
    )
    behind.bind()
    behind.hear(behind.page(None, "c1", request))
    correct_record(
        behind.record_id,
        {"gross_mass_g": 290_000},
        reason_code="typo",
        reason_text="抄错",
        by=ADMIN,
        store=behind.station,
        now=clock,
        new_id=new_id,
    )
    clock.at += timedelta(hours=1)
    behind.hear(behind.page(None, "d2", request, behind.ack("submitted"), at=5))
    with behind.station.read() as view:
        (found,) = correction_requests(view)
    assert found.outcome is RequestOutcome.CORRECTED
