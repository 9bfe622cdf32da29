"""Opens an error where it is put right: the very field in a form, the page of its unit, or its document."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from packtrail.domain.errors import OutletError
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.domain.voiding import NEVER_VOIDED
from packtrail.protocol.problems import Owner
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import FormAct
from packtrail.ui.sync.by_hand_form import ByHandForm
from packtrail.ui.sync.errors_forms import CorrectForm, VoidOneForm, Wrong
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.correction_requests import AskedCorrection
from packtrail.usecases.ports import Submission, View
from packtrail.usecases.report_errors import Remedy, ReportError, Way, target_of
from packtrail.wording import Wording

PROFILE = "outlet_profile"


class ErrorsFlow(QObject):
    """What an opened error leads to."""

    detail_asked = Signal(QWidget)  # the form, to be shown beside the screen
    unit_asked = Signal(str)
    settings_asked = Signal()
    written = Signal(object)  # a correction or a void
    left = Signal()  # the form was left, or its act is done

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        wording: Wording,
        *,
        failed: Callable[[OutletError], None],
    ) -> None:
        super().__init__()
        self.form = FormFlow(acts, workers, wording)
        self.detail = QWidget()
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form.panel)
        column.addStretch(1)  # the form stands at the top, however tall the window is
        self._acts, self._workers, self._failed = acts, workers, failed
        self.form.done.connect(self._done)
        self.form.left.connect(self.left)

    def open(self, error: ReportError) -> None:
        """Find out where ``error`` is put right, and go there."""
        if error.remedy is Remedy.BY_HAND:
            self.show_form(ByHandForm(error.submission))
            return
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(_wrong, error)),
            done=self._opened,
            failed=self._failed,
        )

    def open_request(self, asked: AskedCorrection) -> None:
        """Find out where what somebody asks for is put right, and go there."""
        error = ReportError(
            submission=Submission(
                record_id=asked.record_id,
                record_type=asked.record_type,
                subject=asked.subject,
                recorded_at=asked.recorded_at,
                destination=asked.destination,
                state=SubmissionState.ACCEPTED,
                ack_level=AckLevel.NONE,
                remote_no=None,
                issues=(),
                said_at=None,
            ),
            code="",
            pointer=asked.pointer,
            owner=Owner.OUTLET,
            remedy=Remedy.CORRECT,
            upstream_text=asked.reason,
            about=None,
        )
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, partial(_wrong, error)),
            done=self._opened,
            failed=self._failed,
        )

    def leave(self) -> None:
        """Give up what was being corrected."""
        self.form.leave()

    def _opened(self, wrong: Wrong) -> None:
        target = wrong.target
        if target.way is Way.CORRECT_FIELD:
            self.show_form(CorrectForm(wrong))
        elif target.unit_id is not None:
            self.unit_asked.emit(target.unit_id)
        elif target.record_type == PROFILE:
            self.settings_asked.emit()
        elif target.record_type not in NEVER_VOIDED:
            self.show_form(VoidOneForm(wrong))
        else:
            self.unit_asked.emit(target.record_id)

    def show_form(self, form: FormAct) -> None:
        """Open ``form`` beside the screen."""
        self.form.open(form)
        self.detail_asked.emit(self.detail)
        self.form.panel.take_hand()

    def _done(self, result: object) -> None:
        self.left.emit()
        self.written.emit(result)


def _wrong(error: ReportError, view: View) -> Wrong:
    target = target_of(view, error)
    amended = view.amended(target.record_id)
    value = getattr(amended.record.body, target.field, None) if amended and target.field else None
    return Wrong(
        target=target,
        code=error.code,
        value=value,
        head=amended.head_hash if amended is not None else "",
        said=error.upstream_text or "" if not error.code else "",
    )
