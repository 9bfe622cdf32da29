"""How exactly a code was read: kept beside the record, so that a doubtful one is followed to its pixels."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ScanWay:
    """The road of one read from pixels to text; stays at the station."""

    symbology: str  # qr, data_matrix, code128
    engine: str  # which reader
    stage: str  # which preparation made it readable
    corners: tuple[int, ...]  # x, y of the four corners clockwise from top left, whole pixels of the picture
    at: datetime  # when it was read
    device: str = ""  # whose camera, where it is none of this computer's: the name of a phone
