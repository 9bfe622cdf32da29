"""Finds where each character of a profile begins, before any of them is read.

A path of characters is laid along the profile by dynamic programming: each may be a little wider or narrower
than the one before it (perspective, a drum), begins where the last one ended, and earns what the best of the
106 patterns explains of the profile under it. Nothing is decided about the text yet.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.code128.tables import MODULES, PATTERNS, START_A, STOP_PATTERN

Floats = npt.NDArray[np.float32]

SAMPLES_A_MODULE = 3.5  # what a profile is brought to before a path is laid
_NARROWEST, _WIDEST = 0.5, 1.75  # of the guess: a module's width at the far end of a drum, and at the near
_WIDTHS_TRIED = 23
_AT_ONCE = 200  # samples: a larger product is spread over threads that cost more than they bring
_BASELINE = 0.55  # squared error a module with which a character still earns something
_BEND = 0.03  # cost, as a share of a character's samples, of every step in width
_PAPER = 4.0  # modules that a whole quiet zone before the start or behind the stop is worth
_QUIET = 6  # modules of it that are looked at
_SWALLOWED = 1.5  # edges there are for each that is seen: the finest drown in blur
_BONUS = 1.5  # modules that finding a start or a stop character is worth: few patterns look like one
_REACH = 3  # steps in width from one character to the next
_FEWEST = 4  # characters: start, one, check, stop


@dataclass(frozen=True, slots=True)
class Path:
    """Characters along a profile."""

    edges: npt.NDArray[np.float64]  # samples: where each character begins, then where the stop ends
    explained: float  # share of the profile under the path that the best patterns explain, chance left out


def module_guess(profile: Floats) -> float:
    """Samples a module, roughly: bars and spaces are 11/6 modules wide in the mean."""
    smooth = cv2.GaussianBlur(profile[np.newaxis], (0, 0), 0.8)[0]
    # Chatter of noise around the middle is no edge: a swing has to pass a quarter of a deviation.
    state = np.where(smooth > 0.3, 1, np.where(smooth < -0.3, -1, 0))
    state = state[state != 0]
    crossings = int(np.count_nonzero(np.diff(state)))
    return len(profile) / max(crossings * MODULES / 6 * _SWALLOWED, 1.0)


@dataclass(frozen=True, slots=True)
class Smear:
    """What a profile has been through, roughly: a lens (``sigma``) and a motion (``box``), in modules."""

    sigma: float
    box: float = 0.0

    def taps(self, fine: int) -> Floats:
        """The response to a thin line, ``fine`` places a module."""
        reach = 4 * fine
        line = np.zeros((1, 2 * reach + 1), np.float32)
        line[0, reach] = 1
        if self.box:
            line = np.asarray(cv2.blur(line, (int(self.box * fine) | 1, 1)), np.float32)
        soft = cv2.GaussianBlur(line, (0, 0), sigmaX=self.sigma * fine, sigmaY=1e-6)
        return np.asarray(soft[0], np.float32)


SHARP, SOFT, MOVED = Smear(0.45), Smear(0.85), Smear(0.4, 2.4)
SMEARS = (SHARP, SOFT, MOVED)


@cache
def _expected(smear: Smear) -> tuple[Floats, Floats]:
    """Module means of the 106 characters and of the stop, each between a space and a bar."""
    fine = 8
    before, after = -np.ones((len(PATTERNS), 3), np.float32), np.ones((len(PATTERNS), 2), np.float32)
    full = np.concatenate([before, PATTERNS, after, -after], axis=1)
    stop = np.concatenate([-np.ones(3), STOP_PATTERN, -np.ones(4)]).astype(np.float32)[np.newaxis]
    made = []
    for patterns, width in ((full, MODULES), (stop, len(STOP_PATTERN))):
        sharp = np.repeat(patterns, fine, axis=1)
        soft = cv2.filter2D(sharp, -1, smear.taps(fine)[np.newaxis], borderType=cv2.BORDER_REPLICATE)
        means = soft.reshape(len(patterns), -1, fine).mean(axis=2)[:, 3 : 3 + width]
        made.append(np.ascontiguousarray(means, np.float32))
    # In units of what a character of usual strength explains when all of it is explained.
    unit = np.sqrt((made[0] ** 2).mean())
    return made[0] / unit, made[1] / unit


def _gains(profile: Floats, width: int, modules: int, expected: Floats) -> Floats:
    """How much nearer than chance each of ``expected`` is to the profile from every sample on, in modules."""
    total = np.concatenate([[0.0], np.cumsum(profile, dtype=np.float64), [0.0]])
    count = len(profile) - width + 1
    integral = np.empty((modules + 1, count), np.float32)
    for row, mark in enumerate(np.arange(modules + 1) * width / modules):
        low = int(mark)
        share = mark - low
        integral[row] = total[low : low + count] * (1 - share) + total[low + 1 : low + 1 + count] * share
    means = np.diff(integral, axis=0)
    fit = np.empty((len(expected), count), np.float32)
    double = (2 * modules / width) * expected
    for first in range(0, count, _AT_ONCE):
        fit[:, first : first + _AT_ONCE] = double @ means[:, first : first + _AT_ONCE]
    fit -= (expected**2).sum(axis=1)[:, np.newaxis]
    fit += _BASELINE * modules - (modules / width) ** 2 * (means**2).sum(axis=0)
    return fit


def lay_path(profile: Floats, smear: Smear = SHARP) -> Path | None:
    """The best path from a start to a stop character along ``profile`` (bars positive, deviation about 1).

    The profile has about ``SAMPLES_A_MODULE`` samples a module. None where it is too short for a code.
    """
    characters, stop = _expected(smear)
    profile = profile / np.sqrt((profile**2).mean() + 1e-6)
    usual = SAMPLES_A_MODULE * MODULES
    range_tried = np.geomspace(_NARROWEST * usual, _WIDEST * usual, _WIDTHS_TRIED)
    widths = np.unique(np.round(range_tried).astype(int))
    length = len(profile)
    widths = widths[widths * _FEWEST < length]
    if not len(widths):
        return None
    none = np.float32(-1e9)
    shape = (length + 1, len(widths))
    gain, begin, end = np.full(shape, none), np.full(shape, none), np.full(shape, none)
    paper = np.concatenate([[0.0], np.cumsum(np.clip(-profile, 0, 1), dtype=np.float64)])
    stop_widths = np.round(widths * len(STOP_PATTERN) / MODULES).astype(int)
    for column, width in enumerate(widths):
        gains = _gains(profile, int(width), MODULES, characters)
        scale = width / MODULES
        gain[width:, column] = gains[:START_A].max(axis=0) * scale
        beginnings = gains[START_A:].max(axis=0) + _BONUS
        quiet = round(_QUIET * scale)
        light = np.zeros(length + 1, np.float32)  # at each sample, how much paper lies just before it
        light[quiet:] = (paper[quiet:] - paper[: len(paper) - quiet]) / quiet * _PAPER
        begin[width:, column] = (beginnings + light[: len(beginnings)]) * scale
        closing = int(stop_widths[column])
        if closing < length:
            endings = _gains(profile, closing, len(STOP_PATTERN), stop)[0] + _BONUS
            behind = np.append(light[quiet:], np.zeros(quiet, np.float32))
            end[closing:, column] = (endings + behind[closing:]) * scale
    best, came_from = _run(gain, begin, widths)
    return _trace(best, came_from, end, widths, stop_widths, length)


def _bent(best: Floats, widths: npt.NDArray[np.intp]) -> tuple[Floats, npt.NDArray[np.intp]]:
    """For rows of ``best`` over widths: the best width before, each step in width paid for."""
    count = len(widths)
    choices = np.full((2 * _REACH + 1, *best.shape), np.float32(-1e9))
    for step in range(max(-_REACH, 1 - count), min(_REACH, count - 1) + 1):
        here = slice(max(0, -step), min(count, count - step))
        there = slice(max(0, step), min(count, count + step))
        choices[step + _REACH][:, here] = best[:, there] - _BEND * abs(step) * widths[here]
    step = choices.argmax(axis=0)
    return np.take_along_axis(choices, step[np.newaxis], axis=0)[0], step - _REACH


def _run(gain: Floats, begin: Floats, widths: npt.NDArray[np.intp]) -> tuple[Floats, npt.NDArray[np.int8]]:
    """Best sum of gains of a path that ends a character of each width at each sample."""
    length = len(gain)
    block = int(widths[0])  # no character is narrower: that many samples depend on earlier ones alone
    best = begin.copy()
    came_from = np.full(gain.shape, 99, np.int8)
    bent = np.full(gain.shape, np.float32(-1e9))
    steps = np.zeros(gain.shape, np.int8)
    columns = np.arange(len(widths))
    for first in range(0, length, block):
        rows = np.arange(first, min(first + block, length))
        source = rows[:, np.newaxis] - widths
        reachable = source >= 0
        source = np.maximum(source, 0)
        going_on = np.where(reachable, bent[source, columns], np.float32(-1e9)) + gain[rows]
        better = going_on > best[rows]
        best[rows] = np.where(better, going_on, best[rows])
        came_from[rows] = np.where(better, steps[source, columns], 99)
        bent[rows], steps[rows] = _bent(best[rows], widths)
    return best, came_from


def _trace(
    best: Floats,
    came_from: npt.NDArray[np.int8],
    end: Floats,
    widths: npt.NDArray[np.intp],
    stop_widths: npt.NDArray[np.intp],
    length: int,
) -> Path | None:
    bent, steps = _bent(best, widths)
    columns = np.arange(len(widths))
    rows = np.arange(length + 1)[:, np.newaxis]
    source = np.maximum(rows - stop_widths, 0)
    total = np.where(rows >= stop_widths, bent[source, columns], np.float32(-1e9)) + end
    place, column = (int(v) for v in np.unravel_index(int(total.argmax()), total.shape))
    edges = [place]
    explained = float(total[place, column])
    if explained <= 0:
        return None
    row = place - int(stop_widths[column])
    column += int(steps[row, column])
    while True:
        edges.append(row)
        step = int(came_from[row, column])
        row -= int(widths[column])
        if step == 99:
            edges.append(row)
            break
        column += step
    if len(edges) <= _FEWEST:
        return None
    return Path(np.array(edges[::-1], np.float64), explained / (edges[0] - edges[-1]))
