"""What a US scanner's keys type on a computer with another keyboard layout.

A scanner in keyboard mode knows no characters, only keys, and leaves the factory with the US ones. On a
French layout its digits come out as ``&é"'(``; on a Russian one its letters as Cyrillic. Where a layout
only swaps letters (German Y and Z) the text alone can't tell: then the places of the keys have to.
"""

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.battery_code.form import FORMS_BY_LENGTH, Form, fits, searching

_US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./" + '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
_FRENCH = (
    "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!" + "~1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"
)
_RUSSIAN = (
    "ё1234567890-=йцукенгшщзхъ\\фывапролджэячсмитьбю." + 'Ё!"№;%:?*()_+ЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,'
)
_TABLES = tuple(dict(zip(typed, _US, strict=True)) for typed in (_FRENCH, _RUSSIAN))
_INSIDE = searching(Form.FULL)


def says_code(text: str) -> bool:
    """Whether ``text`` has the form of a battery code, or has one inside; whose it is doesn't matter here."""
    folded = fold(text).text
    form = FORMS_BY_LENGTH.get(len(folded))
    return (form is not None and fits(folded, form)) or _INSIDE.search(folded) is not None


def is_whole_code(text: str) -> bool:
    """Whether ``text`` is a battery code and nothing else."""
    folded = fold(text).text
    form = FORMS_BY_LENGTH.get(len(folded))
    return form is not None and fits(folded, form)


def undone(text: str) -> str | None:
    """The one code that ``text`` becomes when a foreign layout is undone; None without or with several."""
    read = {"".join(table.get(character, character) for character in text) for table in _TABLES}
    codes = [each for each in read if each != text and is_whole_code(each)]
    return codes[0] if len(codes) == 1 else None
