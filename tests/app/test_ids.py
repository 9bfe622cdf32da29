"""Ids as records write them, and a clock that knows its offset."""

import re
import uuid
from datetime import timedelta

from packtrail.app.clock import now
from packtrail.app.ids import new_id


def test_an_id_is_a_lower_case_uuid_of_version_7():
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", new_id())


def test_ids_are_never_the_same_and_sort_as_they_were_drawn():
    drawn = [uuid.UUID(new_id()) for _ in range(1000)]
    assert sorted(set(drawn)) == drawn


def test_now_carries_the_legal_offset():
    assert now().utcoffset() == timedelta(hours=8)
