"""Numbers as the desk writes them: thin thousands, kilograms from whole grams, and back.

A mass is whole grams everywhere; text is made here and read here, so that no float ever carries one.
"""

import re
from decimal import Decimal

from packtrail.wording.values import THIN_SPACE as THIN
from packtrail.wording.values import mass_words, tonnes_words

_MASS = re.compile(r"\d{1,6}(\.\d{1,3})?")
_WIDE = str.maketrans("０１２３４５６７８９．。，", "0123456789..,")


class Figure(str):
    """A count as text that still chooses its word: ``{count:unit|units}``, as a plain number does."""

    __slots__ = ()

    def __format__(self, spec: str, /) -> str:
        """The figure, with its word where the sentence names one."""
        one, bar, many = spec.partition("|")
        return f"{self} {one if self == '1' else many}" if bar else format(str(self), spec)


def count_text(count: int) -> Figure:
    """12 500, with thin gaps."""
    return Figure(f"{count:,}".replace(",", THIN))


def kg_text(weight_g: int) -> str:
    """Kilograms with one decimal, for reading."""
    return mass_words(weight_g)


def tonnes_text(weight_g: int) -> str:
    """Tonnes with one decimal, for reading."""
    return tonnes_words(weight_g)


def weight_text(weight_g: int) -> str:
    """A load or a stock at a glance: tonnes from the first full one on, kilograms below."""
    return f"{tonnes_text(weight_g)} t" if weight_g >= 1_000_000 else f"{kg_text(weight_g)} kg"


def kg_exact(weight_g: int) -> str:
    """Kilograms as typed, without a gram lost: for the field that is edited."""
    whole, rest = divmod(weight_g, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(whole)


def signed_kg(weight_g: int) -> str:
    """As ``kg_exact``, of what a scale may show below zero."""
    return f"-{kg_exact(-weight_g)}" if weight_g < 0 else kg_exact(weight_g)


def grams_of(typed: str) -> int | None:
    """The grams of a typed number of kilograms, full-width digits too; None when it isn't one."""
    plain = re.sub(r"[\s,]", "", typed.translate(_WIDE)).lower().removesuffix("kg")
    return int(Decimal(plain) * 1000) if _MASS.fullmatch(plain) else None
