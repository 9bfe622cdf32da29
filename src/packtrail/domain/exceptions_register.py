"""例外登记: what an inspector opens first (``practice.md`` 12), and a random sample to check on the floor."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.domain.custody import HERE
from packtrail.domain.unit import Unit


class ExceptionKind(StrEnum):
    """例外种类, in the order in which the register lists them."""

    RETURNED_TO_SOURCE = "returned_to_source"
    WRITTEN_OFF = "written_off"
    VOIDED = "voided"  # after the undo window
    OVERRIDE = "override"  # a load let go without papers that its recipient should have
    UNACKNOWLEDGED = "unacknowledged"  # a load on the road without a whole answer
    UNCODED = "uncoded"
    HAND_TYPED = "hand_typed"
    LIST_PICKED = "list_picked"  # 未现场扫码


@dataclass(frozen=True, kw_only=True, slots=True)
class ExceptionRow:
    """One exception: what, when, who, with whom, why and what shows it."""

    kind: ExceptionKind
    happened_at: datetime
    subject: str  # what staff call it: a code, a document number
    subject_id: str  # the unit or document it is about
    record_id: str
    operator_ref: str
    second_ref: str | None = None
    is_pending: bool = False  # a second person has not confirmed it
    reason_code: str | None = None
    reason_text: str | None = None
    evidence: tuple[str, ...] = ()  # digests of the attachments


@dataclass(frozen=True, kw_only=True, slots=True)
class ExceptionsRegister:
    """The exceptions of a period, by kind and within one by time."""

    after: datetime
    until: datetime
    rows: tuple[ExceptionRow, ...]
    cut: frozenset[ExceptionKind]  # of these kinds there are more than the register lists

    @property
    def counts(self) -> Mapping[ExceptionKind, int]:
        """How many rows there are of each kind."""
        return Counter(row.kind for row in self.rows)


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleUnit:
    """One unit to look for on the floor, and where the ledger says it stands."""

    unit_id: str
    label: str
    level: str
    custody: str
    mass_g: int | None
    zone: str | None
    slot: str | None


def register(
    after: datetime, until: datetime, rows: Iterable[ExceptionRow], cut: Iterable[ExceptionKind] = ()
) -> ExceptionsRegister:
    """The register of these rows."""
    order = list(ExceptionKind)
    listed = sorted(rows, key=lambda row: (order.index(row.kind), row.happened_at, row.record_id))
    return ExceptionsRegister(after=after, until=until, rows=tuple(listed), cut=frozenset(cut))


def random_sample(units: Iterable[Unit], seed: str, count: int) -> tuple[SampleUnit, ...]:
    """``count`` of the units that should stand here, drawn by ``seed``.

    The inspector names the seed, so nobody here chooses: the same seed and stock give the same units on any
    machine, whatever order they come in.
    """
    here = [unit for unit in units if unit.custody in HERE]
    drawn = sorted(here, key=lambda unit: hashlib.sha256(f"{seed}\n{unit.unit_id}".encode()).digest())
    return tuple(
        SampleUnit(
            unit_id=unit.unit_id,
            label=unit.label,
            level=unit.level,
            custody=unit.custody,
            mass_g=unit.mass_g,
            zone=unit.zone,
            slot=unit.slot,
        )
        for unit in drawn[: max(count, 0)]
    )
