"""A video file behind the port of a camera: a walk along the pallets filmed with a phone.

Played at its own speed, without sound, through the same sink as a camera. Imported late, as cameras are.
"""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame, QVideoSink

from packtrail.devices.frames import Film, FrameFailure
from packtrail.devices.video_frame import frame_of


class VideoFile(Film):
    """Plays once from the beginning at each start."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._is_playing, self._has_frames = False, False
        self._sink = QVideoSink(self)
        self._player = QMediaPlayer(self)
        self._player.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._bring)
        # queued: a player is not stopped in the middle of what it tells
        later = Qt.ConnectionType.QueuedConnection
        self._player.mediaStatusChanged.connect(self._look, later)
        self._player.errorOccurred.connect(self._give_up, later)

    def start(self) -> None:
        """Begin at the first frame."""
        self.stop()
        self._be_named(self._path.name)
        self._is_playing, self._has_frames = True, False
        if self._player.source().isEmpty():
            self._player.setSource(QUrl.fromLocalFile(str(self._path)))
        self._player.setPosition(0)
        self._player.play()

    def stop(self) -> None:
        """Play no more."""
        if self._is_playing:
            self._is_playing = False
            self._player.stop()

    def _bring(self, video: QVideoFrame) -> None:
        frame = frame_of(video) if self._is_playing else None
        if frame is not None:
            self._has_frames = True
            self.frame_arrived.emit(frame)

    @Slot(QMediaPlayer.MediaStatus)
    def _look(self, status: QMediaPlayer.MediaStatus) -> None:
        if not self._is_playing:
            return
        if status is QMediaPlayer.MediaStatus.InvalidMedia:
            self._give_up()
        elif status is QMediaPlayer.MediaStatus.EndOfMedia:
            if not self._has_frames:  # a sound, or a film that nothing here can decode
                self._give_up()
                return
            self.stop()
            self.ended.emit()

    @Slot()
    def _give_up(self) -> None:
        if self._is_playing:
            self.stop()
            self.failed.emit(FrameFailure.UNREADABLE_VIDEO)
