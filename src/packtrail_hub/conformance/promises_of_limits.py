"""What is promised of bytes that no honest station sends: a problem document, and the server goes on."""

from typing import Final

from packtrail.protocol import problems
from packtrail_hub.conformance.promise import (
    Trial,
    expect,
    expect_any_problem,
    expect_problem,
    promise,
)

ADDRESS: Final = "/v1/batches/sha256:" + "0" * 64
GARBAGE: Final = (b"", b"{", b"\xff\xfe\x00", b"null", b"<html>", b'{"payload":1}', b'{"a":1e999}')


@promise()
def garbage_is_refused(trial: Trial) -> None:
    """Bytes that are no envelope are refused with a problem document."""
    for method, path in (("PUT", ADDRESS), ("POST", "/v1/sessions"), ("POST", "/v1/enrolments")):
        for body in GARBAGE:
            expect_any_problem(trial.station.ask(method, path, body))


@promise()
def depth_is_limited(trial: Trial) -> None:
    """JSON that nests without end is refused unread."""
    for body in (b"[" * 60_000, b'{"a":' * 10_000):
        expect_any_problem(trial.station.ask("PUT", ADDRESS, body))
        expect_any_problem(trial.station.ask("POST", "/v1/sessions", body))


@promise()
def size_of_statements_is_limited(trial: Trial) -> None:
    """A statement longer than any honest one is refused with 413."""
    answer = trial.station.ask("POST", "/v1/sessions", b" " * 1_000_000)
    expect_problem(answer, problems.TOO_LARGE, 413)


@promise()
def size_of_batches_is_limited(trial: Trial) -> None:
    """A batch beyond the limits that it told is refused with 413."""
    station, limits = trial.station, trial.capabilities.limits
    line = station.intake_line()
    count = limits.max_records + 1
    too_many = station.freeze_lines(station.next_seq, [line] * count)
    expect_problem(station.put(too_many), problems.TOO_LARGE, 413)
    if limits.max_batch_bytes <= 8_000_000:
        padding = b"x" * min(limits.max_line_bytes, limits.max_batch_bytes)
        lines = [padding] * (limits.max_batch_bytes // len(padding) + 1)
        too_large = station.freeze_lines(station.next_seq, lines)
        expect_problem(station.put(too_large), problems.TOO_LARGE, 413)


@promise()
def media_type_is_checked(trial: Trial) -> None:
    """Another media type is refused with 415."""
    answer = trial.station.ask("PUT", ADDRESS, b"{}", headers={"Content-Type": "text/plain"})
    expect_problem(answer, problems.MEDIA_TYPE_UNSUPPORTED, 415)


@promise()
def unknown_call_is_told(trial: Trial) -> None:
    """A call that there is not is answered so."""
    answer = trial.station.ask("GET", "/v1/no-such-call")
    expect_problem(answer, problems.NO_SUCH_CALL, 404)
    answer = trial.station.ask("DELETE", "/v1/capabilities")
    expect_problem(answer, problems.NO_SUCH_CALL, 405, 404)


@promise()
def goes_on(trial: Trial) -> None:
    """After all that it takes batches as before."""
    station = trial.station
    station.open_session()
    station.take_in()
    receipt = station.send_new()
    statuses = {each.status for each in receipt.results}
    expect(holds=statuses <= {"accepted", "accepted_with_warnings"}, otherwise=f"it answers {statuses}")
