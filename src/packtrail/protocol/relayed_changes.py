"""A page of the next hub's feed, as a relay brings it back to the station that it is for.

The next hub signs it for that station and says in it who read it, so the relay can neither change it nor
pass it off as another's; the station reads it with the keys that it pinned when it was bound there.
"""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.shapes import Line, Name
from packtrail.protocol.relayed_receipt import PackedText, unpacked


@dataclass(frozen=True, kw_only=True)
class RelayedChanges:
    """The next hub has told this station something; ``key_id`` is that of the key which signed."""

    kind: ClassVar[str] = "relayed_changes"
    hub_name: Name
    key_id: Line
    packed: PackedText  # the page's envelope: zlib, base64

    @property
    def envelope(self) -> bytes:
        """The page's envelope as the next hub sent it. Raises ValueError for anything else."""
        return unpacked(self.packed)
