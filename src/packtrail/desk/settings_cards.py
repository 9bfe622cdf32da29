"""What Settings has of the desk's own: cards of devices and roads, stopped when it goes out of sight."""

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
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording


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

    def stop(self) -> None:
        """Nobody looks: no check listens, no phone may be paired, no picture is taken."""
        self.scanner.stop()
        self.phone.stop()
        self.camera.stop()

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        for flow in self._flows:
            flow.retranslate(words)
