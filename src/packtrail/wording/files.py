"""What became of a file that was exported or imported, for the screen and the command line."""

from packtrail.usecases.export_batches import Exported
from packtrail.usecases.import_receipts import Imported
from packtrail.usecases.relay_batches import Relayed
from packtrail.wording.catalog import Wording
from packtrail.wording.problems import problem_words
from packtrail.wording.values import word


def exported_words(w: Wording, file: str, done: Exported) -> str:
    """What was written, and what did not fit."""
    facts = {"batches": done.batches, "records": done.records, "photos": done.photos}
    sentences = [w.say("files.exported", file=file, **facts)]
    if done.records_left:
        sentences.append(w.say("files.records_left", count=done.records_left))
    return "\n".join(sentences)


def relayed_words(w: Wording, file: str, done: Relayed) -> str:
    """What was carried on for another PC, and what did not arrive; ``file`` holds the answers."""
    lines = []
    if done.receipts or done.refused:
        lines.append(w.say("files.relayed", file=file, receipts=done.receipts, refused=done.refused))
    if done.left:
        lines.append(w.say("files.not_relayed", count=done.left, cause=_cause(w, done.cause)))
    return "\n".join(lines) or w.say("files.nothing_to_relay")


def _cause(w: Wording, cause: str) -> str:
    status = cause.removeprefix("http_")
    return word(w, "cause", cause) if status == cause else w.say("files.no_answer", status=status)


def imported_words(w: Wording, done: Imported) -> str:
    """What was applied, what was not and why; a line each."""
    counts = w.say("values.semicolon").join(
        w.say("files.count", what=word(w, "submission", state), count=count) for state, count in done.counts
    )
    applied = {"batches": done.settled, "records": done.records, "counts": counts}
    lines = [w.say("files.imported", **applied)] if done.settled else [w.say("files.nothing_imported")]
    lines += [
        w.say("files.not_applied", count=count, reason=word(w, "not_applied", reason))
        for reason, count in done.not_applied
    ]
    lines += [
        w.say("files.fault", fault=w.say(f"sync.dispute.{fault.value}")) for fault in sorted(set(done.faults))
    ]
    for code, _ in done.refused:
        said = problem_words(w, code)
        lines.append(w.say("files.refused", what=said.what, action=said.action, code=code))
    return "\n".join(lines)
