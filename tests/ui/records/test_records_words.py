"""What a register adds up to is said with what is not in it."""

from datetime import date

import pytest

from packtrail.domain.exceptions_register import ExceptionKind
from packtrail.ui.records import words
from packtrail.ui.records.state import Page, RecordsState
from packtrail.usecases.close_day import Share
from packtrail.usecases.registers import RegisterSum
from packtrail.wording import CHINESE, wording

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("page", "total", "said"),
    [
        (
            Page.HANDOFF,
            RegisterSum(count=3, mass_g=312_500, cancelled=2),
            "其中 2 行的移交单已取消，质量不计",
        ),
        (
            Page.EXCEPTIONS,
            RegisterSum(count=2000, cut=frozenset({ExceptionKind.VOIDED, ExceptionKind.HAND_TYPED})),
            "（没有列全，每种最多列 2000 行：过了撤销时间的作废 · 手工录入编码）",
        ),
    ],
)
def test_a_sum_says_what_is_not_in_it(page, total, said):
    state = RecordsState(today=TODAY, day=TODAY, month=TODAY, page=page, lines=("a line",), total=total)
    assert said in words.summary(wording(CHINESE), state)


def test_what_stands_behind_the_heaviest_is_called_the_others():
    shares = (Share(name="甲厂", count=2, mass_g=9000), Share(name=None, count=3, mass_g=1000))
    assert [name for name, _, _ in words.share_lines(wording(CHINESE), shares)] == ["甲厂", "其余合计"]
