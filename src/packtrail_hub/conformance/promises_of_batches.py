"""What is promised of enrolment, sessions, batches and their receipts, in the order of a station's life."""

from datetime import timedelta

from packtrail.protocol import batch, canonical, dsse, messages, problems
from packtrail.protocol.capabilities import Capabilities, Cursor
from packtrail.protocol.enrolment import Enrolled, station_key_statement
from packtrail.protocol.keys import Ed25519Signer, is_signed
from packtrail.protocol.receipt import Receipt
from packtrail_hub.conformance.promise import (
    Broken,
    Trial,
    expect,
    expect_any_problem,
    expect_problem,
    promise,
    read_json,
)

STRANGER = Ed25519Signer(b"a stranger's key, of 32 bytes!!!")
NEVER_SENT = "sha256:" + "0" * 64


@promise()
def capabilities_are_told(trial: Trial) -> None:
    """Anybody is told limits, schemas and the server's time."""
    answer = trial.station.ask("GET", "/v1/capabilities")
    read_json(answer)
    trial.told = messages.decode(Capabilities, answer.body)
    expect(holds="battery-trace.batch" in trial.told.schemas, otherwise="no schema of batches is named")
    expect(holds="ed25519" in trial.told.signature_algs, otherwise="ed25519 is not taken")
    expect(holds=trial.told.limits.max_records > 0, otherwise="no batch holds a record")


@promise(is_needed=True)
def enrolment_countersigns(trial: Trial) -> None:
    """Enrolment countersigns the station's key with a key that it names."""
    station = trial.station
    answer = station.ask_to_enrol(trial.code)
    expect(holds=answer.status == 200, otherwise=_refusal(answer.status, answer.body))
    envelope = dsse.from_json(answer.body)
    claimed = messages.decode(Enrolled, envelope.payload)
    enrolled = messages.decode(Enrolled, dsse.verified(envelope, dsse.STATION, claimed.keys()))
    statement = station_key_statement(enrolled.outlet_uscc, station.signer.public_key)
    signature = bytes.fromhex(enrolled.station_key_signature)
    signed = any(is_signed(statement, signature, key) for key in enrolled.keys().values())
    expect(holds=signed, otherwise="the station's key is not countersigned")
    expect(holds=enrolled.station_id == station.station_id, otherwise="another station was enrolled")
    station.hub_keys = enrolled.keys()


@promise()
def enrolment_repeats(trial: Trial) -> None:
    """The same enrolment again is answered alike, so a lost answer costs no code."""
    answer = trial.station.ask_to_enrol(trial.code)
    expect(holds=answer.status == 200, otherwise=_refusal(answer.status, answer.body))
    again = messages.decode(Enrolled, dsse.from_json(answer.body).payload)
    expect(holds=again.keys() == trial.station.hub_keys, otherwise="other keys the second time")


@promise(is_needed=True)
def session_is_granted(trial: Trial) -> None:
    """A session is granted for a statement that the station signed."""
    grant = trial.station.open_session()
    expect(holds=grant.expires_at > grant.server_time, otherwise="a session that has ended already")


@promise()
def session_needs_the_key(trial: Trial) -> None:
    """A statement signed by another key opens no session."""
    answer = trial.station.ask_for_session(signer=STRANGER)
    expect_problem(answer, problems.SIGNATURE_INVALID, 403, 401)


@promise()
def session_needs_a_fresh_statement(trial: Trial) -> None:
    """An old statement opens no session, and the refusal tells the server's time."""
    station = trial.station
    refusal = expect_problem(
        station.ask_for_session(at=station.clock() - timedelta(days=2)), problems.CLOCK_SKEW, 403, 401
    )
    expect(holds=refusal.server_time is not None, otherwise="server_time is missing")


@promise()
def calls_need_a_session(trial: Trial) -> None:
    """Without a session, or with a forged one, nothing is told."""
    station = trial.station
    halves = station.token.partition(".")
    forged = f"{halves[0]}.{halves[2][::-1]}" if halves[1] else station.token[::-1]
    for token in (forged, "x"):
        answer = station.ask("GET", f"/v1/batches/{NEVER_SENT}", token=token)
        expect_problem(answer, problems.SESSION_INVALID, 401)
    answer = station.ask("GET", f"/v1/stations/{station.station_id}/cursor", token="")
    expect_problem(answer, problems.SESSION_INVALID, 401)


@promise()
def unknown_batch_is_unknown(trial: Trial) -> None:
    """A batch that was never sent is answered with 404, not with a verdict."""
    answer = trial.station.ask("GET", f"/v1/batches/{NEVER_SENT}")
    expect_problem(answer, problems.NEVER_RECEIVED, 404)


@promise(is_needed=True)
def receipt_answers_each_record(trial: Trial) -> None:
    """A batch is answered with a signed receipt: one verdict for each record, in order."""
    station = trial.station
    station.open_epoch()
    for _ in range(3):
        station.take_in()
    receipt = station.send_new()
    hashes = [each.record_hash for each in receipt.results]
    expect(
        holds=hashes == [canonical.sha256_digest(line) for line in station.lines],
        otherwise="other records are answered than were sent",
    )
    _expect_all(receipt, "accepted", "accepted_with_warnings")
    expect(holds=receipt.next_expected_seq == 5, otherwise="next_expected_seq is not behind the batch")


@promise()
def replay_gets_the_same_bytes(trial: Trial) -> None:
    """The same bytes again get the same bytes back."""
    station = trial.station
    station.take_in()
    frozen = station.freeze(station.next_seq)
    first, second = station.put(frozen), station.put(frozen)
    expect(holds=first.status == second.status == 200, otherwise=f"HTTP {first.status}, {second.status}")
    station.last_receipt = station.verified(first.body, frozen)
    expect(holds=first.body == second.body, otherwise="another answer the second time")


@promise()
def receipts_are_chained(trial: Trial) -> None:
    """Each receipt names the one before it."""
    station = trial.station
    before = station.last_receipt
    station.take_in()
    after = station.send_new()
    if before is None:
        raise Broken("there was no receipt before")
    expect(holds=after.receipt_seq == before.receipt_seq + 1, otherwise="receipt_seq does not go up by one")
    expect(
        holds=after.prev_receipt_digest == before.digest,
        otherwise="prev_receipt_digest is not that of the receipt before",
    )


@promise()
def receipt_is_found_again(trial: Trial) -> None:
    """Asked for a batch, it gives the receipt that it gave."""
    station = trial.station
    station.take_in()
    frozen = station.freeze(station.next_seq)
    receipt = station.send(frozen)
    state = read_json(station.ask("GET", f"/v1/batches/{batch.digest(frozen)}"))
    again = station.verified(canonical.canonical(state.get("receipt")), frozen)
    expect(holds=again.digest == receipt.digest, otherwise="another receipt than the one that was given")


@promise()
def held_records_are_duplicates(trial: Trial) -> None:
    """Records that it holds are duplicates with their first verdict; new ones beside them count."""
    station = trial.station
    station.take_in()
    receipt = station.send(station.freeze(station.next_seq - 1))
    held, new = receipt.results[0], receipt.results[-1]
    expect(holds=held.status == "duplicate", otherwise=f"a held record is {held.status}")
    expect(holds=held.first_status == "accepted", otherwise=f"its first verdict is {held.first_status}")
    expect(holds=held.first_receipt_id is not None, otherwise="its first receipt is not named")
    expect(holds=new.status.startswith("accepted"), otherwise=f"the new record is {new.status}")


@promise()
def gap_is_refused(trial: Trial) -> None:
    """A gap is refused whole with the seq that is expected, and nothing of it is kept."""
    station = trial.station
    expected = station.next_seq
    station.take_in()
    station.take_in()
    frozen = station.freeze(expected + 1)
    refusal = expect_problem(station.put(frozen), problems.SEQ_GAP, 409)
    expect(
        holds=refusal.next_expected_seq == expected,
        otherwise=f"next_expected_seq is {refusal.next_expected_seq}, expected {expected}",
    )
    answer = station.ask("GET", f"/v1/batches/{batch.digest(frozen)}")
    expect_problem(answer, problems.NEVER_RECEIVED, 404)
    station.send_new()


@promise()
def fork_is_refused(trial: Trial) -> None:
    """Another history of what it holds is refused whole as a fork."""
    station = trial.station
    seq = station.next_seq
    honest, other = station.intake_line(), station.intake_line()
    station.lines.append(honest)
    station.send_new()
    expect_problem(station.put(station.freeze_lines(seq, [other])), problems.CHAIN_FORK, 409)
    digest = canonical.sha256_digest(other)
    station.lines.append(station.intake_line(prev_hash=digest))
    refused = station.put(station.freeze(seq + 1))
    station.lines.pop()
    expect_problem(refused, problems.CHAIN_FORK, 409)


@promise()
def bad_record_is_answered_alone(trial: Trial) -> None:
    """A bad record is answered for itself with a pointer, and the others of its batch count."""
    station = trial.station
    station.take_in()
    station.take_in(body={"gross_mass_g": "heavy"})
    station.take_in()
    good, bad, also_good = station.send_new().results
    expect(holds=bad.status == "rejected", otherwise=f"the bad record is {bad.status}")
    pointers = [issue.pointer for issue in bad.issues]
    expect(holds="/body/gross_mass_g" in pointers, otherwise=f"the pointers are {pointers}")
    for each in (good, also_good):
        expect(holds=each.status.startswith("accepted"), otherwise=f"a good record is {each.status}")


@promise()
def unknown_type_is_put_off(trial: Trial) -> None:
    """A record of an unknown type is kept and put off, and stops nothing."""
    station = trial.station
    station.take_in(record_type="hologram")
    station.take_in()
    unknown, known = station.send_new().results
    expect(holds=unknown.status == "deferred", otherwise=f"the unknown record is {unknown.status}")
    expect(holds=known.status.startswith("accepted"), otherwise=f"the known record is {known.status}")


@promise()
def bad_signature_is_refused(trial: Trial) -> None:
    """A batch that another key signed is refused, and nothing of it is kept."""
    station = trial.station
    station.take_in()
    frozen = station.freeze(station.next_seq)
    expect_problem(station.put(frozen, signer=STRANGER), problems.SIGNATURE_INVALID, 403)
    answer = station.ask("GET", f"/v1/batches/{batch.digest(frozen)}")
    expect_problem(answer, problems.NEVER_RECEIVED, 404)
    station.send(frozen)


@promise()
def other_payload_is_refused(trial: Trial) -> None:
    """Bytes signed as something else are no batch."""
    station = trial.station
    station.take_in()
    frozen = station.freeze(station.next_seq)
    expect_any_problem(station.put(frozen, kind=dsse.SESSION))
    station.send(frozen)


@promise()
def other_address_is_refused(trial: Trial) -> None:
    """Bytes at the address of others are refused."""
    station = trial.station
    station.take_in()
    frozen = station.freeze(station.next_seq)
    expect_problem(station.put(frozen, digest=NEVER_SENT), problems.DIGEST_MISMATCH, 400, 422)
    station.send(frozen)


@promise()
def other_station_is_refused(trial: Trial) -> None:
    """A station sends its own log only."""
    station = trial.station
    station.take_in()
    frozen = station.freeze(station.next_seq, station_id=station.new_id())
    expect_problem(station.put(frozen), problems.STATION_UNKNOWN, 403)
    station.send_new()


@promise()
def cursor_is_truthful(trial: Trial) -> None:
    """The cursor says how far the log, the receipts and what is unresolved have come."""
    station = trial.station
    answer = station.ask("GET", f"/v1/stations/{station.station_id}/cursor")
    read_json(answer)
    cursor = messages.decode(Cursor, answer.body, max_bytes=1024 * 1024)
    epoch, last = cursor.epochs[-1], station.last_receipt
    expect(
        holds=(epoch.next_expected_seq - 1, epoch.head_record_hash) == station.head,
        otherwise=f"it has the log to {epoch.next_expected_seq - 1}, sent and answered to {station.head[0]}",
    )
    expect(
        holds=last is not None and (cursor.receipt_seq, cursor.receipt_digest) == _place(last),
        otherwise="its last receipt is not the one that was given",
    )
    told = {each.station_seq for each in cursor.unresolved}
    expect(holds=len(told) == cursor.unresolved_count, otherwise="the count of what is unresolved is another")


@promise()
def other_cursor_is_refused(trial: Trial) -> None:
    """A station is told its own cursor only."""
    answer = trial.station.ask("GET", f"/v1/stations/{trial.station.new_id()}/cursor")
    expect_problem(answer, problems.STATION_UNKNOWN, 403, 404)


def _place(receipt: Receipt) -> tuple[int, str]:
    return receipt.receipt_seq, receipt.digest


def _expect_all(receipt: Receipt, *statuses: str) -> None:
    for each in receipt.results:
        expect(
            holds=each.status in statuses,
            otherwise=f"record {each.station_seq} is {each.status}: {[issue.code for issue in each.issues]}",
        )


def _refusal(status: int, body: bytes) -> str:
    """What a server said instead of what was expected."""
    try:
        told = problems.decode(body)
    except messages.BadMessage:
        return f"HTTP {status}"
    return f"HTTP {status} {told.code} {told.title}"
