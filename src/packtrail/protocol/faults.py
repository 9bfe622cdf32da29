"""What is wrong in a record or message, named the same way by station and hub.

``error_type`` is one of a closed list, ``pointer`` a JSON Pointer to the field (``platform.md`` 8.8).
"""

from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

MAX_FAULTS = 50

_BY_PYDANTIC: Final = {
    "missing": "NotProvided",
    "extra_forbidden": "NotAllowed",
    "unexpected_keyword_argument": "NotAllowed",
    "string_pattern_mismatch": "InvalidFormat",
    "datetime_parsing": "InvalidFormat",
    "datetime_from_date_parsing": "InvalidFormat",
    "date_parsing": "InvalidFormat",
    "date_from_datetime_parsing": "InvalidFormat",
    "date_from_datetime_inexact": "InvalidFormat",
    "string_too_long": "OutOfRange",
    "string_too_short": "OutOfRange",
    "too_long": "OutOfRange",
    "too_short": "OutOfRange",
    "greater_than_equal": "OutOfRange",
    "less_than_equal": "OutOfRange",
    "enum": "InvalidValue",
    "literal_error": "InvalidValue",
}


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place."""

    pointer: str
    error_type: str  # NotProvided, NotAllowed, InvalidType, InvalidFormat, InvalidValue, OutOfRange …
    detail: str = ""


def faults_of(error: ValidationError, at: str = "") -> tuple[Fault, ...]:
    """The faults that pydantic found below pointer ``at``, at most ``MAX_FAULTS``."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return tuple(
        Fault(at + "".join(f"/{part}" for part in each["loc"]), _error_type(each["type"]), each["type"])
        for each in found[:MAX_FAULTS]
    )


def _error_type(pydantic_type: str) -> str:
    return _BY_PYDANTIC.get(pydantic_type, "InvalidType")
