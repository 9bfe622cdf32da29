"""Station and hub give the same code and pointer for the same mistake (``platform.md`` 12, property 12).

The hub is the real application behind its calls; the station's side is what it asks before it sends.
"""

from packtrail.app.ids import new_id
from packtrail.protocol import canonical
from packtrail.protocol.batch import entry_of
from packtrail.protocol.foresight import Foresight
from packtrail.protocol.receipt import HELD_VALID
from packtrail.protocol.remembered import Remembered
from packtrail.protocol.verdicts import judge_unreadable
from packtrail.usecases.rehearse import RULES
from tests import bad_records

AT_ONCE = 200
LEAST = 300
FORESEEN = 0.95


def named(issues):
    return [(each.code, each.pointer, each.error_type, each.severity) for each in issues]


def answers(station, since=2):
    """What the hub says of each record from a seq on; ``since`` 2 leaves the opening of the epoch out."""
    found = {}
    station.send(1, since - 1)
    for first in range(since, station.head[0] + 1, AT_ONCE):
        receipt = station.send(first, min(first + AT_ONCE - 1, station.head[0]))
        for result in (*receipt.results, *receipt.updates):
            found[result.record_id] = (result.status, named(result.issues))
    return found


def foresight(station, clock):
    """What the station says beforehand, of its whole log."""
    asked = Foresight(Remembered(now=clock(), outlet_uscc=station.outlet), RULES)
    found = {}
    for line in station.log:
        record_id = entry_of(line).link.record_id
        verdict = asked.judged(line)
        found[record_id] = (verdict.status, named(verdict.issues))
    found |= {each: (verdict.status, named(verdict.issues)) for each, verdict in asked.judged_again().items()}
    return found


def test_a_broken_record_of_any_type_has_the_same_code_and_pointer_on_both_sides(station, clock):
    names = {}
    for name, record_type, body in bad_records.broken_bodies():
        value = {"record_type": record_type, "body": body}
        names[write_value(station, value)] = name
    assert len(names) >= LEAST
    said = answers(station)
    expected = {}
    for line in station.log[1:]:
        entry = entry_of(line)
        verdict = judge_unreadable(entry.link.record_type, entry.faults)
        expected[entry.link.record_id] = (verdict.status, named(verdict.issues))
    differing = {names[each]: (expected[each], said[each]) for each in names if expected[each] != said[each]}
    assert differing == {}
    taken = [names[each] for each in names if said[each][0] != "rejected"]
    assert taken == []


def test_what_breaks_a_rule_has_the_same_code_and_pointer_on_both_sides(station, clock):
    assert bad_records.unlawful(station) >= LEAST
    before, said = foresight(station, clock), answers(station)
    differing = {each: (before[each], said[each]) for each in said if before[each] != said[each]}
    assert differing == {}
    assert len({code for _, issues in said.values() for code, *_ in issues}) >= 20


def test_most_of_what_a_platform_rejects_was_found_before_it_was_sent(station, new_station, clock):
    """Row 63: at least 95 % of recorded rejections; what only the platform can know is among them."""
    bad_records.unlawful(station)
    shared = [station.take_in() for _ in range(6)]
    station.send(1, 1)
    sent = answers(station)
    beside = new_station(label="S2")
    for each in shared[:3]:
        beside.hand_on(each)
    beside.send()
    mark = station.head[0] + 1
    for each in shared:
        station.hand_on(each)
    sent |= answers(station, since=mark)
    before = foresight(station, clock)
    refused = [each for each, (status, _) in sent.items() if status not in HELD_VALID]
    found = [each for each in refused if before[each][0] not in HELD_VALID]
    assert len(refused) > LEAST // 2
    assert len(found) < len(refused)  # the other station's hand-outs are the platform's to know
    assert len(found) / len(refused) >= FORESEEN


def write_value(station, value):
    """A record of any type and body past every check, as a broken program would write it."""
    seq, prev = station.head
    full = {
        "record_id": new_id(),
        "station_seq": seq + 1,
        "prev_hash": prev,
        "occurred_at": "2026-11-21T18:00:00+08:00",
        "recorded_at": "2026-11-21T18:00:00+08:00",
        "operator_ref": "op_7f3c",
        "depends_on": [],
        "attachments": [],
    } | value
    station.log.append(canonical.canonical(full))
    station.head = (seq + 1, canonical.sha256_digest(station.log[-1]))
    return full["record_id"]
