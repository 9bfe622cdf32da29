"""What a judge may doubt of a battery code: its form alone, or with the tables its content too.

Warnings only: the code has no check digit, and what stands on a label is what was taken in.
"""

from collections.abc import Sequence
from typing import Final

from packtrail.domain.battery_code import CodeWarningKind, Scheme, form_faults, read_whole
from packtrail.domain.code_tables import CodeTables
from packtrail.protocol import problems
from packtrail.protocol.knowledge import CodeDoubts
from packtrail.protocol.problems import ProblemCode

_NATIONAL: Final = frozenset({Scheme.GBT34014_FULL, Scheme.GBT34014_REUSE})
_IMPLAUSIBLE: Final = frozenset({CodeWarningKind.DATE_IMPOSSIBLE, CodeWarningKind.DATE_TOO_EARLY})


def form_doubts(code: str, scheme: str) -> Sequence[ProblemCode]:
    """CODE_FORMAT for a code that says it is GB/T 34014 and hasn't its form."""
    return (problems.CODE_FORMAT,) if scheme in _NATIONAL and form_faults(code) else ()


def content_doubts(tables: CodeTables) -> CodeDoubts:
    """``form_doubts``, and CODE_IMPLAUSIBLE for a production date that cannot be."""

    def doubts(code: str, scheme: str) -> Sequence[ProblemCode]:
        wrong_form = form_doubts(code, scheme)
        if wrong_form or scheme not in _NATIONAL:
            return wrong_form
        read = read_whole(code, tables)
        kinds = {warning.kind for warning in read.warnings} if read else set()
        return (problems.CODE_IMPLAUSIBLE,) if kinds & _IMPLAUSIBLE else ()

    return doubts
