"""Reads Code 128 by its own means: every linear region, both ways round, dark on light and light on dark.

The libraries follow one line across the bars and decide bar by bar. Here all of a bar's height is used, the
blur is measured, and characters are weighed together with their check character, so that much fainter, softer
and dirtier codes can be read; what is not clear enough is not given.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from packtrail.scan.code128.bands import Bands, cut_bands
from packtrail.scan.code128.evidence import Evidence, combined, evidence, normalised
from packtrail.scan.code128.fit import Fitted, fit
from packtrail.scan.code128.grid import SHARP, Path, lay_path, module_guess
from packtrail.scan.code128.soft import (
    Decoded,
    PartialRead,
    SoftCharacters,
    decoded,
    partial,
    soft_characters,
)
from packtrail.scan.deadline import Deadline
from packtrail.scan.engines import Grey
from packtrail.scan.places import clockwise, same_place
from packtrail.scan.regions import Region, linear_regions
from packtrail.scan.symbols import Confidence, Corners, Engine, Symbol, SymbolFormat

STAGE = "own_128"

_USUAL_MODULES = 335  # of a region with 24 characters, the room at its ends included
_OTHER_LENGTH = 1.6  # times off from there another length is looked for as well
_FINE_UP_TO = 700  # pixels of a region's width up to which it is sampled twice a pixel
_WORST_ERROR = 0.12  # share of the profile left unexplained with which a fit is none
_LEAST_SEEN = 0.5
_NEAR_BEST = 0.6  # of the best path's worth: what earns less isn't fitted
_FITS = 2  # paths of one polarity that are fitted
_ALIKE = 0.35  # how far bands must agree for bars to be there


@dataclass(frozen=True, slots=True)
class Take:
    """One region, explained as a code."""

    corners: Corners  # pixels of the picture
    soft: SoftCharacters
    error: float  # share of the profile that is left unexplained
    decoded: Decoded | None

    @property
    def partial(self) -> PartialRead:
        """What can be said of it character by character."""
        return partial(self.soft)


def read(grey: Grey, deadline: Deadline) -> Iterator[Symbol]:
    """Every Code 128 of ``grey`` that can be read clearly, each once; corners in its pixels."""
    for take in takes(grey, deadline):
        if take.decoded is not None:
            yield Symbol(
                text=take.decoded.text,
                format=SymbolFormat.CODE_128,
                corners=take.corners,
                engine=Engine.OWN,
                stage=STAGE,
                confidence=Confidence.ONCE,
            )


def soft_takes(grey: Grey, deadline: Deadline) -> Iterator[Take]:
    """Every region that is a code, read or not: for joining frames and for partial reads."""
    yield from takes(grey, deadline)


def takes(grey: Grey, deadline: Deadline) -> Iterator[Take]:
    """The best explanation of each linear region that has one."""
    found: list[Corners] = []
    for region in linear_regions(grey):
        if deadline.is_over():
            return
        take = take_of(grey, region, deadline)
        if take is None or any(same_place(take.corners, other) for other in found):
            continue
        if take.decoded is not None:
            found.append(take.corners)
        yield take


def take_of(grey: Grey, region: Region, deadline: Deadline) -> Take | None:
    """The best explanation of ``region`` as a code; None where it is none."""
    bands = cut_bands(grey, region, 0.5 if region.width < _FINE_UP_TO else 1.0)
    samples = bands.values.shape[1]
    values, weight = normalised(bands.values, samples / _USUAL_MODULES)
    profile = combined(values, weight)
    if (
        float((values * profile).mean())
        < _ALIKE * float((profile**2).mean()) ** 0.5 * float((values**2).mean()) ** 0.5
    ):
        return None
    guess = module_guess(profile)
    modules = [samples / _USUAL_MODULES]
    if not 1 / _OTHER_LENGTH < guess / modules[0] < _OTHER_LENGTH:
        modules.append(guess)
    best: Take | None = None
    for module in modules:
        seen = evidence(bands.values, module)
        for one in (seen, seen.inverted()):
            if best is not None and deadline.is_over():
                return best
            for take in _explained(one, bands):
                if take.decoded is not None:
                    return take
                if best is None or take.error < best.error:
                    best = take
    return best


def _explained(seen: Evidence, bands: Bands) -> Iterator[Take]:
    """``seen`` from either end as a code, the likelier way first."""
    paths: list[tuple[Path, Evidence, bool]] = []
    for one, turned in ((seen, False), (seen.turned(), True)):
        path = lay_path(np.ascontiguousarray(one.profile), SHARP)
        if path is not None:
            paths.append((path, one, turned))
    paths.sort(key=lambda each: -each[0].explained)
    for path, one, turned in paths[:_FITS]:
        if path.explained < _NEAR_BEST * paths[0][0].explained:
            continue
        fitted = fit(one, path.edges)
        if fitted.error > _WORST_ERROR or fitted.seen < _LEAST_SEEN:
            continue
        yield Take(
            _corners(fitted, bands, one.bands.shape[1], turned),
            soft_characters(fitted.costs),
            fitted.error,
            decoded(fitted.costs),
        )


def _corners(fitted: Fitted, bands: Bands, samples: int, turned: bool) -> Corners:  # noqa: FBT001
    """Where the code lies in the picture."""
    ends = (fitted.edges + 0.5) / samples
    ends = np.sort(1 - ends if turned else ends) * len(bands.top)
    first, last = (int(v) for v in np.clip(ends, 0, len(bands.top) - 1))
    quad = np.stack([bands.top[first], bands.top[last], bands.bottom[last], bands.bottom[first]])
    return clockwise((float(x), float(y)) for x, y in quad)
