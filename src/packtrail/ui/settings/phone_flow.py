"""Joins the phones' card with the phones."""

from PySide6.QtCore import QObject

from packtrail.ui.settings.phone_card import PhoneCard
from packtrail.ui.settings.phone_ways import PhoneWays
from packtrail.wording import Wording


class PhoneFlow(QObject):
    """The phones' part of the settings. Make it on the GUI thread."""

    def __init__(self, ways: PhoneWays, wording: Wording) -> None:
        super().__init__()
        self.panel = PhoneCard(wording)
        self._ways = ways
        self.panel.switched.connect(lambda is_on: ways.switch(is_on=is_on))
        self.panel.address_chosen.connect(ways.choose_address)
        self.panel.pairing_asked.connect(ways.begin_pairing)
        self.panel.pairing_ended.connect(ways.end_pairing)
        self.panel.removed.connect(ways.remove)
        ways.changed.connect(self._show)
        self._show()

    def refresh(self) -> None:
        """The screen is shown: see which addresses there are now."""
        self._ways.look_again()

    def stop(self) -> None:
        """The screen is left: nobody sees the code any more."""
        self._ways.end_pairing()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.panel.retranslate(wording)

    def _show(self) -> None:
        self.panel.render_state(self._ways.state)
