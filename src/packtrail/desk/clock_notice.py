"""Says that the PC's clock went back, above every screen; work goes on, and a person decides."""

from datetime import timedelta

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.values import span_words


class ClockNotice(QObject):
    """Shares the window's banner; one that was closed is not shown again for the same clock."""

    confirmed = Signal()  # somebody said that the clock is right

    def __init__(self, acts: OutletActs, workers: GuiWorkers, banner: Banner, wording: Wording) -> None:
        super().__init__()
        self._acts, self._workers, self._banner, self._wording = acts, workers, banner, wording
        self._behind: timedelta | None = None
        self._is_shown = False
        banner.acted.connect(self._confirm)
        banner.dismissed.connect(self._put_away)

    def behind(self, span: timedelta | None) -> None:
        """How far the clock lies before what was recorded last, None while it is in order."""
        was, self._behind = self._behind, span
        if span is None and self._is_shown:
            self._put_away()
            self._banner.clear()
        elif span is not None and was is None:
            self._show(span)

    def retranslate(self, wording: Wording) -> None:
        """Say it in another language."""
        self._wording = wording
        if self._behind is not None and self._is_shown:
            self._show(self._behind)

    def _show(self, span: timedelta) -> None:
        w = self._wording
        self._is_shown = True
        self._banner.show_message(
            Tone.WARN,
            w.say("frame.clock.set_back", span=span_words(w, span)),
            action=w.say("frame.clock.is_right"),
        )

    def _confirm(self) -> None:
        if not self._is_shown:
            return
        self._workers.run(
            self._workers.acts,
            self._acts.confirm_clock,
            done=lambda _nothing: self.confirmed.emit(),
            failed=self._refused,
        )

    def _refused(self, error: OutletError) -> None:
        self._put_away()
        self._banner.show_message(Tone.DANGER, str(explain(self._wording, error)))

    def _put_away(self) -> None:
        self._is_shown = False
