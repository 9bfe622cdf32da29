"""What the characters of a battery code mean, as data that is handed in.

The form of a code (which character may stand where) is fixed by GB/T 34014-2017 and written down here and in
``battery_code.form``. What a character means (who maker ``04Q`` is, which day ``V`` stands for) is known from
sources of different worth, so each entry carries its source and how sure we are of it, and the tables come
from ``resources/refdata``. A code whose maker or chemistry the tables lack is still a code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.records.gate import UnitLevel

PRODUCT_TYPE_CHARACTERS = "PMC"
YEAR_CHARACTERS = "123456789ABCDEFGHJKLMNPRSTVWXY"  # no I, O, Q, U, Z, as in the year of a VIN
MONTH_CHARACTERS = "123456789ABC"
DAY_CHARACTERS = "0" + YEAR_CHARACTERS  # 0 is the 31st


class Confidence(StrEnum):
    """How sure we are of a fact: from the legal wording itself down to hearsay."""

    SEEN = "V"  # the wording of the law or standard was seen
    SECONDARY = "S"
    DOUBTFUL = "S-"
    INFERRED = "I"
    BACKGROUND = "B"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an entry comes from and what that is worth."""

    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Maker:
    """厂商: the holder of a three-character maker code."""

    code: str
    name_zh: str
    name_en: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Chemistry:
    """电池类型: a letter that the standard gives a meaning; its name is the wording's."""

    letter: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class ProductType:
    """产品类型: P, M or C and the level it names."""

    letter: str
    level: UnitLevel
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class DateCharacter:
    """One character of a production date and the year, month or day it stands for."""

    character: str
    value: int
    provenance: Provenance
    is_disputed: bool = False  # other decoders read another value


@dataclass(frozen=True, eq=False)
class CodeTables:
    """Everything needed to give a code its meaning; compared by identity.

    Raises ValueError when a product type or date character that the form allows has no entry: then no
    code of the right form could leave parsing without a meaning.
    """

    makers: Mapping[str, Maker]
    chemistries: Mapping[str, Chemistry]
    product_types: Mapping[str, ProductType]
    years: Mapping[str, DateCharacter]
    months: Mapping[str, DateCharacter]
    days: Mapping[str, DateCharacter]
    earliest_made_on: date  # a code that says it is older is doubted
    first_usual_year: int  # the year of the standard; older packs were coded afterwards, or it is test data

    def __post_init__(self) -> None:
        """Check that every character which the form allows has its meaning."""
        for name, table, characters in (
            ("product_types", self.product_types, PRODUCT_TYPE_CHARACTERS),
            ("years", self.years, YEAR_CHARACTERS),
            ("months", self.months, MONTH_CHARACTERS),
            ("days", self.days, DAY_CHARACTERS),
        ):
            missing = sorted(set(characters) - set(table))
            if missing:
                raise ValueError(f"{name} lacks {', '.join(missing)}")
