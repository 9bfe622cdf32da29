"""The province in a 统一社会信用代码, for what a transfer to another province asks for (practice 11)."""

from packtrail.domain.uscc import check_uscc

_STARTS = (
    *range(11, 16),
    *range(21, 24),
    *range(31, 38),
    *range(41, 47),
    *range(50, 55),
    *range(61, 66),
    71,
    *range(81, 83),
)
PROVINCES = frozenset(f"{start}0000" for start in _STARTS)
"""The provinces of GB/T 2260; ``words.province`` has their names."""

_PROVINCE = slice(2, 4)


def province_of(uscc: str) -> str | None:
    """The province where the enterprise is registered, as ``430000``; None where the code names none.

    None as well for a code that is wrong, or of an authority of the whole country (region ``100000``).
    """
    check = check_uscc(uscc)
    province = f"{check.text[_PROVINCE]}0000"
    return province if check.is_valid and province in PROVINCES else None
