"""What several frames say of one unread place, added up: no frame alone has to be readable.

Each of our readers can say how sure it is of every module or character instead of giving a text. Glare,
noise and a passing hand spoil other parts in every frame, so the sums may say clearly what no frame does.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice

from packtrail.scan.attention import Looks
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
        takes = list(islice(qr.soft_takes(crop, deadline), 1))
        self._takes.extend(takes)
        alike = [take for take in self._takes if takes and take.version == takes[0].version]
        if len(alike) < 2:
            return None
        symbol = qr.decode(qr_evidence.joined(alike))
        if symbol is not None:
            self._takes.clear()
        return symbol


class _JoinedDataMatrix:
    def __init__(self) -> None:
        self._takes: deque[matrix_evidence.Evidence] = deque(maxlen=MOST_TAKES)

    def add(self, crop: Grey, deadline: Deadline) -> Symbol | None:
        takes = list(islice(data_matrix.soft_takes(crop, deadline), 1))
        self._takes.extend(takes)
        if not takes or len(self._takes) < 2:
            return None
        for evidence in matrix_evidence.joined(self._takes):
            symbol = matrix_evidence.decode(evidence) if evidence.takes > 1 else None
            if symbol is not None:
                self._takes.clear()
                return symbol
        return None


class _JoinedCode128:
    def __init__(self) -> None:
        self._takes: deque[code128_soft.SoftCharacters] = deque(maxlen=MOST_TAKES)

    def add(self, crop: Grey, deadline: Deadline) -> Symbol | None:
        take = next(code128.soft_takes(crop, deadline), None)
        if take is None:
            return None
        self._takes.append(take.soft)
        soft = code128_soft.joined(self._takes) if len(self._takes) > 1 else None
        decoded = code128_soft.decode(soft) if soft is not None else None
        if decoded is None:
            return None
        self._takes.clear()
        return _symbol(decoded.text, take.corners)


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
