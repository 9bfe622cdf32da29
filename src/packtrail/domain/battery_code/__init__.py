"""电池编码: what a scanned or typed text says, by GB/T 34014-2017.

The code has no check digit, so nothing here repairs: a text is a code as it stands, or it is not, and doubts
go along as warnings. What a text could have been meant to be is ``domain.look_alikes``, which proposes.
"""

from packtrail.domain.battery_code.code import (
    BatteryCode,
    CodeWarning,
    CodeWarningKind,
    level_mismatch,
    read_whole,
    warnings_on,
)
from packtrail.domain.battery_code.faults import FormFault, FormRule, form_faults
from packtrail.domain.battery_code.form import CodePart, Form
from packtrail.domain.battery_code.halves import HalvesFault, HalvesReading, could_be_half, join_halves
from packtrail.domain.battery_code.reading import (
    Candidate,
    Reading,
    ReadingWarning,
    ReadingWarningKind,
    Scheme,
    parse,
)

__all__ = [
    "BatteryCode",
    "Candidate",
    "CodePart",
    "CodeWarning",
    "CodeWarningKind",
    "Form",
    "FormFault",
    "FormRule",
    "HalvesFault",
    "HalvesReading",
    "Reading",
    "ReadingWarning",
    "ReadingWarningKind",
    "Scheme",
    "could_be_half",
    "form_faults",
    "join_halves",
    "level_mismatch",
    "parse",
    "read_whole",
    "warnings_on",
]
