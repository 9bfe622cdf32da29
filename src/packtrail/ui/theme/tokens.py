"""The colours and measures of the desk, as data; nothing else in the program names a colour or a size.

A tone (ok, warn, danger, info) never stands alone: an icon and a word go with it, because colour is
lost on one man in twelve and on a screen in the sun.
"""

from dataclasses import dataclass, fields, replace
from enum import StrEnum


class Scheme(StrEnum):
    """Which of the three tables is shown; the names are what the setting stores."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Tone(StrEnum):
    """What a message means for the operator."""

    OK = "ok"
    WARN = "warn"
    DANGER = "danger"
    INFO = "info"
    QUIET = "quiet"  # nothing to do with it: no colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """One table of colours, each as ``#RRGGBB``."""

    ground: str  # the window
    surface: str  # cards, fields, tables
    raised: str  # what lies above: sheets, hints
    line: str  # hairlines between things; shadows are never structure
    edge: str  # the outline of what can be typed into or pressed, at least 3:1
    ink: str
    ink_2: str
    ink_3: str
    accent: str  # the one next action, the focus ring, links
    on_accent: str
    ok: str
    warn: str
    danger: str
    info: str
    tint: float  # how much of a tone its background carries

    def tone(self, tone: Tone) -> str:
        """The colour of the words and icons of ``tone``."""
        return self.ink_2 if tone is Tone.QUIET else str(getattr(self, tone.value))

    def tone_ground(self, tone: Tone) -> str:
        """The background of a chip or banner of ``tone``, on a surface."""
        return mixed(self.tone(tone), self.surface, self.tint)

    @property
    def accent_ground(self) -> str:
        """The background of what is chosen."""
        return mixed(self.accent, self.surface, self.tint)

    @property
    def hover(self) -> str:
        """The background under the pointer."""
        return mixed(self.ink, self.surface, self.tint / 2)

    def colours(self) -> dict[str, str]:
        """Every token that is a colour, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "tint"}


LIGHT = Palette(
    ground="#F4F6F5", surface="#FFFFFF", raised="#FFFFFF", line="#D5DCD9", edge="#84918C",
    ink="#15201C", ink_2="#47554F", ink_3="#61706A", accent="#0B6E5B", on_accent="#FFFFFF",
    ok="#1E7B34", warn="#9A5B00", danger="#B3261E", info="#1F5FA8", tint=0.08,
)  # fmt: skip
DARK = Palette(
    ground="#14181A", surface="#1C2225", raised="#242B2F", line="#343D41", edge="#74818A",
    ink="#EEF3F1", ink_2="#B7C3BE", ink_3="#8A9893", accent="#3CC2A3", on_accent="#06201A",
    ok="#5DC878", warn="#F0B04A", danger="#FF8A80", info="#7FB2F0", tint=0.16,
)  # fmt: skip
CONTRAST = Palette(
    ground="#FFFFFF", surface="#FFFFFF", raised="#FFFFFF", line="#000000", edge="#000000",
    ink="#000000", ink_2="#1B1F1E", ink_3="#2E3835", accent="#00473A", on_accent="#FFFFFF",
    ok="#0A4A1A", warn="#5A3400", danger="#8A0A08", info="#063B78", tint=0.05,
)  # fmt: skip

PALETTES = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}

PRACTICE_PALETTES = {
    Scheme.LIGHT: replace(LIGHT, ground="#F4EFFA", edge="#7D8A85", accent="#6A3AA8"),
    Scheme.DARK: replace(DARK, ground="#1B1524", accent="#C9A6F7", on_accent="#1F0B3A"),
    Scheme.CONTRAST: replace(CONTRAST, ground="#F6F0FF", accent="#43157F"),
}
"""The same in practice (练习): nobody takes it for the desk that counts, from across the room."""

HINT, BODY, SECTION, TITLE, BIG = 13, 15, 18, 24, 40  # type, px at 100 %
SPACE = (4, 8, 12, 16, 24, 32)
RADIUS = 8
TARGET = 44  # the least height of what a gloved finger meets
PRIMARY = 56
ROW = 36
FOCUS_RING = 2
MOTION_MS = 120


def mixed(over: str, under: str, share: float) -> str:
    """The colour of ``share`` (0–1) of ``over`` painted on ``under``."""
    pairs = zip(_channels(over), _channels(under), strict=True)
    return "#" + "".join(f"{round(top * share + low * (1 - share)):02X}" for top, low in pairs)


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
