"""A load in words; no Qt."""

from dataclasses import dataclass

from packtrail.domain.documents import HandoffDocument
from packtrail.domain.documents import HandoffState as DocumentState
from packtrail.domain.handoff import LineDraft
from packtrail.domain.records.handoff import PickedBy
from packtrail.domain.unit import Unit
from packtrail.ui.handoff.state import HandoffState, Heard, Released, Warn, Work, warnings
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.figures import count_text, weight_text
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.wording import Wording
from packtrail.wording.errors import explain, fault_words
from packtrail.wording.values import mass_words, moment_words, word

_LONGEST_NAME = 18
_TONE_OF_STATE = {
    DocumentState.ACCEPTED: Tone.OK,
    DocumentState.SETTLED: Tone.OK,
    DocumentState.PARTIALLY_ACCEPTED: Tone.WARN,
    DocumentState.REFUSED: Tone.DANGER,
    DocumentState.RETURNED: Tone.WARN,
    DocumentState.CANCELLED: Tone.QUIET,
}


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence for the banner, and the words of its button."""

    tone: Tone
    sentence: str
    action: str = ""


def pick_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the stock to pick from."""
    return (
        Column(title=w.say("handoff.column.code"), kind=ColumnKind.CODE, width=0, least=250),
        Column(title=w.say("handoff.column.mass"), kind=ColumnKind.NUMBER, width=84),
    )


def pick_row(unit: Unit) -> Row:
    """One unit that may be picked."""
    return Row(unit.unit_id, (Cell(unit.label), _mass(unit)))


def load_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the load."""
    return (
        Column(title=w.say("handoff.column.number"), kind=ColumnKind.NUMBER, width=44),
        Column(title=w.say("handoff.column.code"), kind=ColumnKind.CODE, width=258),
        Column(title=w.say("handoff.column.mass"), kind=ColumnKind.NUMBER, width=76),
        Column(title=w.say("handoff.column.how"), width=0, least=130),
    )


def load_row(w: Wording, number: int, line: LineDraft, unit: Unit | None) -> Row:
    """One line of the load."""
    said = "handoff.elsewhere.how" if line.elsewhere else f"handoff.how.{line.picked_by}"
    how = Cell(w.say(said), tone=_how_tone(line))
    return Row(line.unit_id or line.code, (Cell(str(number), number), Cell(line.code), _mass(unit), how))


def recent_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the newest handoffs."""
    return (
        Column(title=w.say("handoff.column.document"), width=196),
        Column(title=w.say("handoff.column.state"), width=130),
        Column(title=w.say("handoff.column.load"), kind=ColumnKind.NUMBER, width=150),
        Column(title=w.say("handoff.column.recipient"), width=0, least=220),
    )


def recent_row(w: Wording, document: HandoffDocument) -> Row:
    """One handoff."""
    load = w.say("handoff.load", count=count_text(document.line_count), mass=weight_text(document.mass_g))
    tone = _TONE_OF_STATE.get(document.state, Tone.INFO)
    return Row(
        document.handoff_id,
        (
            Cell(document.number),
            Cell(word(w, "handoff_state", document.state), tone=tone),
            Cell(load, document.mass_g),
            Cell(document.consignee_name or document.consignee_uscc),
        ),
    )


def picked_words(w: Wording, state: HandoffState) -> tuple[Tone, str]:
    """What came of the last pick, for the line below the field; a refusal is said in the banner."""
    picked = state.picked
    if picked is None or picked.heard not in {Heard.ADDED, Heard.AGAIN}:
        return Tone.QUIET, ""
    codes = [line.code for line in state.draft.lines]
    unit = picked.unit
    sentence = w.say(
        f"handoff.heard.{picked.heard}",
        number=codes.index(picked.code) + 1 if picked.code in codes else 0,
        code=picked.code,
        mass=mass_words(unit.mass_g if unit else None),
    )
    return Tone.OK if picked.heard is Heard.ADDED else Tone.INFO, sentence


def message(w: Wording, state: HandoffState) -> Message | None:
    """What went wrong, or why a unit was not taken; None when there is nothing to say."""
    trouble = state.trouble or state.stock.trouble
    if trouble is not None:
        return Message(Tone.DANGER, str(explain(w, trouble)), w.say("handoff.try_again"))
    picked = state.picked
    if picked is not None and picked.error is not None:
        action = w.say("handoff.elsewhere.action") if state.elsewhere else ""
        return Message(Tone.DANGER, str(explain(w, picked.error)), action)
    if picked is not None and picked.heard is Heard.TWO_CODES:
        return Message(Tone.WARN, w.say("handoff.heard.two_codes", code=picked.code))
    return None


def role_word(w: Wording, role: str) -> str:
    """A kind of recipient, short enough for a chip; one of a newer version as it stands."""
    key = f"handoff.role.{role}"
    return w.say(key) if w.knows(key) else role


def short_name(name: str) -> str:
    """A recipient's name as a chip has room for it."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def foot_words(w: Wording, state: HandoffState) -> str:
    """Beside the one button: what is missing, or what comes after it."""
    refusal = release_refusal(w, state) if state.count else None
    if refusal is None and state.parties.wanting and not (state.draft.override_reason or "").strip():
        return papers_stop(w, state)
    return refusal or w.say("handoff.steps_hint")


def papers_stop(w: Wording, state: HandoffState) -> str:
    """What to do about papers that are wanting, by whom works here."""
    return w.say(f"handoff.party.{'stop' if state.parties.may_override else 'stop_for_supervisor'}")


def warning_words(w: Wording, state: HandoffState) -> tuple[str, ...]:
    """What to see before signing."""
    return tuple(_warning(w, warn, count, state) for warn, count in warnings(state))


def release_words(w: Wording, state: HandoffState) -> str:
    """What the one button will do."""
    if state.work is not Work.NONE:
        return w.say(f"handoff.work.{state.work}")
    if not state.count:
        return w.say("handoff.release_nothing")
    return w.say("handoff.release", count=count_text(state.count), mass=weight_text(state.mass_g))


def release_refusal(w: Wording, state: HandoffState) -> str | None:
    """Why it can't be released now; None when it can."""
    if state.work is not Work.NONE:
        return w.say(f"handoff.work.{state.work}")
    faults = state.faults
    if not faults:
        return None
    listed = w.say("values.semicolon").join(fault_words(w, fault) for fault in faults)
    return w.say("handoff.not_ready", faults=listed)


def total_words(w: Wording, state: HandoffState) -> str:
    """What is on the load."""
    return w.say("handoff.load", count=count_text(state.count), mass=weight_text(state.mass_g))


def released_words(w: Wording, released: Released) -> tuple[str, str]:
    """The number and what to do now, after a release."""
    document = released.document
    said = w.say(
        "handoff.released.what" if released.paper else "handoff.released.no_paper",
        count=count_text(document.line_count),
        mass=weight_text(document.mass_g),
        recipient=document.consignee_name or document.consignee_uscc,
        at=moment_words(document.handed_on_at),
    )
    return w.say("handoff.released.title", number=document.number), said


def _warning(w: Wording, warn: Warn, count: int, state: HandoffState) -> str:
    role = role_word(w, state.draft.consignee_role)
    return w.say(f"handoff.warn.{warn}", count=count_text(count), role=role)


def _how_tone(line: LineDraft) -> Tone | None:
    return Tone.WARN if line.elsewhere or line.picked_by == PickedBy.LIST else None


def _mass(unit: Unit | None) -> Cell:
    mass_g = unit.mass_g if unit else None
    return Cell(mass_words(mass_g), mass_g if mass_g is not None else -1)
