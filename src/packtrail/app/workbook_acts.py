"""The acts of the road by Excel, bound to one outlet: seal, save, read back, confirm, take back.

What was chosen for a portal (its template, the unit of its mass column) is remembered; the unit is never
guessed. The head file is written before a workbook's bytes leave the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from packtrail.app.outlet import Outlet
from packtrail.app.workbook_profiles import add_profile, portal_texts, profile_named, profiles
from packtrail.domain.errors_gate import SheetUnreadable
from packtrail.domain.errors_workbook import NoSuchWorkbook
from packtrail.domain.records import Attachment
from packtrail.protocol.sheet_rows import MOST_BYTES
from packtrail.protocol.workbook_profile import MassUnit
from packtrail.store.durable import write_durably
from packtrail.store.errors_of import errors_of_disk
from packtrail.store.workbooks import shelf_of
from packtrail.usecases.export_workbook import Exported, export_again, export_workbooks
from packtrail.usecases.plan_workbook import ExportAsked, StagePlan, preview_workbooks
from packtrail.usecases.read_back import (
    ReadBack,
    Settled,
    confirm_count,
    read_back,
    standing_of_workbook,
    withdraw_workbook,
)
from packtrail.usecases.workbook_ports import LoadedProfile, Workbook, WorkbookState

FOLDER = "workbooks"
MAKER_PROFILE, WEB_PROFILE = "maker_portal", "dismantler_web"
PICTURE_ROLE = "portal_result"


@dataclass(frozen=True, slots=True)
class WorkbookActs:
    """What screens and commands call; ``export``, ``again`` and ``confirm`` beside the writer's lane."""

    outlet: Outlet

    def templates(self) -> tuple[LoadedProfile, ...]:
        """The templates in use; raises ProfileUnusable for an own one that can't be read any more."""
        return tuple(profiles(self.outlet.folder).values())

    def add_template(self, file: Path) -> LoadedProfile:
        """Take a template into use; raises as ``add_profile``."""
        return add_profile(self.outlet.folder, file, by=self.outlet.operator)

    def asked(
        self,
        portal: str | None,
        *,
        profile: str | None = None,
        stage: str | None = None,
        mass_unit: MassUnit | None = None,
        rejected: bool = False,
    ) -> ExportAsked:
        """What to export, with what was chosen for this portal before; raises as ``profile_named``."""
        chosen = profile or self._remembered("profile", portal) or (MAKER_PROFILE if portal else WEB_PROFILE)
        unit = self._remembered("mass_unit", portal) if mass_unit is None else mass_unit
        return ExportAsked(
            portal=portal,
            profile=profile_named(self.outlet.folder, chosen),
            stage=stage,
            mass_unit=MassUnit(unit) if unit else None,
            rejected=rejected,
        )

    def preview(self, asked: ExportAsked) -> tuple[StagePlan, ...]:
        """What an export would seal now; any thread."""
        return preview_workbooks(asked, store=self.outlet.store, shelf=shelf_of)

    def export(self, asked: ExportAsked) -> Exported:
        """Seal what waits, and remember what was chosen for the portal."""
        exported = self.outlet.act(export_workbooks, asked, shelf=shelf_of, on_writer=self.outlet.on_writer)
        self.outlet.on_writer(lambda: self._remember(asked))
        return exported

    def again(self, asked: ExportAsked, codes: Sequence[str], reason: str) -> Exported:
        """Seal confirmed rows once more."""
        return self.outlet.act(
            export_again, asked, codes, reason, shelf=shelf_of, on_writer=self.outlet.on_writer
        )

    def save(self, number: str, folder: Path | None = None) -> Path:
        """Write the sealed bytes of a workbook as a file, the same ones each time; its path."""
        with self.outlet.store.read() as view:
            workbook = shelf_of(view).workbook(number)
            if workbook is None:
                raise NoSuchWorkbook(number[:64])
            content = shelf_of(view).content(number)
        self.outlet.store.cover_head()
        target = (folder or self.outlet.folder / FOLDER) / workbook.file_name
        with errors_of_disk(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, content)
        return target

    def listed(self, *, state: WorkbookState | None = None) -> Sequence[Workbook]:
        """The newest workbooks; any thread."""
        return self.outlet.read(lambda view: shelf_of(view).workbooks(state=state))

    def standing(self, number: str) -> ReadBack:
        """A workbook with the failures that were read so far; any thread."""
        return standing_of_workbook(number, store=self.outlet.store, shelf=shelf_of)

    def read_back(self, number: str, file: Path) -> ReadBack:
        """Read the portal's failure file; the writer's lane."""
        return self.read_back_bytes(number, self.content_of(file), file.name)

    def content_of(self, file: Path) -> bytes:
        """The bytes of a failure file, of one too long no more than shows it; any thread."""
        return _content(file)

    def read_back_bytes(self, number: str, content: bytes, name: str) -> ReadBack:
        """The same of bytes that were read already."""
        workbook = self.outlet.read(lambda view: shelf_of(view).workbook(number))
        if workbook is None:
            raise NoSuchWorkbook(number[:64])
        return read_back(
            number,
            content,
            name,
            profile=profile_named(self.outlet.folder, workbook.profile),
            texts=portal_texts(),
            by=self.outlet.operator,
            store=self.outlet.store,
            shelf=shelf_of,
            now=self.outlet.now,
        )

    def confirm(self, number: str, shown: int, pictures: Sequence[Attachment] = ()) -> Settled:
        """Settle a workbook by the count that the portal showed."""
        return self.outlet.act(
            confirm_count,
            number,
            shown,
            pictures=pictures,
            shelf=shelf_of,
            on_writer=self.outlet.on_writer,
        )

    def keep_picture(self, picture: Path) -> Attachment:
        """The screenshot of the portal's result as evidence; the writer's lane."""
        return self.outlet.keep_photo(self.outlet.photo_of(picture), "image/jpeg", PICTURE_ROLE)

    def withdraw(self, number: str, reason: str) -> Workbook:
        """Take back what was never uploaded; the writer's lane."""
        return withdraw_workbook(
            number,
            reason,
            by=self.outlet.operator,
            store=self.outlet.store,
            shelf=shelf_of,
            now=self.outlet.now,
        )

    def _remembered(self, what: str, portal: str | None) -> str | None:
        return self.outlet.read(lambda view: view.setting(_setting(what, portal)))

    def _remember(self, asked: ExportAsked) -> None:
        with self.outlet.store.act() as tx:
            tx.remember(_setting("profile", asked.portal), asked.profile.profile.name)
            if asked.mass_unit is not None:
                tx.remember(_setting("mass_unit", asked.portal), asked.mass_unit.value)


def _setting(what: str, portal: str | None) -> str:
    return f"workbook.{what}.{portal or 'web'}"


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)  # one more than may be, so that the reader refuses it
    except FileNotFoundError as error:
        raise SheetUnreadable(file.name, "missing") from error
    except OSError as error:
        raise SheetUnreadable(file.name, "folder" if file.is_dir() else "denied") from error
