"""Draws 报送登记: the batches that were sent, page by page, and one receipt in its details."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from packtrail.protocol.receipt import RecordResult
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.table_rows import Cell, Column, ColumnKind, Row
from packtrail.usecases.sent_register import ReceiptDetails, SentLine
from packtrail.wording import Wording
from packtrail.wording.problems import problem_words
from packtrail.wording.values import moment_words, word

_TONES = {
    "settled": None,
    "sealed": Tone.WARN,
    "sending": Tone.INFO,
    "processing": Tone.INFO,
    "unknown_outcome": Tone.WARN,
    "envelope_rejected": Tone.QUIET,
    "receipt_disputed": Tone.DANGER,
}
_BAD = frozenset({"rejected", "blocked", "deferred"})


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisterState:
    """What the register shows; ``lines`` is None until the first answer."""

    destination: str = ""
    text: str = ""
    lines: tuple[SentLine, ...] | None = None
    next_before: int | None = None
    chosen: str | None = None  # the batch whose receipt is open
    receipt: ReceiptDetails | None = None


def columns(w: Wording) -> tuple[Column, ...]:
    """The columns of the register."""
    say = w.say
    return (
        Column(title=say("sync.register.column.sealed"), width=150),
        Column(title=say("sync.register.column.records"), kind=ColumnKind.NUMBER, width=80),
        Column(title=say("sync.register.column.numbers"), width=130),
        Column(title=say("sync.register.column.state"), width=140, wide=190),
        Column(title=say("sync.register.column.counts"), width=0, least=240),
        Column(title=say("sync.register.column.receipt"), width=110),
        Column(title=say("sync.register.column.received"), width=170),
    )


def row(w: Wording, line: SentLine) -> Row:
    """One batch."""
    batch = line.batch
    counts = w.say("values.comma").join(
        w.say("sync.count", word=word(w, "submission", state), count=count_text(count))
        for state, count in sorted(line.counts.items(), key=lambda item: -item[1])
    )
    number = w.say("sync.register.receipt_no", number=batch.receipt_seq) if batch.receipt_seq else ""
    return Row(
        batch.digest,
        (
            Cell(moment_words(batch.sealed_at), int(batch.sealed_at.timestamp())),
            Cell(count_text(batch.records), batch.records),
            Cell(w.say("sync.register.range", first=batch.seq_first, last=batch.seq_last), batch.seq_first),
            Cell(w.say(f"sync.batch.{batch.state}"), tone=_TONES.get(batch.state)),
            Cell(counts),
            Cell(number or w.say("sync.register.no_receipt"), batch.receipt_seq or 0),
            Cell(moment_words(batch.received_at) if batch.received_at else "—"),
        ),
    )


def receipt_columns(w: Wording) -> tuple[Column, ...]:
    """The columns of one receipt."""
    say = w.say
    return (
        Column(title=say("sync.register.column.seq"), kind=ColumnKind.NUMBER, width=90),
        Column(title=say("sync.register.column.result"), width=200, wide=250),
        Column(title=say("sync.register.column.number"), width=160),
        Column(title=say("sync.register.column.why"), width=0, least=240),
    )


def receipt_rows(w: Wording, receipt: ReceiptDetails) -> list[Row]:
    """Every record that a receipt speaks of, those of earlier batches behind."""
    return [
        Row(
            f"{at}",
            (
                Cell(f"{each.station_seq}", each.station_seq),
                Cell(word(w, "submission", each.status), tone=Tone.DANGER if each.status in _BAD else None),
                Cell(each.server_record_no or "—"),
                Cell(_why(w, each)),
            ),
        )
        for at, each in enumerate((*receipt.results, *receipt.updates))
    ]


def _why(w: Wording, result: RecordResult) -> str:
    """Each issue in words with its code; the platform's own text of a code that we don't know."""
    said = {
        issue.code: w.say(
            "sync.problem", what=problem_words(w, issue.code, issue.message or None).what, code=issue.code
        )
        for issue in result.issues
    }
    return w.say("values.comma").join(said.values()) or "—"


def _hint(w: Wording, state: RegisterState) -> str:
    """What the table is, or why there is none."""
    text = state.text.strip()
    if state.lines == ():
        return w.say("sync.register.none_found", text=text) if text else w.say("sync.register.empty")
    return w.say("sync.register.hint")


class RegisterView(QWidget):
    """The register, its search, and the receipt below."""

    text_changed = Signal(str)
    more_wanted = Signal()
    batch_chosen = Signal(str)  # digest
    receipt_closed = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, RegisterState()
        self._section, self._receipt = Section(), Section()
        self._find, self._table, self._results = FormField(longest=64), DataTable(), DataTable()
        self._close = RefusableButton(role="link")
        self._receipt.add_action(self._close)
        for section, widgets in (
            (self._section, (self._find, self._table)),
            (self._receipt, (self._results,)),
        ):
            for widget in widgets:
                section.body.addWidget(widget)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._section)
        self._column.addWidget(self._receipt)
        self._find.edited.connect(self.text_changed)
        self._table.row_chosen.connect(self.batch_chosen)
        self._table.more_wanted.connect(self.more_wanted)
        self._close.clicked.connect(self.receipt_closed)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: RegisterState) -> None:
        """Show ``state``."""
        before, self._state = self._state, state
        w = self._wording
        lines = state.lines or ()
        self._section.say(w.say("sync.register.title"), _hint(w, state))
        self._table.setVisible(bool(lines))
        if lines and (before.lines != lines or self._table.model().rowCount() != len(lines)):
            rows = [row(w, line) for line in lines]
            self._table.show_rows(columns(w), rows, has_more=state.next_before is not None)
        self._show_receipt(state)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._find.say(say("sync.register.find"), say("sync.register.find_example"))
        self._table.setAccessibleName(say("sync.register.title"))
        self._close.setText(say("sync.register.receipt_close"))
        state, self._state = self._state, RegisterState()
        self.render_state(state)

    def _show_receipt(self, state: RegisterState) -> None:
        self._receipt.setVisible(state.chosen is not None)
        if state.chosen is None:
            return
        w, receipt = self._wording, state.receipt
        self._results.setVisible(receipt is not None)
        if receipt is None:
            self._receipt.say(w.say("sync.register.receipt_bad"))
            return
        hint = w.say(
            "sync.register.receipt_hint", at=moment_words(receipt.received_at), id=receipt.receipt_id
        )
        self._receipt.say(w.say("sync.register.receipt_title", number=receipt.receipt_seq), hint)
        self._results.setAccessibleName(w.say("sync.register.receipt_title", number=receipt.receipt_seq))
        self._results.show_rows(receipt_columns(w), receipt_rows(w, receipt))

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(16))
        self._find.setMaximumWidth(look.px(480))
        self._table.setMinimumHeight(look.px(220))
        self._results.setMinimumHeight(look.px(240))
