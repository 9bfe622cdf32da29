"""Synthetic battery labels before a camera: development and test data of our own, by name and seed.

``frame("qr", "motion", 3, seed=7)`` is one 1280x720 frame and what is printed on it. Severity 0 is a label
in good light, 5 the worst; ``degrade.py`` says what that means. ``take`` is another look at the same label:
hand, light and noise differ, what is printed and what is scratched into it stays. Every pixel follows from
the arguments, and from the fonts that this computer has (``symbols.py``).
"""

from tests.labels.camera import SIZE, Mark
from tests.labels.degrade import DEGRADATIONS, degradations_of
from tests.labels.frames import KINDS, LabelFrame, frame
from tests.labels.negatives import negative

__all__ = ["DEGRADATIONS", "KINDS", "SIZE", "LabelFrame", "Mark", "degradations_of", "frame", "negative"]
