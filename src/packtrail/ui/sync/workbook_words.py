"""The road by Excel in words; no Qt."""

from pathlib import Path

from packtrail.protocol.workbook_profile import MassUnit
from packtrail.ui.sync.workbook_state import WEB, Offer, OpenedState, Planned, WorkbookPageState
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.usecases.export_workbook import Exported
from packtrail.usecases.plan_workbook import HeldBack
from packtrail.usecases.read_back import Settled
from packtrail.usecases.workbook_ports import Workbook, WorkbookState
from packtrail.wording import Wording
from packtrail.wording.problems import problem_words
from packtrail.wording.values import moment_words, word
from packtrail.wording.workbooks import held_words

TOLD_HELD = 20
_TONES = {
    WorkbookState.OPEN: Tone.WARN,
    WorkbookState.CONFIRMED: Tone.OK,
    WorkbookState.WITHDRAWN: Tone.QUIET,
}


def portal_choices(w: Wording, offer: Offer) -> list[Choice]:
    """Where a workbook can go."""
    return [Choice(key=key, word=title or w.say("sync.workbook.web")) for key, title in offer.portals]


def template_choices(offer: Offer) -> list[Choice]:
    """By which templates."""
    return [Choice(key=each.profile.name, word=each.profile.title) for each in offer.templates]


def unit_choices(w: Wording) -> list[Choice]:
    """The units of mass; none is chosen for anybody."""
    return [Choice(key=unit.value, word=w.say(f"sync.workbook.unit_{unit}")) for unit in MassUnit]


def template_words(w: Wording, offer: Offer) -> str:
    """Which template, and what it rests on."""
    if offer.asked is None:
        return ""
    profile = offer.asked.profile.profile
    basis = word(w, "basis", profile.basis)
    return w.say("sync.workbook.template", title=profile.title, version=profile.version, basis=basis)


def plan_lines(w: Wording, offer: Offer) -> list[tuple[Tone, str]]:
    """What would go of each sheet, whose rows they are, and what stands in the mass column."""
    if offer.portal is None:
        return [(Tone.WARN, w.say("sync.workbook.no_portal"))]
    said: list[tuple[Tone, str]] = []
    for stage in offer.stages:
        said.append((Tone.OK if stage.rows else Tone.QUIET, _stage_words(w, stage)))
        said += [(Tone.INFO, _mass_words(w, code, written, offer.unit)) for code, written in stage.masses]
    return said


def export_words(w: Wording, state: WorkbookPageState) -> str:
    """What the button will do."""
    rows = state.offer.rows if state.offer else 0
    return (
        w.say("sync.workbook.export", count=count_text(rows)) if rows else w.say("sync.workbook.export_none")
    )


def export_refusal(w: Wording, state: WorkbookPageState) -> str | None:
    """Why nothing can be sealed now; None when something can."""
    offer = state.offer
    if state.busy:
        return w.say(f"sync.workbook.busy.{state.busy}")
    if offer is None:
        return w.say("sync.workbook.busy.looking")
    if offer.portal is None:
        return w.say("sync.workbook.no_portal")
    if not offer.rows:
        return w.say("sync.workbook.nothing")
    return w.say("sync.workbook.unit_first") if offer.lacks_unit else None


def held_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of what waits."""
    return (
        Column(title=w.say("sync.workbook.column.code"), kind=ColumnKind.CODE, width=320),
        Column(title=w.say("sync.workbook.column.why"), width=0, least=260),
    )


def held_row(w: Wording, held: HeldBack) -> Row:
    """One line that waits, and for what."""
    return Row(held.record_id, (Cell(held.code or "—"), Cell(held_words(w, held))))


def sealed_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the workbooks."""
    say = w.say
    return (
        Column(title=say("sync.workbook.column.number"), width=200),
        Column(title=say("sync.workbook.column.portal"), width=0, least=180),
        Column(title=say("sync.workbook.column.rows"), kind=ColumnKind.NUMBER, width=80),
        Column(title=say("sync.workbook.column.sealed"), width=150),
        Column(title=say("sync.workbook.column.state"), width=150, wide=190),
    )


def sealed_row(w: Wording, book: Workbook, portal: str) -> Row:
    """One workbook and where it stands."""
    return Row(
        book.number,
        (
            Cell(book.number),
            Cell(portal),
            Cell(count_text(book.row_count), book.row_count),
            Cell(moment_words(book.sealed_at), int(book.sealed_at.timestamp())),
            Cell(word(w, "workbook_state", book.state), tone=_TONES[book.state]),
        ),
    )


def portal_words(w: Wording, book: Workbook, offer: Offer) -> str:
    """Whose workbook it is."""
    title = dict(offer.portals).get(book.portal or WEB, "") if book.portal else ""
    return title or w.say("sync.workbook.web")


def exported_words(w: Wording, done: Exported, folder: Path) -> str:
    """What was sealed and where the files lie."""
    if not done.workbooks:
        return w.say("sync.workbook.nothing")
    rows = sum(book.row_count for book in done.workbooks)
    facts = {"files": len(done.workbooks), "rows": count_text(rows), "folder": str(folder)}
    return w.say("sync.workbook.exported", **facts)


def opened_lines(w: Wording, state: OpenedState) -> list[tuple[Tone, str]]:
    """Where an opened workbook stands, and the next step."""
    book, failed = state.workbook, len(state.read.failures)
    if book.state is WorkbookState.WITHDRAWN:
        return [(Tone.QUIET, w.say("sync.workbook.opened.withdrawn"))]
    if book.state is WorkbookState.CONFIRMED:
        said = w.say(
            "sync.workbook.opened.confirmed", count=count_text(book.confirmed_count or 0), failed=failed
        )
        return [(Tone.OK, said)]
    lines = [(Tone.INFO, w.say("sync.workbook.opened.open", rows=book.row_count))]
    if state.is_failure_read or failed:
        said = w.say(
            "sync.workbook.opened.read", rows=book.row_count, failed=failed, expected=state.read.expected
        )
        lines.append((Tone.WARN, said))
    return lines


def failure_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of what the portal turned away."""
    return (
        Column(title=w.say("sync.workbook.column.code"), kind=ColumnKind.CODE, width=320),
        Column(title=w.say("sync.workbook.column.portal_text"), width=0, least=200),
        Column(title=w.say("sync.workbook.column.what"), width=260),
    )


def failure_rows(w: Wording, state: OpenedState) -> list[Row]:
    """What the portal wrote of each row, and our words for it."""
    return [
        Row(
            each.code,
            (Cell(each.code), Cell(each.text or "—"), Cell(problem_words(w, each.problem_code).what)),
        )
        for each in state.read.failures
    ]


def confirm_refusal(w: Wording, state: OpenedState) -> str | None:
    """Why the count can't be confirmed yet."""
    if state.busy:
        return w.say(f"sync.workbook.busy.{state.busy}")
    return None if state.count is not None else w.say("sync.workbook.opened.count_first")


def reason_refusal(w: Wording, state: OpenedState, *, needs_codes: bool = False) -> str | None:
    """Why it can't be taken back, or exported again, yet."""
    if state.busy:
        return w.say(f"sync.workbook.busy.{state.busy}")
    if needs_codes and not state.codes.split():
        return w.say("sync.workbook.opened.codes_first")
    return None if len(state.reason.strip()) > 1 else w.say("sync.workbook.opened.reason_first")


def settled_words(w: Wording, done: Settled, *, has_picture: bool) -> str:
    """What the count settled."""
    said = [w.say("sync.workbook.opened.settled", accepted=done.accepted, rejected=done.rejected)]
    if done.standing:
        said.append(w.say("sync.workbook.opened.standing", count=done.standing))
    if not has_picture:
        said.append(w.say("sync.workbook.opened.no_picture"))
    return " ".join(said)


def _stage_words(w: Wording, stage: Planned) -> str:
    said = w.say(
        "sync.workbook.plan", title=stage.title, rows=count_text(stage.rows), held=count_text(stage.held)
    )
    if not stage.makers:
        return said
    makers = w.say("values.comma").join(
        w.say(
            "sync.workbook.maker",
            maker=maker or w.say("sync.workbook.maker_unknown"),
            count=count_text(count),
        )
        for maker, count in stage.makers
    )
    return f"{said} {w.say('sync.workbook.by_maker', makers=makers)}"


def _mass_words(w: Wording, code: str, written: str, unit: MassUnit | None) -> str:
    kg = written if unit is MassUnit.KG else f"{float(written) * 1000:g}"
    return w.say("sync.workbook.mass", code=code, written=written, unit=str(unit), kg=kg)
