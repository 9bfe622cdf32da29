"""Writes a register into a spreadsheet, page by page, until somebody has enough of it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from packtrail.papers.register_sheet import RegisterSheet
from packtrail.store.durable import write_durably
from packtrail.usecases.ports import View
from packtrail.usecases.registers import RegisterAsked, register_begin, register_lines
from packtrail.usecases.set_profile import current_profile
from packtrail.wording import Wording
from packtrail.wording.registers import cut_words, entries, name_of, period_words, titles

LINES_AT_ONCE = 2000


def write_register(
    view: View,
    asked: RegisterAsked,
    target: Path,
    w: Wording,
    at: datetime,
    *,
    told: Callable[[int, int], None],
    is_cancelled: Callable[[], bool],
) -> int | None:
    """How many lines were written to ``target``, all of one moment; None when it was cancelled.

    Nothing has the name ``target`` before all is there. ``told`` hears lines written and lines in all.
    Raises DiskFull or LedgerUnwritable; what was there before stays then.
    """
    profile, (first, total) = current_profile(view), register_begin(view, asked, LINES_AT_ONCE)
    outlet = profile.outlet_name if profile else ""
    period = " ".join(filter(None, (period_words(w, asked), cut_words(w, total.cut))))
    sheet = RegisterSheet(outlet, name_of(w, asked.kind), period, titles(w, asked.kind), at)
    written = 0
    for lines in register_lines(view, asked, first, LINES_AT_ONCE):
        if is_cancelled():
            return None
        sheet.add(entries(w, line) for line in lines)
        written += len(lines)
        told(written, max(total.count, written))
    content = sheet.bytes()
    if is_cancelled():
        return None
    write_durably(target, content)
    return written
