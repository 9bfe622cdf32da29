"""``packtrail decode IMAGE…``: what the labels in pictures say, as a table or as JSON lines."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from packtrail.app.label_reading import read_label
from packtrail.app.refdata import load_code_tables
from packtrail.cli.console import console_of
from packtrail.domain.battery_code import warnings_on
from packtrail.domain.errors import OutletError
from packtrail.scan.reader import engines_here
from packtrail.usecases.read_label import FoundCode, LabelReading
from packtrail.wording import Wording
from packtrail.wording.codes import warning_text
from packtrail.wording.errors import explain

EXIT_ALL_READ = 0
EXIT_SOME_WITHOUT_CODE = 1
EXIT_SOME_UNREADABLE = 2


@dataclass(frozen=True, slots=True)
class _Outcome:
    file: str
    label: LabelReading | None
    error: OutletError | None

    @property
    def exit_code(self) -> int:
        if self.label is None:
            return EXIT_SOME_UNREADABLE
        return EXIT_ALL_READ if self.label.codes else EXIT_SOME_WITHOUT_CODE


@click.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line and picture.")
@click.pass_context
def decode(context: click.Context, images: tuple[Path, ...], *, as_json: bool) -> None:
    """Read the labels in IMAGES.

    Ends with 0 when every picture gave a battery code, 1 when some gave none, 2 when some could not be
    opened.
    """
    console = console_of(context)
    note = engines_here().note
    if note is not None:
        console.note(console.wording.say("scan.zbar_missing"))
    worst = EXIT_ALL_READ
    table = _table(console.wording)
    for outcome in _outcomes(images):
        worst = max(worst, outcome.exit_code)
        if as_json:
            click.echo(json.dumps(_as_json(outcome, console.wording), ensure_ascii=False))
        else:
            _add_rows(table, outcome, console.wording)
    if not as_json:
        console.table(table)
    context.exit(worst)


def _outcomes(images: tuple[Path, ...]) -> Iterator[_Outcome]:
    tables = load_code_tables()
    for image in images:
        try:
            yield _Outcome(str(image), read_label(image, tables), None)
        except OutletError as error:
            yield _Outcome(str(image), None, error)


def _as_json(outcome: _Outcome, w: Wording) -> dict[str, Any]:
    if outcome.label is None:
        if outcome.error is None:
            raise ValueError(outcome.file)
        return {"file": outcome.file, "error": str(explain(w, outcome.error)), "code": outcome.error.code}
    label = outcome.label
    return {
        "file": outcome.file,
        "reads": [
            {
                "text": symbol.text,
                "format": symbol.format,
                "corners": [[round(x, 1), round(y, 1)] for x, y in symbol.corners],
                "engine": symbol.engine,
                "stage": symbol.stage,
            }
            for symbol in label.symbols
        ],
        "codes": [
            {
                "battery_code": found.code.text,
                "form": found.code.form.value,
                "warnings": [warning.kind.value for warning in warnings_on(found.code)],
            }
            for found in label.codes
        ],
        "ms": round(label.elapsed_ms, 1),
    }


def _table(w: Wording) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("file", "code", "meaning", "symbols"):
        table.add_column(w.say(f"cli.decode.{name}"), overflow="fold")
    table.add_column(w.say("cli.decode.ms"), justify="right")
    return table


def _add_rows(table: Table, outcome: _Outcome, w: Wording) -> None:
    name = Path(outcome.file).name
    if outcome.label is None:
        if outcome.error is not None:
            table.add_row(name, "—", str(explain(w, outcome.error)), "", "")
        return
    milliseconds = f"{outcome.label.elapsed_ms:.0f}"
    for found in outcome.label.codes:
        table.add_row(name, found.code.text, meaning(w, found), _symbols(found), milliseconds)
        name = milliseconds = ""
    if not outcome.label.codes:
        table.add_row(name, "—", _no_code(w, outcome.label), "", milliseconds)


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


def _symbols(found: FoundCode) -> str:
    return ", ".join(dict.fromkeys(symbol.format for symbol in found.symbols))


def _no_code(w: Wording, label: LabelReading) -> str:
    if not label.symbols:
        return w.say("cli.decode.no_symbol")
    texts = w.say("values.comma").join(reading.normalised[:40] for reading in label.others[:3])
    return w.say("cli.decode.no_code", texts=texts)
