"""Draws every screen of the desk into docs/screenshots, from a demo outlet with a hub beside it.

    python installer/make_screenshots.py [--out DIR] [--scale 1.0] [--size 1440x900] [--part papers]

Offscreen, so it needs no display. Chinese and English; the pictures are looked at before they are committed.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pypdfium2
from PySide6.QtWidgets import QApplication

from packtrail import resources
from packtrail.app.build import outlet_at_work
from packtrail.app.by_file import ByFile
from packtrail.app.demo_day import Day, bundled_day, play
from packtrail.app.hub_process import HubProcess
from packtrail.app.label_papers import LabelPapers
from packtrail.app.network_settings import NetworkSettingsActs
from packtrail.app.outlet import Outlet
from packtrail.app.secrets import NoKeyring
from packtrail.app.user_acts import UserActs
from packtrail.app.workbook_acts import WorkbookActs
from packtrail.desk.printing import Printing
from packtrail.desk.window import Desk
from packtrail.devices.printers import Printers
from packtrail.devices.sound import Sound
from packtrail.domain.operators import Role
from packtrail.domain.places import Place, label_text
from packtrail.domain.records.gate import CodeSource, SourceType
from packtrail.domain.unit import Custody
from packtrail.domain.vehicle_case import EnergyType, ExpectedCode, MatchDraft, OwnerKind, VehicleDraft
from packtrail.papers.command_card import CardSize, command_card
from packtrail.protocol.enrolment import SANDBOX_CODE
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.workers import BugsToTheTop, GuiWorkers
from packtrail.usecases.match_battery import match_battery
from packtrail.usecases.ports import UnitQuery
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.usecases.set_places import current_places
from packtrail.usecases.thermal_choice import chosen_thermal
from packtrail.wording import Language, wording
from screens_of_papers import draw_papers
from window_waits import SETTLE_MS, until, wait

LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}
PACKS = tuple(f"0TXPB01A000001A5A0000{number}" for number in (123, 124, 125))
VEHICLE = VehicleDraft(
    vin="1M8GDM9AXKP042788",
    plate="湘AD12345",
    owner_kind=OwnerKind.COMPANY,
    owner_name="长沙样例出租汽车有限公司",
    energy_type=EnergyType.BATTERY_ELECTRIC,
    battery_count_seen=len(PACKS),
    expected=tuple(ExpectedCode(battery_code=code) for code in PACKS),
    papers_present=("registration_certificate", "plates"),
    pledged=False,
    vin_altered=False,
)
CARD_DPI = 96
SEARCHED = "-20"  # what every document's number has before its day


def main() -> int:
    """Draw; the exit code."""
    asked = _arguments()
    app = QApplication([])
    asked.out.mkdir(parents=True, exist_ok=True)
    for short, language in LANGUAGES.items():
        _draw(asked, short, language)
    _draw_card(asked.out)
    app.quit()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "screenshots")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--part", choices=list(_PARTS), action="append")
    parser.add_argument("--scheme", type=Scheme, choices=list(Scheme), default=Scheme.LIGHT)
    return parser.parse_args()


def _draw(asked: argparse.Namespace, short: str, language: Language) -> None:
    appearance().wear(asked.scheme, asked.scale)
    name = wording(language).say("cli.demo.hub_name")
    with (
        tempfile.TemporaryDirectory() as folder,
        HubProcess(Path(folder) / "hub", name=name) as hub,
        outlet_at_work(
            Path(folder) / "station",
            keyring=NoKeyring(),
            language=language,
            report_bug=BugsToTheTop().report,
        ) as (outlet, _),
    ):
        play(outlet, _morning(), lambda _: None)
        outlet.workers.network.run(lambda: outlet.enrol(hub.url, SANDBOX_CODE)).result()
        desk = Desk(
            outlet,
            GuiWorkers(outlet.workers),
            language,
            camera=None,
            sound=Sound(lambda _: None),
            files=ByFile(outlet),
            workbooks=WorkbookActs(outlet),
            network=NetworkSettingsActs(outlet),
            users=UserActs(outlet),
            printing=Printing(
                Printers(outlet.folder / "papers", partial(outlet.read, chosen_thermal)), LabelPapers(outlet)
            ),
        )
        width, height = (int(each) for each in asked.size.split("x"))
        desk.frame.resize(width, height)
        desk.frame.show()
        desk.start()
        wait(SETTLE_MS * 2)
        for part in asked.part or _PARTS:
            _PARTS[part](asked.out, short, desk, outlet)
        until(lambda: not desk.intake.is_busy)
        desk.close()


def _draw_places(out: Path, short: str, desk: Desk, outlet: Outlet) -> None:
    for place, prepare in _PLACES.items():
        desk.frame.show_place(place)
        prepare(desk, outlet)
        wait()
        desk.frame.grab().save(str(out / f"{place}-{short}.png"))
        desk.frame.close_detail()


def _draw_users(out: Path, short: str, desk: Desk, outlet: Outlet) -> None:
    """Three people share the desk: their card in the settings, and the page that asks who is there."""
    users, door = UserActs(outlet), desk.door
    if door is None:
        raise RuntimeError("the desk was opened without users")

    def fill() -> None:
        users.change("op_1", "王建国", Role.ADMIN)
        users.set_own_pin("", "1470")
        users.add("李娜", Role.OPERATOR, "2580")
        users.add("赵敏", Role.SUPERVISOR, "3691")

    outlet.on_writer(fill)
    door.sign_in.refresh()
    desk.frame.show_place("settings")
    wait()
    door.card.panel.grab().save(str(out / f"users-{short}.png"))
    door.lock()
    wait()
    desk.frame.grab().save(str(out / f"sign-in-{short}.png"))


def _draw_stock(out: Path, short: str, desk: Desk, outlet: Outlet) -> None:
    """The pages of the stock: two units are moved by scan, then a zone is counted; the map shows both."""
    stock, here = desk.stock, UnitQuery(custody=frozenset({Custody.IN_STORAGE}))
    labels = [unit.label for unit in outlet.read(lambda view: view.find_units(here))[:2]]
    zone = outlet.read(current_places).sites[0].zones[0]
    slot = label_text(Place(zone.name, zone.slots[0]))
    desk.frame.show_place("stock")
    stock.place.open("moving")
    _scan(stock, slot, *labels)
    desk.frame.grab().save(str(out / f"stock-move-{short}.png"))
    stock.place.open("floor")
    wait()
    desk.frame.grab().save(str(out / f"stock-floor-{short}.png"))
    stock.place.open("count")
    wait()
    stock.count.screen.begun.emit()
    until(lambda: stock.count.is_counting)
    _scan(stock, label_text(Place(zone.name, zone.slots[1])), labels[0])
    desk.frame.grab().save(str(out / f"stock-count-{short}.png"))
    stock.back()
    stock.place.open("table")


def _scan(stock: StockFlow, *texts: str) -> None:
    told: list[str] = []
    for text in texts:
        stock.scanned(text, told.append)
    until(lambda: len(told) == len(texts))
    wait()


def _draw_over(out: Path, short: str, desk: Desk, _: Outlet) -> None:
    """What lies over a screen for a moment: the command palette, and F1."""
    desk.frame.show_place("handoff")
    wait()
    over = {"palette": (desk.commands.flow.open_palette, desk.commands.flow.palette),
            "help": (desk.commands.flow.open_help, desk.commands.flow.help)}  # fmt: skip
    for name, (show, popover) in over.items():
        show()
        wait()
        desk.frame.grab().save(str(out / f"{name}-{short}.png"))
        popover.close_up()


def _draw_card(out: Path) -> None:
    """The first page of the command card, which is in both languages."""
    with pypdfium2.PdfDocument(command_card(CardSize.A5)) as card:
        card[0].render(scale=CARD_DPI / 72).to_pil().save(out / "command-card.png")


def _morning() -> Day:
    """Two deliveries and a load; the labels of the rest of the day are still to be read."""
    day = bundled_day()
    script = {**day.script, "delivery": day.script["delivery"][:2], "handoff": day.script["handoff"][:1]}
    return Day({**script, "attempt": []}, day.pictures)


def _nothing(_: Desk, __: Outlet) -> None:
    """The place as it is."""


def _read_labels(desk: Desk, _: Outlet) -> None:
    screen = desk.intake.screen
    screen.source_chosen.emit(SourceType.DEALER)
    screen.head_changed.emit("deliverer_name", "株洲样例汽车销售服务有限公司")
    for name in ("label-reused.jpg", "plate-duplicate.jpg", "label-two-halves.jpg"):
        screen.files_given.emit((resources.path("samples", name),))
        until(lambda: not desk.intake.is_busy)
    wait()


def _match_in_a_vehicle(desk: Desk, outlet: Outlet) -> None:
    """Two vehicles at hand; of the three packs of one, two were scanned and one of these doesn't fit."""
    rules = outlet.rules().vehicle

    def act(what: Callable[..., Any], *asked: object) -> Any:
        return outlet.workers.acts.run(partial(outlet.act, what, *asked, rules=rules)).result()

    other = replace(VEHICLE, vin="LSVAA123456789012", plate="粤B12345", pledged=True, expected=())
    act(receive_vehicle, other)
    case = act(receive_vehicle, VEHICLE)
    for code in (PACKS[0], PACKS[2].replace("0125", "O125")):
        act(match_battery, case.case_id, MatchDraft(battery_code=code, code_source=CodeSource.SCAN_QR))
    desk.vehicles.refresh()
    desk.vehicles.open_case(case.case_id)
    until(lambda: desk.vehicles.page is not None)


def _open_a_unit(desk: Desk, outlet: Outlet) -> None:
    delivery = outlet.read(lambda view: view.deliveries()[-1])
    unit = outlet.read(lambda view: view.units_of_delivery(delivery.delivery_id)[1])
    desk.stock.open_unit(unit.unit_id)
    until(lambda: desk.stock.asking.state.asked.is_told)  # the hub's word is on the page


def _load_a_unit(desk: Desk, outlet: Outlet) -> None:
    here = UnitQuery(custody=frozenset({Custody.IN_STORAGE}))
    for unit in outlet.read(lambda view: view.find_units(here))[:2]:
        before = desk.handoff.state.count
        desk.handoff.scanned(unit.label)
        until(lambda before=before: desk.handoff.state.count == before + 1)


def _find(desk: Desk, _: Outlet) -> None:
    desk.records.find(SEARCHED)
    until(lambda: desk.records.state.found is not None and desk.records.state.found.text == SEARCHED)


_PLACES: dict[str, Callable[[Desk, Outlet], None]] = {
    "today": _nothing,
    "intake": _read_labels,
    "vehicles": _match_in_a_vehicle,
    "stock": _open_a_unit,
    "handoff": _load_a_unit,
    "sync": _nothing,
    "records": _find,
    "settings": _nothing,
}

_PARTS: dict[str, Callable[[Path, str, Desk, Outlet], None]] = {
    "places": _draw_places,
    "stock": _draw_stock,
    "over": _draw_over,
    "papers": draw_papers,
    "users": _draw_users,  # shuts the door in the end
}


if __name__ == "__main__":
    raise SystemExit(main())
