"""Finds the codes in whatever a scanner delivers, and says what kind of text it is when there is none.

Real labels deliver more than the code: an internal number before it, a letter after it, line breaks inside,
two symbols in one line. So every place where the form fits is looked at; an overlap is settled by how well it
is supported, and what cannot be settled stays as two candidates that a person chooses from.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from packtrail.domain.battery_code.code import BatteryCode, decoded
from packtrail.domain.battery_code.folding import Folded, fold
from packtrail.domain.battery_code.form import (
    DIGITS,
    FORMS_BY_LENGTH,
    LENGTHS,
    LETTERS,
    CodePart,
    Form,
    fits,
    searching,
    slice_of,
)
from packtrail.domain.code_tables import CodeTables

LONGEST_SERIAL = 128  # characters of a maker's own number that a record can hold

_STRICT = {form: searching(form) for form in (Form.FULL, Form.REUSE)}
_MAKER = slice_of(CodePart.MAKER, Form.FULL)
_RUN = re.compile("[A-Z0-9]+")
_OTHER_NATIONAL = re.compile(  # GB/T 45565-2025: enterprise without I and O, "-", the variable part
    "[0-9A-HJ-NP-Z]{4}[0-9A-Z]{4,28}-(?:R-?)?[0-9A-Z]{6,32}"
)
_SERIAL_RUN = re.compile(r"(?=[A-Z0-9./_-]*[0-9])(?:[A-Z0-9][./_-]?){4,}")
_FEW_TOO_MANY = 8  # so many more characters in one run look like a slip, not like another number


class Scheme(StrEnum):
    """编码体系: the coding system that a text belongs to, as records carry it."""

    GBT34014_FULL = "gbt34014_full"
    GBT34014_REUSE = "gbt34014_reuse"
    OTHER_NATIONAL = "other_national"
    OEM_INTERNAL = "oem_internal"
    NONE = "none"


_SCHEMES = {
    Form.FULL: Scheme.GBT34014_FULL,
    Form.REUSE: Scheme.GBT34014_REUSE,
    Form.FULL_REUSE: Scheme.GBT34014_REUSE,  # its ending says that the product is a reused one
}


class ReadingWarningKind(StrEnum):
    """What can be odd about a text as a whole."""

    TWO_CODES = "two_codes"
    EXTRA_CHARACTERS = "extra_characters"
    TEXT_CUT = "text_cut"


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something odd about the text that a code was found in."""

    kind: ReadingWarningKind
    position: int = 0  # counted from 1 in the normalised text, 0 for the whole
    characters: str = ""
    codes: tuple[str, ...] = ()  # those found, in order


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code in a text, and where it stands there."""

    code: BatteryCode
    position: int  # of its first character in the normalised text, counted from 1
    is_whole: bool  # the text holds nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says. Any text has one; a text without a code has no candidates."""

    raw: str  # exactly as delivered, for the record's digest
    normalised: str  # upper case, without blanks, control and format characters
    candidates: tuple[Candidate, ...]  # different codes in order of their last appearance
    scheme: Scheme
    warnings: tuple[ReadingWarning, ...]

    @property
    def best(self) -> Candidate | None:
        """The last candidate: labels put the national code after the maker's own number."""
        return self.candidates[-1] if self.candidates else None

    @property
    def code(self) -> BatteryCode | None:
        """The code of the best candidate."""
        return self.best.code if self.best else None

    @property
    def needs_choice(self) -> bool:
        """Whether a person has to say which code is meant."""
        return len(self.candidates) > 1


class _Support(IntEnum):
    """How well a match is supported, best first."""

    IN_ONE_PIECE = 0  # of the strict form, or the whole piece
    AT_AN_EDGE = 1  # has letters in its serial, and a piece begins or ends with it
    ACROSS_A_BREAK = 2  # as the first, after breaks are taken out
    AT_AN_EDGE_ACROSS_A_BREAK = 3


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    support: _Support


def parse(text: str, tables: CodeTables) -> Reading:
    """What ``text`` says; never raises. Only the first ``folding.LONGEST_PAYLOAD`` characters are read."""
    folded = fold(text)
    matches = _settled(set(_matches(folded, tables)))
    candidates = _candidates(folded.text, matches, tables)
    return Reading(
        raw=text,
        normalised=folded.text,
        candidates=candidates,
        scheme=_SCHEMES[candidates[-1].code.form] if candidates else _scheme_without_code(folded.text),
        warnings=tuple(_reading_warnings(folded, candidates)),
    )


def _candidates(text: str, matches: list[_Match], tables: CodeTables) -> tuple[Candidate, ...]:
    last: dict[str, Candidate] = {}
    for match in matches:
        printed = text[match.start : match.end]
        seen = last.pop(printed, None)
        code = seen.code if seen else decoded(printed, FORMS_BY_LENGTH[len(printed)], tables)
        last[printed] = Candidate(code, match.start + 1, is_whole=len(printed) == len(text))
    return tuple(last.values())


def _matches(folded: Folded, tables: CodeTables) -> Iterator[_Match]:
    yield from _strict_matches(folded)
    for offset, piece in folded.pieces:
        for start, end, is_all in _edge_spans(piece, tables):
            support = _Support.IN_ONE_PIECE if is_all else _Support.AT_AN_EDGE
            yield _Match(offset + start, offset + end, support)
    if folded.breaks:
        for start, end, is_all in _edge_spans(folded.text, tables):
            support = _Support.ACROSS_A_BREAK if is_all else _Support.AT_AN_EDGE_ACROSS_A_BREAK
            yield _Match(start, end, support)


def _strict_matches(folded: Folded) -> Iterator[_Match]:
    piece_ends = {*folded.breaks, len(folded.text)}
    for form, pattern in _STRICT.items():
        for found in pattern.finditer(folded.text):
            start, end = found.span(1)
            if form is Form.FULL:
                end = _with_reuse_ending(folded.text, start, end, piece_ends)
            is_broken = bisect_left(folded.breaks, end) > bisect_right(folded.breaks, start)
            yield _Match(start, end, _Support.ACROSS_A_BREAK if is_broken else _Support.IN_ONE_PIECE)


def _with_reuse_ending(text: str, start: int, end: int, piece_ends: set[int]) -> int:
    longer = start + LENGTHS[Form.FULL_REUSE]
    is_closed = longer in piece_ends or not _RUN.match(text, longer)
    return longer if is_closed and fits(text[start:longer], Form.FULL_REUSE) else end


def _edge_spans(text: str, tables: CodeTables) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each code at the edge of a run, and whether it is all of the run."""
    for run in _RUN.finditer(text):
        edges = _edges(run.group(), tables)
        if edges is not None:
            start, end = edges
            yield run.start() + start, run.start() + end, end - start == len(run.group())


def _edges(run: str, tables: CodeTables) -> tuple[int, int] | None:
    """Where a code with letters in its serial may stand in a run of letters and digits.

    At the end of a longer number chance makes such a form once in some hundred, so there the maker has
    to be a known one.
    """
    length, full = len(run), LENGTHS[Form.FULL]
    whole = FORMS_BY_LENGTH.get(length)
    if whole is not None and fits(run, whole):
        return 0, length
    if length == full + 1 and run[-1] in LETTERS and fits(run[:full], Form.FULL):
        return 0, full  # module labels carry one letter after the code
    tail = run[-full:]
    if length > full and fits(tail, Form.FULL) and tail[_MAKER] in tables.makers:
        return length - full, length  # pack labels carry the code after an internal number
    return None


def _settled(matches: set[_Match]) -> list[_Match]:
    """Drops what overlaps a better supported match, and what lies inside an equally supported one."""
    kept: list[_Match] = []
    covered: set[int] = set()
    for support in _Support:
        level = {(match.start, match.end) for match in matches if match.support is support}
        winners = [
            _Match(start, end, support)
            for start, end in level
            if covered.isdisjoint(range(start, end)) and not _lies_inside_another(start, end, level)
        ]
        kept += winners
        covered.update(at for match in winners for at in range(match.start, match.end))
    return sorted(kept, key=lambda match: (match.end, match.start))


def _lies_inside_another(start: int, end: int, level: set[tuple[int, int]]) -> bool:
    return any(
        (other, other + length) in level
        for length in FORMS_BY_LENGTH
        if length > end - start
        for other in range(end - length, start + 1)
    )


def _scheme_without_code(text: str) -> Scheme:
    if _OTHER_NATIONAL.fullmatch(text):
        return Scheme.OTHER_NATIONAL
    if len(text) <= LONGEST_SERIAL and "://" not in text and _SERIAL_RUN.search(text):
        return Scheme.OEM_INTERNAL
    return Scheme.NONE


def _reading_warnings(folded: Folded, candidates: tuple[Candidate, ...]) -> Iterator[ReadingWarning]:
    if len(candidates) > 1:
        codes = tuple(str(candidate.code) for candidate in candidates)
        yield ReadingWarning(ReadingWarningKind.TWO_CODES, codes=codes)
    if candidates:
        yield from _extra_characters(folded, candidates[-1])
    if folded.was_cut:
        yield ReadingWarning(ReadingWarningKind.TEXT_CUT, position=len(folded.text))


def _extra_characters(folded: Folded, best: Candidate) -> Iterator[ReadingWarning]:
    """A few characters more in the same run may be a slip of the hand, so the operator should see them."""
    start, end = best.position - 1, best.position - 1 + len(best.code.text)
    first = max(_break_before(folded, start), start - _FEW_TOO_MANY - 1)
    last = min(_break_after(folded, end), end + _FEW_TOO_MANY + 1)
    before = re.search("[A-Z0-9]*$", folded.text[first:start])
    after = re.match("[A-Z0-9]*", folded.text[end:last])
    lead, tail = before.group() if before else "", after.group() if after else ""
    if 0 < len(lead) <= _FEW_TOO_MANY:
        yield ReadingWarning(ReadingWarningKind.EXTRA_CHARACTERS, start - len(lead) + 1, lead)
    if tail[:1] in set(DIGITS) or 1 < len(tail) <= _FEW_TOO_MANY:  # one letter belongs to module labels
        yield ReadingWarning(ReadingWarningKind.EXTRA_CHARACTERS, end + 1, tail)


def _break_before(folded: Folded, start: int) -> int:
    at = bisect_right(folded.breaks, start)
    return folded.breaks[at - 1] if at else 0


def _break_after(folded: Folded, end: int) -> int:
    at = bisect_left(folded.breaks, end)
    return folded.breaks[at] if at < len(folded.breaks) else len(folded.text)
