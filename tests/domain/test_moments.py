from datetime import UTC, date, datetime

import pytest

from packtrail.domain.moments import legal_day, moment_text, to_moment


def test_a_moment_carries_shanghais_offset_to_the_second():
    assert moment_text(datetime(2026, 11, 20, 1, 12, 0, 999, tzinfo=UTC)) == "2026-11-20T09:12:00+08:00"


def test_the_legal_day_is_chinas_and_not_the_pcs():
    assert legal_day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_a_time_without_its_offset_is_a_bug():
    with pytest.raises(ValueError, match="offset"):
        to_moment(datetime(2026, 11, 20))  # noqa: DTZ001 - the very thing that is refused
