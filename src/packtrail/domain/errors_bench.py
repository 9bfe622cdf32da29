"""What can be wrong with the folder that a measurement of reading is asked for."""

from dataclasses import dataclass

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class ManifestUnusable(OutletError):
    """The list of pictures to measure is missing, or nothing in it can be used."""

    file: str
    reason: str  # "missing", "denied", "too_large", "not_text", "nothing_usable"
    code = "BENCH-MANIFEST-UNUSABLE"


@dataclass(eq=False)
class FiguresNotWritten(OutletError):
    """The figures of a measurement could not be written to the file that was named."""

    file: str
    cause: str  # the system's own words
    code = "BENCH-FIGURES-NOT-WRITTEN"
