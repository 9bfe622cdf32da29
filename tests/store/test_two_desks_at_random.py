"""Two desks that act and hear each other at random points end up telling the same of every unit."""

import tempfile
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.domain.consignee import AckDraft, AckSource
from packtrail.domain.errors import OutletError
from packtrail.store.check import check
from packtrail.usecases.acknowledge_lines import acknowledge_all
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

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 1), st.sampled_from(CODES)),
        st.tuples(st.just("meet"), st.integers(0, 1), st.just("")),
    ),
    min_size=4,
    max_size=24,
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
        for desk in desks:
            assert check(desk.ledger.folder, TEST_KEY, rebuild=True).problems == ()
