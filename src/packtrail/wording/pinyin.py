"""Chinese as staff type it without an input method: the initials of its pinyin, in every reading."""

from itertools import islice, product

MOST_WAYS = 8
"""Ways to read one text; a character with several readings doubles them, and most texts have none."""


def initials(text: str) -> tuple[str, ...]:
    """``重庆`` as ``cq`` and ``zq``; a run of other characters stays as it is."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its dictionaries cost 0.2 s at start

    readings = [
        {reading.strip()[:1] if _is_one_han(reading, each) else reading for reading in each}
        for each in pinyin(text, style=Style.FIRST_LETTER, heteronym=True)
    ]
    return tuple("".join(way) for way in islice(product(*map(sorted, readings)), MOST_WAYS))


def _is_one_han(reading: str, readings: list[str]) -> bool:
    """A run of other characters is the only thing with a single, longer reading."""
    return len(readings) > 1 or len(reading) == 1
