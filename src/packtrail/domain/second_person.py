"""第二人: acts that nobody does alone, and how the other one stands by them (``practice.md`` 12, 14).

Where nobody else is there, the act is recorded without, the unit stays isolated, and a
``second_confirmation`` comes later; so one-man outlets work.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from packtrail.domain.errors import OutletError
from packtrail.domain.operators import Act, Operator, require


class ConfirmedBy(StrEnum):
    """In which way the second person confirmed."""

    PRESENT = "present"
    ONE_TIME_CODE = "one_time_code"
    LATER = "later"


@dataclass(eq=False)
class SamePersonTwice(OutletError):
    """The second person is the one who acts."""

    code: ClassVar[str] = "SECOND-SAME-PERSON"


def second_ref(first: Operator, second: Operator | None) -> str | None:
    """The reference of the second person, None while nobody has confirmed.

    Raises SamePersonTwice, or NotAllowed when the second one's role does not include confirming.
    """
    if second is None:
        return None
    require(second, Act.CONFIRM_SECOND)
    if second.ref == first.ref:
        raise SamePersonTwice
    return second.ref
