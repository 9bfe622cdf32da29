"""What a view is folded from: one record as amended, with its private part, and the fold's promise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from packtrail.domain.records import Record


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One record, as everything written about it up to now leaves it."""

    record: Record  # its body with all corrections that count
    private: Mapping[str, object] = field(default_factory=dict)  # empty once purged
    station: str | None = None  # the label of the other station whose record it is; None for our own
    is_voided: bool = False  # only the record that began a view comes voided; any other is left out

    def private_text(self, name: str) -> str | None:
        """A text of the private part."""
        value = self.private.get(name)
        return value if isinstance(value, str) else None
