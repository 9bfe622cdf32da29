"""印刷行: what a recogniser made of the code's printed line, for a person to compare and nobody else.

There is no way from here to a stored code but a person's hand: the values hold no code, only characters
with what else they may be.
"""

from dataclasses import dataclass

from packtrail.domain.label_doctor import PartialCode, SeenCharacter
from packtrail.usecases.read_label import Corners


@dataclass(frozen=True, slots=True)
class GreyPicture:
    """A picture in grey, row by row, a byte a pixel."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReading:
    """A printed line as it seems to read."""

    characters: tuple[SeenCharacter, ...]
    doubtful: tuple[int, ...]  # positions from 1 that a person has to settle one by one
    picture: GreyPicture  # the line laid level, to compare with
    rows: tuple[Corners, ...]  # where it stands, in pixels of the picture that was read

    @property
    def text(self) -> str:
        """The likeliest text."""
        return "".join(each.character for each in self.characters)

    @property
    def partial(self) -> PartialCode:
        """The same for the label doctor."""
        return PartialCode(self.characters)
