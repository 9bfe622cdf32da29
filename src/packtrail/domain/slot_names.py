"""Names of slots as people type many at once, ``01-12, A1``, and back as short as that."""

import re
from collections.abc import Iterator, Sequence

from packtrail.domain.places import MOST_SLOTS

_BETWEEN = re.compile(r"[,，、;；\s]+")
_RANGE = re.compile(r"(\D*)(\d{1,6})[-—~～](\D*)(\d{1,6})")
_NUMBERED = re.compile(r"(\D*)(\d{1,6})")


def slot_names(typed: str) -> tuple[str, ...]:
    """The names that ``typed`` lists, ranges counted out: ``01-03, A9-A10`` gives five of them.

    A range keeps the digits of its beginning. What only looks like one stays a name as it is written, and so
    does a range of more slots than any plan has.
    """
    return tuple(name for part in _BETWEEN.split(typed.strip()) if part for name in _counted_out(part))


def slots_text(names: Sequence[str]) -> str:
    """``names`` as they are typed: runs that count on become a range."""
    runs: list[list[str]] = []
    for name in names:
        if runs and _next_of(runs[-1][-1]) == name:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(_said(run) for run in runs)


def _counted_out(part: str) -> Iterator[str]:
    found = _RANGE.fullmatch(part)
    if found is None:
        yield part
        return
    head, first, again, last = found.groups()
    begin, end = int(first), int(last)
    if again not in {"", head} or not begin <= end < begin + MOST_SLOTS:
        yield part
        return
    for number in range(begin, end + 1):
        yield f"{head}{number:0{len(first)}d}"


def _next_of(name: str) -> str | None:
    found = _NUMBERED.fullmatch(name)
    if found is None:
        return None
    head, digits = found.groups()
    return f"{head}{int(digits) + 1:0{len(digits)}d}"


def _said(run: Sequence[str]) -> str:
    return ", ".join(run) if len(run) < 3 else f"{run[0]}-{run[-1]}"
