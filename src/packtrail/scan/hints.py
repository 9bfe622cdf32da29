"""What the person at the camera can do so that the next frame is read: closer, still, tilt, light.

Measured on the place that is being looked at, and only said when a symbol is there and unread: an empty
bench needs no advice.
"""

from enum import StrEnum


class Hint(StrEnum):
    """One piece of advice; the end of a key ``scan.hint.…``."""

    CLOSER = "closer"  # too few pixels a module
    HOLD_STILL = "hold_still"  # sharp across one direction, soft along another
    FOCUS = "focus"  # soft in every direction: too near for the lens, or it is still searching
    TILT = "tilt"  # saturated by a reflection
    LIGHT = "light"  # too dark, or too faint
