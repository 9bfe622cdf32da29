"""What the hub makes of corrections that wait, of voids of corrections, and of units written anew."""

import dataclasses
from datetime import date

import pytest

from packtrail.domain import records as r

OTHER = "0TXPB01A000001A5A0000777"
BAD_USCC = "91430100MA0FAKE014"


def codes(results):
    return [(result.status, *(issue.code for issue in result.issues)) for result in results]


@pytest.fixture(params=["one batch", "a batch each"])
def told(request, station):
    """Sends what the hub lacks, at once or record by record; the outcome of each record."""
    sent = [0]

    def send():
        first, last = sent[0] + 1, station.head[0]
        sent[0] = last
        if request.param == "one batch":
            return codes(station.send(first, last).results)
        return codes(station.send(seq, seq).results[0] for seq in range(first, last + 1))

    return send


def stock(station):
    counted = station.cursor()["stock"]
    return counted["in_storage"].get("pack", 0), counted["in_transit"].get("pack", 0)


def correct(station, target, head, *changes, waits=False):
    return station.write(
        r.Correction(
            target_record_id=target.record_id,
            target_head_hash=head,
            reason_code="typo",
            reason_text="x",
            changes=tuple(r.FieldChange(path=path, old=old, new=new) for path, old, new in changes),
            needs_counterparty=waits,
        ),
        depends_on=(target.record_id,),
    )


def answer(station, asked, outcome="applied"):
    return station.write(
        r.CorrectionAnswered(
            correction_record_id=asked.record_id,
            outcome=outcome,
            answered_on=date(2026, 11, 21),
            answer_source="phone",
        ),
        depends_on=(asked.record_id,),
    )


def acknowledge(station, line, outcome="accepted"):
    return station.write(
        r.ConsigneeAck(
            handoff_id=line.body.handoff_id,
            line_no=1,
            outcome=outcome,
            received_gross_mass_g=1000,
            refusal_reason=None,
            acknowledged_at=station.clock(),
            ack_source="phone",
            paper_evidence_digest=None,
            line_record_id=line.record_id,
        ),
        depends_on=(line.record_id,),
    )


def confirm(station, target, *, confirmed=True):
    return station.write(
        r.SecondConfirmation(target_record_id=target.record_id, confirmed=confirmed, way="later"),
        depends_on=(target.record_id,),
    )


def void(station, target, *replacements):
    return station.write(
        r.Void(
            target_record_id=target.record_id,
            target_head_hash=target.record_hash,
            reason_code="wrong_unit",
            reason_text="x",
            replacement_record_ids=replacements,
        ),
        depends_on=(target.record_id,),
    )


def write_anew(station, hub, intake, *lines, code=OTHER):
    """编码录错 as a station writes it."""
    new_intake, ids = hub.new_id(), [hub.new_id() for _ in lines]
    for line, line_id in zip(lines, ids, strict=True):
        void(station, line, line_id)
    void(station, intake, new_intake)
    body = dataclasses.replace(
        intake.body,
        battery_code=code,
        replaces_record_id=intake.record_id,
        former_codes=(intake.body.battery_code,),
    )
    again = station.write(body, record_id=new_intake, at=intake.occurred_at)
    return again, [
        station.write(
            dataclasses.replace(
                line.body,
                battery_code=code,
                intake_record_id=new_intake,
                replaces_record_id=line.record_id,
            ),
            record_id=line_id,
            at=line.occurred_at,
            depends_on=(new_intake, line.body.handoff_record_id),
        )
        for line, line_id in zip(lines, ids, strict=True)
    ]


# -- corrections that wait


def test_a_correction_that_waits_leaves_head_and_value_as_they_are(station, told):
    pack = station.take_in()
    ack = acknowledge(station, station.hand_on(pack).lines[0])
    change = ("/received_gross_mass_g", 1000, 1100)
    asked = correct(station, ack, ack.record_hash, change, waits=True)
    answer(station, asked)
    follower = correct(station, ack, asked.record_hash, ("/received_gross_mass_g", 1100, 1200), waits=True)
    assert set(told()) == {("accepted",)}
    answer(station, follower, "declined")
    correct(station, ack, asked.record_hash, ("/received_gross_mass_g", 1100, 1300), waits=True)
    assert set(told()) == {("accepted",)}


def test_before_the_answer_the_next_correction_names_the_first_head(station, told):
    pack = station.take_in()
    ack = acknowledge(station, station.hand_on(pack).lines[0])
    asked = correct(station, ack, ack.record_hash, ("/received_gross_mass_g", 1000, 1100), waits=True)
    correct(station, ack, asked.record_hash, ("/received_gross_mass_g", 1100, 1200), waits=True)
    assert told()[-1] == ("rejected", "BT-5002", "BT-5002")


def test_an_outcome_that_both_sides_correct_moves_the_unit(station, told):
    pack = station.take_in()
    ack = acknowledge(station, station.hand_on(pack).lines[0], "refused")
    assert set(told()) == {("accepted",)}
    assert stock(station) == (0, 1)
    asked = correct(station, ack, ack.record_hash, ("/outcome", "refused", "accepted"), waits=True)
    told()
    assert stock(station) == (0, 1)
    agreed = answer(station, asked)
    told()
    assert stock(station) == (0, 0)
    station.void(agreed)
    told()
    assert stock(station) == (0, 1)


@pytest.mark.parametrize("which", ["ack", "line", "handoff"])
def test_what_the_consignee_sealed_is_not_corrected_by_one_side(station, told, which):
    load = station.hand_on(station.take_in())
    ack = acknowledge(station, load.lines[0])
    targets = {
        "ack": (ack, ("/received_gross_mass_g", 1000, 1)),
        "line": (load.lines[0], ("/gross_mass_g", 312_500, 1)),
        "handoff": (load.header, ("/packaging", "insulated_crate", None)),
    }
    target, change = targets[which]
    correct(station, target, target.record_hash, change)
    assert told()[-1] == ("rejected", "BT-5004")


def test_an_answer_is_given_once_and_to_something_that_waits(station, told):
    pack = station.take_in()
    plain = correct(station, pack, pack.record_hash, ("/gross_mass_g", 312_500, 1))
    answer(station, plain)
    assert told()[-1] == ("rejected", "BT-5002")
    ack = acknowledge(station, station.hand_on(pack).lines[0])
    asked = correct(station, ack, ack.record_hash, ("/received_gross_mass_g", 1000, 1), waits=True)
    answer(station, asked)
    answer(station, asked, "declined")
    assert told()[-1] == ("rejected", "BT-5002")


def test_a_voided_correction_takes_value_and_head_back(station, told):
    pack = station.take_in()
    first = correct(station, pack, pack.record_hash, ("/gross_mass_g", 312_500, 300_000))
    second = correct(station, pack, first.record_hash, ("/gross_mass_g", 300_000, 200_000))
    void(station, second)
    third = correct(station, pack, first.record_hash, ("/gross_mass_g", 300_000, 250_000))
    correct(station, pack, third.record_hash, ("/source_vin", None, "LGWEESK58SH210918"))
    assert set(told()) == {("accepted",)}


def test_identity_and_findings_are_not_corrected_whatever_the_record(station, told):
    pack = station.take_in(condition_class="leaking")
    for path, old, new in (
        ("/code_status", "read", "conflict"),
        ("/intake_id", pack.body.intake_id, "IN-9"),
        ("/condition_class", "leaking", "normal"),
    ):
        correct(station, pack, pack.record_hash, (path, old, new))
    assert told()[2:] == [("rejected", "BT-5004")] * 3


def test_a_field_that_the_record_leaves_out_says_its_default(station, told):
    pack = station.take_in()
    correct(station, pack, pack.record_hash, ("/arrived_opened", False, True))
    assert told()[-1] == ("accepted",)


def test_what_a_station_is_and_a_void_are_never_voided(station, told):
    pack = station.take_in()
    gone = void(station, pack)
    void(station, gone)
    assert told()[-1] == ("rejected", "BT-5002")


# -- 编码录错


@pytest.mark.practice(15)
@pytest.mark.parametrize("where", ["in stock", "on the road", "delivered"])
def test_a_unit_written_anew_stays_where_it_is(station, told, hub, where):
    pack = station.take_in()
    load = station.hand_on(pack) if where != "in stock" else None
    if load and where == "delivered":
        acknowledge(station, load.lines[0])
    told()
    before = stock(station)
    write_anew(station, hub, pack, *(load.lines if load else ()))
    assert set(told()) == {("accepted",)}
    assert stock(station) == before


@pytest.mark.practice(15)
def test_after_it_only_the_right_code_is_live(station, told, hub):
    pack = station.take_in()
    write_anew(station, hub, pack)
    station.take_in(battery_code=pack.body.battery_code)
    station.take_in(battery_code=OTHER)
    assert told()[-2:] == [("accepted",), ("rejected", "BT-3001")]
    assert stock(station) == (2, 0)


@pytest.mark.practice(15)
def test_the_load_goes_on_with_the_line_written_anew(station, told, hub):
    pack = station.take_in()
    load = station.hand_on(pack)
    again, (line,) = write_anew(station, hub, pack, *load.lines)
    acknowledge(station, line, "refused")
    station.write(
        r.ReturnIn(
            line_record_id=line.record_id,
            intake_record_id=again.record_id,
            gross_mass_g=1000,
            mass_basis="weighed",
            condition_class="normal",
        )
    )
    assert set(told()) == {("accepted",)}
    assert stock(station) == (1, 0)
    void(station, again)
    assert told() == [("rejected", "BT-5003")]


@pytest.mark.practice(15)
def test_what_names_the_old_records_reaches_the_unit(station, told, hub):
    pack = station.take_in()
    load = station.hand_on(pack)
    told()
    write_anew(station, hub, pack, *load.lines)
    told()
    acknowledge(station, load.lines[0])
    assert told() == [("accepted",)]
    assert stock(station) == (0, 0)


@pytest.mark.practice(15)
def test_a_code_that_was_refused_is_put_right_and_frees_the_load(station, told, hub):
    station.take_in(battery_code=OTHER)
    wrong = station.take_in(battery_code=OTHER)
    load = station.hand_on(wrong)
    assert [status for status, *_ in told()[2:]] == ["rejected", "accepted", "blocked", "blocked"]
    write_anew(station, hub, wrong, *load.lines, code="0TXPB01A000001A5A0000778")
    assert [status for status, *_ in told()] == ["accepted"] * 4
    assert stock(station) == (1, 1)
    assert station.cursor()["unresolved"] == []


@pytest.mark.practice(15)
def test_nothing_is_written_anew_that_was_not_voided(station, told):
    pack = station.take_in()
    station.take_in(battery_code=OTHER, replaces_record_id=pack.record_id)
    assert told()[-1] == ("rejected", "BT-5002")


# -- two persons, opened packs


def exit_of(pack, kind):
    fields = {"intake_record_id": pack.record_id, "reason_text": "x", "second_operator_ref": None}
    if kind == "lost":
        return r.IncidentClosed(incident="burnt", **fields)
    return r.ReturnedToSource(delivery_record_id=pack.record_id, reason_code="wrong", **fields)


@pytest.mark.practice(12)
@pytest.mark.parametrize("kind", ["lost", "returned"])
def test_an_exit_takes_effect_with_the_second_person_only(station, told, kind):
    gone = station.write(exit_of(station.take_in(), kind))
    told()
    assert stock(station) == (1, 0)
    second = confirm(station, gone)
    assert told() == [("accepted",)]
    assert stock(station) == (0, 0)
    void(station, second)
    told()
    assert stock(station) == (1, 0)


@pytest.mark.practice(12)
def test_a_declined_exit_changes_nothing(station, told):
    gone = station.write(exit_of(station.take_in(), "lost"))
    confirm(station, gone, confirmed=False)
    assert set(told()) == {("accepted",)}
    assert stock(station) == (1, 0)


def test_only_what_waits_for_two_is_confirmed(station, told):
    confirm(station, station.take_in())
    assert told()[-1] == ("rejected", "BT-5002")


@pytest.mark.practice(13)
def test_an_opened_pack_is_no_stock_and_voiding_the_opening_brings_it_back(station, told):
    pack = station.take_in()
    opening = station.write(
        r.PackOpened(
            parent_record_id=pack.record_id, child_record_ids=(), residue_mass_g=None, reason_code="x"
        ),
        depends_on=(pack.record_id,),
    )
    assert set(told()) == {("accepted",)}
    assert stock(station) == (0, 0)
    station.hand_on(pack)
    assert told()[1] == ("rejected", "BT-3002")
    void(station, opening)
    told()
    assert stock(station) == (1, 0)


def test_a_pack_is_opened_where_it_stands_and_once(station, told):
    pack = station.take_in()
    station.hand_on(pack)
    body = r.PackOpened(
        parent_record_id=pack.record_id, child_record_ids=(), residue_mass_g=None, reason_code="x"
    )
    station.write(body, depends_on=(pack.record_id,))
    assert told()[-1] == ("rejected", "BT-3002")


def test_a_refused_record_stays_put_right_by_a_correction_that_was_answered(station, told):
    bad = station.take_in(source_uscc=BAD_USCC)
    asked = correct(station, bad, bad.record_hash, ("/source_uscc", BAD_USCC, None), waits=True)
    assert told()[1:] == [("rejected", "BT-4002"), ("accepted",)]
    answer(station, asked)
    told()
    assert station.cursor()["unresolved"] == []
