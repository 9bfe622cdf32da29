"""Text that no database holds: a lone surrogate or NUL, in what stations send and in what visitors ask."""

import json
from types import SimpleNamespace

import pytest

from packtrail.domain import records as r
from packtrail.protocol import problems
from tests.hub.conftest import by_seq

LONE = "\ud800"


def spoil(station, **changes):
    """An intake as a line of JSON that escapes what has no UTF-8; its record id."""
    record_id = station.write_raw()
    value = json.loads(station.log.pop()) | changes
    station.head = (station.head[0] - 1, value["prev_hash"])
    line = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    station._append(value["station_seq"], line)
    return record_id


@pytest.mark.parametrize(
    "changes",
    [
        {"record_type": f"a{LONE}"},
        {"record_type": f"\0{LONE}"},
        {"operator_ref": LONE},
        {"body": {"battery_code": LONE, "intake_id": LONE}},
        {"body": {LONE: LONE}},
        {LONE: 1},
        {"attachments": [{"digest": LONE, "size": 1}]},
        {"depends_on": [LONE]},
        {"occurred_at": LONE},
    ],
)
def test_a_record_with_a_lone_surrogate_is_refused_alone_and_shown(signed_in, station, changes):
    station.take_in()
    record_id = spoil(station, **changes)
    station.take_in()
    answer = by_seq(station.send_new())
    assert [answer[seq].status for seq in (2, 3, 4)] == ["accepted", "rejected", "accepted"]
    page = signed_in.get(f"/records/{record_id}")
    assert (page.status_code, "\\ud800" in page.text) == (200, True)
    listed = signed_in.get(f"/outlets/{station.outlet}/records")
    assert (listed.status_code, record_id in listed.text) == (200, True)


def test_what_is_said_of_such_a_record_later_is_judged_too(signed_in, station):
    record_id = spoil(station, record_type=LONE, body={LONE: LONE})
    head = station.head[1]
    corrected = station.correct(record_id, head, ("/body/intake_id", None, "IN-S1-9"))
    station.write(r.Resubmit(target_record_id=record_id, reason_code="other"), depends_on=(record_id,))
    station.void(SimpleNamespace(record_id=record_id, record_hash=corrected.record_hash))
    answer = by_seq(station.send_new())
    assert (answer[2].status, answer[5].status) == ("rejected", "accepted")
    assert "已作废" in signed_in.get(f"/records/{record_id}").text


@pytest.mark.parametrize("named", [LONE, "\0"])
def test_a_line_of_a_load_for_no_name_at_all_waits_for_it(signed_in, station, named):
    pack = station.take_in()
    header = spoil(station, record_type="handoff", body={"handoff_id": "HO-1", "consignee_uscc": named})
    load = SimpleNamespace(record_id=header, body=SimpleNamespace(handoff_id="HO-1"))
    line = station.line(load, pack)
    answer = by_seq(station.send_new())
    assert (answer[3].status, answer[4].status) == ("rejected", "blocked")
    assert signed_in.get(f"/records/{line.record_id}").status_code == 200


def test_a_header_with_a_lone_surrogate_is_refused_whole(station):
    station.take_in()
    frozen = station.freeze(batch_no="a").replace(b'"batch_no":"a"', rb'"batch_no":"\ud800"')
    answer = station.put(frozen)
    assert (answer.status_code, problems.decode(answer.content).stored) == (422, False)


@pytest.mark.parametrize(
    "path", ["/stock?q=%00abc", "/records?status=%00", "/records?code=%00", "?label=%00"]
)
def test_a_question_with_nul_is_answered(signed_in, station, path):
    assert signed_in.get(f"/outlets/{station.outlet}{path}").status_code in {200, 404}


def test_nul_is_left_out_of_a_search(signed_in, day, station):
    part = day.packs[1].body.battery_code[-6:]
    page = signed_in.get(f"/outlets/{station.outlet}/stock?q=%00{part}")
    assert (page.status_code, day.packs[1].body.battery_code in page.text) == (200, True)
