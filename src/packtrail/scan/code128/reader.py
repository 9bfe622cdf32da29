"""Reads Code 128 by its own means: every linear region, both ways round, dark on light and light on dark.

The libraries follow one line across the bars and decide bar by bar. Here all of a bar's height is used, the
blur is measured, and characters are weighed together with their check character, so that much fainter, softer
and dirtier codes can be read; what is not clear enough is not given.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from packtrail.domain.battery_code.form import FORMS_BY_LENGTH, fits
from packtrail.scan.code128.bands import Bands, cut_bands
from packtrail.scan.code128.evidence import Evidence, combined, evidence, normalised
from packtrail.scan.code128.fit import UNSEEN, Fitted, fit
from packtrail.scan.code128.grid import SHARP, Path, lay_path, module_guess
from packtrail.scan.code128.soft import (
    MARGIN,
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
AGAIN = "own_128_again"  # a second read of the same picture, over other rows

_USUAL_MODULES = 335  # of a region with 24 characters, the room at its ends included
_OTHER_LENGTH = 1.6  # times off from there another length is looked for as well
_FINE_UP_TO = 700  # pixels of a region's width up to which it is sampled twice a pixel
_WORST_ERROR = 0.12  # share of the profile left unexplained with which a fit is none
_LEAST_SEEN = 0.5
_WELL_EXPLAINED = 0.03  # the region holds this code and no other, read or not
# Of 900 right reads of damaged frames 99 of 100 left less than 0.02 unexplained; a read that was wrong by its
# model, not by noise, left more, and its margin said nothing.
_USUAL_ERROR, _WORST_READ = 0.01, 0.06
_DOUBT = 1500.0  # nats more for each unit of error over the usual
_WORST_END = 0.3  # the same error in the start or the stop character
_WORTH_A_FIT = 0.34  # of a path's profile explained: damaged codes gave 0.4 and more, no other picture 0.34
_CLEARLY = 0.43  # codes the other way round gave less
_FAR_BEHIND = 0.06
_ALIKE = 0.5  # how far bands must agree for bars to be there
_FEWEST_EDGES = 6.0  # times fewer edges than 24 characters have: no code of four characters is left


@dataclass(frozen=True, slots=True)
class Take:
    """One region, explained as a code."""

    corners: Corners  # pixels of the picture
    soft: SoftCharacters
    error: float  # share of the profile that is left unexplained
    is_whole: bool  # start and stop were seen where the code begins and ends
    decoded: Decoded | None
    is_twice: bool = False  # every second band alone says the same as those between

    @property
    def partial(self) -> PartialRead:
        """What can be said of it character by character."""
        return partial(self.soft)


def read(grey: Grey, deadline: Deadline) -> Iterator[Symbol]:
    """Every Code 128 of ``grey`` that can be read clearly, each once; corners in its pixels."""
    for take in takes(grey, deadline):
        if take.decoded is not None:
            once = Symbol(
                text=take.decoded.text,
                format=SymbolFormat.CODE_128,
                corners=take.corners,
                engine=Engine.OWN,
                stage=STAGE,
                confidence=Confidence.ONCE,
            )
            yield once
            if take.is_twice:
                yield replace(once, stage=AGAIN)


def soft_takes(grey: Grey, deadline: Deadline) -> Iterator[Take]:
    """Every region that is a code, read or not: for joining frames and for partial reads."""
    yield from takes(grey, deadline)


def takes(grey: Grey, deadline: Deadline) -> Iterator[Take]:
    """The best explanation of each linear region that has one."""
    found: list[Corners] = []
    for region in linear_regions(grey):
        if deadline.is_over():
            return
        if any(same_place(corners, (region.centre,) * 4) for corners in found):
            continue
        take = take_of(grey, region, deadline)
        if take is None or any(same_place(take.corners, other) for other in found):
            continue
        if take.decoded is not None or (take.is_whole and take.error < _WELL_EXPLAINED):
            found.append(take.corners)
        yield take


def take_of(grey: Grey, region: Region, deadline: Deadline) -> Take | None:
    """The best explanation of ``region`` as a code; None where it is none."""
    bands = cut_bands(grey, region, 0.5 if region.width < _FINE_UP_TO else 1.0)
    samples = bands.values.shape[1]
    values, weight = normalised(bands.values, samples / _USUAL_MODULES)
    profile = combined(values, weight)
    power = float((profile**2).mean()) * float((values**2).mean())
    if float((values * profile).mean()) < _ALIKE * power**0.5:
        return None
    best: Take | None = None
    for module in _modules(samples, module_guess(profile)):
        seen = evidence(bands.values, module)
        for one in (seen, seen.inverted()):
            if deadline.is_over():
                return best
            paths = _paths(one)
            for take in _explained(paths, bands):
                if take.decoded is not None:
                    return take
                best = take if best is None or take.error < best.error else best
            if paths and paths[0].path.explained > _CLEARLY:
                return best
    return best


def _modules(samples: int, guess: float) -> list[float]:
    """The widths of a module, in samples, that a region is searched with: that of 24 characters first."""
    usual = samples / _USUAL_MODULES
    ratio = guess / usual
    if ratio > _FEWEST_EDGES:
        return []
    return [usual] if 1 / _OTHER_LENGTH < ratio < _OTHER_LENGTH else [guess, usual]


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to see a region: from which end, and where characters would lie."""

    seen: Evidence
    path: Path
    is_turned: bool


def _paths(seen: Evidence) -> list[_Way]:
    """``seen`` from either end, the likelier first."""
    ways: list[_Way] = []
    for one, is_turned in ((seen, False), (seen.turned(), True)):
        path = lay_path(np.ascontiguousarray(one.profile), SHARP)
        if path is not None:
            ways.append(_Way(one, path, is_turned))
    return sorted(ways, key=lambda way: -way.path.explained)


def _explained(ways: list[_Way], bands: Bands) -> Iterator[Take]:
    """What the likely ``ways`` say, worked out."""
    for way in ways:
        if way.path.explained < max(_WORTH_A_FIT, ways[0].path.explained - _FAR_BEHIND):
            return
        fitted = fit(way.seen, way.path.edges)
        if fitted.error > _WORST_ERROR or fitted.seen < _LEAST_SEEN:
            continue
        said = clear_read(fitted)
        yield Take(
            _corners(fitted, bands, way),
            soft_characters(fitted.costs),
            fitted.error,
            max(fitted.ends) <= _WORST_END,
            said,
            said is not None and _says_it_twice(way, said.text),
        )


def _says_it_twice(way: _Way, text: str) -> bool:
    """Whether two readings that share no band both give ``text``: two reads of one picture."""
    reads = (clear_read(fit(half, way.path.edges)) for half in way.seen.halves())
    return all(each is not None and each.text == text for each in reads)


def clear_read(fitted: Fitted) -> Decoded | None:
    """The text of ``fitted``, if it is clear: where the model fits less well, only by a wider margin.

    A path that ends in the middle of a code is none: start and stop must be seen. One that something hides
    is let pass where the text has the form of a battery code, which a character more or less would break.
    """
    if any(_WORST_END < end < UNSEEN for end in fitted.ends) or fitted.error > _WORST_READ:
        return None
    read = decoded(fitted.costs, MARGIN + _DOUBT * max(fitted.error - _USUAL_ERROR, 0.0))
    if read is None or (UNSEEN in fitted.ends and not is_battery_code(read.text)):
        return None
    return read


def is_battery_code(text: str) -> bool:
    """Whether ``text`` has the length and the characters of a battery code."""
    form = FORMS_BY_LENGTH.get(len(text))
    return form is not None and fits(text, form)


def _corners(fitted: Fitted, bands: Bands, way: _Way) -> Corners:
    """Where the code lies in the picture."""
    ends = (fitted.edges + 0.5) / way.seen.bands.shape[1]
    ends = np.sort(1 - ends if way.is_turned else ends) * len(bands.top)
    first, last = (int(v) for v in np.clip(ends, 0, len(bands.top) - 1))
    quad = np.stack([bands.top[first], bands.top[last], bands.bottom[last], bands.bottom[first]])
    return clockwise((float(x), float(y)) for x, y in quad)
