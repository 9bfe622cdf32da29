"""Two desks that act and hear each other at random points end up telling the same of every unit."""

import tempfile
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.domain.consignee import AckDraft, AckSource
from packtrail.domain.custody import Custody
from packtrail.domain.errors import OutletError
from packtrail.store.check import check
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.between_desks import between_desks
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.undo import act_of, undo
from tests.neighbours import meet, two_desks
from tests.station import TEST_KEY, codes

CODES = codes(3)
BY_PHONE = AckDraft(answers=(), source=AckSource.PHONE)


def undo_newest(desk, _):
    with desk.ledger.read() as view:
        newest = [
            *(each.handoff_id for each in view.handoffs(1)),
            *(each.delivery_id for each in view.deliveries(1)),
        ]
        acts = act_of(view, newest[0])
    desk.act(undo, acts[::-1])


def of_newest_load(act, desk, _):
    with desk.ledger.read() as view:
        load = view.handoffs(1)[0]
    act(desk, load.handoff_id)


ACTS = {
    "take_in": lambda desk, code: desk.take_in(code),
    "hand_on": lambda desk, code: desk.hand_on(code),
    "hand_on_all": lambda desk, _: desk.hand_on(*CODES),
    "elsewhere": lambda desk, code: desk.hand_on_from_elsewhere(code),
    "cancel": partial(of_newest_load, lambda desk, load: desk.cancel(load)),
    "depart": partial(of_newest_load, lambda desk, load: desk.act(depart_handoff, load)),
    "answer": partial(of_newest_load, lambda desk, load: desk.act(acknowledge_all, load, BY_PHONE)),
    "undo": undo_newest,
}

any_desk, any_code = st.integers(0, 1), st.sampled_from(CODES)

one_step = st.one_of(
    st.tuples(st.sampled_from(sorted(ACTS)), any_desk, any_code).map(lambda step: [step]),
    st.tuples(st.just("meet"), any_desk, st.just("")).map(lambda step: [step]),
)


def one_pack_at_both(order):
    """One desk takes a pack in and hands it on; the other, which has not heard of it, hands it on too."""
    return st.tuples(any_desk, any_code).map(
        lambda given: [(what, (given[0] + away) % 2, given[1]) for what, away in order]
    )


at_both = st.sampled_from(
    [
        [("take_in", 0), ("hand_on", 0), ("elsewhere", 1)],
        [("elsewhere", 1), ("take_in", 0), ("hand_on", 0)],
        [("take_in", 0), ("elsewhere", 1), ("hand_on", 0)],
    ]
).flatmap(one_pack_at_both)

steps = st.tuples(
    st.lists(st.one_of(at_both, one_step), min_size=1, max_size=5),
    st.lists(one_step, min_size=2, max_size=16),
).map(lambda parts: [step for part in parts for steps in part for step in steps])
"""First packs that are likely to be on the loads of both desks, then whatever comes."""


def open_between(desk):
    """What has to be settled between the desks: units on several loads, and lines that mean no unit."""
    with desk.ledger.read() as view:
        found = between_desks(view)
        for line in found.unconfirmed:
            others = (
                unit for unit in view.units_with_code(line.battery_code) if unit.station != line.station
            )
            assert all(unit.custody is Custody.VOIDED for unit in others)
    return (
        {each.unit.unit_id: [line.line_id for line in each.lines] for each in found.double_hand_outs},
        {line.line_id for line in found.unconfirmed},
    )


@settings(max_examples=12, deadline=None)
@given(steps, st.sampled_from([-300, 0, 7]))
def test_two_desks_that_have_heard_each_other_tell_the_same(script, apart_s):
    with (
        tempfile.TemporaryDirectory() as folder,
        two_desks(Path(folder), apart=timedelta(seconds=apart_s)) as desks,
    ):
        for what, which, code in script:
            if what == "meet":  # only this one hears, so the two are out of step
                desks[which].hear(desks[1 - which].records())
                continue
            with suppress(OutletError, IndexError):  # refused as it should be, or there is no load yet
                ACTS[what](desks[which], code)
        meet(*desks)
        first, second = desks
        assert first.floor() == second.floor()
        assert first.stock() == second.stock()
        assert open_between(first) == open_between(second)
        for desk in desks:
            assert check(desk.ledger.folder, TEST_KEY, rebuild=True).problems == ()
