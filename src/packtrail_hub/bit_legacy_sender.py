"""Sends one maker's lines over its legacy interface, one request at a time, and believes little of it.

The other side knows no idempotency, so what is about to be sent is noted as of unknown outcome before the
first byte leaves: a kill at any moment leaves the truth. Rows of unknown outcome go again, and only for them
does "exists already" mean that they are there. Without a verdict the run ends: a wrong key costs one request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
from sqlalchemy import Connection, insert, select, update

from packtrail.domain.moments import legal_day
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.failure_sheet import Failure
from packtrail.protocol.workbook_profile import Field, PortalText, Rows
from packtrail_hub.admin.audit import COMMAND_LINE, note
from packtrail_hub.bit_legacy import (
    MAX_REPLY_BYTES,
    Call,
    LegacyAnswer,
    LegacyFailure,
    NoVerdict,
    RowLacks,
    encode,
    intake_row,
    interpret,
    plaintext,
    retirement_row,
)
from packtrail_hub.bit_legacy_settings import LegacySettings
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_bytes, id_text, safe_text, seconds
from packtrail_hub.portal_batches import READ, keep_batch, next_number, note_verdicts, tell_stations
from packtrail_hub.portal_lines import UNKNOWN, HubLine, owed, portal_of
from packtrail_hub.tables import portal_batch, portal_reply

ROAD: Final = "legacy"
PROFILE: Final = "bit_legacy"
_ROWS: Final = {Call.INTAKE: Rows.INTAKE, Call.RETIREMENT: Rows.HANDOFF_LINE}
_STAGES: Final = {Call.INTAKE: "intake", Call.RETIREMENT: "retirement"}


@dataclass(frozen=True, slots=True)
class LegacyHeld:
    """A line that can't be a row: what it lacks, in the names of the interface."""

    record_id: str
    lacks: tuple[str, ...]


@dataclass
class LegacyReport:
    """What one run came to."""

    requests: int = 0
    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    unknown: int = 0  # sent, and nobody knows
    held: list[LegacyHeld] = field(default_factory=list)
    stopped_by: str = ""  # why the run ended early; empty when there was nothing more to send


@dataclass(frozen=True, slots=True)
class _Request:
    """One request as it was noted, before it is sent."""

    batch_id: int
    number: str
    payload: str
    lines: Mapping[str, HubLine]  # by the code of their row


def send_legacy(hub: Hub, settings: LegacySettings, texts: Sequence[PortalText]) -> LegacyReport:
    """Send what the maker's platform is owed: 入库 first, and 退役 of what it has accepted."""
    report = LegacyReport()
    with httpx2.Client(timeout=settings.timeout_s, follow_redirects=False) as client:
        run = _Run(hub, settings, texts, client, report)
        for call in Call:
            while not report.stopped_by and run.next_request(call):
                pass
    return report


@dataclass(frozen=True, slots=True)
class _Run:
    """One run over the two calls."""

    hub: Hub
    settings: LegacySettings
    texts: Sequence[PortalText]
    client: httpx2.Client
    report: LegacyReport

    def next_request(self, call: Call) -> bool:
        """Send the next rows of a call and note what is said of them; False when none is left."""
        request = self.hub.write(lambda connection: self._noted(connection, call))
        if request is None:
            return False
        self.report.requests += 1
        try:
            status, body = self._post(call, request.payload)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:  # not a byte has left
            self.hub.write(lambda connection: _set_state(connection, request.batch_id, "withdrawn"))
            self.report.stopped_by = type(error).__name__
            return False
        except httpx2.HTTPError as error:
            cause = type(error).__name__
            self.hub.write(lambda connection: self._keep_reply(connection, request, cause, b""))
            self._stop(request, cause)
            return False
        self._read(request, status, body)
        return True

    def _noted(self, connection: Connection, call: Call) -> _Request | None:
        """The next rows, kept as sent with an unknown outcome; None as well while another run is sending."""
        if self._is_in_flight(connection):
            self.report.stopped_by = "in_flight"
            return None
        rows, lines = list[dict[str, str]](), dict[str, HubLine]()
        self.report.held.clear()
        for line in owed(connection, self.settings.makers, _ROWS[call], rejected=False, again=True):
            if len(rows) == self.settings.most_rows:
                break
            if not line.is_ready or line.facts.get(Field.BATTERY_CODE) in lines:
                continue
            try:
                row = self._row(call, line)
            except RowLacks as error:
                self.report.held.append(LegacyHeld(id_text(line.record_uid), error.fields))
                continue
            rows.append(row)
            lines[row["code"]] = line
        return self._keep(connection, call, rows, lines) if rows else None

    def _is_in_flight(self, connection: Connection) -> bool:
        """Whether a request without any reply is so young that another process may be waiting for it."""
        since = seconds(self.hub.now()) - 2 * int(self.settings.timeout_s) - 60
        answered = select(portal_reply.c.batch_id).where(portal_reply.c.batch_id == portal_batch.c.id)
        query = select(portal_batch.c.id).where(
            portal_batch.c.portal == portal_of(self.settings.makers),
            portal_batch.c.road == ROAD,
            portal_batch.c.state == UNKNOWN,
            portal_batch.c.sealed_at > since,
            ~answered.exists(),
        )
        return connection.execute(query.limit(1)).first() is not None

    def _row(self, call: Call, line: HubLine) -> dict[str, str]:
        if call is Call.INTAKE:
            return intake_row(line.facts)
        return retirement_row(line.facts, self.settings.mass_unit)

    def _keep(
        self,
        connection: Connection,
        call: Call,
        rows: Sequence[dict[str, str]],
        lines: Mapping[str, HubLine],
    ) -> _Request:
        payload, at = plaintext(rows), self.hub.now()
        number = next_number(connection, f"LG-{legal_day(at):%Y%m%d}")
        batch_id = keep_batch(
            connection,
            {
                "number": number,
                "portal": portal_of(self.settings.makers),
                "road": ROAD,
                "profile": PROFILE,
                "stage": _STAGES[call],
                "mass_unit": self.settings.mass_unit.value,
                "row_count": len(rows),
                "digest": hash_bytes(sha256_digest(payload.encode())),
                "content": payload.encode(),
                "sealed_at": seconds(at),
                "state": UNKNOWN,
            },
            [(line.record_uid, code) for code, line in lines.items()],
        )
        facts: dict[str, Any] = {"number": number, "maker": self.settings.makers[0][:200], "rows": len(rows)}
        note(self.hub, connection, COMMAND_LINE, "legacy_sent", **facts)
        return _Request(batch_id, number, payload, lines)

    def _post(self, call: Call, payload: str) -> tuple[int, bytes]:
        now_ms = int(self.hub.now().timestamp() * 1000)
        headers = {
            "Authorization": f"Bearer {self.settings.secret.token}",
            "Content-Type": "application/json; charset=utf-8",
        }
        content = encode(payload, self.settings.secret.key, now_ms)
        url = f"{self.settings.base_url}{call.value}"
        with self.client.stream("POST", url, content=content, headers=headers) as response:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > MAX_REPLY_BYTES:
                    break  # ``interpret`` finds it too large
            return response.status_code, bytes(body[: MAX_REPLY_BYTES + 1])

    def _read(self, request: _Request, status: int, body: bytes) -> None:
        """Note a reply and the verdicts in it; the raw bytes are kept either way."""
        said: LegacyAnswer | NoVerdict = NoVerdict(f"http_{status}")
        if status == httpx2.codes.OK:
            said = interpret(
                body,
                self.settings.secret.key,
                sent=request.lines.keys(),
                success_codes=self.settings.success_codes,
                texts=self.texts,
            )
        cause = said.cause if isinstance(said, NoVerdict) else READ
        self.hub.write(lambda connection: self._keep_reply(connection, request, cause, body))
        if isinstance(said, NoVerdict):
            self._stop(request, cause)
            return
        self._settle(request, {failure.code: failure for failure in said.failures})

    def _settle(self, request: _Request, failures: Mapping[str, LegacyFailure]) -> None:
        verdicts = {code: self._verdict(line, failures.get(code)) for code, line in request.lines.items()}

        def write(connection: Connection) -> None:
            note_verdicts(
                connection, request.batch_id, lambda code: (verdicts[code], _failure(failures, code))
            )
            _set_state(connection, request.batch_id, "confirmed")

        self.hub.write(write)
        said = list(verdicts.values())
        self.report.accepted += said.count("accepted")
        self.report.duplicate += said.count("duplicate")
        self.report.rejected += said.count("rejected")
        tell_stations(self.hub, request.number)

    def _verdict(self, line: HubLine, failure: LegacyFailure | None) -> str:
        """That a code exists already is a duplicate only where our log has an unknown outcome for its row."""
        if failure is None:
            return "accepted"
        exists = any(text in failure.text for text in self.settings.already_texts)
        return "duplicate" if exists and line.had_unknown else "rejected"

    def _keep_reply(self, connection: Connection, request: _Request, outcome: str, body: bytes) -> None:
        values = {
            "batch_id": request.batch_id,
            "heard_at": seconds(self.hub.now()),
            "file_name": request.number,
            "digest": hash_bytes(sha256_digest(body)),
            "content": body[:MAX_REPLY_BYTES],
            "outcome": safe_text(outcome)[:32],
            "failures": b"[]",
        }
        connection.execute(insert(portal_reply).values(**values))

    def _stop(self, request: _Request, cause: str) -> None:
        self.report.unknown += len(request.lines)
        self.report.stopped_by = cause


def _failure(failures: Mapping[str, LegacyFailure], code: str) -> Failure | None:
    failed = failures.get(code)
    return Failure(failed.code, failed.text, failed.problem_code) if failed else None


def _set_state(connection: Connection, batch_id: int, state: str) -> None:
    connection.execute(update(portal_batch).where(portal_batch.c.id == batch_id).values(state=state))
