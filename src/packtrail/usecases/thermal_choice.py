"""Which thermal printer an outlet has set up; remembered beside the ledger."""

from packtrail.domain.errors_printing import PrinterGone
from packtrail.domain.thermal_printer import ThermalPrinter, thermal_of
from packtrail.usecases.ports import View

SETTING = "print.thermal"


def chosen_thermal(view: View) -> ThermalPrinter | None:
    """The printer that was set up; None for none, or for what can't be read."""
    kept = view.setting(SETTING)
    if not kept:
        return None
    try:
        return thermal_of(kept)
    except PrinterGone:
        return None
