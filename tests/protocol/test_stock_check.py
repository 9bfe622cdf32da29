"""Comparing stock: equal says nothing, and every difference is said once."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.moments import to_moment
from packtrail.protocol import messages
from packtrail.protocol.refdata_list import RefdataList, Snapshot, etag
from packtrail.protocol.stock_check import (
    MAX_DIFFERENCES,
    Difference,
    StockAnswer,
    StockCheck,
    compare_stock,
)

NOW = to_moment(datetime(2026, 11, 22, 1, 20, tzinfo=UTC))
DIGEST = "sha256:" + "ab" * 32
CHECK = StockCheck(
    station_id="01a1fd8f-5700-7a11-8a00-000000000077",
    station_epoch=1,
    head_seq=44,
    head_hash=DIGEST,
    receipt_seq=7,
    receipt_digest=DIGEST,
    stock={"in_storage": {"pack": 16, "module": 3}, "in_transit": {"pack": 1}},
    at=NOW,
    heard_to="chg_9",
)
COUNTS = st.dictionaries(
    st.sampled_from(["in_storage", "in_transit", "quarantined"]),
    st.dictionaries(st.sampled_from(["pack", "module", "cell"]), st.integers(0, 3)),
)


@pytest.mark.parametrize(
    "message",
    [
        CHECK,
        StockAnswer(
            is_equal=False,
            is_behind=True,
            differences=(Difference(what="head", station_number=44, hub_number=40, hub_digest=DIGEST),),
            server_time=NOW,
        ),
        RefdataList(
            snapshots=(
                Snapshot(
                    dataset="consignees",
                    version="2026-11-21.1",
                    digest=DIGEST,
                    pack_digest=DIGEST,
                    size=900,
                    effective_from=date(2026, 11, 21),
                    signed_by="ed25519:1",
                ),
            ),
            server_time=NOW,
        ),
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_reads_back_as_it_was_written(message):
    assert messages.decode(type(message), messages.encode(message)) == message


def test_a_difference_names_custody_level_and_both_counts():
    (found,) = compare_stock({"in_storage": {"pack": 16}}, {"in_storage": {"pack": 15}, "in_transit": {}})
    assert (found.what, found.custody, found.level) == ("stock", "in_storage", "pack")
    assert (found.station_number, found.hub_number) == (16, 15)


@given(COUNTS)
def test_the_same_counts_never_differ_whether_none_is_said_or_left_out(counts):
    lean = {custody: {level: n for level, n in levels.items() if n} for custody, levels in counts.items()}
    assert compare_stock(counts, lean) == ()


@given(COUNTS, COUNTS)
def test_the_differences_are_exactly_what_turns_one_count_into_the_other(station, hub):
    moved = {custody: dict(levels) for custody, levels in station.items()}
    for each in compare_stock(station, hub):
        moved.setdefault(each.custody, {})[each.level] = each.hub_number
    assert compare_stock(moved, hub) == ()


def test_hostile_counts_make_no_endless_answer():
    many = {f"c{at}": {f"l{level}": 1 for level in range(30)} for at in range(30)}
    assert len(compare_stock(many, {})) == MAX_DIFFERENCES


def test_a_check_with_endless_counts_is_refused():
    value = messages.encode(CHECK).replace(
        b'"in_transit":{"pack":1}', b",".join(b'"c%d":{}' % at for at in range(40))
    )
    with pytest.raises(messages.BadMessage) as caught:
        messages.decode(StockCheck, value)
    assert [fault.pointer for fault in caught.value.faults] == ["/stock"]


def test_an_etag_stands_in_quotes():
    assert etag(DIGEST) == f'"{DIGEST}"'
