"""Writes docs/rules.md: every rule that is data, where it is from, how sure we are, and which tests hold it.

    python installer/make_rules_table.py [--check]

Reads ``resources/rules`` and the marks ``rule`` and ``practice`` of the tests, without running anything.
``--check`` writes nothing and fails when the page is not what it would write.
"""

import argparse
import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "rules.md"
NAMES = ("rule_id", "rule", "id", "name", "kind", "origin", "mode", "role", "paper")
"""What an entry is called by, the first that it has."""

POINTS = range(1, 19)
"""Of the description of real days that the tests name by ``practice``."""

HEAD = """\
# Rules, where they are from, and what holds them · 规则、来源与检验

Made by `python installer/make_rules_table.py`; a test fails when it is not up to date. The sources by number
are in [sources.md](sources.md). Sure: **V** wording seen, **S** secondary, **I** inferred, **B** background;
whatever is not V is shown as 待确认. A test named by a source's number holds every rule of that source.
"""


@dataclass(frozen=True)
class Rule:
    """One rule as its file has it."""

    file: str
    name: str
    source: str
    confidence: str
    in_force: str


@dataclass(frozen=True)
class Held:
    """Tests by what they are marked with."""

    by_rule: dict[str, list[str]]
    by_point: dict[int, list[str]]


def rules() -> Iterator[Rule]:
    """Every entry of the rule files that names its source."""
    for file in sorted((ROOT / "resources" / "rules").glob("*.toml")):
        document = tomllib.loads(file.read_text("utf-8"))
        sources = document.get("sources", {})
        for path, entry in entries(document, ()):
            if "source" in entry:
                said = str(entry["source"])
                number = f" ({said})" if re.fullmatch(r"S\d+", said) else ""
                yield Rule(
                    file.stem,
                    _name(entry) or ".".join(path),
                    sources.get(said, said) + number,
                    str(entry.get("confidence") or entry.get("standing") or ""),
                    _in_force(entry),
                )


def entries(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every table inside ``value`` with the way to it."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from entries(inner, (*path, name))
    elif isinstance(value, list):
        for inner in value:
            yield from entries(inner, path)


def held() -> Held:
    """Which test is marked with what."""
    by_rule: defaultdict[str, list[str]] = defaultdict(list)
    by_point: defaultdict[int, list[str]] = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        of_file = [mark for node in tree.body if _is_pytestmark(node) for mark in marks(node.value)]  # type: ignore[attr-defined]  # an assignment by the check before
        for node in tree.body:
            own = [*getattr(node, "decorator_list", ())]
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower().startswith("test"):
                name = f"{file.relative_to(ROOT).as_posix()}::{node.name}"
                for kind, value in [*of_file, *(each for mark in own for each in marks(mark))]:
                    if kind == "rule":
                        by_rule[str(value)].append(name)
                    else:
                        by_point[int(value)].append(name)
    return Held(dict(by_rule), dict(by_point))


def marks(node: ast.expr) -> Iterator[tuple[str, Any]]:
    """The marks ``rule`` and ``practice`` in a decorator or a list of them."""
    for call in ast.walk(node):
        named = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if named and call.func.attr in {"rule", "practice"}:
            yield from ((call.func.attr, ast.literal_eval(argument)) for argument in call.args)


def page() -> str:
    """The whole page."""
    tests = held()
    lines = [
        HEAD,
        "## Rules that are data",
        "",
        "| rule | in force | source | sure | tests |",
        "|---|---|---|---|---|",
    ]
    for rule in dict.fromkeys(rules()):
        names = tests_of(rule, tests)
        lines.append(
            f"| {rule.file}: `{rule.name}` | {rule.in_force} | {_cell(rule.source)} | {rule.confidence} |"
            f" {_listed(names)} |"
        )
    lines += ["", "## Real days that the program must survive", "", "| point | tests |", "|---|---|"]
    lines += [f"| {point} | {_listed(tests.by_point.get(point, []))} |" for point in POINTS]
    return "\n".join(lines) + "\n"


def tests_of(rule: Rule, tests: Held) -> list[str]:
    """The tests of a rule, by its own name or by the number of its source."""
    numbers = re.findall(r"\bS\d+\b", rule.source)
    found = [
        *tests.by_rule.get(rule.name, []),
        *(name for each in numbers for name in tests.by_rule.get(each, [])),
    ]
    return list(dict.fromkeys(found))


def main() -> int:
    """Write the page, or check it; 1 when it is behind."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    written = page()
    if parser.parse_args().check:
        return 0 if PAGE.is_file() and PAGE.read_text("utf-8") == written else 1
    PAGE.write_text(written, "utf-8")
    return 0


def _is_pytestmark(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
    )


def _name(entry: dict[str, Any]) -> str:
    return next((str(entry[name]) for name in NAMES if name in entry), "")


def _in_force(entry: dict[str, Any]) -> str:
    since = entry.get("valid_from") or entry.get("in_force_from")
    until = entry.get("valid_to") or entry.get("in_force_to")
    return f"{since or ''} – {until or ''}" if since or until else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _listed(names: list[str]) -> str:
    """The tests by their sentence, each linked to its file; many are shortened to the first few."""
    shown = [
        f"[{name.split('::')[1].removeprefix('test_').replace('_', ' ')}](../{name.split('::')[0]})"
        for name in names
    ]
    more = f" and {len(shown) - 4} more" if len(shown) > 4 else ""
    return " · ".join(shown[:4]) + more or "–"


if __name__ == "__main__":
    sys.exit(main())
