"""A practice ledger (练习台账) is one for ever, and nothing of it is ever owed to who counts it."""

from contextlib import contextmanager

import pytest
from sqlcipher3 import dbapi2

from packtrail.app.build import outlet_at_work
from packtrail.app.secrets import NoKeyring
from packtrail.domain.deadlines import DestinationKind
from packtrail.domain.errors_station import (
    LedgerForPractice,
    LedgerForWork,
    PracticeCodeNeeded,
    PracticeHub,
    PracticeLedger,
)
from packtrail.store.schema_011 import NATURE
from packtrail.usecases.enrol_by_file import request_enrolment
from packtrail.usecases.enrol_station import enrol_station
from packtrail.usecases.ports import Destination
from packtrail.wording import CHINESE
from tests.e2e.stations import take_in
from tests.station import PROFILE
from tests.trade import AFTERNOON, CODE, OTHER_CODE, OUTLET


@contextmanager
def opened(folder, practice):
    with outlet_at_work(
        folder, keyring=NoKeyring(), language=CHINESE, report_bug=print, practice=practice
    ) as (outlet, _):
        yield outlet


def somebody(*, is_practice, kind=DestinationKind.HUB):
    return Destination(
        name="hub",
        title="测试企业平台",
        base_url="https://hub.test",
        outlet_uscc=OUTLET,
        hub_keys={"k": bytes(32)},
        station_signature=b"s" * 64,
        enrolled_at=AFTERNOON,
        kind=kind,
        is_practice=is_practice,
    )


def owe(outlet, destination):
    def add():
        with outlet.store.act() as tx:
            tx.add_destination(destination)

    outlet.on_writer(add)


@pytest.mark.parametrize(
    ("first", "then", "refusal"), [(True, False, LedgerForPractice), (False, True, LedgerForWork)]
)
def test_what_a_ledger_is_stays_when_it_is_opened_as_the_other(tmp_path, first, then, refusal):
    with opened(tmp_path, first) as outlet:
        assert outlet.practice is first
    with pytest.raises(refusal), opened(tmp_path, then):
        pass
    with opened(tmp_path, None) as outlet:  # a command takes it as what it is
        assert outlet.practice is first


def test_a_ledger_that_nobody_asked_for_practice_counts(tmp_path):
    with opened(tmp_path, None) as outlet:
        assert not outlet.practice


@pytest.mark.parametrize(
    "to",
    [somebody(is_practice=False), somebody(is_practice=False, kind=DestinationKind.MAKER_PORTAL)],
    ids=["hub", "portal"],
)
def test_nothing_practised_is_ever_owed_to_who_counts_it(tmp_path, to):
    with opened(tmp_path, practice=True) as outlet:
        outlet.on_writer(lambda: outlet.set_profile(PROFILE))
        take_in(outlet, CODE)
        with pytest.raises(PracticeLedger):
            owe(outlet, to)
        take_in(outlet, OTHER_CODE)
        assert outlet.read(lambda view: view.destinations()) == []
    with opened(tmp_path, practice=True) as outlet:
        assert outlet.read(lambda view: view.destinations()) == []


def test_a_practice_hub_hears_a_practice_ledger_and_no_other(tmp_path):
    with opened(tmp_path / "practice", practice=True) as outlet:
        owe(outlet, somebody(is_practice=True))
        (bound,) = outlet.read(lambda view: view.destinations())
        assert bound.is_practice
        owe(outlet, bound)  # bound again under other keys or another address, as it was read
    with opened(tmp_path / "work", practice=False) as outlet:
        with pytest.raises(PracticeHub):
            owe(outlet, somebody(is_practice=True))
        owe(outlet, somebody(is_practice=False))
        (bound,) = outlet.read(lambda view: view.destinations())
        assert not bound.is_practice


@pytest.mark.parametrize("code", ["K7TM-4XQP-2D", "", "XX"])
def test_no_byte_leaves_for_a_hub_whose_code_is_none_of_a_practice_hub(tmp_path, code):
    asked = []

    class Line:
        def enrol(self, envelope):
            asked.append(envelope)

    with opened(tmp_path, practice=True) as outlet:
        outlet.on_writer(lambda: outlet.set_profile(PROFILE))
        common = {"by": outlet.operator, "store": outlet.store, "app_version": "0"}
        with pytest.raises(PracticeCodeNeeded):
            enrol_station(
                code, name="hub", base_url="https://hub", channel=Line(), on_writer=outlet.on_writer, **common
            )
        with pytest.raises(PracticeCodeNeeded):
            request_enrolment(code, **common)
        assert request_enrolment("xxx-k7tm-4xq", **common)
    assert asked == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE nature SET is_practice = 0",
        "DELETE FROM nature",
        "INSERT INTO nature (id, is_practice) VALUES (1, 0)",
        "INSERT OR REPLACE INTO nature (id, is_practice) VALUES (1, 0)",
    ],
)
def test_whoever_writes_past_the_program_does_not_change_it(tmp_path, statement):
    with opened(tmp_path, practice=True) as outlet:

        def past():
            with outlet.store.act() as tx:
                tx._connection.execute(statement)

        with pytest.raises(dbapi2.DatabaseError):
            outlet.on_writer(past)
        assert outlet.read(lambda view: view.is_practice())


def test_a_ledger_from_before_there_were_marks_counts_and_takes_none(tmp_path):
    with opened(tmp_path, None) as outlet:

        def as_before():
            with outlet.store.act() as tx:
                for statement in ("DROP TABLE nature", *NATURE):
                    tx._connection.execute(statement)

        outlet.on_writer(as_before)
        assert not outlet.read(lambda view: view.is_practice())
    with pytest.raises(LedgerForWork), opened(tmp_path, practice=True):
        pass
