"""When hubs are asked about a battery by themselves, on a real ledger."""

from datetime import timedelta

import pytest

from packtrail.protocol.capabilities import Maintenance
from packtrail.protocol.hub_answer import AnswerFault
from packtrail.protocol.unit_life import LINES_IN_LOOKUP, LifeLine, UnitLife
from packtrail.usecases.ask_unit_life import DISPUTED, NOT_TOLD, TOLD
from packtrail.usecases.life_asking import (
    AFTER_A_FAILURE,
    FRESH_FOR,
    WhyNot,
    rest_after,
    why_not,
    worth_asking,
)
from packtrail.usecases.sync_policy import AUTO, note_maintenance
from packtrail.usecases.sync_values import Step
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.unit_life import asked_words
from tests.trade import AFTERNOON, OUTLET
from tests.ui.stock.counter import code, counter, on_writer, with_hub

ONE, TWO = code(1), code(2)


@pytest.fixture
def outlet(qapp, tmp_path):
    with counter(tmp_path) as (outlet, _):
        yield outlet


def keep(outlet, *codes, at=AFTERNOON, left_out=0, lines=()):
    def act():
        with outlet.store.act() as tx:
            lives = [
                UnitLife(battery_code=each, lines=lines, model_known="no_list", left_out=left_out)
                for each in codes
            ]
            tx.keep_lives("hub", lives, at)

    on_writer(outlet, act)


def wanted(outlet, *codes, after=timedelta()):
    return outlet.read(lambda view: worth_asking(view, codes, AFTERNOON + after))


def line(number):
    return LifeLine(
        kind="intake",
        at=AFTERNOON,
        heard_at=AFTERNOON,
        outlet_uscc=OUTLET,
        is_own=False,
        record_hash=f"sha256:{number:064x}",
        status="accepted",
    )


def test_without_a_hub_there_is_nobody_to_ask(outlet):
    assert outlet.read(why_not) is WhyNot.NOT_BOUND
    assert wanted(outlet, ONE) == ()


def test_who_switched_sending_off_asks_nobody(outlet):
    with_hub(outlet)
    assert outlet.read(why_not) is None
    on_writer(outlet, lambda: outlet.remember(AUTO, "off"))
    assert outlet.read(why_not) is WhyNot.SENDING_OFF


def test_a_code_is_asked_for_once_until_its_answer_is_old(outlet):
    with_hub(outlet)
    assert wanted(outlet, ONE, TWO, ONE) == (ONE, TWO)
    keep(outlet, ONE)
    assert wanted(outlet, ONE, TWO) == (TWO,)
    assert wanted(outlet, ONE, after=FRESH_FOR - timedelta(seconds=1)) == ()
    assert wanted(outlet, ONE, after=FRESH_FOR) == (ONE,)


def test_a_hub_in_its_announced_maintenance_is_let_be(outlet):
    with_hub(outlet)
    window = Maintenance(starts_at=AFTERNOON, ends_at=AFTERNOON + timedelta(hours=1))

    def announce():
        with outlet.store.act() as tx:
            note_maintenance(tx, "hub", (window,))

    on_writer(outlet, announce)
    assert wanted(outlet, ONE) == ()
    assert wanted(outlet, ONE, after=timedelta(hours=2)) == (ONE,)


@pytest.mark.parametrize(
    ("steps", "rest"),
    [
        ((), None),
        ((Step(TOLD),), None),
        ((Step(TOLD), Step(NOT_TOLD, cause="timeout")), AFTER_A_FAILURE),
        ((Step(NOT_TOLD, cause="http_429", retry_after_s=900),), timedelta(minutes=15)),
        ((Step(NOT_TOLD, cause="http_503", retry_after_s=10**9),), timedelta(days=1)),
    ],
)
def test_who_did_not_answer_is_left_in_peace_as_long_as_he_asks_and_at_least_a_minute(steps, rest):
    assert rest_after(steps) == rest


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("fault", sorted(set(AnswerFault) - {AnswerFault.OTHER_SINCE}))
def test_every_answer_that_is_not_believed_is_said_in_words(language, fault):
    said = asked_words(wording(language), "P", Step(DISPUTED, cause=fault))
    assert fault not in said
    assert "P" in said


def test_an_answer_of_the_future_says_nothing_of_its_age(outlet):
    with_hub(outlet)
    keep(outlet, ONE, at=AFTERNOON + timedelta(days=1))
    assert wanted(outlet, ONE) == (ONE,)


@pytest.mark.parametrize(("lines", "asked"), [(LINES_IN_LOOKUP, (ONE,)), (LINES_IN_LOOKUP + 1, ())])
def test_the_short_answer_of_a_look_up_of_many_is_none_for_a_page(outlet, lines, asked):
    with_hub(outlet)
    keep(outlet, ONE, left_out=7, lines=tuple(line(at) for at in range(lines)))
    assert wanted(outlet, ONE) == asked
    assert wanted(outlet, ONE, TWO) == (TWO,)
