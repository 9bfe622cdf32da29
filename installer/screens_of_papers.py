"""Pictures of printing, of a verified paper, of the opening stock, and of the cards of three devices."""

from pathlib import Path

import pypdfium2
from PySide6.QtWidgets import QWidget

from packtrail.app.outlet import Outlet
from packtrail.desk.window import Desk
from packtrail.devices.scale_serial import SCALE_BAUDS
from packtrail.domain.places import Place, label_text
from packtrail.domain.print_jobs import TO_FILE, PrintState
from packtrail.domain.scale import ScaleFormat, ScaleReading
from packtrail.domain.thermal_printer import thermal_printer
from packtrail.ui.scale_ways import ScaleStand
from packtrail.usecases.set_places import current_places
from packtrail.usecases.thermal_choice import SETTING
from window_waits import until, wait

THERMAL = thermal_printer("192.168.1.50", 203)
PHOTO_DPI = 150
OLD_STOCK = ("001PB240000003B3C0221953", "001PB240000003B3C0221961")
SCALE = ScaleStand(
    port="COM3", baud=9600, scale_format=ScaleFormat.COMMA, is_open=True, is_still=True,
    reading=ScaleReading(mass_g=412_500, is_stable=True),
)  # fmt: skip


def draw_papers(out: Path, short: str, desk: Desk, outlet: Outlet) -> None:
    """All of them, each as ``out/NAME-short.png``."""
    paper = min(outlet.folder.rglob("*.pdf"))
    _draw_printing(out / f"printing-{short}.png", desk, outlet, paper)
    _draw_answer(out / f"verify-{short}.png", desk, paper)
    _draw_opening(out / f"stock-opening-{short}.png", desk, outlet)
    _draw_cards(out, short, desk)


def _draw_printing(file: Path, desk: Desk, outlet: Outlet, paper: Path) -> None:
    """A handoff receipt went into a file; it is offered again, and a label printer is there too."""
    if desk.printing is None or THERMAL is None:
        raise RuntimeError("nothing to print with")
    flow, name = desk.printing.flow, THERMAL.name
    outlet.on_writer(lambda: outlet.remember(SETTING, name))
    desk.frame.show_place("handoff")
    flow.offer_file(paper)
    until(lambda: flow.state.chosen is not None)
    flow.panel.printer_chosen.emit(TO_FILE)
    flow.panel.print_asked.emit()
    until(lambda: any(job.state is PrintState.SPOOLED for job in flow.state.jobs))
    _grab(desk.frame, file)
    desk.frame.close_detail()


def _draw_answer(file: Path, desk: Desk, paper: Path) -> None:
    """The same receipt, photographed, is asked about."""
    photo = file.with_name("handoff-receipt.png")
    with pypdfium2.PdfDocument(paper) as document:
        document[0].render(scale=PHOTO_DPI / 72).to_pil().save(photo)
    desk.frame.show_place("records")
    desk.checks.flow.check_picture(photo)
    until(lambda: not desk.checks.flow.state.is_reading)
    photo.unlink()
    _grab(desk.frame, file)
    desk.frame.close_detail()


def _draw_opening(file: Path, desk: Desk, outlet: Outlet) -> None:
    """One line is in the ledger, the next is being filled in."""
    desk.frame.show_place("stock")
    desk.stock.place.open("opening")
    wait()
    zone = outlet.read(current_places).sites[0].zones[0]
    told: list[str] = []
    for text in (label_text(Place(zone.name, zone.slots[0])), *OLD_STOCK):
        desk.stock.scanned(text, told.append)
        wait()
    _grab(desk.frame, file)
    desk.stock.back()
    desk.stock.place.open("table")


def _draw_cards(out: Path, short: str, desk: Desk) -> None:
    """The cards of scale, spoken words and labels, without what is around them."""
    if desk.printing is None:
        raise RuntimeError("nothing to print with")
    desk.frame.show_place("settings")
    wait()
    scale = desk.cards.scale.panel
    scale.offer((("COM1", ""), ("COM3", "USB-SERIAL CH340")), SCALE_BAUDS)
    scale.render_state(SCALE)
    cards = {"scale": scale, "speech": desk.spoken.panel, "labels": desk.printing.labels.panel}
    for name, card in cards.items():
        _grab(card, out / f"{name}-{short}.png")


def _grab(widget: QWidget, file: Path) -> None:
    wait()
    widget.grab().save(str(file))
