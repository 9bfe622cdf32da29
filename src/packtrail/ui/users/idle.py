"""Notices that nobody has touched the desk for a while; watches only where somebody could sign in."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """``left_alone`` after so many minutes without a key, a pointer, or a ``touch`` told from elsewhere."""

    left_alone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.left_alone)
        self._is_watching = False

    @property
    def waits_ms(self) -> int:
        """How long the desk may be left alone; 0 while nobody watches."""
        return self._timer.interval() if self._is_watching else 0

    def watch(self, minutes: int) -> None:
        """Begin to count anew; 0 watches no more."""
        app = QCoreApplication.instance()
        if self._is_watching and app is not None:
            app.removeEventFilter(self)
        self._is_watching = minutes > 0 and app is not None
        self._timer.stop()
        if self._is_watching and app is not None:
            app.installEventFilter(self)
            self._timer.start(minutes * 60_000)

    def touch(self) -> None:
        """Somebody is here: a scan came, or a label was read."""
        if self._is_watching:
            self._timer.start()

    def eventFilter(self, _: QObject, event: QEvent, /) -> bool:  # noqa: N802 - Qt's name
        """Any touch begins the count anew; nothing is kept from anybody."""
        if event.type() in _TOUCHES:
            self._timer.start()
        return False
