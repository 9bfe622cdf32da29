"""The EPCIS document of a real ledger: a page at a time, by days, with codes from when they were known."""

import json
from datetime import timedelta

import pytest

from packtrail.domain.moments import legal_day
from packtrail.usecases import export_epcis as exporting
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.export_epcis import Period, export_epcis
from packtrail.usecases.void_record import void_record
from tests.epcis_subset import assert_document
from tests.station import codes, take_in
from tests.usecases.road import Road


def exported(station, clock, period=Period()):  # noqa: B008 - a frozen value
    pieces = []
    with station.read() as view:
        count = export_epcis(view, pieces.append, created_at=clock.at, period=period)
    document = json.loads("".join(pieces))
    assert_document(document)
    events = document["epcisBody"]["eventList"]
    assert len(events) == count
    return events


def steps(events):
    return [(event["bizStep"], "errorDeclaration" in event) for event in events]


def test_a_load_goes_out_step_by_step(station, clock):
    road = Road(station, clock)
    handoff_id, _ = road.sent(*codes(2))
    road.arrive(handoff_id)
    assert steps(exported(station, clock)) == [
        ("receiving", False),
        ("receiving", False),
        ("loading", False),
        ("shipping", False),
        ("departing", False),
        ("arriving", False),
    ]


def test_a_correction_and_a_void_repeat_what_they_take_back(act, station, clock):
    first, second = take_in(station, clock, *codes(2)).units
    act(
        correct_record,
        first.unit_id,
        {"/gross_mass_g": 301_000},
        reason_code="typo",
        reason_text="看错了",
    )
    act(void_record, second.unit_id, reason_code="duplicate_entry", reason_text="重复登记")
    assert steps(exported(station, clock)) == [
        ("receiving", False),
        ("receiving", False),
        ("receiving", True),
        ("receiving", False),
        ("receiving", True),
    ]


def test_a_period_takes_the_days_on_which_things_happened(station, clock):
    take_in(station, clock, *codes(1))
    today = legal_day(clock.at)
    clock.at += timedelta(days=1)
    take_in(station, clock, *codes(2, first=2))
    assert len(exported(station, clock, Period(last=today))) == 1
    assert len(exported(station, clock, Period(first=today + timedelta(days=1)))) == 2
    assert exported(station, clock, Period(first=today + timedelta(days=2))) == []


@pytest.mark.parametrize("page", [1, 2, 7])
def test_the_document_does_not_depend_on_how_the_log_is_paged(station, clock, monkeypatch, page):
    Road(station, clock).sent(*codes(3))
    whole = exported(station, clock)
    monkeypatch.setattr(exporting, "RECORDS_A_PAGE", page)
    assert exported(station, clock) == whole
