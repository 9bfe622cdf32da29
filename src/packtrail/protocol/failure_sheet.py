"""The portal's failure file, matched by code with what one workbook sent.

A verdict rests on it, so it is taken whole or not at all: a code that we never sent, one that stands there
twice, or no column of codes means that it is of another upload, and then nothing of it counts.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.delivery_list import Cell
from packtrail.protocol import problems
from packtrail.protocol.problems import CATALOGUE
from packtrail.protocol.receipt import Issue, Severity
from packtrail.protocol.sheet_rows import SheetLimits, sheets_of
from packtrail.protocol.workbook_profile import MOST_ROWS, PortalText, Profile, Stage

LIMITS = SheetLimits(rows=MOST_ROWS + 50, cells=600_000)
HEADER_WITHIN = 30
LONGEST_TEXT = 500
SHOWN = 20
"""Codes that a fault repeats."""


class SheetDoubt(StrEnum):
    """Why nothing of a failure file counts."""

    NO_CODES = "no_codes"  # no column of codes
    NO_ROWS = "no_rows"
    CODE_IS_NUMBER = "code_is_number"  # a spreadsheet made a number of a code
    FOREIGN_CODES = "foreign_codes"  # codes that this workbook didn't have
    LISTED_TWICE = "listed_twice"


@dataclass(frozen=True, slots=True)
class Failure:
    """One row that the portal turned away."""

    code: str  # as we sent it
    text: str  # as the portal wrote it
    problem_code: str  # ours; BT-9004 where the text is not known


@dataclass(frozen=True, slots=True)
class FailureSheet:
    """A failure file as read; with a doubt nothing of it counts."""

    failures: tuple[Failure, ...]
    doubt: SheetDoubt | None = None
    codes: tuple[str, ...] = ()  # that the doubt is about, the first of them


def read_failures(
    content: bytes,
    name: str,
    *,
    profile: Profile,
    stage: Stage,
    sent: Collection[str],
    texts: Sequence[PortalText],
) -> FailureSheet:
    """What the file says of the codes ``sent``; of a workbook the first sheet with a column of codes counts.

    Raises SheetUnreadable or SheetTooLarge for a file that is no sheet.
    """
    for rows in sheets_of(content, name, LIMITS):
        found = _columns(rows, profile, stage)
        if found is not None:
            return _matched(_listed(rows, *found), sent, texts)
    return FailureSheet((), SheetDoubt.NO_CODES)


def code_key(code: str) -> str:
    """What is compared of a code: width, case and blanks tell no two apart."""
    return "".join(unicodedata.normalize("NFKC", code).split()).upper()


def problem_of(text: str, texts: Sequence[PortalText]) -> str:
    """Our code for a portal's sentence; ``texts`` are asked the longest first."""
    plain = _plain(text)
    return next((each.code for each in texts if _plain(each.text) in plain), problems.PORTAL_REFUSED.code)


def issue_of(failure: Failure) -> Issue:
    """The failure as a receipt would have it, word for word as the portal wrote it."""
    entry = CATALOGUE.get(failure.problem_code, problems.PORTAL_REFUSED)
    return Issue(
        code=entry.code,
        severity=Severity.ERROR,
        error_type="BusinessRuleViolation",
        pointer="/body/battery_code",
        message_key=entry.key,
        message=failure.text,
        retry=entry.retry,
        owner=entry.owner,
        upstream_text=failure.text,
    )


def _columns(
    rows: Sequence[Sequence[Cell]], profile: Profile, stage: Stage
) -> tuple[int, int, int | None] | None:
    """The header's row, the column of codes and that of the portal's texts."""
    own = stage.code_column
    codes = {_plain(each) for each in (own.header, *own.variants, *profile.failure.code)}
    texts = {_plain(each) for each in profile.failure.text}
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        headings = [_plain(str(cell)) if cell is not None else "" for cell in row]
        code_at = next((at for at, heading in enumerate(headings) if heading in codes), None)
        if code_at is not None:
            text_at = next((at for at, heading in enumerate(headings) if heading in texts), None)
            return number, code_at, text_at
    return None


def _listed(
    rows: Sequence[Sequence[Cell]], header: int, code_at: int, text_at: int | None
) -> Iterable[tuple[Cell, str]]:
    for row in rows[header + 1 :]:
        code = row[code_at] if code_at < len(row) else None
        if code is None or not str(code).strip():
            continue  # a blank row, or a note below the table
        text = row[text_at] if text_at is not None and text_at < len(row) else None
        yield code, str(text or "").strip()[:LONGEST_TEXT]


def _matched(
    listed: Iterable[tuple[Cell, str]], sent: Collection[str], texts: Sequence[PortalText]
) -> FailureSheet:
    ours = {code_key(code): code for code in sent}
    rows = list(listed)
    numbers = [str(code) for code, _ in rows if not isinstance(code, str)]
    if numbers:
        return _doubted(SheetDoubt.CODE_IS_NUMBER, numbers)
    if not rows:
        return FailureSheet((), SheetDoubt.NO_ROWS)
    keys = [code_key(str(code)) for code, _ in rows]
    foreign = [str(code).strip() for (code, _), key in zip(rows, keys, strict=True) if key not in ours]
    if foreign:
        return _doubted(SheetDoubt.FOREIGN_CODES, foreign)
    twice = [ours[key] for key, times in Counter(keys).items() if times > 1]
    if twice:
        return _doubted(SheetDoubt.LISTED_TWICE, twice)
    return FailureSheet(
        tuple(
            Failure(ours[key], text, problem_of(text, texts))
            for (_, text), key in zip(rows, keys, strict=True)
        )
    )


def _doubted(doubt: SheetDoubt, codes: Sequence[str]) -> FailureSheet:
    return FailureSheet((), doubt, tuple(code[:64] for code in codes[:SHOWN]))


def _plain(text: str) -> str:
    """A heading or sentence as it is compared: without width, case, blanks, stars and marks."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
