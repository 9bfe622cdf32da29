"""``packtrail decode IMAGE…``: what the labels in pictures say, as a table or as JSON lines."""

import json
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from packtrail.app.label_reading import Effort, read_label
from packtrail.app.refdata import load_code_tables
from packtrail.cli.console import cell, console_of
from packtrail.cli.spoken import SpokenCommand
from packtrail.domain.battery_code import warnings_on
from packtrail.domain.errors import OutletError
from packtrail.scan.reader import engines_here
from packtrail.usecases.read_label import FoundCode, LabelReading, SeenSymbol
from packtrail.wording import Wording
from packtrail.wording.codes import warning_text
from packtrail.wording.errors import explain

EXIT_ALL_READ = 0
EXIT_SOME_WITHOUT_CODE = 1
EXIT_SOME_UNREADABLE = 2
EXIT_BUG = 70  # as sysexits has it
_SHOWN = 80  # characters of a text that is no battery code
BUG = "BUG"  # stands where an error's code would


@dataclass(frozen=True, slots=True)
class _Outcome:
    file: str
    label: LabelReading | None
    error: OutletError | None = None
    bug: Exception | None = None

    def exit_code(self, *, any_text: bool) -> int:
        if self.bug is not None:
            return EXIT_BUG
        if self.label is None:
            return EXIT_SOME_UNREADABLE
        is_read = any(each.is_sure for each in (self.label.symbols if any_text else self.label.codes))
        return EXIT_ALL_READ if is_read else EXIT_SOME_WITHOUT_CODE


@click.command(cls=SpokenCommand)
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--live", is_flag=True)
@click.option("--deep", is_flag=True)
@click.option("--any", "any_text", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def decode(
    context: click.Context,
    images: tuple[Path, ...],
    *,
    live: bool,
    deep: bool,
    any_text: bool,
    as_json: bool,
) -> None:
    """Read the labels in IMAGES.

    Ends with 0 when every picture gave a battery code (with ``--any``: any text), 1 when some gave none, 2
    when some could not be opened, 70 when the program failed on one; its trace comes last, after what the
    others gave. A text counts when one picture is enough to take it without a person.
    """
    console = console_of(context)
    note = engines_here().note
    if note is not None:
        console.note(console.wording.say("scan.zbar_missing"))
    effort = Effort.DEEP if deep else Effort.LIVE if live else Effort.STILL
    worst, bugs = EXIT_ALL_READ, list[Exception]()
    table = _table(console.wording)
    for outcome in _outcomes(images, effort):
        worst = max(worst, outcome.exit_code(any_text=any_text))
        if as_json:
            facts = _as_json(outcome, console.wording)
            console.line(json.dumps(facts, ensure_ascii=False), instead=json.dumps(facts))
        else:
            _add_rows(table, outcome, console.wording, any_text=any_text)
        if outcome.bug is not None:
            bugs.append(outcome.bug)
    if not as_json:
        console.table(table)
    for bug in bugs:
        traceback.print_exception(bug)
    context.exit(worst)


def _outcomes(images: tuple[Path, ...], effort: Effort) -> Iterator[_Outcome]:
    tables = load_code_tables()
    for image in images:
        try:
            label = read_label(image, tables, effort)
        except OutletError as error:
            yield _Outcome(str(image), None, error)
        except Exception as bug:  # noqa: BLE001 - two hundred pictures aren't lost for one; told at the end
            yield _Outcome(str(image), None, bug=bug)
        else:
            yield _Outcome(str(image), label)


def _as_json(outcome: _Outcome, w: Wording) -> dict[str, Any]:
    label = outcome.label
    if label is None:
        code = outcome.error.code if outcome.error else BUG
        return {"file": outcome.file, "error": _why_not(w, outcome), "code": code}
    return {
        "file": outcome.file,
        "reads": [_symbol(each) for each in label.symbols if each.is_sure],
        "unsure": [_symbol(each) for each in label.symbols if not each.is_sure],
        "codes": [
            {
                "battery_code": found.code.text,
                "form": found.code.form.value,
                "warnings": [warning.kind.value for warning in warnings_on(found.code)],
            }
            for found in label.codes
            if found.is_sure
        ],
        "ms": round(label.elapsed_ms, 1),
    }


def _symbol(symbol: SeenSymbol) -> dict[str, Any]:
    return {
        "text": symbol.text,
        "format": symbol.format,
        "corners": [[round(x, 1), round(y, 1)] for x, y in symbol.corners],
        "engine": symbol.engine,
        "stage": symbol.stage,
    }


def _table(w: Wording) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("file", "code", "meaning", "symbols"):
        table.add_column(w.say(f"cli.decode.{name}"), overflow="fold")
    table.add_column(w.say("cli.decode.ms"), justify="right")
    return table


def _add_rows(table: Table, outcome: _Outcome, w: Wording, *, any_text: bool) -> None:
    name = Path(outcome.file).name or outcome.file
    if outcome.label is None:
        _add_row(table, name, "—", _why_not(w, outcome), "", "")
        return
    milliseconds = f"{outcome.label.elapsed_ms:.0f}"
    for found in outcome.label.codes:
        words = meaning(w, found) if found.is_sure else f"{w.say('cli.decode.unsure')} · {meaning(w, found)}"
        _add_row(table, name, found.code.text, words, _formats(found.symbols), milliseconds)
        name = milliseconds = ""
    others = [symbol for symbol in outcome.label.symbols if any_text and symbol not in _told(outcome.label)]
    for symbol in others:
        words = "" if symbol.is_sure else w.say("cli.decode.unsure")
        _add_row(table, name, symbol.text[:_SHOWN], words, _formats((symbol,)), milliseconds)
        name = milliseconds = ""
    if not outcome.label.codes and not others:
        _add_row(table, name, "—", _no_code(w, outcome.label), "", milliseconds)


def _add_row(table: Table, *texts: str) -> None:
    table.add_row(*(cell(text) for text in texts))


def _why_not(w: Wording, outcome: _Outcome) -> str:
    return str(explain(w, outcome.error)) if outcome.error else w.say("cli.decode.bug")


def meaning(w: Wording, found: FoundCode) -> str:
    """Level, chemistry, maker and date of a code in words, then its warnings."""
    code = found.code
    parts = [
        w.say(f"words.level.{code.level.value}"),
        w.say(f"codes.chemistry.{code.chemistry_code}"),
        code.maker_name or code.maker_code,
        code.made_on.isoformat() if code.made_on else code.date_raw,
        *(warning_text(w, warning) for warning in warnings_on(code)),
    ]
    return " · ".join(parts)


def _formats(symbols: Sequence[SeenSymbol]) -> str:
    return ", ".join(dict.fromkeys(symbol.format for symbol in symbols))


def _told(label: LabelReading) -> set[SeenSymbol]:
    """The symbols that a battery code was found in."""
    return {symbol for found in label.codes for symbol in found.symbols}


def _no_code(w: Wording, label: LabelReading) -> str:
    if not label.symbols:
        return w.say("cli.decode.no_symbol")
    texts = w.say("values.comma").join(reading.normalised[:40] for reading in label.others[:3])
    return w.say("cli.decode.no_code", texts=texts)
