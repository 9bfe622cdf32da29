"""Our own readers of each carrier behind the port of the libraries, so that a stage asks for them alike."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from packtrail.scan.code128 import reader as code128
from packtrail.scan.data_matrix import reader as data_matrix
from packtrail.scan.deadline import NO_DEADLINE, Deadline
from packtrail.scan.engines import Grey, Reading, SymbolEngine
from packtrail.scan.qr import reader as qr
from packtrail.scan.symbols import Engine, Symbol, SymbolFormat


@dataclass(frozen=True, slots=True)
class OwnReader:
    """One carrier's reader as an engine."""

    carrier: SymbolFormat
    reads: Callable[[Grey, Deadline], Iterator[Symbol]]
    name: Engine = Engine.OWN

    def read(
        self, grey: Grey, formats: frozenset[SymbolFormat], deadline: Deadline = NO_DEADLINE
    ) -> Iterable[Symbol]:
        """See ``SymbolEngine``."""
        return self.reads(grey, deadline) if self.carrier in formats else ()


OWN_READERS: Mapping[Reading, SymbolEngine] = {
    Reading.OWN_QR: OwnReader(SymbolFormat.QR, qr.read),
    Reading.OWN_QR_CLEAR: OwnReader(SymbolFormat.QR, qr.read_clear),
    Reading.OWN_QR_HIDDEN: OwnReader(SymbolFormat.QR, qr.read_hidden),
    Reading.OWN_CODE_128: OwnReader(SymbolFormat.CODE_128, code128.read),
    Reading.OWN_DATA_MATRIX: OwnReader(SymbolFormat.DATA_MATRIX, data_matrix.read),
}
