"""Reads what phones send: frames of a running camera one after the other, and single photographs."""

from packtrail.app.label_reading import LabelWatch, read_bytes
from packtrail.domain.code_tables import CodeTables
from packtrail.usecases.read_label import LabelReading


class PhoneWatch:
    """One phone's pictures, as bytes; on the ``decode`` lane."""

    def __init__(self, tables: CodeTables) -> None:
        self._tables = tables
        self._watch = LabelWatch(tables)

    def see(self, content: bytes, at_ms: float) -> LabelReading:
        """Read one frame of its running camera, which arrived at ``at_ms``.

        Raises PictureUnreadable and PictureTooLarge.
        """
        return self._watch.see_bytes(content, at_ms)

    def look(self, content: bytes) -> LabelReading:
        """Read one photograph for as long as a person waits; raises as ``see``."""
        return read_bytes(content, self._tables)
