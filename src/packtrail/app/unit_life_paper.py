"""From what is known of a code to its paper: our own log and the hubs' last answers, in words."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from packtrail.domain.battery_code import BatteryCode, parse
from packtrail.domain.code_tables import CodeTables
from packtrail.papers.life_content import LifeRow, UnitLifePaper
from packtrail.usecases.ports import View
from packtrail.usecases.set_profile import current_profile
from packtrail.usecases.unit_life import PageLine, unit_life
from packtrail.wording import Wording
from packtrail.wording.codes import chemistry_name, level_name, made_on_text, maker_name
from packtrail.wording.unit_life import (
    custody_words,
    elsewhere_words,
    model_facts,
    no_model_words,
    source_words,
    what_words,
)
from packtrail.wording.values import moment_words

_HASH = 12
_MOST_PRINTS = 10_000


def life_paper(
    view: View, battery_code: str, *, tables: CodeTables, w: Wording, now: datetime
) -> UnitLifePaper:
    """The paper of one code, whether this station ever had it or not."""
    page, profile = unit_life(view, battery_code), current_profile(view)
    code = parse(battery_code, tables).code
    return UnitLifePaper(
        battery_code=battery_code,
        printed_at=now,
        outlet_name=profile.outlet_name if profile else w.say("papers.unit_life.no_outlet"),
        outlet_uscc=profile.outlet_uscc if profile else w.say("papers.page.no_value"),
        decoded=tuple(_decoded(w, code)) if code else (),
        model=model_facts(w, page, now),
        model_note=no_model_words(w, page),
        known=elsewhere_words(w, page, now),
        rows=tuple(_row(w, line, now) for line in page.lines),
    )


def free_name(folder: Path, battery_code: str) -> tuple[Path, bool]:
    """Where the next print of a code goes, and whether there was one before.

    A code is a text from outside; what no file may be called is left out of the name.
    """
    plain = "".join(each for each in battery_code if each.isascii() and each.isalnum()) or "code"
    for number in range(1, _MOST_PRINTS):
        file = folder / (f"life-{plain}-{number}.pdf" if number > 1 else f"life-{plain}.pdf")
        if not file.exists():
            return file, number > 1
    raise RuntimeError("more prints of one code than anybody makes")


def _decoded(w: Wording, code: BatteryCode) -> Iterator[tuple[str, str]]:
    said = {
        "level": level_name(w, code.level),
        "maker": maker_name(w, code),
        "chemistry": chemistry_name(w, code.chemistry_code),
        "made_on": made_on_text(w, code),
    }
    for name, text in said.items():
        yield w.say(f"papers.unit_life.{name}"), text


def _row(w: Wording, line: PageLine, now: datetime) -> LifeRow:
    return LifeRow(
        at=moment_words(line.at),
        what=what_words(w, line),
        more=custody_words(w, line),
        proofs=tuple(_proofs(w, line)),
        source=source_words(w, line, now),
    )


def _proofs(w: Wording, line: PageLine) -> Iterator[str]:
    """The photographs, and the record's hash, by which two outlets' papers can be compared."""
    if line.event is not None and line.event.proofs:
        yield w.say("papers.unit_life.photos", count=len(line.event.proofs))
    if line.record_hash:
        short = line.record_hash.removeprefix("sha256:")[:_HASH]
        yield w.say("papers.unit_life.record", hash=short)
