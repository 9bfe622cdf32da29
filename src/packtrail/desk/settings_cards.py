"""What Settings has of the desk's own: cards of devices and roads, stopped when it goes out of sight."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from packtrail.desk.hand_scanners import HandScanners
from packtrail.desk.phones import Phones
from packtrail.desk.scales import Scales
from packtrail.devices.camera import Camera
from packtrail.ui.acts import OutletActs
from packtrail.ui.camera.camera_desk import CameraDesk
from packtrail.ui.settings.backup_flow import BackupFlow
from packtrail.ui.settings.camera_settings import CameraSettings
from packtrail.ui.settings.connection_check import ConnectionCheck
from packtrail.ui.settings.network_flow import NetworkActs
from packtrail.ui.settings.phone_flow import PhoneFlow
from packtrail.ui.settings.scale_flow import ScaleFlow
from packtrail.ui.settings.scanner_flow import ScannerFlow
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording

BACKUP = "backup"
"""What Today sends for when no backup was made for long."""


class SettingsCards:
    """Scanner, scale, phone, connection, camera and backup, in this order below the outlet's own."""

    def __init__(
        self,
        screen: SettingsScreen,
        acts: OutletActs,
        workers: GuiWorkers,
        words: Wording,
        *,
        scanners: HandScanners,
        scales: Scales,
        phones: Phones,
        cameras: CameraDesk,
        camera: Camera | None,
        network: NetworkActs | None,
    ) -> None:
        self.scanner = ScannerFlow(scanners, words)
        self.scale = ScaleFlow(scales, words)
        self.phone = PhoneFlow(phones, words)
        self.connection = ConnectionCheck(acts, workers, words, network=network)
        self.camera = CameraSettings(cameras, camera, workers, words)
        self.backup = BackupFlow(acts, workers, words)
        self._flows = (self.scanner, self.scale, self.phone, self.connection, self.camera, self.backup)
        for flow in self._flows:
            screen.add_card(flow.panel)

    def refresh(self) -> None:
        """Settings came into sight."""
        self.scanner.refresh()
        self.scale.refresh()
        self.phone.refresh()

    def resume(self, subject: str) -> None:
        """Show what another place sends for."""
        if subject == BACKUP:
            bring_into_sight(self.backup.panel)

    def stop(self) -> None:
        """Nobody looks: no check listens, no phone may be paired, no picture is taken."""
        self.scanner.stop()
        self.phone.stop()
        self.camera.stop()

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        for flow in self._flows:
            flow.retranslate(words)


def bring_into_sight(panel: QWidget) -> None:
    """Scroll to ``panel`` and put the hand on the first of its buttons that acts."""
    parent = panel.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(panel, 0, panel.height())
    buttons = (each for each in panel.findChildren(RefusableButton) if each.isVisible())
    button = next((each for each in buttons if each.refusal is None), None)
    if button is not None:
        button.setFocus(Qt.FocusReason.OtherFocusReason)
