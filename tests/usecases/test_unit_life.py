"""One code's life: our own log and what a hub told, merged by time, with sources, also without a network."""

from datetime import timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.protocol import dsse, messages
from packtrail.protocol.battery_models import BatteryModel
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.unit_life import UNIT_LIFE, LifeLine, UnitLife, UnitLives, UnitLookup, encode
from packtrail.usecases.ask_unit_life import DISPUTED, NOT_TOLD, TOLD, ask_unit_life, ask_unit_lives
from packtrail.usecases.ports import Reply, Unreached
from packtrail.usecases.unit_life import Elsewhere, Source, unit_life
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.unit_life import source_words
from tests.neighbours import meet, two_desks
from tests.station import codes, take_in
from tests.trade import AFTERNOON, MORNING, OUTLET, RECYCLER
from tests.usecases.feed import HUB, LATER, bound, session

OTHER = "91430100MA0FAKE039"
CODE = codes(1)[0]
STRANGER = Ed25519Signer(b"x" * 32)


def line(kind="intake", **changes):
    fields = {
        "kind": kind,
        "at": MORNING - timedelta(days=3),
        "heard_at": MORNING - timedelta(days=2),
        "outlet_uscc": OTHER,
        "is_own": False,
        "record_hash": "sha256:" + "1" * 64,
        "status": "accepted",
    } | changes
    return LifeLine(**fields)


class Knowing:
    """A hub that answers from a table, or as it is told."""

    def __init__(self, station_id, lives=(), *, answer=None, signer=HUB, told_at=LATER):
        self.station_id = station_id
        self.lives = {life.battery_code: life for life in lives}
        self.answer = answer
        self.signer = signer
        self.told_at = told_at
        self.asked = []

    def unit(self, code):
        return self._said([code])

    def look_up_units(self, message):
        return self._said(messages.decode(UnitLookup, message).battery_codes)

    def _said(self, asked):
        self.asked.append(list(asked))
        if isinstance(self.answer, Exception):
            raise self.answer
        if self.answer is not None:
            return self.answer
        empty = {code: UnitLife(battery_code=code, lines=(), model_known="no_list") for code in asked}
        told = UnitLives(
            station_id=self.station_id,
            lives=tuple(self.lives.get(code, empty[code]) for code in asked),
            server_time=self.told_at,
        )
        return Reply(200, dsse.to_json(dsse.signed(UNIT_LIFE, encode(told), self.signer)))


@pytest.fixture
def ask(station, clock):
    with station.read() as view:
        station_id = view.station().station_id

    def run(*lives, code=CODE, **more):
        hub = Knowing(station_id, lives, **more)
        return ask_unit_life(session(station, hub, clock), code)

    return run


def page(station, code=CODE):
    with station.read() as view:
        return unit_life(view, code)


@pytest.fixture
def stocked(station, clock):
    take_in(station, clock, CODE)
    bound(station)
    return station


def test_what_a_hub_told_stands_in_order_beside_our_own_log_with_its_source(stocked, ask):
    release = line("handoff_release", to_uscc=OUTLET, record_hash="sha256:" + "2" * 64)
    life = UnitLife(battery_code=CODE, lines=(line(), release), model_known="no_list")
    assert ask(life).end == TOLD
    found = page(stocked)
    assert [(each.kind, each.source) for each in found.lines] == [
        ("intake", Source.OTHER_OUTLET),
        ("handoff_release", Source.OTHER_OUTLET),
        ("intake", Source.OUR_LOG),
    ]
    assert [each.told_at for each in found.lines] == [LATER, LATER, None]
    assert (found.elsewhere, found.told_at) == (Elsewhere.SOMETHING, LATER)


def test_our_own_record_that_comes_back_from_a_hub_stands_once(stocked, ask):
    (ours,) = page(stocked).lines
    back = line(
        at=ours.at,
        outlet_uscc=OUTLET,
        is_own=True,
        record_id=ours.event.record_id,
        record_hash=ours.record_hash,
    )
    ask(UnitLife(battery_code=CODE, lines=(back,), model_known="no_list"))
    found = page(stocked)
    assert [each.source for each in found.lines] == [Source.OUR_LOG]
    assert found.elsewhere is Elsewhere.NOTHING


def test_a_record_of_our_outlets_other_station_says_so(stocked, ask):
    theirs = line(outlet_uscc=OUTLET, is_own=True, record_id=new_id(), station_label="S2")
    ask(UnitLife(battery_code=CODE, lines=(theirs,), model_known="no_list"))
    assert page(stocked).lines[0].source is Source.OUR_OUTLET


def test_what_is_not_known_is_said(station, ask):
    assert page(station).elsewhere is Elsewhere.NOT_BOUND
    bound(station)
    assert page(station).elsewhere is Elsewhere.NEVER_ASKED
    ask()
    assert page(station).elsewhere is Elsewhere.NOTHING


def test_without_a_network_the_last_answer_stands_with_its_moment(stocked, ask):
    ask(UnitLife(battery_code=CODE, lines=(line(),), model_known="no_list"))
    step = ask(answer=Unreached("timeout", sent=False))
    assert (step.end, step.cause) == (NOT_TOLD, "timeout")
    assert page(stocked).told_at == LATER
    assert len(page(stocked).lines) == 2


def test_an_older_answer_never_takes_the_place_of_a_newer(stocked, ask):
    ask(UnitLife(battery_code=CODE, lines=(line(),), model_known="no_list"))
    ask(told_at=LATER - timedelta(days=1))
    assert page(stocked).told_at == LATER
    ask(told_at=LATER + timedelta(days=1))
    assert page(stocked).elsewhere is Elsewhere.NOTHING


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ({"answer": Reply(404, b"")}, NOT_TOLD),
        ({"answer": Reply(200, b"<html>")}, DISPUTED),
        ({"signer": STRANGER}, DISPUTED),
    ],
)
def test_an_answer_that_is_not_the_hubs_word_is_not_kept(stocked, ask, more, end):
    assert ask(UnitLife(battery_code=CODE, lines=(line(),), model_known="no_list"), **more).end == end
    assert page(stocked).elsewhere is Elsewhere.NEVER_ASKED


def test_many_codes_are_asked_for_200_at_a_time_each_once(stocked, clock):
    with stocked.read() as view:
        hub = Knowing(view.station().station_id)
    many = codes(250)
    step = ask_unit_lives(session(stocked, hub, clock), [*many, *many, "", "x" * 129])
    assert (step.end, step.done) == (TOLD, 250)
    assert [len(each) for each in hub.asked] == [200, 50]
    with stocked.read() as view:
        assert len(view.kept_lives(many)) == 250


def test_the_filed_model_comes_with_who_told_it(stocked, ask):
    model = BatteryModel(
        filing_code=CODE[:14],
        maker_name="测试电池有限公司",
        model_name="TX",
        valid_from=MORNING.date(),
        source="厂家公开资料",
        confidence="S",
    )
    ask(UnitLife(battery_code=CODE, lines=(), model_known="known", model=model))
    assert (page(stocked).model, page(stocked).model_told_by) == (model, "平台")


def test_a_code_that_this_station_never_had_has_a_page_too(stocked, ask):
    other = codes(1, first=900)[0]
    ask(
        UnitLife(battery_code=other, lines=(line(to_uscc=RECYCLER),), model_known="no_list"),
        code=other,
    )
    assert [each.source for each in page(stocked, other).lines] == [Source.OTHER_OUTLET]


@pytest.mark.parametrize(("language", "said"), [(CHINESE, "本网点 S2 的台账"), (ENGLISH, "our station S2")])
def test_what_another_desk_of_ours_wrote_is_said_to_be_its_word(tmp_path, language, said):
    with two_desks(tmp_path) as (here, there):
        there.take_in(CODE)
        meet(here, there)
        here.hand_on(CODE)
        with here.ledger.read() as view:
            found = unit_life(view, CODE)
    assert [(each.kind, each.source) for each in found.lines] == [
        ("intake", Source.OUR_OUTLET),
        ("handoff_line", Source.OUR_LOG),
        ("handoff_release", Source.OUR_LOG),
    ]
    assert all(each.record_hash for each in found.lines)
    words = [source_words(wording(language), each, AFTERNOON) for each in found.lines]
    assert said in words[0]
    assert words[1] == words[2] == wording(language).say("life.our_log")
