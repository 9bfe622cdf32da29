from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.sync_state import SETTLED, UNSENT, AckLevel, SubmissionState, higher

LEVELS = st.sampled_from(AckLevel)


@given(LEVELS, LEVELS)
def test_a_level_never_goes_down(first, second):
    assert higher(first, second) == higher(second, first)
    assert list(AckLevel).index(higher(first, second)) >= list(AckLevel).index(first)


def test_a_record_is_never_unsent_and_settled_at_once():
    assert not UNSENT & SETTLED
    assert SubmissionState.UNKNOWN_OUTCOME in UNSENT
