"""Papers on their way to a printer, kept until they are long done."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from packtrail.domain.print_jobs import PrintCause, PrintedUnit, PrintJob, PrintState
from packtrail.store.columns import moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.statements import filled, marks

_COLUMNS = (
    "job_id",
    "title",
    "paper_kind",
    "printer",
    "unit",
    "pages",
    "copies",
    "state",
    "good_to",
    "handed_to",
    "cause",
    "queued_at",
    "changed_at",
)
_MOVING = ("printer", "state", "good_to", "handed_to", "cause", "changed_at")
_READ = filled("SELECT {columns} FROM print_job", columns=", ".join(_COLUMNS))


def jobs(connection: Connection, limit: int) -> list[PrintJob]:
    """The newest jobs, newest first."""
    rows = connection.execute(filled("{read} ORDER BY job DESC LIMIT ?", read=_READ), (limit,))
    return [_job(row) for row in rows]


def jobs_in(connection: Connection, states: Collection[PrintState]) -> list[PrintJob]:
    """Every job in one of these states, newest first."""
    asked = filled("{read} WHERE state IN ({marks}) ORDER BY job DESC", read=_READ, marks=marks(len(states)))
    return [_job(row) for row in connection.execute(asked, tuple(states))]


def job(connection: Connection, job_id: str) -> PrintJob | None:
    """One job."""
    row = connection.execute(filled("{read} WHERE job_id = ?", read=_READ), (job_id,)).fetchone()
    return _job(row) if row else None


def content(connection: Connection, job_id: str) -> bytes | None:
    """The PDF of a job."""
    row = connection.execute(
        "SELECT pdf FROM print_content JOIN print_job USING (job) WHERE job_id = ?", (job_id,)
    ).fetchone()
    return bytes(row[0]) if row else None


def add(connection: Connection, new: PrintJob, pdf: bytes) -> None:
    """Keep a new job with its paper."""
    said = _said(new)
    connection.execute(
        filled(
            "INSERT INTO print_job ({columns}) VALUES ({marks})",
            columns=", ".join(_COLUMNS),
            marks=marks(len(_COLUMNS)),
        ),
        [said[name] for name in _COLUMNS],
    )
    connection.execute(
        "INSERT INTO print_content (job, pdf) SELECT job, ? FROM print_job WHERE job_id = ?",
        (pdf, new.job_id),
    )


def save(connection: Connection, moved: PrintJob) -> None:
    """Write how far a job has come, and to which printer it goes."""
    said = _said(moved)
    connection.execute(
        filled(
            "UPDATE print_job SET {changes} WHERE job_id = ?",
            changes=", ".join(f"{name} = ?" for name in _MOVING),
        ),
        [*(said[name] for name in _MOVING), moved.job_id],
    )


def forget(connection: Connection, job_id: str) -> None:
    """Let a job and its paper go."""
    connection.execute("DELETE FROM print_job WHERE job_id = ?", (job_id,))


def _said(of: PrintJob) -> dict[str, Any]:
    return asdict(of) | {"queued_at": seconds(of.queued_at), "changed_at": seconds(of.changed_at)}


def _job(row: tuple[Any, ...]) -> PrintJob:
    said = dict(zip(_COLUMNS, row, strict=True))
    said["unit"] = PrintedUnit(said["unit"])
    said["state"] = PrintState(said["state"])
    said["cause"] = PrintCause(said["cause"]) if said["cause"] else None
    said["queued_at"], said["changed_at"] = moment(said["queued_at"]), moment(said["changed_at"])
    return PrintJob(**said)
