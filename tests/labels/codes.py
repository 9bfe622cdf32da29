"""Battery codes that have the form of GB/T 34014, drawn by chance."""

import numpy as np

DIGITS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # makers avoid I and O
YEARS = "6789ABCDE"  # 2016 to 2024
MONTHS = "123456789ABC"
DAYS = "123456789ABCDEFGHJKLMNPRSTV"
PRODUCTS = "PMC"
CHEMISTRIES = "ABCDE"
LETTER_IN_SERIAL = 0.1  # share of codes that have one, as met on real packs
LOOK_ALIKE = 0.02  # share of codes with an I or an O in their trace part


def battery_code(rng: np.random.Generator) -> str:
    """24 characters: maker, product, chemistry, model, trace, day and serial."""

    def some(alphabet: str, length: int = 1) -> str:
        return "".join(alphabet[at] for at in rng.integers(0, len(alphabet), length))

    trace = some(DIGITS + LETTERS if rng.random() < 0.5 else DIGITS, 7)
    if rng.random() < LOOK_ALIKE:
        trace = trace[:6] + some("IO")
    serial = some(DIGITS, 7)
    if rng.random() < LETTER_IN_SERIAL:
        serial = some(LETTERS) + serial[1:]
    maker, model = some(DIGITS + LETTERS, 3), some(DIGITS + LETTERS, 2)
    day = some(YEARS) + some(MONTHS) + some(DAYS)
    return maker + some(PRODUCTS) + some(CHEMISTRIES) + model + trace + day + serial
