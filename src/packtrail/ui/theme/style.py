"""Turns the tokens into the one style sheet and the one palette of the application.

Widgets name what they are (``role``), what they mean (``tone``) and how they stand (``chosen``,
``refused``) as properties; only this file says what that looks like.
"""

from PySide6.QtGui import QColor, QPalette

from packtrail import resources
from packtrail.ui.theme.look import CODE_FAMILIES, UI_FAMILIES, Look
from packtrail.ui.theme.sheet import SHEET, TONE_SHEET
from packtrail.ui.theme.tokens import (
    BIG,
    BODY,
    FOCUS_RING,
    HINT,
    PRIMARY,
    RADIUS,
    ROW,
    SECTION,
    TARGET,
    TITLE,
    Scheme,
    Tone,
    mixed,
)


def style_sheet(look: Look) -> str:
    """The style sheet of the whole application."""
    palette = look.palette
    measures = {f"p{n}": look.px(n) for n in (4, 8, 12, 16, 24, 32)}
    derived = {
        "hover": palette.hover,
        "pressed": mixed(palette.ink, palette.surface, palette.tint * 1.5),
        "accent_ground": palette.accent_ground,
        "accent_hover": mixed(palette.ink, palette.accent, 0.12),
        "accent_pressed": mixed(palette.ink, palette.accent, 0.24),
        "line_soft": mixed(palette.line, palette.surface, 0.6)
        if look.scheme is not Scheme.CONTRAST
        else "#E4E4E4",
    }
    sheet = SHEET.substitute(palette.colours() | derived | measures | _sizes(look))
    return sheet + "".join(_tone_sheet(look, tone) for tone in Tone)


def qt_palette(look: Look) -> QPalette:
    """The same colours for what Qt draws without asking the style sheet."""
    palette = look.palette
    qt = QPalette(QColor(palette.surface), QColor(palette.ground))
    for role, colour in {
        QPalette.ColorRole.Window: palette.ground,
        QPalette.ColorRole.WindowText: palette.ink,
        QPalette.ColorRole.Base: palette.surface,
        QPalette.ColorRole.AlternateBase: palette.surface,
        QPalette.ColorRole.Text: palette.ink,
        QPalette.ColorRole.PlaceholderText: palette.ink_3,
        QPalette.ColorRole.Button: palette.surface,
        QPalette.ColorRole.ButtonText: palette.ink,
        QPalette.ColorRole.ToolTipBase: palette.raised,
        QPalette.ColorRole.ToolTipText: palette.ink,
        QPalette.ColorRole.Highlight: palette.accent,
        QPalette.ColorRole.HighlightedText: palette.on_accent,
        QPalette.ColorRole.Link: palette.accent,
    }.items():
        qt.setColor(role, QColor(colour))
    qt.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, QColor(palette.ink_3))
    qt.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText, QColor(palette.ink_3))
    return qt


def _sizes(look: Look) -> dict[str, object]:
    ring = look.px(FOCUS_RING)
    return {
        "ui_fonts": ", ".join(f'"{family}"' for family in UI_FAMILIES),
        "code_fonts": ", ".join(f'"{family}"' for family in CODE_FAMILIES),
        "hint": look.px(HINT), "body": look.px(BODY), "section": look.px(SECTION), "title": look.px(TITLE),
        "big": look.px(BIG), "radius": look.px(RADIUS), "ring": ring, "row": look.px(ROW),
        "target": look.px(TARGET),
        "target_inner": look.px(TARGET) - 2, "target_focus": look.px(TARGET) - 2 * ring,
        "primary_inner": look.px(PRIMARY) - 2 * ring,
        "p16_focus": look.px(16) - ring + 1, "p12_focus": look.px(12) - ring + 1,
        "icon_small": look.px(20), "p_head": look.px(8) + 3,
        "icons": resources.path("icons").as_posix(),
        "check": "sheet_check_on_light" if look.scheme is Scheme.DARK else "sheet_check_on_dark",
    }  # fmt: skip


def _tone_sheet(look: Look, tone: Tone) -> str:
    palette = look.palette
    ink = palette.tone(tone)
    return TONE_SHEET.substitute(
        tone=tone.value, ink=ink, ground=palette.tone_ground(tone), edge=mixed(ink, palette.surface, 0.35),
        half=look.px(14), bar=look.px(4), radius=look.px(RADIUS), ring=look.px(FOCUS_RING),
    )  # fmt: skip
