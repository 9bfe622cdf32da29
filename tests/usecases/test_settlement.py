"""Money stays at the station: noted beside the log, in no record and no batch."""

import base64
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from packtrail.app.ids import new_id
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import NotAllowed
from packtrail.domain.operators import Operator, Role
from packtrail.domain.settlement import (
    InvoiceKind,
    MoneyGoes,
    PricePer,
    SettlementDraft,
    computed_fen,
    settle,
)
from packtrail.protocol.batch import Client
from packtrail.store import connection as connections
from packtrail.store.check import check
from packtrail.store.ledger import LEDGER_FILE
from packtrail.usecases.note_settlement import note_settlement, settlement_rows
from packtrail.usecases.ports import Destination
from packtrail.usecases.seal_batch import SealingRules, next_batch
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.station import ADMIN, TEST_KEY, take_in
from tests.trade import CODE, MORNING, OUTLET
from tests.usecases.road import SUPERVISOR, Road

DRAFT = SettlementDraft(
    price_fen=987_654, price_per=PricePer.KG, quantity=312_500, contract_no="HT-机密-4711",
    invoice_kind=InvoiceKind.REVERSE_INVOICE, invoice_no="FP-20261120-77", paid_on=date(2026, 11, 25),
    remark="月底付清",
)  # fmt: skip


@pytest.fixture
def road(station, clock):
    return Road(station, clock)


def noted(road, document_id, draft=DRAFT, by=SUPERVISOR):
    return note_settlement(document_id, draft, by=by, store=road.station, now=road.clock)


@pytest.mark.practice(18)
def test_no_byte_of_a_settlement_is_in_any_record_or_batch(road):
    with road.station.act() as tx:
        tx.add_destination(
            Destination(
                name="hub", title="演示平台", base_url="https://hub.example/v1", outlet_uscc=OUTLET,
                hub_keys={}, station_signature=b"s" * 64, enrolled_at=MORNING,
            )
        )  # fmt: skip
    delivery_id = take_in(road.station, road.clock, CODE).document.delivery_id
    with road.station.read() as view:
        before = view.station().head_seq
    settlement = noted(road, delivery_id)
    with road.station.read() as view:
        assert view.station().head_seq == before
    rules = SealingRules(client=Client(app="packtrail", app_version="test"))
    with road.station.act() as tx:
        batch = next_batch(tx, "hub", rules, now=road.clock, new_id=new_id)
    sent = base64.b64decode(json.loads(batch.envelope)["payload"])
    assert CODE.encode() in sent
    assert batch.seq_last == before
    with road.station.read() as view:
        lines = b"".join(line for _, line in view.canonical_lines(1, 0, 1000))
    said = ("HT-机密-4711", "FP-20261120-77", "月底付清", "987654", str(settlement.amount_fen))
    for text in said:
        assert text.encode() not in lines
        assert text.encode() not in sent
    assert b"settlement" not in lines + sent


@pytest.mark.practice(18)
def test_a_later_note_takes_the_place_of_an_earlier_one_which_stays(road):
    handoff_id, _ = road.sent(CODE)
    noted(road, handoff_id, SettlementDraft(amount_fen=100))
    noted(road, handoff_id, SettlementDraft(amount_fen=200, paid_on=date(2026, 11, 26)))
    with road.station.read() as view:
        assert [each.amount_fen for each in view.settlements(handoff_id)] == [200, 100]
        (row,) = settlement_rows(view, date(2026, 11, 1), date(2026, 11, 30))
    assert (row.settlement.amount_fen, row.settlement.paid_on) == (200, date(2026, 11, 26))


@pytest.mark.practice(18)
def test_the_bookkeeper_sees_who_is_paid_for_what(road):
    delivery = take_in(road.station, road.clock, CODE).document
    noted(road, delivery.delivery_id)
    road.clock.at += timedelta(days=1)
    handoff_id, _ = road.sent_again(CODE)
    noted(road, handoff_id, SettlementDraft(amount_fen=5_000_00))
    with road.station.read() as view:
        first, second = settlement_rows(view, date(2026, 11, 1), date(2026, 11, 30))
        assert settlement_rows(view, date(2026, 11, 21), date(2026, 11, 21)) == [second]
    assert (first.settlement.money_goes, second.settlement.money_goes) == (
        MoneyGoes.TO_DELIVERER,
        MoneyGoes.FROM_CONSIGNEE,
    )
    assert (first.document_number, first.party_name, first.unit_count, first.mass_g) == (
        delivery.number,
        "长沙测试汽修有限公司",
        1,
        312_500,
    )
    assert first.settlement.amount_fen == first.settlement.computed_fen == 308_641_875
    assert (second.party_name, second.settlement.computed_fen) == ("株洲测试再生利用有限公司", None)


def test_nobody_settles_what_is_no_document_and_not_everybody_settles(road):
    unit = take_in(road.station, road.clock, CODE).units[0]
    with pytest.raises(LookupError):
        noted(road, unit.unit_id)
    with pytest.raises(NotAllowed):
        noted(road, unit.delivery_id, by=Operator("op_7", "收货员", Role.OPERATOR))


@pytest.mark.parametrize(
    ("draft", "kind"),
    [
        (SettlementDraft(), FaultKind.AMOUNT_MISSING),
        (SettlementDraft(amount_fen=1, price_fen=1), FaultKind.PRICE_WITHOUT_BASIS),
        (SettlementDraft(amount_fen=-1), FaultKind.AMOUNT_IMPLAUSIBLE),
        (SettlementDraft(amount_fen=10**12 + 1), FaultKind.AMOUNT_IMPLAUSIBLE),
        (SettlementDraft(price_fen=10**12, price_per="piece", quantity=10**12), FaultKind.AMOUNT_IMPLAUSIBLE),
        (SettlementDraft(amount_fen=1, contract_no="长" * 201), FaultKind.TEXT_TOO_LONG),
    ],
)
def test_a_settlement_that_nobody_can_mean_is_told(draft, kind):
    with pytest.raises(DraftIncomplete) as refusal:
        settle(draft, document_id="x", money_goes=MoneyGoes.TO_DELIVERER, noted_at=MORNING, noted_by="op_1")
    assert kind in {fault.kind for fault in refusal.value.faults}


@given(price=st.integers(0, 10**6), grams=st.integers(0, 10**8))
def test_an_amount_is_the_price_times_the_kilograms_to_half_a_fen(price, grams):
    assert abs(computed_fen(price, PricePer.KG, grams) * 1000 - price * grams) <= 500
    assert computed_fen(price, PricePer.PIECE, 3) == 3 * price
    assert computed_fen(price, None, grams) is None


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM local_settlement",
        "UPDATE local_settlement SET amount_fen = 1",
        "REPLACE INTO local_settlement SELECT * FROM local_settlement",
    ],
)
def test_what_was_noted_is_never_changed_and_the_ledger_stays_sound(road, tmp_path, statement):
    noted(road, take_in(road.station, road.clock, CODE).document.delivery_id)
    folder = tmp_path / "station"
    connection = connections.writing(folder / LEDGER_FILE, TEST_KEY)
    try:
        with pytest.raises(dbapi2.IntegrityError):
            connection.execute(statement)
    finally:
        connection.close()
    assert check(folder, TEST_KEY, rebuild=True).problems == ()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_word_of_a_settlement_is_there(language):
    w = wording(language)
    for vocabulary, values in {
        "price_per": PricePer,
        "invoice_kind": InvoiceKind,
        "money_goes": MoneyGoes,
    }.items():
        assert all(w.knows(f"words.{vocabulary}.{value}") for value in values)


def test_the_administrator_settles_too(road):
    delivery_id = take_in(road.station, road.clock, CODE).document.delivery_id
    assert noted(road, delivery_id, by=ADMIN).noted_by == ADMIN.ref
