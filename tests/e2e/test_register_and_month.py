"""What was sent, and a month beside what the platform answered, over a real hub."""

import itertools
from datetime import date

import pytest

from packtrail.app.clock import now
from packtrail.usecases.reconcile_month import Basis, Difference, month_bounds, reconcile_month
from packtrail.usecases.sent_register import receipt_details, register_page
from packtrail.usecases.sync_ports import SentQuery
from tests.e2e.stations import at_work, enrol, hand_on, send, set_up, take_in

NUMBERS = itertools.count(1)


@pytest.fixture
def codes():
    """Codes that no other test of this outlet's hub has."""
    return [f"0TXPB01A000001A5B{next(NUMBERS):07d}" for _ in range(5)]


@pytest.fixture
def outlet(tmp_path, codes):
    with at_work(tmp_path / "station") as working:
        set_up(working)
        take_in(working, *codes[:3])
        yield working


@pytest.fixture
def sent(outlet, hub):
    destination = enrol(outlet, hub)
    send(outlet, destination)
    return destination


def this_month(outlet, destination):
    today = date.fromisoformat(f"{now():%Y-%m-%d}")
    return outlet.read(lambda view: reconcile_month(view, destination, today.year, today.month))


def page(outlet, **more):
    return outlet.read(lambda view: register_page(view, SentQuery(destination="hub", **more)))


def test_the_register_says_when_what_went_and_which_receipt_answered(outlet, sent):
    (line,) = page(outlet).lines
    assert (line.batch.seq_first, line.batch.records, line.batch.tries) == (1, sum(line.counts.values()), 1)
    assert line.batch.received_at is not None
    assert set(line.counts) == {"accepted"}
    details = outlet.read(lambda view: receipt_details(view, "hub", line.batch.receipt_id))
    assert details.receipt_seq == line.batch.receipt_seq == 1
    assert len(details.results) == line.batch.records
    assert details.counts["accepted"] == line.batch.records


def test_the_register_goes_on_page_by_page_and_finds_a_code(outlet, sent, codes):
    for code in codes[3:]:
        take_in(outlet, code)
        send(outlet, sent)
    first = page(outlet, limit=2)
    second = page(outlet, limit=2, before=first.next_before)
    assert [each.batch.seq_first for each in (*first.lines, *second.lines)] == sorted(
        (each.batch.seq_first for each in (*first.lines, *second.lines)), reverse=True
    )
    assert (len(first.lines), len(second.lines), second.next_before) == (2, 1, None)
    assert [each.batch.digest for each in page(outlet, text=codes[3].lower()).lines] == [
        first.lines[1].batch.digest
    ]
    assert page(outlet, text="nowhere").lines == ()


def test_a_month_that_was_sent_and_accepted_agrees(outlet, sent):
    report = this_month(outlet, sent)
    assert report.agrees
    assert report.basis is Basis.RECEIPTS
    assert report.ours == report.sent == report.theirs == report.accepted > 4
    assert report.at_authority == 0


def test_what_was_not_sent_or_refused_is_where_the_month_differs(outlet, sent, codes):
    take_in(outlet, codes[3])
    hand_on(outlet, codes[0])
    report = this_month(outlet, sent)
    assert {each.difference for each in report.differing} == {Difference.UNSENT}
    assert report.ours - report.theirs == len(report.differing)
    assert codes[3] in {each.subject for each in report.differing}


def test_a_receipt_of_a_stranger_proves_nothing(outlet, sent):
    stranger = sent.__class__(
        **{name: getattr(sent, name) for name in sent.__slots__} | {"hub_keys": {"ed25519:00": bytes(32)}}
    )
    report = this_month(outlet, stranger)
    assert not report.agrees
    assert (report.bad_receipts, report.theirs) == (1, 0)
    assert {each.difference for each in report.differing} == {Difference.LOST}


def test_a_month_has_its_own_days_in_shanghai():
    after, until = month_bounds(2026, 12)
    assert (after.isoformat(), until.isoformat()) == (
        "2026-12-01T00:00:00+08:00",
        "2027-01-01T00:00:00+08:00",
    )
    with pytest.raises(ValueError, match="month"):
        month_bounds(2026, 13)
