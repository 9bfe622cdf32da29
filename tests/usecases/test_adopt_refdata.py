"""A pack is taken into use whole or not at all, and an old record keeps the rules it was written under."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.app.ids import new_id
from packtrail.domain.errors import NotAllowed, OutletError
from packtrail.domain.errors_refdata import (
    RefdataContentWrong,
    RefdataDatasetUnknown,
    RefdataDatesOverlap,
    RefdataExpired,
    RefdataKeyUnknown,
    RefdataOlder,
    RefdataVersionTaken,
)
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import NewRecord
from packtrail.domain.refdata import RefdataVersion, refuse_overlaps
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.refdata_pack import TrustedKey, packed
from packtrail.usecases.adopt_refdata import (
    adopt_own,
    adopt_refdata,
    refdata_content,
    refdata_in_use,
    refdata_of_record,
    refdata_source,
)
from tests.station import ADMIN, PROFILE, SteppedClock, codes, opened, set_up, take_in
from tests.trade import MORNING

PUBLISHER = Ed25519Signer(bytes(range(32)))
DATASETS = frozenset({"holiday_calendar", "consignees"})
TRUST = {PUBLISHER.key_id: TrustedKey(PUBLISHER.key_id, PUBLISHER.public_key, DATASETS, "发布方")}
TODAY = MORNING.date()
DAYS = "holiday_calendar"


def days_of(content):
    if not isinstance(content, dict) or "days" not in content:
        raise ValueError("days are missing")
    refuse_overlaps(DAYS, [(name, date(2027, 1, 1), None) for name in content["days"]])
    return content["days"]


def signed(version, *, dataset=DAYS, **changes):
    fields = {
        "dataset": dataset,
        "version": version,
        "effective_from": "2026-01-01",
        "effective_to": None,
        "source": "通知",
        "confidence": "V",
        "content": {"days": [version]},
    }
    return packed({**fields, **changes}, PUBLISHER)


@pytest.fixture
def adopt(station, clock):
    return lambda pack_bytes, **more: take(station, clock, pack_bytes, **more)


def take(ledger, clock, pack_bytes, **more):
    given = {"by": ADMIN, "trust": TRUST, "validators": {DAYS: days_of}, **more}
    return adopt_refdata(pack_bytes, store=ledger, now=clock, new_id=new_id, **given)


def in_use(ledger, on=TODAY, dataset=DAYS):
    """The version that counts on a day; None while it is the one that came with the program."""
    with ledger.read() as view:
        found = refdata_in_use(view, dataset, on)
        return str(found.version) if found else None


def of_record(ledger, record_id):
    with ledger.read() as view:
        found = refdata_of_record(view, DAYS, record_id)
        return refdata_content(view, found) if found else None


def written(ledger):
    with ledger.read() as view:
        return view.station().head_seq


def test_a_pack_is_in_use_from_its_record_on(station, adopt):
    assert in_use(station) is None
    adopted = adopt(signed("2026-11-20.1"))
    assert adopted.is_new
    assert in_use(station) == "2026-11-20.1"
    with station.read() as view:
        record = view.record(adopted.refdata.record_id)
        assert (record.body.dataset, record.body.version) == (DAYS, "2026-11-20.1")
        assert record.body.digest == adopted.refdata.digest
        assert refdata_source(view, adopted.refdata) == ("通知", "V")


def test_an_old_record_keeps_its_old_rules(station, clock, adopt):
    before, between, after = codes(3)
    first = take_in(station, clock, before).units[0].unit_id
    adopt(signed("2026-11-19.1"))
    second = take_in(station, clock, between).units[0].unit_id
    adopt(signed("2026-11-20.1"))
    third = take_in(station, clock, after).units[0].unit_id
    assert of_record(station, first) is None  # what came with the program
    assert of_record(station, second) == {"days": ["2026-11-19.1"]}
    assert of_record(station, third) == {"days": ["2026-11-20.1"]}
    assert in_use(station) == "2026-11-20.1"


def test_a_pack_for_next_year_changes_nothing_before_its_first_day(station, clock, adopt):
    adopt(signed("2026-11-19.1"))
    adopt(signed("2026-11-20.1", effective_from="2027-01-01"))
    unit_id = take_in(station, clock).units[0].unit_id
    assert of_record(station, unit_id) == {"days": ["2026-11-19.1"]}
    assert in_use(station, date(2026, 12, 31)) == "2026-11-19.1"
    assert in_use(station, date(2027, 1, 1)) == "2026-11-20.1"


def test_a_battery_is_taken_in_when_every_pack_is_stale(station, clock, adopt):
    adopt(signed("2026-11-20.1", effective_to=TODAY.isoformat()))
    clock.at += timedelta(days=400)
    assert in_use(station, clock.at.date()) is None
    unit_id = take_in(station, clock).units[0].unit_id
    assert of_record(station, unit_id) is None


def test_what_happened_before_a_pack_was_in_force_is_judged_without_it(station, adopt):
    adopt(signed("2026-11-20.1", effective_from=TODAY.isoformat()))
    yesterday = NewRecord(
        record_id=new_id(), body=PROFILE, occurred_at=MORNING - timedelta(days=1), operator_ref=ADMIN.ref
    )
    with station.act() as tx:
        (late,) = tx.append(yesterday)
    assert of_record(station, late.record_id) is None


def test_versions_only_rise(station, adopt):
    adopt(signed("2026-11-20.2"))
    before = written(station)
    with pytest.raises(RefdataOlder) as refusal:
        adopt(signed("2026-11-20.1"))
    assert (refusal.value.version, refusal.value.in_use) == ("2026-11-20.1", "2026-11-20.2")
    assert (written(station), in_use(station)) == (before, "2026-11-20.2")


def test_one_dataset_does_not_hold_another_back(station, adopt):
    adopt(signed("2026-11-20.2"))
    adopt(signed("2026-01-01.1", dataset="consignees"), validators={"consignees": len})
    assert in_use(station, dataset="consignees") == "2026-01-01.1"


def test_the_same_pack_again_writes_nothing(station, adopt):
    first = adopt(signed("2026-11-20.1"))
    before = written(station)
    again = adopt(signed("2026-11-20.1"))
    assert (again.is_new, again.refdata, written(station)) == (False, first.refdata, before)


def test_the_same_version_with_another_content_is_refused(station, adopt):
    adopt(signed("2026-11-20.1"))
    with pytest.raises(RefdataVersionTaken):
        adopt(signed("2026-11-20.1", content={"days": []}))


@pytest.mark.parametrize(("version", "is_taken"), [("2026-10-31.9", False), ("2026-11-01.2", True)])
def test_a_pack_has_to_be_newer_than_what_came_with_the_program(station, adopt, version, is_taken):
    built_in = {DAYS: RefdataVersion.parse("2026-11-01.1")}
    if is_taken:
        assert adopt(signed(version), built_in=built_in).is_new
    else:
        with pytest.raises(RefdataOlder):
            adopt(signed(version), built_in=built_in)


def own(version):
    return {
        "dataset": DAYS,
        "version": version,
        "effective_from": "2000-01-01",
        "effective_to": None,
        "source": "程序自带",
        "confidence": "by_entry",
        "content": {"days": [version]},
    }


def take_own(ledger, clock, version, by=ADMIN):
    return adopt_own(own(version), by=by, store=ledger, now=clock, new_id=new_id)


def test_what_came_with_the_program_replaces_an_older_pack_by_a_record_too(station, clock, adopt):
    adopt(signed("2026-11-19.1"))
    before = take_in(station, clock).units[0].unit_id
    adopted = take_own(station, clock, "2026-11-20.1")
    assert (adopted.is_new, adopted.refdata.signed_by) == (True, None)
    assert take_own(station, clock, "2026-11-20.1").is_new is False
    assert in_use(station) == "2026-11-20.1"
    assert of_record(station, before) == {"days": ["2026-11-19.1"]}
    with pytest.raises(RefdataOlder):
        take_own(station, clock, "2026-11-18.1")
    with pytest.raises(NotAllowed):
        take_own(station, clock, "2026-11-21.1", by=Operator("op_2", "主管", Role.SUPERVISOR))


@pytest.mark.parametrize(
    ("pack_bytes", "refusal"),
    [
        (signed("2026-11-20.1", effective_to="2026-11-19"), RefdataExpired),
        (signed("2026-11-20.1", content={}), RefdataContentWrong),
        (signed("2026-11-20.1", content={"days": ["a", "a"]}), RefdataDatesOverlap),
        (signed("2026-11-20.1", dataset="consignees"), RefdataDatasetUnknown),  # nothing here reads it
        (b"", OutletError),
    ],
)
def test_what_is_refused_is_not_written(station, adopt, pack_bytes, refusal):
    before = written(station)
    with pytest.raises(refusal):
        adopt(pack_bytes)
    assert (written(station), in_use(station)) == (before, None)


def test_a_pack_is_still_taken_on_its_last_day(station, adopt):
    assert adopt(signed("2026-11-20.1", effective_to=TODAY.isoformat())).is_new


def test_a_key_that_is_no_longer_trusted_takes_nothing_back(station, adopt):
    adopt(signed("2026-11-20.1"))
    with pytest.raises(RefdataKeyUnknown):
        adopt(signed("2026-11-20.2"), trust={})
    assert in_use(station) == "2026-11-20.1"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_administrator_takes_rules_into_use(station, adopt, role):
    with pytest.raises(NotAllowed):
        adopt(signed("2026-11-20.1"), by=Operator("op_2", "同事", role))


def test_a_failed_act_leaves_neither_record_nor_content(station, adopt, monkeypatch):
    from packtrail.store import refdata

    def fails(*_):
        raise ZeroDivisionError

    before = written(station)
    monkeypatch.setattr(refdata, "keep", fails)
    with pytest.raises(ZeroDivisionError):
        adopt(signed("2026-11-20.1"))
    assert (written(station), in_use(station)) == (before, None)


def test_an_unknown_record_has_no_rules(station):
    with station.read() as view, pytest.raises(LookupError):
        refdata_of_record(view, DAYS, new_id())


@settings(max_examples=15)
@given(st.lists(st.integers(1, 6), max_size=8))
def test_whatever_comes_in_whatever_order_the_version_in_use_never_falls(tmp_path_factory, numbers):
    clock = SteppedClock()
    with opened(tmp_path_factory.mktemp("station"), clock) as ledger:
        set_up(ledger, clock)
        highest = 0
        for number in numbers:
            try:
                take(ledger, clock, signed(f"2026-11-20.{number}"))
            except RefdataOlder:
                assert number < highest
            highest = max(highest, number)
            assert in_use(ledger) == f"2026-11-20.{highest}"
