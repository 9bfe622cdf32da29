"""One frame by its name: kind, degradation, severity, seed and take."""

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from tests.labels.camera import Frame, Mark, photograph
from tests.labels.codes import battery_code
from tests.labels.degrade import DEGRADATIONS
from tests.labels.plan import Plan, plain_plan

KINDS = ("qr", "data_matrix", "code128")
SEVERITIES = range(6)


@dataclass(frozen=True, slots=True)
class LabelFrame:
    """A frame and what can be read in it; ``image`` is grey, or BGR where the label has colour."""

    image: Frame
    marks: tuple[Mark, ...]
    label: str  # names the label: the same in all its takes

    @property
    def text(self) -> str:
        """What the (first) symbol says."""
        return self.marks[0].text

    @property
    def quad(self) -> tuple[tuple[float, float], ...]:
        """Where the (first) symbol is."""
        return self.marks[0].quad

    @property
    def line_text(self) -> str:
        """What is printed under the (first) symbol."""
        return self.marks[0].text

    @property
    def line_quad(self) -> tuple[tuple[float, float], ...]:
        """Where that is printed."""
        return self.marks[0].line_quad


def frame(kind: str, degradation: str, severity: int, seed: int, take: int = 0) -> LabelFrame:
    """The frame that these arguments name; severity 0 to 5, seed and take from 0.

    Labels of one kind, degradation and seed are the same at every severity, only worse, so that severities
    can be compared. Raises KeyError and ValueError for names and severities that don't exist.
    """
    if kind not in KINDS or severity not in SEVERITIES or (kind == "code128" and degradation == "dot_peen"):
        raise ValueError(f"no {kind} with {degradation} {severity}")
    degrade = DEGRADATIONS[degradation]
    name = [crc32(f"{kind}/{degradation}".encode()), seed]
    label, hand, harm = (np.random.default_rng([*name, *rest]) for rest in ((0,), (1, take), (2,)))
    plan = plain_plan(kind, battery_code(label), label, hand)
    plan = degrade(plan, severity, harm)
    plans = _nine(plan, severity, label) if degradation == "several" else [plan]
    image, marks = photograph(plans)
    return LabelFrame(image, marks, f"{kind}/{degradation}/{severity}/{seed}")


def _nine(plan: Plan, severity: int, label: np.random.Generator) -> list[Plan]:
    """Nine labels; matrix symbols in three rows of three and mixed, bars in two columns."""
    plans = []
    for at in range(9):
        kind = plan.kind
        if kind != "code128" and at % 2:
            kind = "data_matrix" if kind == "qr" else "qr"
        if kind == "code128":
            centre, least, most = (330 + 620 * (at // 5), 90 + 135 * (at % 5)), 1.5, 1.9
        else:
            centre, least, most = (220 + 420 * (at % 3), 130 + 230 * (at // 3)), 2.6, 4.2
        module_px = most + (least - most) * severity / 5
        roll = float(label.uniform(-1, 1)) * (2 if kind == "code128" else 4 + 6 * severity)
        jitter = plan.centre[0] - 640, plan.centre[1] - 360
        plans.append(
            replace(
                plan,
                kind=kind,
                text=battery_code(label),
                font=int(label.integers(0, 1000)),
                wear_seed=int(label.integers(0, 2**31)),
                centre=(centre[0] + jitter[0] / 5, centre[1] + jitter[1] / 5),
                roll=roll + plan.roll / 7,
                module_px=module_px,
            )
        )
    return plans
