"""What the hub makes of a station's days: stock, what is blocked, corrections, verdicts that get better."""

import pytest

from packtrail.domain import records as r

OTHER_OUTLET = "91430100MA0FAKE039"
BAD_USCC = "91430100MA0FAKE014"
GOOD_USCC = "91430100MA0FAKE039"


def issues(receipt):
    return {
        result.station_seq: [(issue.code, issue.pointer) for issue in result.issues]
        for result in receipt.results
        if result.issues
    }


def statuses(receipt):
    return [result.status for result in receipt.results]


def stock(station):
    counted = station.cursor()["stock"]
    return counted["in_storage"].get("pack", 0), counted["in_transit"].get("pack", 0)


def unresolved(station):
    return [(each["station_seq"], each["status"]) for each in station.cursor()["unresolved"]]


@pytest.fixture(params=["one batch", "a batch each"])
def send_all(request):
    """The same days sent at once and record by record: the verdicts are the same."""

    def send(station, first=1):
        if request.param == "one batch":
            return station.send(first).results
        last = station.head[0]
        return [station.send(seq, seq).results[0] for seq in range(first, last + 1)]

    return send


def outcome(results):
    return [(result.status, *(issue.code for issue in result.issues)) for result in results]


def test_a_day_of_intakes_and_a_load_is_accepted_and_counted(station, send_all):
    packs = [station.take_in() for _ in range(3)]
    station.hand_on(*packs[:2])
    assert {result.status for result in send_all(station)} == {"accepted"}
    assert stock(station) == (1, 2)


def test_a_line_of_the_first_version_moves_its_unit_by_what_it_depends_on(station, send_all):
    pack = station.take_in()
    header = empty_load(station)
    line = station.line(header, pack, handoff_record_id=None, intake_record_id=None)
    station.write(released(header, line))
    assert outcome(send_all(station)) == [("accepted",)] * 5
    assert stock(station) == (0, 1)


def empty_load(station):
    return station.write(
        r.Handoff(
            handoff_id="HO-9",
            consignee_uscc="91430200MA0FAKE02B",
            consignee_role="regeneration_enterprise",
            carrier_uscc=None,
            vehicle_plate=None,
            packaging=None,
            line_count=1,
            total_gross_mass_g=5,
        )
    )


def released(header, line, mass=312_500):
    return r.HandoffRelease(
        handoff_record_id=header.record_id,
        handoff_id="HO-9",
        line_record_ids=(line.record_id,),
        line_count=1,
        total_gross_mass_g=mass,
    )


def test_a_unit_handed_on_twice_is_refused_the_second_time(station, send_all):
    pack = station.take_in()
    station.hand_on(pack)
    station.hand_on(pack)
    results = send_all(station)
    assert outcome(results[5:]) == [
        ("accepted",),
        ("rejected", "BT-3010"),
        ("blocked", "BT-3009"),
    ]
    assert stock(station) == (0, 1)


def test_two_stations_of_an_outlet_share_their_stock(station, new_station):
    pack = station.take_in()
    station.send()
    other = new_station(label="S2")
    other.hand_on(pack)
    assert statuses(other.send()) == ["accepted"] * 4
    station.hand_on(pack)
    assert ("BT-3010", "/body/intake_record_id") in issues(station.send(3))[4]


def test_another_outlet_sees_nothing_of_it(station, new_station):
    pack = station.take_in()
    station.send()
    stranger = new_station(label="X1", outlet=OTHER_OUTLET)
    stranger.hand_on(pack)
    assert statuses(stranger.send()) == ["accepted", "accepted", "blocked", "blocked"]
    assert stock(stranger) == (0, 0)


def test_a_code_live_at_another_outlet_is_a_warning(station, new_station):
    station.take_in(battery_code="0TXPB01A000001A5A0009999")
    station.send()
    stranger = new_station(label="X1", outlet=OTHER_OUTLET)
    stranger.take_in(battery_code="0TXPB01A000001A5A0009999")
    assert issues(stranger.send()) == {2: [("BT-2008", "/body/battery_code")]}


def test_an_id_that_another_outlet_used_is_refused(station, new_station):
    pack = station.take_in()
    station.send()
    stranger = new_station(label="X1", outlet=OTHER_OUTLET)
    stranger.take_in(record_id=pack.record_id)
    assert issues(stranger.send()) == {2: [("BT-1001", "/record_id")]}


def test_the_same_code_twice_is_refused_but_a_conflict_is_taken_in(station, send_all):
    code = "0TXPB01A000001A5A0000777"
    station.take_in(battery_code=code)
    station.take_in(battery_code=code)
    station.take_in(battery_code=code, code_status="conflict")
    results = send_all(station)
    assert outcome(results[1:]) == [
        ("accepted",),
        ("rejected", "BT-3001"),
        ("accepted_with_warnings", "BT-3001"),
    ]
    assert stock(station) == (2, 0)


def test_a_consignees_answers_move_the_units(station, send_all):
    packs = [station.take_in() for _ in range(2)]
    load = station.hand_on(*packs)
    accepted, refused = (
        acknowledge(station, line, outcome)
        for line, outcome in zip(load.lines, ["accepted", "refused"], strict=True)
    )
    back = r.ReturnIn(
        line_record_id=refused.body.line_record_id,
        intake_record_id=packs[1].record_id,
        gross_mass_g=1000,
        mass_basis="weighed",
        condition_class="normal",
    )
    returned = station.write(back)
    station.hand_on(packs[1])
    results = send_all(station)
    assert {result.status for result in results} == {"accepted"}
    assert returned.station_seq == accepted.station_seq + 2
    assert stock(station) == (0, 1)


def acknowledge(station, line, outcome):
    return station.write(
        r.ConsigneeAck(
            handoff_id=line.body.handoff_id,
            line_no=1,
            outcome=outcome,
            received_gross_mass_g=1,
            refusal_reason=None,
            acknowledged_at=station.clock(),
            ack_source="phone",
            paper_evidence_digest=None,
            line_record_id=line.record_id,
        ),
        depends_on=(line.record_id,),
    )


def test_a_cancelled_load_is_back_in_stock(station, send_all):
    pack = station.take_in()
    load = station.hand_on(pack)
    station.write(
        r.HandoffCancelled(handoff_record_id=load.header.record_id, reason_code="weather", reason_text="x")
    )
    station.hand_on(pack)
    assert {result.status for result in send_all(station)} == {"accepted"}
    assert stock(station) == (0, 1)


def exits(pack):
    common = {"intake_record_id": pack.record_id, "reason_text": "x", "second_operator_ref": "op_2"}
    yield r.ReturnedToSource(delivery_record_id=pack.record_id, reason_code="wrong", **common)
    yield r.IncidentClosed(incident="burnt", **common)


@pytest.mark.parametrize("which", [0, 1])
def test_an_exit_ends_a_unit_and_voiding_the_exit_brings_it_back(station, send_all, which):
    pack = station.take_in()
    gone = station.write(list(exits(pack))[which])
    send_all(station)
    assert stock(station) == (0, 0)
    station.void(gone)
    station.send(4)
    assert stock(station) == (1, 0)


def test_conditions_and_identity_follow_the_unit(station, send_all):
    pack = station.take_in(condition_class="leaking", battery_code=None, code_status="unreadable")
    waiting = station.take_in(condition_class="undetermined")
    station.write(
        r.ConditionCheck(
            intake_record_id=waiting.record_id,
            condition_class="normal",
            residual_voltage_mv=None,
            insulation_kohm=None,
            surface_celsius=None,
            recheck_at=None,
            remark=None,
        )
    )
    station.write(
        r.QuarantineRelease(
            intake_record_id=pack.record_id,
            safety_record_id=pack.record_id,
            second_operator_ref="op_2",
            reason_text="x",
        )
    )
    code = "0TXPB01A000001A5A0000555"
    station.write(
        r.IdentityResolution(
            intake_record_id=pack.record_id,
            battery_code=code,
            code_scheme="gbt34014_full",
            basis="relabelled",
            reason_text="x",
            second_operator_ref=None,
        )
    )
    again = station.take_in(battery_code=code)
    results = send_all(station)
    assert outcome(results[:-1]) == [("accepted",)] * 6
    assert outcome(results[-1:]) == [("rejected", "BT-3001")]
    assert again.station_seq == 7
    assert stock(station) == (2, 0)


# -- voids


def test_an_intake_is_voided_only_after_its_line(station, send_all):
    pack = station.take_in()
    load = station.hand_on(pack)
    station.void(pack)
    results = send_all(station)
    assert outcome(results[-1:]) == [("rejected", "BT-5003")]
    for target in (load.release, load.lines[0], pack):
        station.void(target)
    assert {result.status for result in send_all(station, 7)} == {"accepted"}
    assert stock(station) == (0, 0)


def test_a_voided_code_may_come_in_anew(station, send_all):
    code = "0TXPB01A000001A5A0000777"
    wrong = station.take_in(battery_code=code)
    station.void(wrong)
    station.take_in(battery_code=code)
    assert {result.status for result in send_all(station)} == {"accepted"}
    assert stock(station) == (1, 0)


def test_a_record_is_voided_once(station, send_all):
    pack = station.take_in()
    station.void(pack)
    station.void(pack)
    assert outcome(send_all(station))[-1] == ("rejected", "BT-5002")


def test_voiding_an_answer_puts_the_unit_on_the_road_again(station, send_all):
    pack = station.take_in()
    load = station.hand_on(pack)
    answer = acknowledge(station, load.lines[0], "refused")
    station.void(answer)
    acknowledge(station, load.lines[0], "accepted")
    assert {result.status for result in send_all(station)} == {"accepted"}
    assert stock(station) == (0, 0)


def test_voiding_a_remark_moves_nothing(station, send_all):
    pack = station.take_in()
    remark = station.write(r.Evidence(target_record_id=pack.record_id, remark="x"))
    station.void(remark)
    assert {result.status for result in send_all(station)} == {"accepted"}
    assert stock(station) == (1, 0)


def test_a_refused_record_can_be_voided_and_is_resolved(station, send_all):
    bad = station.take_in(source_uscc=BAD_USCC)
    send_all(station)
    assert unresolved(station) == [(2, "rejected")]
    station.void(bad)
    station.send(3)
    assert unresolved(station) == []


# -- corrections, and verdicts that get better


def test_corrections_follow_one_another_by_the_head(station, send_all):
    pack = station.take_in()
    first = station.correct(pack.record_id, pack.record_hash, ("/gross_mass_g", 312_500, 300_000))
    second = station.correct(pack.record_id, first.record_hash, ("/gross_mass_g", 300_000, 301_000))
    stale = station.correct(pack.record_id, first.record_hash, ("/gross_mass_g", 300_000, 302_000))
    results = send_all(station)
    assert outcome(results) == [("accepted",)] * 4 + [("rejected", "BT-5002", "BT-5002")]
    assert (second.station_seq, stale.station_seq) == (4, 5)


def test_a_corrected_line_counts_with_its_new_mass(station, send_all):
    pack = station.take_in()
    header = empty_load(station)
    line = station.line(header, pack)
    station.correct(line.record_id, line.record_hash, ("/gross_mass_g", 312_500, 5))
    station.write(released(header, line, mass=5))
    assert outcome(send_all(station)) == [("accepted",)] * 6


def test_a_correction_puts_a_refused_record_right_and_frees_what_waited(station, send_all):
    bad = station.take_in(source_uscc=BAD_USCC)
    load = station.hand_on(bad)
    results = send_all(station)
    assert [result.status for result in results] == [
        "accepted",
        "rejected",
        "accepted",
        "blocked",
        "blocked",
    ]
    station.correct(bad.record_id, bad.record_hash, ("/source_uscc", BAD_USCC, GOOD_USCC))
    got = station.send(6)
    assert statuses(got) == ["accepted"]
    waited = [bad, load.lines[0], load.release]
    assert [(each.record_id, each.status) for each in got.updates] == [
        (each.record_id, "accepted") for each in waited
    ]
    assert [each.record_hash for each in got.updates] == [each.record_hash for each in waited]
    assert unresolved(station) == []
    assert stock(station) == (0, 1)


def test_a_record_corrected_in_its_own_batch_is_told_in_the_updates(station):
    bad = station.take_in(source_uscc=BAD_USCC)
    station.correct(bad.record_id, bad.record_hash, ("/source_uscc", BAD_USCC, GOOD_USCC))
    got = station.send()
    assert statuses(got) == ["accepted", "rejected", "accepted"]
    assert [(each.station_seq, each.status) for each in got.updates] == [(2, "accepted")]


def test_a_broken_shape_is_put_right_by_a_correction_too(station):
    bad = station.write_raw(body={"gross_mass_g": "heavy"})
    station.send()
    head = station.head[1]
    station.correct(bad, head, ("/gross_mass_g", "heavy", 300_000))
    got = station.send(3)
    assert [(each.record_id, each.status) for each in got.updates] == [(bad, "accepted")]
    assert stock(station) == (1, 0)


@pytest.mark.parametrize("new", ["91430100MA0FAKE015", "x"])
def test_a_correction_that_does_not_help_leaves_the_record_refused(station, send_all, new):
    bad = station.take_in(source_uscc=BAD_USCC)
    station.correct(bad.record_id, bad.record_hash, ("/source_uscc", BAD_USCC, new))
    send_all(station)
    assert unresolved(station) == [(2, "rejected")]


def test_a_record_offered_again_is_judged_by_what_is_true_now(station, send_all):
    code = "0TXPB01A000001A5A0000777"
    first = station.take_in(battery_code=code)
    second = station.take_in(battery_code=code)
    send_all(station)
    station.void(first)
    station.write(r.Resubmit(target_record_id=second.record_id, reason_code="first_was_wrong"))
    got = station.send(4)
    assert [(each.record_id, each.status) for each in got.updates] == [(second.record_id, "accepted")]
    assert stock(station) == (1, 0)


def test_a_record_that_waited_for_a_later_one_is_freed_when_it_comes(station, send_all, hub):
    later = hub.new_id()
    station.take_in(depends_on=(later,))
    assert [result.status for result in send_all(station)] == ["accepted", "blocked"]
    station.take_in(record_id=later)
    got = station.send(3)
    assert [(each.station_seq, each.status) for each in got.updates] == [(2, "accepted")]
    assert stock(station) == (2, 0)


def test_a_record_that_waits_for_two_is_freed_by_the_second(station, hub):
    one, two = hub.new_id(), hub.new_id()
    station.take_in(depends_on=(one, two))
    station.take_in(record_id=one)
    assert station.send().updates == ()
    station.take_in(record_id=two)
    assert [each.station_seq for each in station.send(4).updates] == [2]


def test_a_record_that_waits_for_itself_waits_for_ever(station, hub):
    own = hub.new_id()
    station.take_in(record_id=own, depends_on=(own,))
    station.send()
    station.take_in()
    assert station.send(3).updates == ()
    assert unresolved(station) == [(2, "blocked")]


def test_a_line_for_a_unit_taken_in_elsewhere_is_unconfirmed(station, hub):
    elsewhere = hub.new_id()
    pack = station.intake_body()
    header = empty_load(station)
    fake = r.Record(
        record_id=elsewhere,
        station_seq=1,
        prev_hash=header.prev_hash,
        record_hash=header.record_hash,
        occurred_at=station.clock(),
        recorded_at=station.clock(),
        operator_ref="op_1",
        depends_on=(),
        body=pack,
        attachments=(),
    )
    station.line(header, fake, unconfirmed_reason="taken_in_elsewhere")
    assert issues(station.send()) == {3: [("BT-3012", "/body/intake_record_id")]}
