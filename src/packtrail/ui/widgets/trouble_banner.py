"""A banner for what keeps a screen from its data: said once for each trouble, however often it is drawn."""

from packtrail.domain.errors import OutletError
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.wording import Wording
from packtrail.wording.errors import explain


class TroubleBanner(Banner):
    """Shows one trouble at a time, in the language that is spoken now."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._said: OutletError | None = None
        super().__init__(wording)

    def show_trouble(self, trouble: OutletError | None, *, action: str = "") -> None:
        """Say it once; what is drawn again is not spoken again. None takes the last one away."""
        if trouble is self._said:
            return
        self._said = trouble
        if trouble is None:
            self.clear()
        else:
            self.show_message(Tone.DANGER, str(explain(self._wording, trouble)), action=action)

    def retranslate(self, wording: Wording) -> None:
        """Say the trouble anew when it is drawn next."""
        self._wording, self._said = wording, None
        super().retranslate(wording)
