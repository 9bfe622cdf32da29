"""Cuts what a serial line delivers into scans: at line ends, and where nothing more comes.

A line end may stand inside a label's text, so one followed at once by more does not end a scan.
"""

from packtrail.domain.battery_code.folding import LONGEST_PAYLOAD

LONGEST_BYTES = LONGEST_PAYLOAD * 4  # every character four bytes of UTF-8
ENDED_MS = 30
"""Silence after a line end that ends a scan; at 9600 baud a byte takes one."""

PAUSE_MS = 120  # silence that ends a scan without a line end
_ENDS = b"\r\n"


class LineFraming:
    """Feed it bytes as they come, and ask for the scan after ``wait_ms`` of silence."""

    def __init__(self) -> None:
        self._held = bytearray()

    @property
    def is_open(self) -> bool:
        """Whether bytes are held."""
        return bool(self._held)

    @property
    def wait_ms(self) -> int:
        """How long a silence ends the scan."""
        return ENDED_MS if self._held[-1:] and self._held[-1:] in _ENDS else PAUSE_MS

    def feed(self, arrived: bytes) -> None:
        """Take what has arrived; of a flood only the beginning, which says that it was too long."""
        room = LONGEST_BYTES + 1 - len(self._held)
        if room > 0:
            self._held += arrived[:room]

    def cut(self) -> tuple[bytes, ...]:
        """The scan that silence ended; nothing where only line ends came."""
        held, self._held = bytes(self._held), bytearray()
        return (held,) if held.strip(_ENDS) else ()
