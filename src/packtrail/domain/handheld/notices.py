"""What came out of a scan, and what was noticed on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from packtrail.domain.scan_way import ScanWay


class Symbology(StrEnum):
    """The kind of symbol, where the scanner says it."""

    QR = "qr"
    DATA_MATRIX = "data_matrix"
    CODE128 = "code128"


class Notice(StrEnum):
    """Something between the label and us; the names end the keys of its sentences."""

    CAPS_LOCK = "caps_lock"  # Caps Lock swapped the letters; swapped back
    LOWER_CASE = "lower_case"  # a code in lower-case letters; made upper
    NUM_LOCK = "num_lock"  # digits came as arrows; put right
    LAYOUT = "layout"  # scanner and computer have different keyboards; put right
    LAYOUT_UNSURE = "layout_unsure"  # … and both readings are possible: not taken
    FULL_WIDTH = "full_width"  # the input method widened the characters; put right
    COMPOSED = "composed"  # it came through the input method unchanged
    INPUT_METHOD = "input_method"  # the input method made something else of it: not taken
    UTF8_BYTES = "utf8_bytes"  # Han characters typed as single bytes; put together
    GBK_BYTES = "gbk_bytes"
    UNKNOWN_BYTES = "unknown_bytes"  # bytes that are neither; kept as they came
    GS_AS_CONTROL = "gs_as_control"  # GS came as Ctrl+]
    GS_AS_CARET = "gs_as_caret"  # … as the two characters ^]
    GS_AS_KEY = "gs_as_key"  # … as F8
    GS_AS_ALT = "gs_as_alt"  # … as Alt+029
    ALT_CODES = "alt_codes"  # every character as its number on the number block
    CONTROLS_CUT = "controls_cut"  # STX, ETX and the like around the text were left out
    TOO_LONG = "too_long"  # longer than any symbol holds: not taken
    UNKNOWN_KEY = "unknown_key"  # keys in it that type nothing: not taken


REFUSALS = frozenset(
    {Notice.LAYOUT_UNSURE, Notice.INPUT_METHOD, Notice.TOO_LONG, Notice.UNKNOWN_KEY},
)
"""With one of these the text may be wrong, and a wrong code is worse than none."""


WINDOW_OPEN = "window_open"
NO_USE = "no_use"
"""Why a scan was left with whoever keeps it; besides these a scan is told of by the name of its tone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandScan:
    """One scan of a hand-held scanner."""

    text: str  # what the label says, as far as it can be known; never to be taken unless ``is_sure``
    typed: str  # exactly as it came in, GS and all
    placed: str = ""  # what its keys type on a US keyboard, where that differs from what they typed
    ending: str = ""  # "\n", "\t", "\r\n", or nothing
    ms_per_key: float = 0.0  # 0.0 for a serial line
    symbology: Symbology | None = None
    way: ScanWay | None = None  # of one that a camera saw: a phone's
    notices: tuple[Notice, ...] = ()
    is_late: bool = False  # it waited elsewhere: the operator may have gone on to another step since
    tell: Callable[[str], None] | None = field(default=None, compare=False, repr=False)
    """Hears what became of this scan and no other; whoever asks can bring the scan again."""

    @property
    def is_sure(self) -> bool:
        """Whether the text is what the label says."""
        return bool(self.text) and REFUSALS.isdisjoint(self.notices)

    def told(self, fate: str) -> None:
        """Let whoever asked know what became of it."""
        if self.tell is not None:
            self.tell(fate)
