"""What a form makes of what was typed, without a window."""

from datetime import datetime

import pytest

from packtrail.domain.moments import SHANGHAI
from packtrail.ui.forms.state import TICKED, Ask, AskKind, Typed, first_typed, form_state
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
    ("kind", "typed"), [(AskKind.NUMBER, "多"), (AskKind.MASS, "重"), (AskKind.MOMENT, "昨天")]
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
