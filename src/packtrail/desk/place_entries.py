"""Each place as the desk's book has it: which flow answers what the desk asks there."""

from functools import partial

from packtrail.desk.places import DeskPlace
from packtrail.desk.settings_cards import SettingsCards
from packtrail.domain.handheld import HandScan
from packtrail.ui.acts import OutletActs
from packtrail.ui.handoff.flow import HandoffFlow
from packtrail.ui.handoff.way.flow import WayFlow
from packtrail.ui.intake.flow import IntakeFlow
from packtrail.ui.intake.hand_scans import source_of
from packtrail.ui.records.flow import RecordsFlow
from packtrail.ui.settings.flow import SettingsFlow
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.stock.state import Filter
from packtrail.ui.sync.flow import SyncFlow
from packtrail.ui.today.flow import TodayFlow
from packtrail.ui.today.unfinished_lines import COUNT
from packtrail.ui.vehicles.flow import VehiclesFlow
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View

ISOLATED = "isolated"
"""What Today asks of the stock when units wait in quarantine."""


def today_place(today: TodayFlow) -> DeskPlace:
    """今日: what is due."""
    return DeskPlace(
        key="today",
        shortcut="F2",
        screen=today.screen,
        flows=(today,),
        arrive=today.refresh,
        written=today.refresh,
    )


def intake_place(intake: IntakeFlow) -> DeskPlace:
    """回收入库: every scan is a battery of the delivery."""

    def taken(scan: HandScan) -> bool:
        intake.scanned(scan)
        return True

    return DeskPlace(
        key="intake",
        shortcut="F3",
        screen=intake.screen,
        flows=(intake,),
        acting=(intake,),
        arrive=intake.arrive,
        leave=intake.put_away,
        resume=intake.resume,
        back=intake.back,
        next_fault=intake.next_fault,
        take=taken,
    )


def vehicles_place(vehicles: VehiclesFlow) -> DeskPlace:
    """报废车: a scan is a battery of the case in view, or names the vehicle that is meant."""
    return DeskPlace(
        key="vehicles",
        shortcut="F4",
        screen=vehicles.screen,
        flows=(vehicles,),
        acting=(vehicles,),
        arrive=vehicles.refresh,
        written=vehicles.refresh,
        resume=vehicles.resume,
        back=vehicles.back,
        next_fault=vehicles.next_fault,
        take=vehicles.scanned,
    )


def stock_place(stock: StockFlow, acts: OutletActs, workers: GuiWorkers) -> DeskPlace:
    """库存: a count, a move or a form that asks for a code takes a scan; else the scan opens its record."""

    def taken(scan: HandScan) -> bool:
        return stock.scanned(scan.text, scan.told)

    def resume(subject: str) -> None:
        if subject == ISOLATED:
            stock.show(Filter.ISOLATED)
            return
        if subject == COUNT:
            stock.place.open("count")
            return
        workers.run(
            workers.reads,
            partial(acts.read, partial(_unit_meant, subject)),
            done=stock.open_unit,
            failed=lambda _: None,
        )

    return DeskPlace(
        key="stock",
        shortcut="F5",
        screen=stock.place,
        flows=(stock,),
        acting=(stock,),
        detail=stock,
        arrive=stock.refresh,
        written=stock.refresh,
        resume=resume,
        back=stock.back,
        take=taken,
    )


def handoff_place(handoff: HandoffFlow, way: WayFlow) -> DeskPlace:
    """移交: every scan is a battery of the load; a load on its way is the detail."""

    def taken(scan: HandScan) -> bool:
        handoff.scanned(scan.text, source_of(scan), scan.told)
        return True

    def written() -> None:
        handoff.refresh()
        way.refresh()

    return DeskPlace(
        key="handoff",
        shortcut="F6",
        screen=handoff.screen,
        flows=(handoff, way),
        acting=(handoff, way),
        detail=way,
        arrive=handoff.refresh,
        written=written,
        resume=handoff.resume,
        back=handoff.back,
        next_fault=handoff.next_fault,
        take=taken,
    )


def sync_place(sync: SyncFlow) -> DeskPlace:
    """上报: closing waits for a correction, not for sending, which may end anywhere."""
    return DeskPlace(
        key="sync",
        shortcut="F7",
        screen=sync.screen,
        flows=(sync,),
        acting=(sync.errors.form,),
        detail=sync,
        arrive=sync.refresh,
        written=sync.records_written,
        back=sync.back,
        next_fault=sync.next_error,
    )


def records_place(records: RecordsFlow) -> DeskPlace:
    """台账: what is looked for from anywhere is found there, and how a day stands; nothing is written."""
    return DeskPlace(
        key="records",
        shortcut="F9",
        screen=records.screen,
        flows=(records,),
        arrive=records.refresh,
        written=records.written,
        resume=records.show_day,
    )


def settings_place(settings: SettingsFlow, cards: SettingsCards) -> DeskPlace:
    """设置: the outlet's own cards, and those of its devices and roads."""
    return DeskPlace(
        key="settings",
        shortcut="",
        screen=settings.screen,
        flows=(settings, cards),
        arrive=cards.refresh,
        leave=cards.stop,
        resume=cards.resume,
    )


def _unit_meant(subject: str, view: View) -> str:
    """The unit that ``subject`` names: itself, or the first that a delivery brought."""
    units = view.units_of_delivery(subject)
    return units[0].unit_id if units else subject
