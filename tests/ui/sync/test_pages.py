"""The other pages of the Sync screen, and errors opened by the keyboard, over a real ledger and hub."""

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from packtrail.app.clock import now
from packtrail.app.hub_process import HubProcess
from packtrail.app.ids import new_id
from packtrail.domain import records as r
from packtrail.ui.sync.state import Page
from packtrail.usecases.report_errors import errors_of
from packtrail.wording import ENGLISH
from tests.e2e.desk import desk_open
from tests.e2e.stations import act, enrol, send, set_up, take_in
from tests.ui.whole import cut_words

CODE = "0TXPB01A000001A5D0000001"
WRONG = "91430200MA0FAKE02C"
RIGHT = "91430200MA0FAKE02B"


def bad_handoff(outlet):
    """A load whose recipient's number has a wrong check character, past the counter."""
    body = r.Handoff(
        handoff_id="HO-9",
        consignee_uscc=WRONG,
        consignee_role="utilisation_enterprise",
        carrier_uscc=None,
        vehicle_plate=None,
        packaging=None,
        line_count=0,
        total_gross_mass_g=0,
    )
    with outlet.store.act() as tx:
        tx.append(r.NewRecord(record_id=new_id(), body=body, occurred_at=now(), operator_ref="op_1"))


@pytest.fixture
def person(qtbot, tmp_path):
    with desk_open(qtbot, tmp_path / "station") as person:
        set_up(person.outlet)
        person.desk.sync.auto.turn(is_on=False)
        yield person


@pytest.fixture
def refused(person, tmp_path):
    """The desk once the hub has refused a load."""
    with HubProcess(tmp_path / "hub") as hub:
        take_in(person.outlet, CODE)
        act(person.outlet, bad_handoff, person.outlet)
        destination = enrol(person.outlet, hub.url)
        send(person.outlet, destination)
        person.desk.frame.show_place("sync")
        person.desk.sync.refresh()
        person.wait(lambda: bool(person.desk.sync.state.ladders and open_records(person)))
        yield person


def open_records(person):
    return person.desk.sync.state.ladders[0].open_records


def handoff(person):
    return person.outlet.read(lambda view: view.of_type("handoff")[0])


def test_f8_and_enter_open_the_very_field_and_the_correction_is_written(refused):
    person, sync = refused, refused.desk.sync
    person.press(Qt.Key.Key_F8)
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: person.desk.frame.is_detail_open)
    field = next(each for each in sync.errors.detail.findChildren(QLineEdit) if each.text() == WRONG)
    assert field.hasFocus()
    sync.errors.form.panel.changed.emit("value", RIGHT)
    sync.errors.form.panel.changed.emit("reason", "抄错一位")
    sync.errors.form.confirm()
    person.wait(lambda: handoff(person).record.body.consignee_uscc == RIGHT)
    person.wait(lambda: not person.desk.frame.is_detail_open)


def test_esc_puts_the_form_away_and_nothing_is_written(refused):
    refused.press(Qt.Key.Key_F8)
    refused.press(Qt.Key.Key_Return)
    refused.wait(lambda: refused.desk.frame.is_detail_open)
    refused.press(Qt.Key.Key_Escape)
    refused.wait(lambda: not refused.desk.frame.is_detail_open)
    assert handoff(refused).record.body.consignee_uscc == WRONG


def test_the_register_opens_a_receipt_and_esc_goes_back_step_by_step(refused):
    sync = refused.desk.sync
    sync.screen.page_chosen.emit("register")
    refused.wait(lambda: bool(sync.register.state.lines))
    sync.register.view.batch_chosen.emit(sync.register.state.lines[0].batch.digest)
    refused.wait(lambda: sync.register.state.receipt is not None)
    assert sync.register.state.receipt.counts["rejected"] == 1
    refused.press(Qt.Key.Key_Escape)
    assert sync.register.state.receipt is None
    refused.press(Qt.Key.Key_Escape)
    assert sync.state.page is Page.PROGRESS


def test_the_month_says_which_record_they_did_not_take(refused):
    sync = refused.desk.sync
    sync.screen.page_chosen.emit("month")
    refused.wait(lambda: sync.month.state.report is not None)
    found = [(each.subject, each.codes) for each in sync.month.state.report.differing]
    assert found == [("HO-9", ("BT-4002",))]
    sync.month.view.month_moved.emit(-1)
    refused.wait(lambda: sync.month.state.report is not None and sync.month.state.report.ours == 0)
    assert not sync.month.state.is_newest


def test_a_check_before_sending_finds_it_without_a_platform(person):
    act(person.outlet, bad_handoff, person.outlet)
    sync = person.desk.sync
    sync.rehearsal.show(None)
    sync.rehearsal.ask()
    person.wait(lambda: sync.rehearsal.state.result is not None)
    assert [each.subject for each in sync.rehearsal.state.result.refused] == ["HO-9"]


def test_no_page_is_cut_in_english(refused):
    refused.desk._speak(ENGLISH)
    sync = refused.desk.sync
    for page in Page:
        sync.screen.page_chosen.emit(page.value)
        refused.settle()
        refused.wait(lambda: cut_words(sync.screen) == [])  # what arrives late is laid out in the next turn


def test_a_record_that_has_no_field_to_correct_can_be_voided(refused):
    sync = refused.desk.sync
    (error,) = errors_of(open_records(refused)[0])
    sync.errors.open(dataclasses.replace(error, pointer="/occurred_at"))
    refused.wait(lambda: refused.desk.frame.is_detail_open)
    assert "作废" in sync.errors.form.act.title(refused.desk.frame.wording)
