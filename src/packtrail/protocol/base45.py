"""Base45 of RFC 9285: bytes in the 45 characters that a QR code packs tightest."""

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_WEIGHTS: Final = (1, 45, 2025)
_VALUE: Final = {character: at for at, character in enumerate(ALPHABET)}


def encode(data: bytes) -> str:
    """Three characters for two bytes, two for a last single one."""
    return "".join(
        _letters(int.from_bytes(data[at : at + 2]), len(data[at : at + 2])) for at in range(0, len(data), 2)
    )


def decode(text: str) -> bytes:
    """The bytes in ``text``; raises ValueError for anything that ``encode`` would not have written."""
    return b"".join(_bytes(text[at : at + 3]) for at in range(0, len(text), 3))


def _letters(number: int, size: int) -> str:
    low, middle, high = number % 45, number // 45 % 45, number // 2025
    return ALPHABET[low] + ALPHABET[middle] + (ALPHABET[high] if size == 2 else "")


def _bytes(letters: str) -> bytes:
    size = len(letters) - 1
    if size < 1 or any(letter not in _VALUE for letter in letters):
        raise ValueError("not base45")
    number = sum(_VALUE[letter] * _WEIGHTS[at] for at, letter in enumerate(letters))
    if number >= 256**size:
        raise ValueError("beyond base45")
    return number.to_bytes(size)
