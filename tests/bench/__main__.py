"""Runs the benchmarks that are named, or all, prints a table and writes JSON."""

import argparse
import importlib
import json
import os
import platform
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

NAMES = (
    "decode",
    "labels",
    "intake",
    "camera",
    "month",
    "parties",
    "phone",
    "receipt",
    "records",
    "session",
    "stock",
    "sync",
    "window",
    "workbook",
    "million",
    "rebuild",
)


def main() -> int:
    """Run; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], default=[])
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures = [
        figure
        for name in asked.names or NAMES
        for figure in importlib.import_module(f"tests.bench.bench_{name}").run()
    ]
    table = Table(title=f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores")
    for heading in ("promise", "measured", "goal", "met"):
        table.add_column(heading)
    for figure in figures:
        table.add_row(*figure.row())
    Console(width=120).print(table)
    if asked.json:
        asked.json.write_text(json.dumps([figure.as_json() for figure in figures], indent=1), "utf-8")
    return 0 if all(figure.is_met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
