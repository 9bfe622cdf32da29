"""The script of the fault simulator says for each request what happens to it, the same every time."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail_hub.api import contract
from packtrail_hub.fault_script import (
    CALLS,
    CODED,
    MAX_RULES,
    MAX_SCRIPT_BYTES,
    NUMBERS,
    BadScript,
    Fault,
    Played,
    Step,
    call_named,
    parse_script,
)


def steps(script, *calls):
    played = Played(parse_script(script))
    return [step and step.fault for step in map(played.next_step, calls)]


def test_a_step_meets_the_request_that_it_counts_to():
    assert steps("put_batch 2 truncate", "put_batch", "session", "put_batch", "put_batch") == [
        None,
        None,
        Fault.TRUNCATE,
        None,
    ]


def test_a_span_and_a_star_meet_many():
    script = "put_batch 2-3 429(1); session * drop_before"
    assert steps(script, *["put_batch"] * 4, "session", "session") == [
        None,
        Fault.BUSY,
        Fault.BUSY,
        None,
        Fault.DROP_BEFORE,
        Fault.DROP_BEFORE,
    ]


def test_any_call_is_counted_over_all_requests():
    assert steps("* 3 html", "session", "put_batch", "get_batch", "get_batch") == [
        None,
        None,
        Fault.HTML,
        None,
    ]


def test_the_first_line_that_fits_decides_and_pass_is_one():
    assert steps("* 1 pass\n* * empty", "cursor", "cursor") == [None, Fault.EMPTY]


def test_remarks_and_empty_lines_say_nothing():
    assert parse_script("# all of it\n\n  ;;# no more").rules == ()


def test_numbers_and_codes_stand_in_brackets():
    script = parse_script("* 1 slow(250);* 2 clock_skew(-26);* 3 clock_skew(+4);* 4 reject(BT-2005)")
    assert [rule.step for rule in script.rules] == [
        Step(Fault.SLOW, 250),
        Step(Fault.CLOCK_SKEW, -26),
        Step(Fault.CLOCK_SKEW, 4),
        Step(Fault.REJECT, code="BT-2005"),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("put_batch 1", "call, count and step are expected"),
        ("put_batch 1 truncate now", "call, count and step are expected"),
        ("push_batch 1 truncate", "no call is named push_batch"),
        ("put_batch 0 truncate", "0 counts no requests"),
        ("put_batch 3-2 truncate", "3-2 counts no requests"),
        ("put_batch one truncate", "one counts no requests"),
        ("put_batch 1 explode", "no step is named explode"),
        ("put_batch 1 slow", "slow(…) needs a whole number from 1 to 600000"),
        ("put_batch 1 slow(0)", "slow(…) needs a whole number from 1 to 600000"),
        ("put_batch 1 429(1.5)", "429(…) needs a whole number from 0 to 86400"),
        ("put_batch 1 reject(BT-0000)", "reject(…) needs a code of the catalogue, such as BT-2005"),
        ("put_batch 1 truncate(2)", "truncate takes nothing in brackets"),
    ],
)
def test_what_cannot_be_followed_is_told_with_its_line(line, reason):
    with pytest.raises(BadScript) as told:
        parse_script(f"# first\n{line}")
    assert (told.value.line, told.value.reason) == (2, reason)


@pytest.mark.parametrize("text", ["#" * (MAX_SCRIPT_BYTES + 1), "* 1 html\n" * (MAX_RULES + 1)])
def test_a_script_has_its_limits(text):
    with pytest.raises(BadScript):
        parse_script(text)


def test_every_call_of_the_contract_has_a_name():
    paths = contract()["paths"]
    asked = [
        (method.upper(), path.replace("{", "").replace("}", "")) for path in paths for method in paths[path]
    ]
    assert [call for call in asked if not call_named(*call)] == []


def test_what_is_no_call_has_no_name():
    assert [call_named("GET", "/v1/batches/a/b"), call_named("PUT", "/v1/health")] == ["", ""]


@st.composite
def lines(draw):
    fault = draw(st.sampled_from(Fault))
    argument = ""
    if fault in NUMBERS:
        argument = f"({draw(st.integers(*NUMBERS[fault]))})"
    elif fault in CODED:
        argument = "(BT-2005)"
    return f"{draw(st.sampled_from(['*', *CALLS]))} {draw(st.integers(1, 9))} {fault}{argument}"


@given(script=st.lists(lines(), max_size=8), calls=st.lists(st.sampled_from(list(CALLS)), max_size=30))
def test_any_script_gives_the_same_steps_for_the_same_requests(script, calls):
    by_line = Played(parse_script("\n".join(script)))
    on_one = Played(parse_script(" ; ".join(script)))
    assert [by_line.next_step(call) for call in calls] == [on_one.next_step(call) for call in calls]
    assert by_line.counts["*"] == len(calls)


@given(text=st.text(max_size=60) | st.text(alphabet="put_batch *123-()slow;\n#", max_size=60))
def test_no_text_whatever_does_more_than_be_refused(text):
    with contextlib.suppress(BadScript):
        assert all(1 <= rule.first <= rule.last for rule in parse_script(text).rules)
