"""Send photographs and papers, last and least: after every record, in pieces, on from where the last ended.

Between two pieces it gives way to a record that was written meanwhile and to whoever wants silence. A hub
that refuses one of them never holds up the rest.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from packtrail.protocol.blobs import BadUpload, Upload, read_number, read_upload
from packtrail.usecases.ports import BlobScan, BlobToSend, Reply, Store, Unreached
from packtrail.usecases.sync_policy import PATIENCE
from packtrail.usecases.sync_values import Session, Step

SENT, GAVE_WAY, UNREACHED, NOT_TAKEN = "sent", "gave_way", "unreached", "not_taken"

RECORDS_A_SCAN = 500
BLOBS_AT_ONCE = 50
FIRST_PIECE = 32 * 1024
LEAST_PIECE, LARGEST_PIECE = 8 * 1024, 512 * 1024
QUICK_S, SLOW_S = 1.0, 4.0
"""A piece that took less makes the next larger, one that took more smaller: a record never waits long."""


class _Stopped(Exception):
    """The session ends here; the blob that was under way goes on in the next."""

    def __init__(self, step: Step) -> None:
        super().__init__(step.cause)
        self.step = step


@dataclass(slots=True)
class _Line:
    """How much the line takes at once; learnt as it goes."""

    piece: int = FIRST_PIECE

    def took(self, seconds: float) -> None:
        if seconds < QUICK_S:
            self.piece = min(LARGEST_PIECE, self.piece * 2)
        elif seconds > SLOW_S:
            self.piece = max(LEAST_PIECE, self.piece // 2)


def send_blobs(
    session: Session, max_blob_bytes: int, *, monotonic: Callable[[], float] = time.monotonic
) -> Step:
    """Send what the hub does not hold, up to the size that it takes (0: it takes none)."""
    if max_blob_bytes <= 0:
        return Step(NOT_TAKEN)
    _find(session)
    done, line = 0, _Line()
    try:
        while True:
            with session.store.read() as view:
                waiting = view.blobs_waiting(session.name, BLOBS_AT_ONCE, max_blob_bytes)
            if not waiting:
                return Step(SENT, done)
            for blob in waiting:
                _send(blob, session, line, monotonic)
                done += 1
    except _Stopped as stopped:
        return Step(stopped.step.end, done, stopped.step.cause, stopped.step.retry_after_s)


def _find(session: Session) -> None:
    """Look through what was written since the last time; only what a record names ever goes."""
    while True:
        with session.store.read() as view:
            found = view.scan_for_blobs(session.name, RECORDS_A_SCAN)
        if found is None or session.is_held():
            return
        session.on_writer(partial(_owe, session, found))


def _owe(session: Session, found: BlobScan) -> None:
    with session.store.act() as tx:
        tx.owe_blobs(session.name, found)


def _send(blob: BlobToSend, session: Session, line: _Line, monotonic: Callable[[], float]) -> None:
    """One blob to its end, its refusal, or ``_Stopped``."""
    upload = _begin(blob, session)
    with session.store.read() as view:
        content = view.blob(blob.digest)
    if content is None or upload is None:
        return  # refused and noted; a blob that is on its way is never removed
    again = True
    while not upload.is_complete:
        _give_way(session)
        piece = content[upload.offset : upload.offset + line.piece]
        began = monotonic()
        reply = _asked(partial(session.channel.append_blob, blob.digest, piece, upload))
        line.took(monotonic() - began)
        if reply.status == HTTPStatus.CONFLICT and again:
            again, upload = False, _begin(blob, session) or Upload(blob.size, blob.size)
            continue
        if not 200 <= reply.status < 300:
            _note(session, blob, "refused", _code(reply))
            return
        upload = _gone_on(reply, upload, len(piece))
    _note(session, blob, "held")


def _begin(blob: BlobToSend, session: Session) -> Upload | None:
    """From where it goes on; None when the hub refuses to speak of it."""
    reply = _asked(partial(session.channel.blob_state, blob.digest))
    if reply.status == HTTPStatus.NOT_FOUND:
        return Upload(0, blob.size)
    if reply.status != HTTPStatus.OK:
        _note(session, blob, "refused", _code(reply))
        return None
    try:
        there = read_upload(reply.headers)
    except BadUpload:
        raise _Stopped(Step(UNREACHED, cause="not_a_hub")) from None
    if there.length != blob.size:
        _note(session, blob, "refused", "BT-6002")
        return None
    return there


def _asked(ask: Callable[[], Reply]) -> Reply:
    """The answer, unless it is one that ends the session: nobody there, or patience asked for."""
    try:
        reply = ask()
    except Unreached as failure:
        raise _Stopped(Step(UNREACHED, cause=failure.cause)) from failure
    if (
        reply.status in PATIENCE
        or reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or reply.status == HTTPStatus.UNAUTHORIZED
    ):
        raise _Stopped(Step(UNREACHED, cause=f"http_{reply.status}", retry_after_s=reply.retry_after_s))
    return reply


def _gone_on(reply: Reply, upload: Upload, sent: int) -> Upload:
    """What the hub has now; one that goes neither on nor to the end is no hub."""
    try:
        offset = read_number(reply.headers, "Upload-Offset")
    except BadUpload:
        raise _Stopped(Step(UNREACHED, cause="not_a_hub")) from None
    if not upload.offset < offset <= upload.offset + sent:
        raise _Stopped(Step(UNREACHED, cause="not_a_hub"))
    return Upload(offset, upload.length)


def _give_way(session: Session) -> None:
    if session.is_held():
        raise _Stopped(Step(GAVE_WAY, cause="held"))
    with session.store.read() as view:
        if view.backlog(session.name).unsent:
            raise _Stopped(Step(GAVE_WAY, cause="records"))


def _note(session: Session, blob: BlobToSend, state: str, code: str = "") -> None:
    session.on_writer(partial(_write, session.store, session.name, blob.digest, state, code))


def _write(store: Store, destination: str, digest: str, state: str, code: str) -> None:
    with store.act() as tx:
        tx.note_blobs(destination, (digest,), state, code)


def _code(reply: Reply) -> str:
    """The problem's code where there is one; a HEAD has no body."""
    try:
        said = json.loads(reply.body[:65536])
    except (ValueError, RecursionError):
        said = None
    code = said.get("code") if isinstance(said, dict) else None
    return code[:40] if isinstance(code, str) else f"http_{reply.status}"
