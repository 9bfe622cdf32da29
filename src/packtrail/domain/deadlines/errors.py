"""What can be wrong with rule packs and working-day calendars, and that somebody can put right."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.errors import OutletError


class DocumentFault(StrEnum):
    """What is wrong at one place of a rule pack or calendar."""

    UNKNOWN_FIELD = "unknown_field"
    MISSING_FIELD = "missing_field"
    WRONG_KIND = "wrong_kind"
    WRONG_FORM = "wrong_form"
    NOT_A_DAY = "not_a_day"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    NOT_IN_LIST = "not_in_list"
    UNKNOWN_NAME = "unknown_name"  # points to a source or a set of proofs that the document doesn't hold
    TWICE = "twice"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    RECEIPT_WITHOUT_LEVEL = "receipt_without_level"
    OF_ANOTHER_YEAR = "of_another_year"
    OFF_AND_WORKED = "off_and_worked"
    MAKE_UP_NOT_WEEKEND = "make_up_not_weekend"
    YEAR_LEFT_OUT = "year_left_out"


@dataclass(eq=False)
class CalendarMissing(OutletError):
    """A count of days runs into a year whose days off are not loaded."""

    year: int
    first_year: int  # what is loaded
    last_year: int
    code = "CALENDAR-MISSING"


@dataclass(eq=False)
class RulesOverlap(OutletError):
    """Two rules of a pack would count on the same day, and nothing says which."""

    rule_id: str
    other_rule_id: str  # the same id where one rule stands there twice
    overlap_on: date  # the first day on which both count
    code = "RULES-OVERLAP"


@dataclass(eq=False)
class RuleDataUnfit(OutletError):
    """A rule pack or a calendar says something that cannot be used; the whole document is refused."""

    dataset: str  # deadline_rules or holiday_calendar
    place: str  # where in the document: rule.3.days, or a rule's id, or a day
    document_fault: str  # a DocumentFault
    found: str  # what stands there, cut short
    code = "RULE-DATA-UNFIT"
