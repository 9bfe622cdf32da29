"""What several frames say of one unread place, added up: no frame alone has to be readable.

Each of our readers can say how sure it is of every module or character instead of giving a text. Glare,
noise and a passing hand spoil other parts in every frame, so the sums may say clearly what no frame does.

Labels follow each other in one place faster than a place is forgotten. Two that differ in one character
contradict each other in its check codewords or its check character too, so only takes that don't contradict
the newest are added to it: never the evidence of one label to that of another.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from packtrail.scan.camera_run.attention import Looks
from packtrail.scan.code128 import reader as code128
from packtrail.scan.code128 import soft as code128_soft
from packtrail.scan.data_matrix import evidence as matrix_evidence
from packtrail.scan.data_matrix import reader as data_matrix
from packtrail.scan.deadline import Deadline
from packtrail.scan.engines import Grey
from packtrail.scan.qr import evidence as qr_evidence
from packtrail.scan.qr import reader as qr
from packtrail.scan.symbols import Confidence, Corners, Engine, Symbol, SymbolFormat

MOST_TAKES = 6
JOINED = "joined_"  # before the stage of a read that took the evidence of several frames
# Measured on takes of one label and of two that differ in one character: the former contradict each other in
# no module of a hundred (in 18 and more where one was laid askew), the latter in 7 and more of nearly all.
_SURE_ODDS = 2.0  # nats with which a module counts here, in both takes
_FEWEST_SURE = 20  # such modules, for anything to be said
_UNLIKE = 0.05  # share of them
_SURE_NATS = 12.0  # by which a take holds its own character for likelier than the other's
_UNLIKE_CHARACTERS = 2  # another character, and with it another check character


class JoinedLooks:
    """The evidence of the last frames about one place that looks like ``kind``."""

    def __init__(self, kind: Looks) -> None:
        self._join = _JOINERS[kind]()

    def add(self, crop: Grey, deadline: Deadline) -> Symbol | None:
        """The symbol that ``crop`` and the frames before it give together, with corners in ``crop``.

        After a read all evidence is dropped: the next one has to come from other frames, so that two equal
        reads are two.
        """
        symbol = self._join.add(crop, deadline)
        return symbol and replace(symbol, stage=f"{JOINED}{symbol.stage}")


class _JoinedQr:
    def __init__(self) -> None:
        self._takes: deque[qr_evidence.SoftModules] = deque(maxlen=MOST_TAKES)

    def add(self, crop: Grey, deadline: Deadline) -> Symbol | None:
        newest = next(iter(qr.soft_takes(crop, deadline)), None)
        if newest is None:
            return None
        self._takes.append(newest)
        alike = [each for each in self._takes if each.version == newest.version and _are_alike(each, newest)]
        symbol = qr.decode(qr_evidence.joined(alike)) if len(alike) > 1 else None
        if symbol is not None:
            self._takes.clear()
        return symbol


class _JoinedDataMatrix:
    def __init__(self) -> None:
        self._takes: deque[matrix_evidence.Evidence] = deque(maxlen=MOST_TAKES)

    def add(self, crop: Grey, deadline: Deadline) -> Symbol | None:
        newest = next(iter(data_matrix.soft_takes(crop, deadline)), None)
        if newest is None:
            return None
        self._takes.append(newest)
        alike = [each for each in self._takes if each.size == newest.size and _are_alike(each, newest)]
        symbol = matrix_evidence.decode(matrix_evidence.joined(alike)[0]) if len(alike) > 1 else None
        if symbol is not None:
            self._takes.clear()
        return symbol


class _JoinedCode128:
    def __init__(self) -> None:
        self._takes: deque[code128.Take] = deque(maxlen=MOST_TAKES)

    def add(self, crop: Grey, deadline: Deadline) -> Symbol | None:
        newest = next(iter(code128.soft_takes(crop, deadline)), None)
        if newest is None:
            return None
        self._takes.append(newest)
        alike = [each for each in self._takes if _are_alike_bars(each.soft, newest.soft)]
        soft = code128_soft.joined(each.soft for each in alike) if len(alike) > 1 else None
        decoded = code128_soft.decode(soft) if soft is not None else None
        # Without start and stop a part of a code may be taken for the whole; a battery code's form shows it.
        if decoded is None or not (
            all(each.is_whole for each in alike) or code128.is_battery_code(decoded.text)
        ):
            return None
        self._takes.clear()
        return _symbol(decoded.text, newest.corners)


def _are_alike(
    one: qr_evidence.SoftModules | matrix_evidence.Evidence,
    other: qr_evidence.SoftModules | matrix_evidence.Evidence,
) -> bool:
    """Whether two takes of equal size can be of one label."""
    sure = np.minimum(np.abs(one.log_odds), np.abs(other.log_odds)) > _SURE_ODDS
    unlike = sure & ((one.log_odds > 0) != (other.log_odds > 0))
    return bool(sure.sum() < _FEWEST_SURE or unlike.sum() <= _UNLIKE * sure.sum())


def _are_alike_bars(one: code128_soft.SoftCharacters, other: code128_soft.SoftCharacters) -> bool:
    """Whether two takes can be of one code."""
    if one.count != other.count:
        return False
    places = np.arange(one.count)
    ours, theirs = one.costs.argmin(axis=1), other.costs.argmin(axis=1)
    sure = np.minimum(one.costs[places, theirs], other.costs[places, ours]) > _SURE_NATS
    return int(sure.sum()) < _UNLIKE_CHARACTERS


def _symbol(text: str, corners: Corners) -> Symbol:
    return Symbol(
        text=text,
        format=SymbolFormat.CODE_128,
        corners=corners,
        engine=Engine.OWN,
        stage=code128.STAGE,
        confidence=Confidence.ONCE,
    )


_JOINERS: Mapping[Looks, Callable[[], _JoinedQr | _JoinedDataMatrix | _JoinedCode128]] = {
    Looks.LINEAR: _JoinedCode128,
    Looks.QR: _JoinedQr,
    Looks.DATA_MATRIX: _JoinedDataMatrix,
}
