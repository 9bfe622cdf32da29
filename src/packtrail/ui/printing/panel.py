"""Draws the panel of printing: the paper in view, printer and copies, and below them every job."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from packtrail.domain.print_jobs import TO_FILE
from packtrail.domain.thermal_printer import is_thermal
from packtrail.ui.printing.job_list import JobList
from packtrail.ui.printing.state import PaperToPrint, PrintingState
from packtrail.ui.printing.words import job_line, printer_word
from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.form_field import FormField
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.wording import Wording
from packtrail.wording.errors import explain

PRINT_KEY = "Ctrl+P"
_PAGE_WIDTH = 320  # px at 100 %: what the panel at the right has room for


class PrintPanel(QWidget):
    """Shows a PrintingState and emits what was pressed."""

    page_turned = Signal(int)  # -1 or 1
    printer_chosen = Signal(str)
    copies_edited = Signal(str)
    used_edited = Signal(str)  # labels of the sheet in the printer
    print_asked = Signal()
    open_asked = Signal()
    good_edited = Signal(str, str)  # job, what stands there
    job_asked = Signal(str, str)  # job, what to do with it

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state = wording, PrintingState()
        self._offered: list[Choice] | None = None
        self._trouble, self._spoken = ToldLine(), ""
        self._picture, self._where = QLabel(), text_label("", "hint")
        self._turns = {step: RefusableButton(role="quiet") for step in (-1, 1)}
        self._printer_name, self._printers, self._condition = QLabel(), ChipRow(), ToldLine()
        self._copies, self._used = FormField(longest=2), FormField(longest=3)
        self._print = PrimaryButton("", PRINT_KEY, command="desk.print")
        self._open = RefusableButton(role="link")
        self.jobs = JobList()
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    @property
    def page_width(self) -> int:
        """How many pixels wide a page is to be drawn; on a fine screen more than its points."""
        return round(current_look().px(_PAGE_WIDTH) * self.devicePixelRatioF())

    def show_page(self, image: QImage) -> None:
        """Show the picture of the page in view."""
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self._picture.setPixmap(QPixmap.fromImage(image))

    def clear_page(self) -> None:
        """Another paper comes: the picture of the former one doesn't stand under its name."""
        self._picture.clear()

    def render_state(self, state: PrintingState) -> None:
        """Show ``state``."""
        self._state = state
        self._show_paper()
        self._show_printers()
        self._copies.show_text(state.copies_text)
        self._used.show_text(state.used_text)
        refusal = state.refusal
        self._print.set_refusal(self._wording.say(f"printing.refusal.{refusal}") if refusal else None)
        self.jobs.show_lines([job_line(self._wording, state, job) for job in state.jobs])
        self._show_trouble()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._offered = wording, None
        say = wording.say
        for step, key in ((-1, "before"), (1, "after")):
            self._turns[step].setText(say(f"printing.{key}"))
        self._printer_name.setText(say("printing.printer"))
        self._copies.say(say("printing.copies"))
        self._used.say(say("printing.used"))
        self._print.say(say("printing.print"), PRINT_KEY)
        self._open.setText(say("printing.open"))
        self.jobs.retranslate(wording)
        self.render_state(self._state)

    def focus_print(self) -> None:
        """Put the hand on the next step."""
        self._print.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_paper(self) -> None:
        state, paper = self._state, self._state.paper
        for part in self._of_paper:
            part.setVisible(paper is not None)
        if paper is None:
            self._picture.clear()
            return
        where = self._wording.say("printing.preview", page=state.page + 1, pages=paper.pages)
        self._where.setText(where)
        self._picture.setAccessibleName(f"{paper.title} {where}")
        for step, button in self._turns.items():
            button.setVisible(paper.pages > 1 and 0 <= state.page + step < paper.pages)
        self._open.setVisible(paper.file is not None)
        self._show_sheet(paper)

    def _show_sheet(self, paper: PaperToPrint) -> None:
        """Where on its sheet the first label comes to stand."""
        self._used.setVisible(paper.sheet is not None)
        if paper.sheet is None:
            return
        used, most = self._state.used, paper.sheet.per_page - 1
        if used is None:
            self._used.show_message(Tone.DANGER, self._wording.say("printing.used_wrong", most=most))
        else:
            self._used.show_message(Tone.QUIET, self._wording.say("printing.used_hint", first=used + 1))

    def _show_printers(self) -> None:
        state, w = self._state, self._wording
        lines = state.printers or ()
        choices = [Choice(key=line.name, word=printer_word(w, line.name)) for line in lines]
        if choices != self._offered:
            self._offered = choices
            self._printers.set_choices(w.say("printing.printer"), choices)
        self._printers.choose(state.printer)
        chosen = state.chosen
        if state.printers is None:
            self._condition.say(Tone.QUIET, w.say("printing.asking"))
        elif chosen is None:
            self._condition.say(Tone.WARN, w.say("printing.refusal.no_printer"))
        else:
            special = "file" if chosen.name == TO_FILE else "thermal" if is_thermal(chosen.name) else ""
            key = special or chosen.condition
            tone = Tone.WARN if chosen.condition == "fault" else Tone.QUIET
            self._condition.say(tone, w.say(f"printing.condition.{key}"))

    def _show_trouble(self) -> None:
        """Say it once; what is drawn again is not spoken again."""
        trouble = self._state.trouble
        sentence = str(explain(self._wording, trouble)) if trouble is not None else ""
        self._trouble.setVisible(bool(sentence))
        self._trouble.say(Tone.DANGER, sentence)
        if sentence and sentence != self._spoken:
            announce(self, sentence, urgent=True)
        self._spoken = sentence

    def _lay_out(self) -> None:
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(self._picture, role="card")
        mark(self._printer_name, role="secondary")
        turning = QWidget()
        row = FlowLayout(turning)
        for button in self._turns.values():
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self._of_paper = (  # what prints stands first: a low screen shows it without scrolling
            self._printer_name,
            self._printers,
            self._condition,
            self._copies,
            self._used,
            self._print,
            self._picture,
            self._where,
            turning,
            self._open,
        )
        self._column = QVBoxLayout(self)
        for part in (self._trouble, *self._of_paper, self.jobs):
            self._column.addWidget(part)
        self._column.addStretch(1)

    def _connect(self) -> None:
        for step, button in self._turns.items():
            button.clicked.connect(lambda _=False, step=step: self.page_turned.emit(step))
        self._printers.chosen.connect(self.printer_chosen)
        self._copies.edited.connect(self.copies_edited)
        self._copies.entered.connect(self._print.click)
        self._used.edited.connect(self.used_edited)
        self._used.entered.connect(self._print.click)
        self._print.clicked.connect(self.print_asked)
        self._open.clicked.connect(self.open_asked)
        self.jobs.good_edited.connect(self.good_edited)
        self.jobs.asked.connect(self.job_asked)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(0, 0, look.px(8), 0)
        self._column.setSpacing(look.px(8))
