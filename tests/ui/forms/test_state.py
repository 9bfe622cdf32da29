"""What a form makes of what was typed, without a window."""

from datetime import datetime

import pytest

from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.moments import SHANGHAI
from packtrail.ui.forms.state import TICKED, Ask, AskKind, Typed, first_typed, form_state
from packtrail.ui.theme.tokens import Tone
from packtrail.wording import CHINESE, wording
from tests.trade import AFTERNOON

WORDS = wording(CHINESE)


class Asking:
    """An act that asks for what it is given."""

    def __init__(self, *asks):
        self._asks = asks

    def title(self, _):
        return "试一件事"

    def hint(self, _):
        return ""

    def asks(self, *_):
        return self._asks


def refusal(ask, typed):
    return form_state(WORDS, Asking(ask), typed, busy=None).refusal


@pytest.mark.parametrize(
    ("typed", "number"), [("12", 12), ("-5", -5), ("−5", -5), ("", None), ("1.5", None), ("9" * 30, None)]
)
def test_a_whole_number_is_read_and_anything_else_is_none(typed, number):
    assert Typed(values={"n": typed}).number("n") == number


def test_a_time_alone_is_todays():
    told = Typed(values={"at": "9:41"}).moment("at", AFTERNOON)
    assert told == datetime(2026, 11, 20, 9, 41, tzinfo=SHANGHAI)


def test_no_time_means_now_and_is_left_to_the_act():
    assert Typed().moment("at", AFTERNOON) is None


@pytest.mark.parametrize(
    ("kind", "typed"),
    [(AskKind.NUMBER, "多"), (AskKind.MASS, "重"), (AskKind.MOMENT, "昨天"), (AskKind.DAY, "2026-02-30")],
)
def test_what_cannot_be_read_is_said_at_its_field_and_keeps_the_act_back(kind, typed):
    ask = Ask(key="x", name="某项", kind=kind)
    state = form_state(WORDS, Asking(ask), Typed(values={"x": typed}), busy=None)
    assert state.asks[0].hint == WORDS.say(f"forms.unreadable.{kind}")
    assert "某项" in state.refusal


def test_what_is_needed_and_missing_keeps_the_act_back_by_name():
    ask = Ask(key="x", name="原因", is_needed=True)
    assert "原因" in refusal(ask, Typed())
    assert refusal(ask, Typed(values={"x": " "})) is not None
    assert refusal(ask, Typed(values={"x": "看错"})) is None


def test_a_long_list_of_what_is_missing_is_counted():
    asks = [Ask(key=str(n), name=f"第{n}项", is_needed=True) for n in range(13)]
    said = form_state(WORDS, Asking(*asks), Typed(), busy=None).refusal
    assert "另有 10 项" in said


def test_an_act_under_way_is_not_done_twice():
    assert form_state(WORDS, Asking(), Typed(), busy="正在记录…").refusal == "正在记录…"


def test_ticks_are_found_by_what_their_keys_begin_with():
    typed = Typed().given("line.a", TICKED).given("line.b", "").given("warn.a", TICKED)
    assert typed.ticked("line.") == ("a",)


def test_a_form_opens_with_what_is_known_already():
    assert first_typed(Asking(Ask(key="plate", name="车牌", first="湘A1")), WORDS).text("plate") == "湘A1"


def test_a_refused_draft_says_its_faults_at_their_fields_until_those_are_changed():
    asks = (
        Ask(key="plate", name="车牌"),
        Ask(key="expected.2", name="编码 2"),
        Ask(key="expected", name="编码"),
    )
    trouble = DraftIncomplete(
        (
            DraftFault(FaultKind.CODE_TWICE, "expected", line=2, value="A1"),
            DraftFault(FaultKind.TEXT_TOO_LONG, "plate", value="16"),
            DraftFault(FaultKind.DAY_MISSING, "no_such_field"),
        )
    )
    state = form_state(WORDS, Asking(*asks), Typed(), busy=None, trouble=trouble)
    assert [ask.tone for ask in state.asks] == [Tone.DANGER, Tone.DANGER, Tone.QUIET]
    assert state.asks[1].hint == "编码 A1 填了两次"
    assert state.first_wrong == "plate"
    mended = form_state(WORDS, Asking(*asks), Typed(), busy=None, trouble=trouble, mended={"plate"})
    assert [ask.tone for ask in mended.asks] == [Tone.QUIET, Tone.DANGER, Tone.QUIET]
    assert mended.first_wrong == "expected.2"


def test_the_first_field_that_keeps_an_act_back_is_the_one_that_lacks_something():
    asks = (Ask(key="a", name="甲"), Ask(key="b", name="乙", is_needed=True), Ask(key="c", name="丙"))
    assert form_state(WORDS, Asking(*asks), Typed(), busy=None).first_wrong == "b"
    assert form_state(WORDS, Asking(*asks), Typed(values={"b": "1"}), busy=None).first_wrong is None
