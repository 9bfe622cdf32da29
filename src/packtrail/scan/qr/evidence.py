"""What one picture says about a QR code, module by module, and how takes of one label add up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from packtrail.scan.symbols import Corners


@dataclass(frozen=True, slots=True, eq=False)
class SoftModules:
    """The evidence of one take, or of several takes of one label together."""

    version: int
    log_odds: npt.NDArray[np.float32]  # size by size; natural logarithm of dark to light, 0 unknown
    corners: Corners  # in the picture of the (last) take


def joined(takes: Sequence[SoftModules]) -> SoftModules:
    """The sum of what ``takes`` of one symbol say; all must be of one version and upright alike.

    Raises ValueError for none, or for different versions.
    """
    if len({take.version for take in takes}) != 1:
        raise ValueError("takes of one symbol have one version")
    total = np.asarray(np.sum([take.log_odds for take in takes], axis=0), dtype=np.float32)
    return SoftModules(takes[-1].version, total, takes[-1].corners)
