"""One run of the camera: what a sequence of frames says together, frame by frame.

A single frame is a chance; what was seen in the ones before makes it a better one. The session keeps where
the label lies, what was read there and how often, and says what each new frame adds.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from packtrail.scan.agree import Accepted, Agreement, Conflicting
from packtrail.scan.deadline import ClockMs, monotonic_ms
from packtrail.scan.hints import Hint
from packtrail.scan.reader import FRAME_BUDGET_MS, read_frame
from packtrail.scan.symbols import Confidence, Corners, Symbol

Box = tuple[int, int, int, int]  # left, top, width, height in pixels of the frame


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameReading:
    """What one frame says, in the light of the frames before it."""

    symbols: tuple[Symbol, ...]  # of this frame; SURE only where the frames together make it so
    unread: tuple[Corners, ...]  # places that look like a symbol and gave no text
    hint: Hint | None
    size: tuple[int, int]  # width and height that corners refer to
    elapsed_ms: float


class ScanSession:
    """Sees one camera's frames in their order, on one thread."""

    def __init__(self, *, clock: ClockMs = monotonic_ms) -> None:
        self._clock = clock
        self._agreement = Agreement()

    def see(
        self,
        frame: npt.NDArray[np.uint8],
        at_ms: float,
        *,
        crop: Box | None = None,
        budget_ms: float = FRAME_BUDGET_MS,
    ) -> FrameReading:
        """Read ``frame`` (grey, or BGR), taken at ``at_ms`` of a clock that never runs backwards.

        With ``crop`` only that part is looked at; corners stay those of the whole frame.
        """
        left, top = (crop[0], crop[1]) if crop else (0, 0)
        looked_at = frame[top : top + crop[3], left : left + crop[2]] if crop else frame
        scan = read_frame(looked_at, budget_ms=budget_ms, clock=self._clock)
        symbols = tuple(_moved(symbol, left, top) for symbol in scan.symbols)
        self._agreement, verdicts = self._agreement.see(symbols, at_ms)
        settled = {
            verdict.symbol.text: Confidence.SURE for verdict in verdicts if isinstance(verdict, Accepted)
        }
        for verdict in verdicts:
            if isinstance(verdict, Conflicting):
                settled |= {each.text: Confidence.DISPUTED for each in verdict.symbols}
        return FrameReading(
            symbols=tuple(
                replace(each, confidence=settled.get(each.text, each.confidence)) for each in symbols
            ),
            unread=(),
            hint=None,
            size=(frame.shape[1], frame.shape[0]),
            elapsed_ms=scan.elapsed_ms,
        )


def _moved(symbol: Symbol, right: float, down: float) -> Symbol:
    a, b, c, d = ((x + right, y + down) for x, y in symbol.corners)
    return replace(symbol, corners=(a, b, c, d))
