"""A station of the conformance suite's own: one log, one key, and the calls as any client makes them.

It knows nothing of the hub but what the protocol says, so that it can be pointed at any server.
"""

import itertools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx2

from packtrail.domain.records import Body, EpochOpen, Intake, NewRecord
from packtrail.protocol import batch, canonical, dsse, enrolment, messages, records
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.receipt import Receipt, verify_receipt
from packtrail.protocol.session import SessionGrant, SessionRequest

JSON: Final = "application/json"
ANSWER_LIMIT_S: Final = 60
MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024
MAX_WAIT_S: Final = 60
LABEL: Final = "CONF"


@dataclass(frozen=True)
class Answer:
    """What came back; ``body`` is cut one byte beyond the limit."""

    status: int
    headers: httpx2.Headers
    body: bytes


class TrialStation:
    """Writes a log, signs batches of it, and asks one server."""

    def __init__(
        self,
        client: httpx2.Client,
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        outlet_uscc: str,
    ) -> None:
        self.client = client
        self.clock = clock
        self.new_id = new_id
        self.outlet_uscc = outlet_uscc
        self.station_id = new_id()
        self.signer = Ed25519Signer(secrets.token_bytes(32))
        self.install_nonce = secrets.token_hex(8)
        self.hub_keys: dict[str, bytes] = {}
        self.token = ""
        self.lines: list[bytes] = []  # from seq 1 on
        self.last_receipt: Receipt | None = None
        self._numbers = itertools.count(secrets.randbelow(9_000_000))

    @property
    def head(self) -> tuple[int, str]:
        """Seq and hash of the newest record; zeros before the first."""
        return (
            len(self.lines),
            canonical.sha256_digest(self.lines[-1]) if self.lines else records.ZERO_HASH,
        )

    def open_epoch(self) -> None:
        """Write the first record."""
        opening = EpochOpen(
            station_id=self.station_id,
            station_label=LABEL,
            station_epoch=1,
            public_key=self.signer.public_key.hex(),
            key_id=self.signer.key_id,
            install_nonce=self.install_nonce,
            last_seq=0,
            last_hash=records.ZERO_HASH,
            reason="first_start",
        )
        self._append(self.line_of(opening))

    def take_in(self, **changes: Any) -> str:
        """Write an intake, honest but for ``changes`` to its line; its record id."""
        line = self.intake_line(**changes)
        self._append(line)
        return str(canonical.parse(line)["record_id"])

    def intake_line(self, **changes: Any) -> bytes:
        """The line that an intake would have at the head of the log; ``body`` changes single fields of it."""
        number = next(self._numbers)
        body = Intake(
            intake_id=f"IN-{LABEL}-{number}",
            unit_level="pack",
            code_scheme="gbt34014_full",
            battery_code=f"0TXPB01A000001A5A{number:07d}",
            code_status="read",
            code_source="scan_datamatrix",
            raw_scan_sha256="c" * 64,
            chemistry_code="B",
            gross_mass_g=312_500,
            mass_basis="weighed",
            condition_class="normal",
            source_type="repair_shop",
            source_uscc=None,
            source_vin=None,
            late_entry=False,
        )
        line = self.line_of(body)
        if not changes:
            return line
        value: dict[str, Any] = canonical.parse(line)
        value["body"] |= changes.pop("body", {})
        return canonical.canonical(value | changes)

    def line_of(self, body: Body) -> bytes:
        """The canonical line of a record at the head of the log, not yet part of it."""
        seq, prev_hash = self.head
        new = NewRecord(record_id=self.new_id(), body=body, occurred_at=self.clock(), operator_ref="op_conf")
        at = self.clock()
        return records.chain(new, station_seq=seq + 1, prev_hash=prev_hash, recorded_at=at).canonical

    def _append(self, line: bytes) -> None:
        self.lines.append(line)

    def freeze(self, first: int, last: int = 0, **changes: Any) -> bytes:
        """The frozen bytes of the records ``first`` to ``last`` (the newest when left out)."""
        last = last or len(self.lines)
        return self.freeze_lines(first, self.lines[first - 1 : last], **changes)

    def freeze_lines(self, first: int, lines: list[bytes], **changes: Any) -> bytes:
        """The frozen bytes of any lines."""
        fields: dict[str, Any] = {
            "batch_id": self.new_id(),
            "batch_no": f"BT-{LABEL}-{first}",
            "station_id": self.station_id,
            "station_epoch": 1,
            "outlet_uscc": self.outlet_uscc,
            "client": batch.Client(app="packtrail-hub conformance", app_version="1"),
            "seq_first": first,
            "seq_last": first + len(lines) - 1,
            "record_count": len(lines),
            "sealed_at": self.clock(),
            "schema": batch.SCHEMA,
        }
        return batch.freeze(batch.BatchHeader(**fields | changes), lines)

    def ask_to_enrol(self, code: str) -> Answer:
        """``POST /v1/enrolments``."""
        request = enrolment.EnrolmentRequest(
            enrolment_code=enrolment.plain_code(code),
            station_id=self.station_id,
            station_label=LABEL,
            station_epoch=1,
            public_key=self.signer.public_key.hex(),
            key_id=self.signer.key_id,
            install_nonce=self.install_nonce,
            outlet_uscc=self.outlet_uscc,
            outlet_name="协议符合性测试",
            app_version="1",
        )
        envelope = dsse.signed(dsse.ENROLMENT, messages.encode(request), self.signer)
        return self.ask("POST", "/v1/enrolments", dsse.to_json(envelope))

    def ask_for_session(self, *, signer: Ed25519Signer | None = None, at: datetime | None = None) -> Answer:
        """``POST /v1/sessions``."""
        request = SessionRequest(
            station_id=self.station_id, nonce=secrets.token_hex(16), at=at or self.clock()
        )
        envelope = dsse.signed(dsse.SESSION, messages.encode(request), signer or self.signer)
        return self.ask("POST", "/v1/sessions", dsse.to_json(envelope))

    def open_session(self) -> SessionGrant:
        """A session, whose token goes with every request from here on. Raises ValueError."""
        answer = self.ask_for_session()
        if answer.status != 200:
            raise ValueError(f"no session: HTTP {answer.status}")
        grant = messages.decode(SessionGrant, answer.body)
        self.token = grant.token
        return grant

    def put(
        self, frozen: bytes, *, signer: Ed25519Signer | None = None, kind: str = dsse.BATCH, digest: str = ""
    ) -> Answer:
        """``PUT /v1/batches/{digest}``."""
        envelope = dsse.to_json(dsse.signed(kind, frozen, signer or self.signer))
        return self.ask("PUT", f"/v1/batches/{digest or batch.digest(frozen)}", envelope)

    def send(self, frozen: bytes) -> Receipt:
        """The verified receipt for a batch. Raises ValueError for any other answer."""
        answer = self.put(frozen)
        if answer.status != 200:
            raise ValueError(f"no receipt: HTTP {answer.status}")
        receipt = self.verified(answer.body, frozen)
        if self.last_receipt is None or receipt.receipt_seq > self.last_receipt.receipt_seq:
            self.last_receipt = receipt
        return receipt

    def send_new(self) -> Receipt:
        """The receipt for everything that no receipt was for."""
        return self.send(self.freeze(self.next_seq))

    @property
    def next_seq(self) -> int:
        """The first seq that no receipt was for."""
        return self.last_receipt.next_expected_seq if self.last_receipt else 1

    def verified(self, body: bytes, frozen: bytes) -> Receipt:
        """The receipt in ``body``, if it is one for this batch. Raises ReceiptDisputed, a ValueError."""
        return verify_receipt(
            body,
            self.hub_keys,
            expect_batch_digest=batch.digest(frozen),
            expect_station_id=self.station_id,
        )

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> Answer:
        """One request; asked again after the wait that a busy server names. Raises httpx2.HTTPError."""
        sent = {"Content-Type": JSON} if body is not None else {}
        bearer = self.token if token is None else token
        if bearer:
            sent["Authorization"] = f"Bearer {bearer}"
        for _ in range(2):
            answer = self._answer(method, path, body, sent | (headers or {}))
            wait = answer.headers.get("Retry-After", "")
            if answer.status != 429 or not wait.isdecimal() or int(wait) > MAX_WAIT_S:
                return answer
            time.sleep(int(wait))
        return self._answer(method, path, body, sent | (headers or {}))

    def _answer(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        with self.client.stream(
            method, path, content=body, headers=headers, timeout=ANSWER_LIMIT_S
        ) as response:
            held = bytearray()
            for chunk in response.iter_bytes():
                held += chunk
                if len(held) > MAX_ANSWER_BYTES:
                    break
            return Answer(response.status_code, response.headers, bytes(held[: MAX_ANSWER_BYTES + 1]))
