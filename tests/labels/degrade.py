"""What goes wrong with a label, one function a degradation: a plan in, a worse plan out.

``severity`` runs from 0 (nothing) to 5. What 5 means is in the first line of each. Lengths of blur are in
modules of the symbol, so that bars of 2.4 px suffer as squares of 6 px do.
"""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from tests.labels.plan import MODULE_PX, Colour, Plan, grey
from tests.labels.symbols import QUIET

Degradation = Callable[[Plan, int, np.random.Generator], Plan]


def motion(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Moved by three modules while the shutter was open."""
    return replace(plan, motion_px=0.6 * severity * plan.module_px)


def defocus(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Out of focus: a point becomes a disc with a radius of one module."""
    return replace(plan, disc_px=0.2 * severity * plan.module_px)


def tilt(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Seen from the side, 62 degrees from straight on."""
    return replace(plan, tilt=max(plan.tilt, 12.4 * severity), roll=plan.roll / 3)


def curve(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Bent around a cylinder, the plate 75 degrees to either side with bars, 60 with squares."""
    return replace(plan, curve=(15.0 if plan.kind == "code128" else 12.0) * severity)


def glare(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """A lamp mirrored in 32 % of the symbol."""
    return replace(plan, glare=0.064 * severity)


def low_light(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """3.5 % of the light, with the noise that the sensor then has."""
    return replace(plan, exposure=plan.exposure * 0.035 ** (severity / 5), noise=1 + 0.1 * severity)


def dirt(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """110 scratches and stains on the symbol."""
    return replace(plan, marks=22 * severity)


def occlusion(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """22 % of the symbol behind tape, a cable or a finger."""
    return replace(plan, covered=0.044 * severity)


def jpeg(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Compressed with quality 7."""
    return replace(plan, jpeg=(0, 50, 30, 20, 12, 7)[severity])


def small(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """2 px a module, 1.1 px for bars."""
    least = 1.1 if plan.kind == "code128" else 2.0
    usual = MODULE_PX[plan.kind]
    return replace(plan, module_px=usual + (least - usual) * severity / 5)


def low_contrast(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """14 of 255 grey levels between print and metal."""
    middle = float(rng.uniform(105, 150))
    half = (160, 110, 65, 38, 23, 14)[severity] / 2
    return replace(plan, ground="metal", paper=grey(middle + half), ink=grey(middle - half))


def inverted(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Light on dark, 30 grey levels between them."""
    dark = float(rng.uniform(35, 70))
    return replace(plan, paper=grey(dark), ink=grey(dark + (170, 150, 110, 75, 48, 30)[severity]))


def colour(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Colour on colour, 10 of 100 apart in lightness."""
    gap = (70, 48, 34, 23, 15, 10)[severity]
    light = float(rng.uniform(gap + 12, 88))
    hue = float(rng.uniform(0, 2 * np.pi))
    other = hue + float(rng.uniform(0.6, 2 * np.pi - 0.6))
    return replace(plan, ground="paper", paper=_of_lab(light, hue), ink=_of_lab(light - gap, other))


def rotation(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Turned by 90 degrees."""
    by = (0, 10, 25, 45, 70, 90) if plan.kind == "code128" else (0, 18, 36, 54, 72, 90)
    return replace(plan, roll=plan.roll / 3 + by[severity])


def quiet_zone(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Print right up to the symbol."""
    share = (1, 0.6, 0.45, 0.35, 0.25, 0.1)[severity]
    return replace(plan, walled=severity > 0, quiet=QUIET[plan.kind] * share)


def dot_peen(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Peened into metal, dots of 0.6 module."""
    if severity == 0:
        return plan
    return replace(plan, ground="metal", paper=grey(165), ink=grey(60), dot=1.25 - 0.13 * severity)


def mixed(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Tilted, blurred, badly lit and mirroring at once, each at half its severity."""
    return replace(
        plan,
        tilt=max(plan.tilt, 7.0 * severity),
        disc_px=0.08 * severity * plan.module_px,
        motion_px=0.15 * severity * plan.module_px,
        exposure=plan.exposure * 0.1 ** (severity / 5),
        noise=1 + 0.1 * severity,
        glare=0.016 * severity,
    )


def several(plan: Plan, severity: int, rng: np.random.Generator) -> Plan:
    """Nine labels in one frame, turned and smaller; the frame is laid out in ``frames.py``."""
    return replace(plan, roll=plan.roll * (1 + 0.2 * severity))


DEGRADATIONS: dict[str, Degradation] = {
    each.__name__: each
    for each in (
        motion,
        defocus,
        tilt,
        curve,
        glare,
        low_light,
        dirt,
        occlusion,
        jpeg,
        small,
        low_contrast,
        inverted,
        colour,
        rotation,
        quiet_zone,
        dot_peen,
        mixed,
        several,
    )
}


def degradations_of(kind: str) -> tuple[str, ...]:
    """The names that make sense for ``kind``: nobody peens bars."""
    return tuple(name for name in DEGRADATIONS if not (kind == "code128" and name == "dot_peen"))


def _of_lab(lightness: float, hue: float) -> Colour:
    chroma = 34.0
    lab = np.array([[[lightness, chroma * np.cos(hue), chroma * np.sin(hue)]]], dtype=np.float32)
    blue, green, red = np.clip(cv2.cvtColor(lab, cv2.COLOR_Lab2BGR)[0, 0] * 255, 4, 251)
    return float(blue), float(green), float(red)
