"""Writes resources/calendars, one file a year, from two public libraries that have to agree on every day.

    uv run --no-project --with chinesecalendar --with 'holidays>=0.109' python installer/make_calendars.py

(In an environment of its own: this `holidays` wants an older python-dateutil than the program ships.) Both
follow the notices of the State Council's office. A year that is not announced yet holds the statutory days
alone and is marked provisional: run this again when the libraries know it, with LAST_ANNOUNCED and VERSION
raised.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

import chinese_calendar
import holidays
from chinese_calendar.constants import Holiday
from chinese_calendar.constants import holidays as announced_off
from chinese_calendar.constants import workdays as announced_worked

FIRST, LAST_ANNOUNCED, PROVISIONAL = 2018, 2026, 2027
VERSION = "2026-11-23.1"  # of every file written in one go; raise it with what changes
FOLDER = Path(__file__).parents[1] / "resources" / "calendars"

Names = dict[str, tuple[list[date], list[date]]]
"""A holiday's name, its days off and its make-up days."""


def main() -> int:
    """Compare the libraries day by day, then write every year."""
    differing = [day for day in _days(FIRST, LAST_ANNOUNCED) if not _libraries_agree(day)]
    if differing:
        print("The libraries differ on", *differing, file=sys.stderr)
        return 1
    for year in range(FIRST, LAST_ANNOUNCED + 1):
        _write(year, _announced(year), is_provisional=False, source=_notice(year))
    _write(PROVISIONAL, _statutory(PROVISIONAL), is_provisional=True, source=_law(PROVISIONAL))
    return 0


def _days(first: int, last: int) -> Iterator[date]:
    day = date(first, 1, 1)
    while day.year <= last:
        yield day
        day += timedelta(days=1)


CHINA = holidays.country_holidays("CN", years=range(FIRST, PROVISIONAL + 1), language="zh_CN")


def _libraries_agree(day: date) -> bool:
    return chinese_calendar.is_workday(day) == CHINA.is_working_day(day)


def _announced(year: int) -> Names:
    found: Names = defaultdict(lambda: ([], []))
    for place, days in enumerate((announced_off, announced_worked)):
        for day, name in sorted(days.items()):
            if day.year == year:
                found[Holiday(name).chinese][place].append(day)
    return found


def _statutory(year: int) -> Names:
    """The days that the law itself gives off, with those given back for weekends."""
    if any(day.year == year for day in CHINA.weekend_workdays):
        raise SystemExit(f"{year} has make-up days now: it is announced, raise LAST_ANNOUNCED")
    found: Names = defaultdict(lambda: ([], []))
    for day in sorted(day for day in CHINA if day.year == year):
        found[CHINA[day].partition("（")[0]][0].append(day)
    return found


def _notice(year: int) -> str:
    libraries = f"chinesecalendar {version('chinesecalendar')}, holidays {version('holidays')}"
    return f"国务院办公厅关于{year}年部分节假日安排的通知（{libraries}）"


def _law(year: int) -> str:
    return f"全国年节及纪念日放假办法；{year}年安排尚未公布，不含调休（holidays {version('holidays')}）"


def _write(year: int, names: Names, *, is_provisional: bool, source: str) -> None:
    lines = [
        "# Written by installer/make_calendars.py; docs/sources.md, S14.",
        "",
        'dataset = "holiday_calendar"',
        f'version = "{VERSION}"',
        f"year = {year}",
        f"is_provisional = {str(is_provisional).lower()}",
        f'source = "{source}"',
    ]
    for name, (off, worked) in names.items():
        lines += ["", "[[holiday]]", f'name = "{name}"', f"days_off = [{_listed(off)}]"]
        lines.append(f"make_up_days = [{_listed(worked)}]")
    (FOLDER / f"{year}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _listed(days: list[date]) -> str:
    return ", ".join(day.isoformat() for day in days)


if __name__ == "__main__":
    sys.exit(main())
