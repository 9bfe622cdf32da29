"""Which units a scan on the floor means: a label may carry more than the code of the battery."""

from collections.abc import Sequence

from packtrail.domain.battery_code import parse
from packtrail.domain.battery_code.folding import fold
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import View


def code_scanned(scanned: str, tables: CodeTables) -> str:
    """The battery code in what a scanner delivered, as the ledger has it; without one the text as it came."""
    code = parse(scanned, tables).code
    return code.text if code else scanned


def units_scanned(view: View, scanned: str) -> Sequence[Unit]:
    """Every unit that carried ``scanned``, as it came or folded, newest first."""
    return view.units_with_code(scanned.strip()) or view.units_with_code(fold(scanned).text)
