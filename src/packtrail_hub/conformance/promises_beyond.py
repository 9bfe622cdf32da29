"""What is promised of the calls that a server need not have: it names those it has in its capabilities."""

import dataclasses
import hashlib
import secrets
from typing import Final

from packtrail.protocol import messages, problems, station_keys
from packtrail.protocol.blobs import CHUNK_TYPE, UPLOAD_LENGTH, UPLOAD_OFFSET, Upload, read_upload
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.changes import Changes, change_value, verify_changes
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.refdata_list import RefdataList, etag
from packtrail.protocol.station_keys import StationKeyChange
from packtrail.protocol.stock_check import Differing, StockAnswer, StockCheck
from packtrail_hub.conformance.promise import (
    Skipped,
    Trial,
    expect,
    expect_any_problem,
    expect_problem,
    promise,
    read_json,
)
from packtrail_hub.conformance.trial_station import Answer, TrialStation

PAGES: Final = 20
NEVER_NAMED: Final = "/v1/blobs/sha256:" + "0" * 64
NUL_DIGEST: Final = "sha256:" + "0" * 64


@promise()
def changes_are_replayable(trial: Trial) -> None:
    """The changes feed is signed and gives the same after the same cursor, in pages of any size."""
    _need(trial, "changes")
    station = trial.station
    whole, pages = _changes(station, None), []
    since: str | None = None
    for _ in range(PAGES):
        page, again = _changes(station, since, 1), _changes(station, since, 1)
        expect(
            holds=(again.changes, again.cursor, again.more) == (page.changes, page.cursor, page.more),
            otherwise="another page after the same cursor",
        )
        pages += [change_value(each) for each in page.changes]
        since = page.cursor
        if not page.more:
            break
    expect(
        holds=pages == [change_value(each) for each in whole.changes[: len(pages)]],
        otherwise="small pages say something else than a large one",
    )
    answer = station.ask("GET", "/v1/changes?limit=0")
    expect_any_problem(answer)


@promise()
def blobs_are_resumed(trial: Trial) -> None:
    """A photograph that a record names is taken in pieces, and goes on where the last one ended."""
    content = _named_photograph(trial)
    station, address = trial.station, f"/v1/blobs/{sha256_digest(content)}"
    half = len(content) // 2
    expect(holds=station.ask("HEAD", address).status == 404, otherwise="it has what was never sent")
    _expect_at(_piece(station, address, content, 0, half), 204, half, len(content))
    _expect_at(station.ask("HEAD", address), 200, half, len(content))
    _expect_at(_piece(station, address, content, half + 7, len(content)), 409, half, len(content))
    _expect_at(_piece(station, address, content, half, len(content)), 204, len(content), len(content))
    _expect_at(station.ask("HEAD", address), 200, len(content), len(content))
    _expect_at(_piece(station, address, content, 0, half), 204, len(content), len(content))


@promise()
def other_blobs_are_refused(trial: Trial) -> None:
    """Bytes that are not those of the digest are thrown away, and so are those that no record names."""
    content = _named_photograph(trial)
    station, address = trial.station, f"/v1/blobs/{sha256_digest(content)}"
    other = content[:-1] + bytes([content[-1] ^ 1])
    refused = _piece(station, address, other, 0, len(other))
    expect_problem(refused, problems.BLOB_MISMATCH, 422, 409, 400)
    expect(holds=station.ask("HEAD", address).status == 404, otherwise="it kept the wrong bytes")
    _expect_at(_piece(station, address, content, 0, len(content)), 204, len(content), len(content))
    expect_any_problem(_piece(station, NEVER_NAMED, content, 0, len(content)))


@promise()
def stock_check_finds_what_differs(trial: Trial) -> None:
    """Told the station's heads, it says what differs, and nothing where nothing does."""
    _need(trial, "stock_checks")
    station, last = trial.station, trial.station.last_receipt
    seq, digest = station.head
    honest = StockCheck(
        station_id=station.station_id,
        station_epoch=1,
        head_seq=seq,
        head_hash=digest,
        receipt_seq=last.receipt_seq if last else 0,
        receipt_digest=last.digest if last else NUL_DIGEST,
        stock={},
        at=station.clock(),
    )
    told = _checked(station, honest)
    heads = {Differing.HEAD.value, Differing.RECEIPT.value}
    expect(
        holds=not heads & {each.what for each in told.differences},
        otherwise="it says that heads differ which are the same",
    )
    for wrong, what in (
        (dataclasses.replace(honest, head_hash=NUL_DIGEST), Differing.HEAD),
        (dataclasses.replace(honest, receipt_digest=NUL_DIGEST), Differing.RECEIPT),
    ):
        found = _checked(station, wrong)
        expect(holds=not found.is_equal, otherwise=f"another {what} is called equal")
        expect(holds=what in {each.what for each in found.differences}, otherwise=f"{what} is not named")


@promise()
def refdata_is_fetched_once(trial: Trial) -> None:
    """A snapshot of reference data has the digest that the list names, and is not sent again unchanged."""
    _need(trial, "refdata")
    station = trial.station
    answer = station.ask("GET", "/v1/refdata")
    read_json(answer)
    listed = messages.decode(RefdataList, answer.body, max_bytes=1024 * 1024).snapshots
    expect_any_problem(station.ask("GET", "/v1/refdata/no_such_dataset"))
    if not listed:
        raise Skipped("the server has no reference data")
    one = listed[0]
    path = f"/v1/refdata/{one.dataset}?version={one.version}"
    pack = station.ask("GET", path)
    expect(holds=pack.status == 200, otherwise=f"HTTP {pack.status} for a snapshot of the list")
    expect(holds=sha256_digest(pack.body) == one.pack_digest, otherwise="other bytes than the list names")
    expect(holds=pack.headers.get("ETag") == etag(one.pack_digest), otherwise="the ETag is not their digest")
    again = station.ask("GET", path, headers={"If-None-Match": etag(one.pack_digest)})
    expect(holds=again.status == 304, otherwise=f"HTTP {again.status} for what the asker has")
    expect(holds=again.body == b"", otherwise="304 with a body")


@promise()
def key_changes_hands(trial: Trial) -> None:
    """A station goes over to a key that both keys signed for; asked again, it is told the same."""
    _need(trial, "station_keys")
    station, old = trial.station, trial.station.signer
    new, stranger = Ed25519Signer(secrets.token_bytes(32)), Ed25519Signer(secrets.token_bytes(32))
    change = StationKeyChange(
        station_id=station.station_id,
        old_key_id=old.key_id,
        new_key_id=new.key_id,
        new_public_key=new.public_key.hex(),
        from_seq=station.next_seq,
        at=station.clock(),
    )
    path = f"/v1/stations/{station.station_id}/keys"
    for signers in ((stranger, new), (old, stranger)):
        refused = station.ask("POST", path, station_keys.ask(change, *signers))
        expect_problem(refused, problems.SIGNATURE_INVALID, 403)
    first, second = (station.ask("POST", path, station_keys.ask(change, old, new)) for _ in range(2))
    for answer in (first, second):
        expect(holds=answer.status == 200, otherwise=f"HTTP {answer.status} for a change that both signed")
        station_keys.verify_key_bound(answer.body, station.hub_keys, expect=change)
    expect(holds=first.body == second.body, otherwise="another answer the second time")
    station.signer = new
    station.open_session()
    station.take_in()
    frozen = station.freeze(station.next_seq)
    expect_problem(station.put(frozen, signer=old), problems.SIGNATURE_INVALID, 403)
    station.send(frozen)


def _need(trial: Trial, call: str) -> None:
    """Raises Skipped where the server has no such call."""
    if call not in trial.capabilities.calls:
        raise Skipped(f"the server names no call {call}")


def _changes(station: TrialStation, since: str | None, limit: int = 100) -> Changes:
    """A verified page. Raises AnswerDisputed, a ValueError."""
    query = f"limit={limit}" + (f"&since={since}" if since else "")
    answer = station.ask("GET", f"/v1/changes?{query}")
    expect(holds=answer.status == 200, otherwise=f"HTTP {answer.status} for a page of changes")
    return verify_changes(
        answer.body, station.hub_keys, expect_station_id=station.station_id, expect_since=since
    )


def _named_photograph(trial: Trial) -> bytes:
    """Content that a record names, whose receipt asks for it."""
    _need(trial, "blobs")
    content = hashlib.shake_256(secrets.token_bytes(16)).digest(20_000)
    limits = trial.capabilities.limits
    if limits.max_blob_bytes < len(content) or limits.max_chunk_bytes < len(content):
        raise Skipped("the server takes no photographs of 20 kB")
    attachment = {
        "digest": sha256_digest(content),
        "media_type": "image/jpeg",
        "size": len(content),
        "role": "overall",
    }
    trial.station.take_in(attachments=[attachment])
    receipt = trial.station.send_new()
    asked = sha256_digest(content) in receipt.missing_blobs
    expect(holds=asked, otherwise="the receipt does not ask for the photograph that a record names")
    return content


def _piece(station: TrialStation, address: str, content: bytes, first: int, last: int) -> Answer:
    headers = {
        "Content-Type": CHUNK_TYPE,
        UPLOAD_OFFSET: str(first),
        UPLOAD_LENGTH: str(len(content)),
    }
    return station.ask("PATCH", address, content[first:last], headers=headers)


def _expect_at(answer: Answer, status: int, offset: int, length: int) -> None:
    """Raises Broken unless the answer has this status and says that so much is there."""
    expect(holds=answer.status == status, otherwise=f"HTTP {answer.status}, expected {status}")
    there = read_upload(answer.headers)
    expect(
        holds=there == Upload(offset, length),
        otherwise=f"it says {there.offset} of {there.length}, expected {offset} of {length}",
    )


def _checked(station: TrialStation, check: StockCheck) -> StockAnswer:
    answer = station.ask("POST", f"/v1/stations/{station.station_id}/stock-checks", messages.encode(check))
    read_json(answer)
    return messages.decode(StockAnswer, answer.body, max_bytes=1024 * 1024)
