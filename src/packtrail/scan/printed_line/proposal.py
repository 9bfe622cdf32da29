"""What was read of a printed line: a proposal, never a symbol.

The code has no check digit, and even the surest lines are wrong once in some hundred (B for 8, S for 5): so
this type holds no confidence that anything could take by itself. A person compares it with its picture.
"""

from dataclasses import dataclass

from packtrail.domain.battery_code.form import Form
from packtrail.scan.engines import Grey
from packtrail.scan.symbols import Corners

DOUBTFUL = 0.99
"""Below this certainty a character is marked. Every wrong one measured lay below it (docs/scanning.md)."""


@dataclass(frozen=True, slots=True)
class ReadCharacter:
    """One character of the line, with what else it may be."""

    character: str
    certainty: float  # 0 to 1
    others: tuple[tuple[str, float], ...]  # character and its certainty, the likeliest first

    @property
    def is_doubtful(self) -> bool:
        """Whether a person has to look at it."""
        return self.certainty < DOUBTFUL


@dataclass(frozen=True, slots=True, eq=False)
class LineProposal:
    """What a printed line seems to say; only a person who compares it with the label may take it."""

    characters: tuple[ReadCharacter, ...]
    form: Form
    picture: Grey  # the line laid level, both of its rows below each other where the code is broken
    quads: tuple[Corners, ...]  # each row in pixels of the picture read, from where its reading begins
    log_fit: float  # logarithm of how far the line looks like a code at all; 0 is best

    @property
    def text(self) -> str:
        """The likeliest text."""
        return "".join(read.character for read in self.characters)

    @property
    def doubtful(self) -> tuple[int, ...]:
        """The positions to mark, counted from 1."""
        return tuple(at for at, read in enumerate(self.characters, start=1) if read.is_doubtful)
