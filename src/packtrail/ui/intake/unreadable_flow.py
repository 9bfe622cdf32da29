"""The way of a unit whose label can't be read: reason, photograph, card with a number given at saving."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from packtrail.domain.records import Attachment
from packtrail.ui.intake import work as steps
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.evidence import OVERALL, EvidenceKeeper, Picture
from packtrail.ui.intake.label_help_flow import CropIn, LabelHelpFlow
from packtrail.ui.intake.label_reader import PictureRead
from packtrail.ui.intake.work import Read, WithoutCode


class UnreadableFlow(QObject):
    """Joins the form with the work."""

    def __init__(
        self,
        bench: Bench,
        evidence: EvidenceKeeper,
        *,
        in_view: Callable[[], Picture | None],
        shown: Callable[[], PictureRead | None],
        crop_in: CropIn,
        take: Callable[[Read], None],
        choose_file: Callable[[], Path | None],
    ) -> None:
        super().__init__()
        self._bench, self._evidence = bench, evidence
        self._in_view, self._choose_file = in_view, choose_file
        self._help = LabelHelpFlow(bench, in_view=shown, crop_in=crop_in, take=take)
        form = bench.screen.left.form
        form.reason_chosen.connect(lambda reason: self._fill(reason=reason))
        form.level_chosen.connect(lambda level: self._fill(level=level))
        form.photo_from_view_asked.connect(self._photo_from_view)
        form.photo_from_file_asked.connect(self._photo_from_file)
        form.taken_in.connect(self.take_in)
        form.left.connect(self.leave)

    @property
    def is_busy(self) -> bool:
        """Whether a printed line is being read."""
        return self._help.is_busy

    def begin(self) -> None:
        """Open the form."""
        if self._bench.work.without_code is None:
            self._help.begin()
            self._bench.put(replace(self._bench.work, without_code=WithoutCode()))
        self._bench.screen.left.form.focus_first()

    def leave(self) -> None:
        """Close the form without a card."""
        self._bench.put(replace(self._bench.work, without_code=None))
        self._bench.screen.focus_code()

    def take_in(self) -> None:
        """Make the card."""
        bench = self._bench
        before = len(bench.work.cards)
        after = steps.add_without_code(bench.work, key=bench.acts.new_id(), at=bench.acts.now())
        if len(after.cards) == before:
            return
        bench.change(after, saved=partial(bench.toned.emit, "ok"))
        bench.screen.focus_mass(after.cards[-1].key)

    def _fill(self, **changes: str) -> None:
        form = self._bench.work.without_code
        if form is not None:
            self._bench.put(replace(self._bench.work, without_code=replace(form, **changes)))  # type: ignore[arg-type]  # reason and level are text

    def _photo_from_view(self) -> None:
        picture = self._in_view()
        if picture is not None:
            self._keep(picture)

    def _photo_from_file(self) -> None:
        file = self._choose_file()
        if file is not None:
            self._keep(Picture.of_file(file))

    def _keep(self, picture: Picture) -> None:
        self._photo_stands(None, under_way=True)
        self._evidence.keep(picture, OVERALL, self._photo_stands, partial(self._photo_stands, None))

    def _photo_stands(self, photo: Attachment | None, *, under_way: bool = False) -> None:
        form = self._bench.work.without_code
        if form is None:
            return
        kept = replace(form, photo=photo or form.photo, photo_under_way=under_way)
        self._bench.put(replace(self._bench.work, without_code=kept))
