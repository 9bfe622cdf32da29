"""The shapes that fields of records have: what a text, a mass or a time may look like.

One type a shape, used in the record classes; ``protocol`` turns them into checks and JSON Schema.
Limits are there so that nothing hostile grows; they are far above what a real day needs.
"""

from datetime import datetime
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import StringConstraints


def members(hint: Any) -> tuple[Any, ...]:
    """The types that a union of an annotation holds, or the annotation itself."""
    is_union = isinstance(hint, UnionType) or get_origin(hint) is Union
    return get_args(hint) if is_union else (hint,)


RecordId = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
"""A UUID (version 7 when drawn by us), lower case; the only way in which one record names another."""

Digest = Annotated[str, StringConstraints(pattern=r"^(sha256|sm3):[0-9a-f]{64}$")]
"""A hash with its algorithm in front, ``sha256:…``."""

Sha256Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The digest of what a scanner delivered, without an algorithm in front (``platform.md`` 8.6)."""

Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})*$", max_length=512)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Line = Annotated[str, StringConstraints(max_length=300)]
Remark = Annotated[str, StringConstraints(max_length=2000)]
Token = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A word of an open list: values that a newer peer may know and we don't must survive."""

DocumentNumber = Annotated[str, StringConstraints(min_length=1, max_length=64)]
"""A human number such as ``HO-S1a-20261120-0002``; printed and searched, never a key."""

CodeText = Annotated[str, StringConstraints(min_length=1, max_length=128)]
"""A battery code or another maker's serial as the label has it."""

OperatorRef = Annotated[str, StringConstraints(pattern=r"^op_[0-9a-z]{1,32}$")]
Uscc = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]
"""统一社会信用代码 by its shape; the check character is a warning's matter, see ``domain.uscc``."""

Vin = Annotated[str, StringConstraints(pattern=r"^[A-HJ-NPR-Z0-9]{17}$")]
Plate = Annotated[str, StringConstraints(min_length=1, max_length=16)]
Grams = Annotated[int, Ge(0), Le(100_000_000)]
"""Whole grams; 100 t bounds any load on a road."""

Millivolts = Annotated[int, Ge(0), Le(5_000_000)]
Fen = Annotated[int, Ge(0), Le(10**12)]
Count = Annotated[int, Ge(0), Le(1_000_000)]
Bytes = Annotated[int, Ge(0), Le(1_000_000_000)]
Seq = Annotated[int, Ge(1), Le(2**53)]
Version = Annotated[int, Ge(1), Le(1000)]
Moment = datetime
"""An aware time, written with ``+08:00`` to the second."""
