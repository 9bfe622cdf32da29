"""The recovery code on paper: 135 random bits as people copy them, with a character that finds slips.

32 characters without look-alikes (no I, L, O, U); an O typed for the digit, or an I or L for 1, is read
as the digit. The last character makes a weighted sum over GF(32) zero, so that every single wrong
character and every swap of two is found before a key is tried.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("OIL", "011")
DRAWN = 27  # characters of five bits; the 28th is the check
GROUP = 4


def new_code() -> str:
    """A fresh code, ``7K3M-…`` in seven groups of four."""
    drawn = [secrets.randbelow(32) for _ in range(DRAWN)]
    values = [_check(drawn), *drawn]
    return _grouped("".join(ALPHABET[value] for value in reversed(values)))


def plain_code(typed: str) -> str | None:
    """``typed`` without spaces, hyphens and look-alikes; None when it can't be a code as it stands."""
    text = "".join(typed.split()).replace("-", "").upper().translate(READ_AS)
    if len(text) != DRAWN + 1 or not set(text) <= set(ALPHABET):
        return None
    values = [ALPHABET.index(character) for character in reversed(text)]
    return text if _check(values[1:]) == values[0] else None


def _grouped(text: str) -> str:
    return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def _check(values: list[int]) -> int:
    """The value that stands for the sum of each value times its own power of x."""
    total, power = 0, 2
    for value in values:
        total ^= _times(value, power)
        power = _times(power, 2)
    return total


def _times(first: int, second: int) -> int:
    """The product in GF(32) over x^5 + x^2 + 1, in which x has order 31: no two places weigh the same."""
    product = 0
    while second:
        if second & 1:
            product ^= first
        first = first << 1 ^ (0b100101 if first & 0b10000 else 0)
        second >>= 1
    return product
