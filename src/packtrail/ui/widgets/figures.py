"""Numbers as the desk writes them: thin thousands, kilograms from whole grams, and back.

A mass is whole grams everywhere; text is made here and read here, so that no float ever carries one.
"""

import re
from decimal import ROUND_HALF_UP, Decimal

THIN = "\u2009"
_MASS = re.compile(r"\d{1,6}(\.\d{1,3})?")
_WIDE = str.maketrans("０１２３４５６７８９．。，", "0123456789..,")


def count_text(count: int) -> str:
    """12 500, with thin gaps."""
    return f"{count:,}".replace(",", THIN)


def kg_text(weight_g: int) -> str:
    """Kilograms with one decimal, for reading."""
    return _decimal_text(weight_g, 3, "0.1")


def tonnes_text(weight_g: int) -> str:
    """Tonnes with one decimal, for reading."""
    return _decimal_text(weight_g, 6, "0.1")


def weight_text(weight_g: int) -> str:
    """A load or a stock at a glance: tonnes from the first full one on, kilograms below."""
    return f"{tonnes_text(weight_g)} t" if weight_g >= 1_000_000 else f"{kg_text(weight_g)} kg"


def kg_exact(weight_g: int) -> str:
    """Kilograms as typed, without a gram lost: for the field that is edited."""
    whole, rest = divmod(weight_g, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") if rest else str(whole)


def grams_of(typed: str) -> int | None:
    """The grams of a typed number of kilograms, full-width digits too; None when it isn't one."""
    plain = re.sub(r"[\s,\u2009]", "", typed.translate(_WIDE)).lower().removesuffix("kg")
    return int(Decimal(plain) * 1000) if _MASS.fullmatch(plain) else None


def _decimal_text(weight_g: int, places: int, step: str) -> str:
    figure = Decimal(weight_g).scaleb(-places).quantize(Decimal(step), ROUND_HALF_UP)
    return f"{figure:,}".replace(",", THIN)
