"""The base of all record bodies, and the register that finds a class by its ``record_type``."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from packtrail.domain.shapes import Digest

_by_type: dict[str, type["Body"]] = {}


@dataclass(frozen=True, kw_only=True)
class Body:
    """What one record says happened; public, hashed, signed and sent whole."""

    record_type: ClassVar[str]

    private_sha256: Digest | None = None
    """Over the salted private part, which stays at the station; None when there is none."""

    def __init_subclass__(cls, *, record_type: str) -> None:
        """Enter the class in the register under the name it has on the wire for ever."""
        super().__init_subclass__()
        if record_type in _by_type:
            raise TypeError(f"two classes for record type {record_type}")
        cls.record_type = record_type
        _by_type[record_type] = cls


def record_types() -> Mapping[str, type[Body]]:
    """Every record type by its name on the wire."""
    return MappingProxyType(_by_type)
