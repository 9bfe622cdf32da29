"""Reads QR codes where the libraries give up: found by our own finder, decoded by how sure each module is.

Cheap first: a symbol that is laid flat and enlarged is often read by zxing-cpp, which missed it in the
picture for its size, its slant or its many neighbours. Only what is left is decoded softly.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from packtrail.scan.deadline import Deadline
from packtrail.scan.deblur import deblurred, is_blurred
from packtrail.scan.engines import Grey
from packtrail.scan.flat import texts_in
from packtrail.scan.places import same_place
from packtrail.scan.prepare import View
from packtrail.scan.qr import decode as decoding
from packtrail.scan.qr.decode import Decoded
from packtrail.scan.qr.evidence import SoftModules
from packtrail.scan.qr.groups import Proposal, proposals_of
from packtrail.scan.qr.layout import layout_of
from packtrail.scan.qr.looks import CLEAR, LOOKS, Look
from packtrail.scan.qr.modules import agreement, soft_modules
from packtrail.scan.qr.warp import Field, Warp, flattened, straightened
from packtrail.scan.symbols import Confidence, Corners, Engine, Symbol, SymbolFormat

OWN = "own_qr"  # stands in ``Symbol.stage``: decoded here
CROP = "qr_crop"  # found here, read by zxing-cpp
_QUIET_ZONE = 4  # modules
_MARGIN = 2  # modules around a symbol that are measured with it
_AGREEMENT = 0.35  # of a symbol's fixed patterns; measured: real ones from 0.44 up, texture up to 0.24
_SURE_SPARE = 4  # check codewords left over with which one read is enough
_SURE_LIKENESS = 0.8  # or so like the measured modules that chance is out of the question
_LIKELY_BLURS = 2
_LARGEST_VERSION = 25  # whose modules are decoded softly: larger ones take too long and are never labels


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A place where a symbol may be, and the picture to measure it in: dark on light."""

    proposal: Proposal
    grey: Grey
    flat: Field  # laid flat as a plane, with its quiet zone


def proposals(
    grey: Grey,
    deadline: Deadline,
    *,
    looks: tuple[Look, ...] = LOOKS,
    is_read: Callable[[Corners], bool] | None = None,
) -> Iterator[Found]:
    """Where QR codes may be, look by look, in each the likeliest first; ``is_read`` ones are left out."""
    tried: list[Proposal] = []
    for look in looks:
        if deadline.is_over():
            return
        sources = look.sources(grey)
        for proposal in proposals_of(sources[0], look.marks(grey), deadline):
            if any(_is_again(proposal, other) for other in tried):
                continue
            tried.append(proposal)
            for source in sources:
                if deadline.is_over():
                    return
                if is_read and is_read(proposal.corners):
                    break
                found = _looked_at(proposal, source)
                if found is not None:
                    yield found


def _looked_at(proposal: Proposal, source: Grey) -> Found | None:
    """``proposal`` laid flat, if the fixed patterns of its version show there."""
    plane = Warp.plane(proposal.to_pixels, proposal.size, proposal.size)
    flat = flattened(source, plane, margin=_QUIET_ZONE)
    pattern = layout_of(proposal.version).pattern
    clear = agreement(flat, pattern, margin=_QUIET_ZONE) >= _AGREEMENT
    return Found(proposal, source, flat) if clear else None


def read(
    grey: Grey,
    deadline: Deadline,
    *,
    looks: tuple[Look, ...] = LOOKS,
    done: tuple[Corners, ...] = (),
) -> Iterator[Symbol]:
    """Every QR code that can be read; places in ``done`` are passed over.

    Corners are in pixels of ``grey``, without the quiet zone.
    """
    places = list(done)
    if looks is not LOOKS:
        yield from _read_found(grey, deadline, looks, places)
        return
    yield from _read_found(grey, deadline, CLEAR, places)
    yield from _read_hidden(grey, deadline, places)


def read_clear(grey: Grey, deadline: Deadline) -> Iterator[Symbol]:
    """Those whose marks show at once: most, for a third of the time."""
    yield from _read_found(grey, deadline, CLEAR, [])


def read_hidden(grey: Grey, deadline: Deadline) -> Iterator[Symbol]:
    """What ``read`` finds beyond ``read_clear``."""
    yield from _read_hidden(grey, deadline, [])


def _read_hidden(grey: Grey, deadline: Deadline, places: list[Corners]) -> Iterator[Symbol]:
    """The other looks; while nothing is read also with blur taken out, before them where there is some."""
    sharp = deblurred(grey)
    if not places and is_blurred(grey):
        yield from _read_deblurred(sharp, deadline, places, _LIKELY_BLURS)
    yield from _read_found(grey, deadline, LOOKS[len(CLEAR) :], places)
    yield from _read_deblurred(sharp, deadline, places)


def _read_deblurred(
    sharp: Iterator[View], deadline: Deadline, places: list[Corners], limit: int | None = None
) -> Iterator[Symbol]:
    """Read the next ``limit`` views of ``sharp`` while nothing is in ``places``, and add to them."""
    if places or deadline.is_over():
        return
    for view in islice(sharp, limit):
        found: list[Corners] = []
        for symbol in _read_found(view.grey, deadline, LOOKS[:1], found):
            placed = replace(symbol, corners=view.in_source(symbol.corners))
            places.append(placed.corners)
            yield placed
        if places or deadline.is_over():
            return


def _read_found(
    grey: Grey, deadline: Deadline, looks: tuple[Look, ...], places: list[Corners]
) -> Iterator[Symbol]:
    """Read what isn't in ``places`` yet, and add to them."""
    found = proposals(
        grey, deadline, looks=looks, is_read=lambda corners: any(same_place(corners, p) for p in places)
    )
    for each in found:
        symbol = _read_one(each)
        if symbol is not None:
            places.append(symbol.corners)
            yield symbol


def soft_takes(
    grey: Grey, deadline: Deadline, *, looks: tuple[Look, ...] = LOOKS[:1], done: tuple[Corners, ...] = ()
) -> Iterator[SoftModules]:
    """What each place says that isn't in ``done``, to be ``joined`` with other takes of the same label."""
    found = proposals(
        grey, deadline, looks=looks, is_read=lambda corners: any(same_place(corners, p) for p in done)
    )
    for each in found:
        if each.proposal.version <= _LARGEST_VERSION:
            yield _evidence(each, _straightened(each))[-1]


def decode(evidence: SoftModules) -> Symbol | None:
    """The symbol that ``evidence`` (of one take or several, see ``joined``) stands for, if it suffices."""
    decoded = decoding.decode(evidence)
    return None if decoded is None else _symbol(decoded, evidence.corners)


def _read_one(found: Found) -> Symbol | None:
    proposal = found.proposal
    text = _read_flat(found.flat)
    if not text and proposal.version <= _LARGEST_VERSION:
        warp = _straightened(found)
        for evidence in _evidence(found, warp):
            symbol = decode(evidence)
            if symbol is not None:
                return symbol
        text = _read_flat(flattened(found.grey, warp, margin=_QUIET_ZONE))
    if not text:
        return None
    return Symbol(
        text=text,
        format=SymbolFormat.QR,
        corners=proposal.corners,
        engine=Engine.ZXING,
        stage=CROP,
        confidence=Confidence.SURE,
    )


def _read_flat(flat: Field) -> str:
    """What zxing-cpp reads in a flattened symbol."""
    low, high = float(flat.min()), float(flat.max())
    picture = np.asarray((flat - low) * (255 / max(high - low, 1.0)), dtype=np.uint8)
    found = texts_in(picture, SymbolFormat.QR)
    return found[0] if found else ""


def _straightened(found: Found) -> Warp:
    proposal = found.proposal
    plane = Warp.plane(proposal.to_pixels, proposal.size, proposal.size)
    return straightened(found.grey, plane, trusted=_finders(proposal.size))


def _finders(size: int) -> npt.NDArray[np.bool_]:
    trusted = np.zeros((size, size), dtype=np.bool_)
    trusted[:8, :8] = trusted[:8, -8:] = trusted[-8:, :8] = True
    return trusted


def _evidence(found: Found, warp: Warp) -> tuple[SoftModules, SoftModules]:
    """The modules as they are, and with blur taken out."""
    proposal = found.proposal
    flat = flattened(found.grey, warp, margin=_MARGIN)
    soft = soft_modules(flat, layout_of(proposal.version).pattern, margin=_MARGIN)
    return (
        SoftModules(proposal.version, soft.plain, proposal.corners),
        SoftModules(proposal.version, soft.unmixed, proposal.corners),
    )


def _symbol(decoded: Decoded, corners: Corners) -> Symbol:
    sure = decoded.spare >= _SURE_SPARE or decoded.likeness >= _SURE_LIKENESS
    return Symbol(
        text=decoded.text,
        format=SymbolFormat.QR,
        corners=corners,
        engine=Engine.OWN,
        stage=OWN,
        confidence=Confidence.SURE if sure else Confidence.ONCE,
    )


def _is_again(proposal: Proposal, other: Proposal) -> bool:
    """Whether two looks propose the same symbol: all corners within a module."""
    if proposal.version != other.version:
        return False
    off = np.abs(np.array(proposal.corners) - np.array(other.corners)).max()
    side = np.linalg.norm(np.array(proposal.corners[0]) - np.array(proposal.corners[1]))
    return bool(off < side / proposal.size / 2)
