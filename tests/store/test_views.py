"""What the records make of units, deliveries and handoffs, and how each is found again."""

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState
from packtrail.usecases.ports import UnitQuery


@pytest.fixture
def two_units(ledger, outlet):
    delivery = outlet.delivery()
    intakes = [
        outlet.intake(f"IN-{number}", delivery_record_id=delivery.record_id, gross_mass_g=number * 1000)
        for number in (1, 2)
    ]
    with ledger.act() as tx:
        tx.append(delivery, *intakes)
    return delivery, intakes


def test_a_delivery_counts_its_units_and_their_mass(ledger, two_units):
    delivery, intakes = two_units
    with ledger.read() as view:
        document = view.delivery(delivery.record_id)
        units = view.units_of_delivery(delivery.record_id)
    assert (document.number, document.unit_count, document.mass_g) == ("DL-1", 2, 3000)
    assert [unit.unit_id for unit in units] == [intake.record_id for intake in intakes]


def test_a_unit_reads_back_as_it_was_taken_in(ledger, outlet):
    conflict = outlet.new_id()
    intake = outlet.intake(
        code_status="conflict",
        conflicts_with=conflict,
        local_id="TMP-1",
        responsible_maker="某车企",
        gross_mass_g=None,
    )
    with ledger.act() as tx:
        (record,) = tx.append(intake)
    with ledger.read() as view:
        unit = view.unit(intake.record_id)
    assert (unit.conflicts_with, unit.local_id, unit.mass_g) == (conflict, "TMP-1", None)
    assert (unit.taken_in_at, unit.custody, unit.head_hash) == (
        record.occurred_at,
        Custody.QUARANTINED,
        record.record_hash,
    )


def test_what_is_not_here_is_none_or_empty(ledger, outlet):
    nobody = outlet.new_id()
    with ledger.read() as view:
        assert (view.unit(nobody), view.delivery(nobody), view.handoff(nobody), view.record(nobody)) == (
            None,
        ) * 4
        assert view.units_of_delivery(nobody) == []
        assert view.items_of_handoff(nobody) == []
        assert view.units_with_code("nothing") == []


def test_an_id_that_is_none_is_a_bug(ledger):
    with ledger.read() as view, pytest.raises(ValueError, match="16 bytes"):
        view.unit("01")


def test_a_released_load_is_on_the_road_with_its_units(ledger, outlet, two_units):
    _, intakes = two_units
    load = outlet.load(*intakes)
    with ledger.act() as tx:
        written = tx.append(*load)
    with ledger.read() as view:
        handoff = view.handoff(load[0].record_id)
        items = view.items_of_handoff(load[0].record_id)
        units = [view.unit(intake.record_id) for intake in intakes]
    assert (handoff.state, handoff.release_hash) == (HandoffState.RELEASED, written[-1].record_hash)
    assert [(item.line_no, item.unit_id) for item in items] == [
        (number, intake.record_id) for number, intake in enumerate(intakes, start=1)
    ]
    assert {unit.custody for unit in units} == {Custody.IN_TRANSIT}
    assert {unit.handoff_id for unit in units} == {load[0].record_id}


def test_a_cancelled_load_brings_its_units_back(ledger, outlet, two_units):
    _, intakes = two_units
    load = outlet.load(*intakes)
    with ledger.act() as tx:
        tx.append(*load)
    with ledger.act() as tx:
        tx.append(outlet.cancel(load[0]))
    with ledger.read() as view:
        assert view.handoff(load[0].record_id).state == HandoffState.CANCELLED
        assert {view.unit(intake.record_id).custody for intake in intakes} == {Custody.IN_STORAGE}


def test_a_load_that_is_only_locked_keeps_its_units_allocated(ledger, outlet, two_units):
    _, intakes = two_units
    with ledger.act() as tx:
        tx.append(*outlet.load(*intakes, release=False))
        assert {unit.custody for unit in tx.find_units(UnitQuery())} == {Custody.ALLOCATED}


def test_a_line_without_a_unit_of_ours_is_still_a_line(ledger, outlet):
    import dataclasses

    header, line, _ = outlet.load(outlet.intake())
    elsewhere = dataclasses.replace(
        line,
        body=dataclasses.replace(line.body, intake_record_id=None, unconfirmed_reason="taken_in_elsewhere"),
    )
    release = outlet.load(number="HO-2")[-1]
    release = dataclasses.replace(
        release, body=dataclasses.replace(release.body, handoff_record_id=header.record_id)
    )
    with ledger.act() as tx:
        tx.append(header, elsewhere, release)
        (item,) = tx.items_of_handoff(header.record_id)
    assert item.unit_id is None


def test_a_line_that_names_no_handoff_by_id_hangs_on_none(ledger, outlet, rows):
    import dataclasses

    _, line, _ = outlet.load(outlet.intake())
    loose = dataclasses.replace(
        line, body=dataclasses.replace(line.body, handoff_record_id=None, intake_record_id=None)
    )
    with ledger.act() as tx:
        tx.append(loose)
    assert rows("SELECT count(*) FROM handoff_item_view") == [(0,)]


def test_the_newest_documents_come_first(ledger, outlet, two_units):
    second = outlet.delivery("DL-2")
    loads = [outlet.load(number=f"HO-{number}") for number in (1, 2)]
    with ledger.act() as tx:
        tx.append(second, *loads[0], *loads[1])
    with ledger.read() as view:
        assert [document.number for document in view.deliveries()] == ["DL-2", "DL-1"]
        assert [document.number for document in view.deliveries(limit=1)] == ["DL-2"]
        assert [document.number for document in view.handoffs(limit=5)] == ["HO-2", "HO-1"]


def test_a_code_finds_every_unit_that_ever_carried_it(ledger, outlet):
    first, second = (
        outlet.intake(number, battery_code="03APB00000000000000SAME") for number in ("IN-1", "IN-2")
    )
    with ledger.act() as tx:
        tx.append(first, second)
    with ledger.read() as view:
        found = view.units_with_code("03APB00000000000000SAME")
    assert [unit.unit_id for unit in found] == [second.record_id, first.record_id]


def test_a_unit_without_code_is_found_by_its_provisional_number_only(ledger, outlet):
    intake = outlet.intake("IN-7", battery_code=None, local_id="TMP-7", code_status="unreadable")
    with ledger.act() as tx:
        tx.append(intake)
        assert [unit.unit_id for unit in tx.units_with_code("TMP-7")] == [intake.record_id]
        assert tx.units_with_code("IN-7") == []


@pytest.mark.parametrize("text", ["00AB", "00ab", " 00AB ", "IN-20", "TMP-3"])
def test_a_fragment_of_any_code_or_number_finds_the_unit(ledger, outlet, text):
    wanted = outlet.intake("IN-2026", battery_code="03APB00000000000000AB12", local_id="TMP-3")
    with ledger.act() as tx:
        tx.append(wanted, outlet.intake("IN-1", battery_code="03APB0000000000000CD345"))
        assert [unit.unit_id for unit in tx.find_units(UnitQuery(text=text))] == [wanted.record_id]
        assert tx.count_units(UnitQuery(text=text)).count == 1


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1 --"])
def test_what_is_special_to_the_database_is_only_text(ledger, outlet, text):
    with ledger.act() as tx:
        tx.append(outlet.intake())
        assert tx.find_units(UnitQuery(text=text)) == []


def test_a_page_of_stock_is_newest_first(ledger, outlet):
    with ledger.act() as tx:
        tx.append(*(outlet.intake(f"IN-{number}") for number in range(5)))
    with ledger.read() as view:
        page = view.find_units(UnitQuery(offset=1, limit=2))
    assert [unit.intake_number for unit in page] == ["IN-3", "IN-2"]


def test_stock_is_found_by_custody(ledger, outlet, two_units):
    with ledger.act() as tx:
        tx.append(outlet.intake("IN-9", condition_class="leaking", gross_mass_g=None))
    with ledger.read() as view:
        isolated = UnitQuery(custody=frozenset({Custody.QUARANTINED}))
        assert [unit.intake_number for unit in view.find_units(isolated)] == ["IN-9"]
        counted = view.count_units(UnitQuery(custody=frozenset({Custody.IN_STORAGE, Custody.QUARANTINED})))
        assert view.find_units(UnitQuery(custody=frozenset())) == []
    assert (counted.count, counted.mass_g) == (3, 3000)


def test_stock_sums_what_is_here_and_on_the_road(ledger, outlet, two_units):
    _, intakes = two_units
    with ledger.act() as tx:
        tx.append(*outlet.load(intakes[0]), outlet.intake("IN-9", condition_class="leaking"))
    with ledger.read() as view:
        stock = [(line.custody, line.count, line.mass_g) for line in view.stock()]
    assert stock == [
        (Custody.IN_STORAGE, 1, 2000),
        (Custody.QUARANTINED, 1, 1000),
        (Custody.IN_TRANSIT, 1, 1000),
    ]


def test_an_intake_of_a_delivery_never_recorded_is_a_bug_and_writes_nothing(ledger, outlet):
    with pytest.raises(ValueError, match="never recorded"), ledger.act() as tx:
        tx.append(outlet.intake(delivery_record_id=outlet.new_id()))
    with ledger.read() as view:
        assert view.station().head_seq == 1
