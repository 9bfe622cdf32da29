"""What a profile should look like, given the characters: where modules lie, how the optics smear them.

A profile is bars at 1 and spaces at -1, smeared by a spread function (lens, motion, pixels; measured from the
profile itself) and seen through a slowly changing gain and level. Against this model characters are compared
(``trellis``), and from the best of them place, spread and gain are measured anew, a few times over.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.code128.tables import MODULES, STOP_MODULES, STOP_PATTERN

Floats = npt.NDArray[np.float64]

QUIET = 6  # modules of paper drawn before the first bar and behind the last
_EVEN = 20.0  # how much evenness of a first grid counts against nearness to where a path put its characters
_MOST_TONE = 0.3
REACH = 14  # samples to either side that a spread function may reach


@dataclass(frozen=True, slots=True)
class Spread:
    """A step of the smearing: what a bar's edge looks like, by samples right of it."""

    step: Floats  # value at -REACH - 0.5 … REACH + 0.5, from 0 to about 1 (the gain is in it)

    def at(self, distance: Floats) -> Floats:
        """The response to an edge ``distance`` samples to the left."""
        last = REACH + 0.5
        place = np.clip(distance + last, 0, 2 * last)
        low = np.minimum(place.astype(np.intp), len(self.step) - 2)
        return np.asarray(self.step[low] + (place - low) * (self.step[low + 1] - self.step[low]))


def smooth_spread(sigma: float, box: float, gain: float) -> Spread:
    """A lens of ``sigma`` samples and a motion of ``box`` samples."""
    fine = 5
    lags = np.arange(-(REACH + 0.4), REACH + 0.5, 1 / fine)
    taps = np.exp(-0.5 * (lags / max(sigma, 0.3)) ** 2)
    if box > 0.5:
        taps = np.convolve(taps, np.ones(max(round(box * fine), 1)), mode="same")
    taps = taps.reshape(-1, fine).sum(axis=1)
    return spread_of(taps / taps.sum() * gain)


def spread_of(taps: Floats) -> Spread:
    """The spread whose response to a thin line is ``taps``, one a sample from -REACH to REACH."""
    return Spread(np.concatenate([[0.0], np.cumsum(taps)]))


def spline_basis(modules: Floats) -> Floats:
    """How much each knot, one a character and one beyond either end, says about each place in modules."""
    place = modules / MODULES
    knots = np.arange(-1, int(np.ceil(place.max())) + 3)
    off = np.abs(place[:, np.newaxis] - knots)
    near = 2 / 3 - off**2 + off**3 / 2
    far = np.clip(2 - off, 0, None) ** 3 / 6
    return np.where(off < 1, near, far)


@dataclass(frozen=True, slots=True)
class Grid:
    """Where modules begin: a cubic spline through one knot a character."""

    knots: Floats
    basis: Floats  # modules + 1 rows, from QUIET before the first bar to QUIET behind the last

    @property
    def edges(self) -> Floats:
        """Samples at which each module begins; QUIET modules of paper before and behind."""
        return np.asarray(self.basis @ self.knots)


def _roughness(count: int) -> Floats:
    third = np.diff(np.eye(count), n=3, axis=0)
    return np.asarray(third.T @ third)


def grid_through(edges: Floats) -> Grid:
    """The smooth grid nearest to characters beginning at ``edges``, the last being the end of the stop."""
    count = len(edges) - 2  # characters before the stop
    marks = np.append(np.arange(count + 1) * MODULES, count * MODULES + STOP_MODULES).astype(np.float64)
    total = int(marks[-1])
    basis = spline_basis(np.arange(-QUIET, total + QUIET + 1).astype(np.float64))
    knots = basis.shape[1]
    at = spline_basis(marks)
    at = np.pad(at, ((0, 0), (0, max(0, knots - at.shape[1]))))[:, :knots]
    smooth = at.T @ at + _EVEN * _roughness(knots) + 1e-9 * np.eye(knots)
    return Grid(np.asarray(np.linalg.solve(smooth, at.T @ edges), np.float64), basis)


@dataclass(frozen=True, slots=True)
class Responses:
    """What each character's modules add to the samples around it; characters first, sample, module."""

    first: npt.NDArray[np.intp]  # for each character the first sample of its block
    blocks: Floats  # characters by samples by MODULES
    before: Floats  # the same of each character but the last, at the samples of the next one's block
    known: Floats  # paper at both ends and the stop character, at every sample


def responses(grid: Grid, spread: Spread, length: int) -> Responses:
    """How modules show in a profile of ``length`` samples."""
    edges = grid.edges
    count = (len(edges) - 1 - 2 * QUIET - STOP_MODULES) // MODULES
    inner = edges[QUIET : QUIET + count * MODULES + 1]
    starts = inner[:-1:MODULES]
    rows = int(np.ceil(np.diff(inner[::MODULES]).max())) + 2 * REACH + 2
    first = np.clip(np.floor(starts).astype(np.intp) - REACH, 0, max(length - rows, 0))
    samples = first[:, np.newaxis] + np.arange(rows)
    marks = inner[np.arange(count)[:, np.newaxis] * MODULES + np.arange(MODULES + 1)]
    steps = spread.at(samples[:, :, np.newaxis] - marks[:, np.newaxis])
    earlier = spread.at(samples[1:, :, np.newaxis] - marks[:-1, np.newaxis])
    inside = (samples < length)[:, :, np.newaxis]
    blocks = (steps[:, :, :-1] - steps[:, :, 1:]) * inside
    before = (earlier[:, :, :-1] - earlier[:, :, 1:]) * inside[1:]
    return Responses(first, blocks, before, _known(edges, spread, length))


def _known(edges: Floats, spread: Spread, length: int) -> Floats:
    """Paper without end before the first bar and behind the last, and the stop character."""
    samples = np.arange(length, dtype=np.float64)
    ends = edges[-QUIET - 1 - STOP_MODULES : -QUIET]
    changes = np.flatnonzero(np.diff(STOP_PATTERN)) + 1
    # Each character ends on a space, so the stop begins a bar on paper and every change turns it round.
    turns = np.concatenate([[0], changes, [STOP_MODULES]])
    signs = np.where(np.arange(len(turns)) % 2 == 0, 1.0, -1.0)
    known = 2 * spread.at(samples[:, np.newaxis] - ends[turns]) @ signs
    paper_before = spread.step[-1] - spread.at(samples - edges[QUIET])
    paper_behind = spread.at(samples - ends[0])
    return np.asarray(known - paper_before - paper_behind)


def expected_profile(response: Responses, bars: Floats, length: int) -> Floats:
    """The profile that ``bars`` (characters by MODULES) should give."""
    made = response.known.copy()
    for first, block, bits in zip(response.first, response.blocks, bars, strict=True):
        part = made[first : first + len(block)]
        part += (block @ bits)[: len(part)]
    return made[:length]


def moved(grid: Grid, profile: Floats, expected: Floats, weight: Floats, stiffness: float) -> Grid:
    """``grid`` shifted to where ``expected`` lies on ``profile``, smoothly."""
    slope = np.gradient(expected)
    edges = grid.edges
    samples = np.arange(len(profile), dtype=np.float64)
    module = np.interp(samples, edges, np.arange(len(edges)) - QUIET)
    basis = spline_basis(np.append(module, grid.basis.shape[0] - 1 - QUIET))[:-1]
    basis = np.pad(basis, ((0, 0), (0, max(0, len(grid.knots) - basis.shape[1]))))[:, : len(grid.knots)]
    pull = basis * (slope * weight)[:, np.newaxis]
    normal = pull.T @ (basis * slope[:, np.newaxis])
    rough = _roughness(len(grid.knots)) * stiffness * (np.trace(normal) / len(normal))
    # expected(x - d) = expected - slope d: the grid moves right where the profile lags behind.
    right = -(pull.T @ (profile - expected)) - rough @ grid.knots
    change = np.linalg.solve(normal + rough + 1e-6 * np.eye(len(normal)) * np.trace(normal), right)
    change = np.clip(change, -1.5, 1.5)
    return Grid(grid.knots + change, grid.basis)


def measured_spread(grid: Grid, bits: Floats, profile: Floats, weight: Floats) -> Spread:
    """The spread function that turns ``bits`` (quiet ones included) best into ``profile``."""
    edges = grid.edges
    ink = np.concatenate([[0.0], np.cumsum(bits * np.diff(edges))])
    outside = np.arange(-REACH, len(profile) + REACH + 1) - 0.5
    before, behind = edges[0] - outside, outside - edges[-1]
    integral = np.interp(outside, edges, ink)
    integral = integral + np.clip(before, 0, None) - np.clip(behind, 0, None)
    sharp = np.diff(integral)
    count = 2 * REACH + 1
    lagged = np.lib.stride_tricks.sliding_window_view(sharp, count)[:, ::-1][: len(profile)]
    weighted = lagged * weight[:, np.newaxis]
    normal = weighted.T @ lagged
    second = np.diff(np.eye(count), n=2, axis=0)
    scale = np.trace(normal) / count
    smooth = 0.02 * scale * (second.T @ second) + 0.002 * scale * np.diag(
        (np.arange(count) - REACH) ** 2 / 20.0
    )
    taps = np.linalg.solve(normal + smooth, weighted.T @ profile)
    return spread_of(taps)


def levelled(profile: Floats, expected: Floats, weight: Floats, window: int) -> Floats:
    """``profile`` with its local gain and level taken out, so that it lies on ``expected``."""

    def local(values: Floats) -> Floats:
        return np.asarray(
            cv2.GaussianBlur(values[np.newaxis], (0, 0), window / 2.5, borderType=cv2.BORDER_REPLICATE)[0]
        )

    total = local(weight) + 1e-6
    mean_profile, mean_expected = local(weight * profile) / total, local(weight * expected) / total
    product = local(weight * profile * expected) / total - mean_profile * mean_expected
    power = local(weight * expected**2) / total - mean_expected**2
    gain = np.clip(product / np.maximum(power, 1e-6), 0.05, None)
    return np.asarray((profile - mean_profile) / gain + mean_expected)


def toned(profile: Floats, expected: Floats, weight: Floats) -> Floats:
    """``profile`` with bars and spaces at equal width again.

    Ink that ran, and light that adds up before the camera's curve is applied, move all edges of bars outwards
    or inwards. In what is smeared anyway that is as good as another tone of the values half way up an edge.
    """
    for _ in range(2):
        between = np.clip(1 - profile**2, 0, None)
        off = weight * (profile - expected)
        share = -float((off * between).sum()) / (float((weight * between**2).sum()) + 1e-9)
        profile = profile + np.clip(share, -_MOST_TONE, _MOST_TONE) * between
    return profile
