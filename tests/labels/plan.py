"""Everything that decides how one label looks in one frame, as plain values that a degradation changes."""

from dataclasses import dataclass, field, replace

import numpy as np

Colour = tuple[float, float, float]  # blue, green, red as a camera in good light would store them, 0 to 255

MODULE_PX = {"qr": 6.0, "data_matrix": 6.0, "code128": 2.4}  # of a label that is held well


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One label before the camera. Lengths in px are pixels of the frame."""

    kind: str
    text: str
    # The print: the same in every take.
    paper: Colour
    ink: Colour
    ground: str = "paper"  # or "metal", brushed
    font: int = 0
    quiet: float = 0.0  # modules that stay free; 0 or more, only kept short where ``walled``
    walled: bool = False  # something dark stands where the quiet zone ends
    dot: float = 0.0  # diameter of a peened dot in modules; 0 is print
    marks: int = 0  # scratches and stains on the symbol
    wear_seed: int = 0
    # How it lies before the camera.
    module_px: float = 6.0
    centre: tuple[float, float] = (640.0, 360.0)
    roll: float = 0.0  # degrees
    tilt: float = 0.0  # degrees out of the plane
    tilt_axis: float = 0.0  # degrees, in the plane of the plate
    curve: float = 0.0  # degrees, half the angle that the plate takes around a cylinder
    covered: float = 0.0  # share of the symbol that something hides
    # Light, lens, sensor.
    glare: float = 0.0  # share of the symbol that mirrors the lamp
    exposure: float = 1.0
    noise: float = 1.0  # times what a webcam in good light has
    disc_px: float = 0.0  # radius of the circle of confusion
    motion_px: float = 0.0
    motion_angle: float = 0.0  # degrees
    jpeg: int = 0  # quality; 0 is none
    take_seed: int = 0

    @property
    def is_coloured(self) -> bool:
        """Whether grey would not do."""
        return len(set(self.paper)) > 1 or len(set(self.ink)) > 1


def grey(value: float) -> Colour:
    """A colour without colour."""
    return (value, value, value)


@dataclass(frozen=True, slots=True)
class Style:
    """How a maker prints his plates."""

    paper: Colour
    ink: Colour
    ground: str = "paper"
    share: float = field(default=1.0)  # how often it is met


STYLES = (
    Style(grey(228), grey(45), share=4),  # white paper or film
    Style(grey(168), grey(38), "metal", share=2),  # bare aluminium
    Style(grey(205), grey(62), "metal", share=1),  # anodised
    Style((70.0, 205.0, 232.0), (38.0, 40.0, 42.0), share=1),  # yellow warning label
    Style((214.0, 190.0, 150.0), (60.0, 34.0, 28.0), share=1),  # light blue film
)


def plain_plan(kind: str, text: str, label: np.random.Generator, take: np.random.Generator) -> Plan:
    """A label in good light, held in a hand: ``label`` draws what stays, ``take`` what changes."""
    shares = np.array([style.share for style in STYLES])
    style = STYLES[int(label.choice(len(STYLES), p=shares / shares.sum()))]
    plan = Plan(
        kind=kind,
        text=text,
        paper=style.paper,
        ink=style.ink,
        ground=style.ground,
        font=int(label.integers(0, 1000)),
        wear_seed=int(label.integers(0, 2**31)),
        module_px=MODULE_PX[kind] * float(label.uniform(0.92, 1.08)),
    )
    return replace(
        plan,
        centre=(640 + float(take.uniform(-60, 60)), 360 + float(take.uniform(-60, 60))),
        roll=float(take.uniform(-6.5, 6.5)),
        tilt=float(take.uniform(0, 8)),
        tilt_axis=float(take.uniform(0, 180)),
        module_px=plan.module_px * float(take.uniform(0.96, 1.04)),
        motion_angle=float(take.uniform(0, 180)),
        exposure=float(take.uniform(0.85, 1.1)),
        take_seed=int(take.integers(0, 2**31)),
    )
