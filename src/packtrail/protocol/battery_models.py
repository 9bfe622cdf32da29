"""``battery_models``: what makers filed of each model, found by the first 14 characters of a battery code.

Makers owe dismantling and safety information to those who dismantle; this list is how it reaches them. It is
reference data like the rest: whole, signed, dated, and hostile until its shape was checked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from annotated_types import Ge, Le, Len
from pydantic import StringConstraints

from packtrail.domain.battery_code.form import DESIGN_LENGTH
from packtrail.domain.shapes import Grams, Millivolts, Name, Remark, Uscc
from packtrail.protocol import canonical, messages
from packtrail.protocol.canonical import JsonValue
from packtrail.protocol.refdata_pack import MAX_UNPACKED_BYTES

MAX_MODELS: Final = 10_000
"""With all their fields these stay within what a pack may hold (``refdata_pack.MAX_ENTRIES``)."""

_WHOLE: Final = DESIGN_LENGTH + 10

FilingCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{14}$")]
"""The first 14 characters of a code, from maker to trace: what makers file of a model."""

Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
Source = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Confidence = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z_-]{0,31}$")]
WattHours = Annotated[int, Ge(1), Le(10_000_000)]
MilliampHours = Annotated[int, Ge(1), Le(100_000_000)]


@dataclass(frozen=True, kw_only=True)
class BatteryModel:
    """One filed model from one day to another; ``valid_to`` is the last day, None while nothing ends it."""

    filing_code: FilingCode
    maker_name: Name
    model_name: Name
    valid_from: date
    source: Source
    confidence: Confidence
    maker_uscc: Uscc | None = None
    chemistry_code: Letter | None = None  # as the code's own character 5 says it
    energy_wh: WattHours | None = None
    capacity_mah: MilliampHours | None = None
    nominal_mv: Millivolts | None = None
    mass_g: Grams | None = None
    dismantling: Remark = ""
    safety: Remark = ""
    valid_to: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Whether the entry holds on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class _Content:
    model: Annotated[tuple[BatteryModel, ...], Len(max_length=MAX_MODELS)]


def models_in(content: JsonValue) -> tuple[BatteryModel, ...]:
    """The entries of the dataset's content.

    ValueError for any other shape, for a field that a model has not, and for an entry that ends before it
    begins.
    """
    _refuse_unknown(content)
    found = messages.decode(_Content, _written(content), max_bytes=MAX_UNPACKED_BYTES).model
    for each in found:
        if each.valid_to is not None and each.valid_to < each.valid_from:
            raise ValueError(f"{each.filing_code} ends before it begins")
    return found


def filing_code_of(battery_code: str) -> str | None:
    """The first 14 characters of a whole code; None for a text of any other length."""
    return battery_code[:DESIGN_LENGTH] if len(battery_code) == _WHOLE else None


def model_of(models: Mapping[str, BatteryModel], battery_code: str) -> BatteryModel | None:
    """The filed model of a code among ``models`` by filing code."""
    return models.get(filing_code_of(battery_code) or "")


def models_on(models: tuple[BatteryModel, ...], day: date) -> dict[str, BatteryModel]:
    """Those in force on ``day``, by filing code; of two on one day the later in the list."""
    return {each.filing_code: each for each in models if each.is_in_force(day)}


def _refuse_unknown(content: JsonValue) -> None:
    """A pack with a field that this program does not know is not taken as if it were understood."""
    entries: Any = content.get("model") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not isinstance(content, dict) or set(content) != {"model"}:
        raise ValueError("not a list of models")
    known = set(BatteryModel.__dataclass_fields__)
    if any(not isinstance(each, dict) or not set(each) <= known for each in entries):
        raise ValueError("a field that a model has not")


def _written(content: JsonValue) -> bytes:
    try:
        return canonical.canonical(content)
    except TypeError as error:
        raise ValueError("no content of a pack") from error
