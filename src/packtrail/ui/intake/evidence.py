"""Keeps the photograph of a label without a click more: the picture that was read, as evidence."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTemporaryDir, QTimer
from PySide6.QtGui import QImage

from packtrail.domain.errors import OutletError, PictureTooLarge
from packtrail.domain.records import Attachment
from packtrail.ui.acts import OutletActs
from packtrail.ui.ports import Frame
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.read_label import Corners

LIMIT_MEGAPIXELS = 64  # as for picture files
_LONGEST = 4096  # px: what a picture is read at
_QUICKLY = 90  # Qt's scale: little packing, a fifth of the time
NAMEPLATE, OVERALL = "nameplate", "overall"
JPEG = "image/jpeg"
_REMEMBERED = 12  # pictures whose codes may still be confirmed
_BEHIND_FRAMES = 1  # the lane's next label goes before the last one's photograph
_BEHIND_TONE_MS = 100  # and card and tone go before both: twelve photographs would hold them up


@dataclass(frozen=True, slots=True)
class Picture:
    """Where the evidence comes from: a file, the very frame that was read, or what was in view."""

    file: Path | None
    image: QImage
    frame: Frame | None = None
    around: tuple[Corners, ...] = ()  # the label's symbols in the frame

    @classmethod
    def of_file(cls, file: Path) -> "Picture":
        """A picture that only lies in a file."""
        return cls(file, QImage())


class EvidenceKeeper:
    """Photographs on their way into the ledger, and the pictures they may still be made from."""

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, *, failed: Callable[[OutletError], None]
    ) -> None:
        self._acts, self._workers, self._failed = acts, workers, failed
        self._folder = QTemporaryDir()  # of pasted pictures and frames; gone with the program
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._under_way = 0

    @property
    def is_busy(self) -> bool:
        """Whether a photograph is on its way."""
        return self._under_way > 0

    def remember(self, key: str, picture: Picture) -> None:
        """A picture was read; its codes may become cards now or a little later."""
        self._pictures[key] = picture
        while len(self._pictures) > _REMEMBERED:
            self._pictures.popitem(last=False)

    def remembered(self, key: str | None) -> Picture | None:
        """The picture ``key``, if it is still at hand."""
        return self._pictures.get(key) if key else None

    def keep(
        self,
        picture: Picture,
        role: str,
        done: Callable[[Attachment], None],
        gave_up: Callable[[], None],
    ) -> None:
        """Make the photograph on the decode lane in a moment, store it on the writer's, then ``done``."""
        self._under_way += 1

        def kept(photo: Attachment) -> None:
            self._under_way -= 1
            done(photo)

        def refused(error: OutletError) -> None:
            self._under_way -= 1
            gave_up()
            self._failed(error)

        def begin() -> None:
            self._workers.run(
                self._workers.decode,
                lambda: self._content(picture),
                done=partial(self._store, role, kept, refused),
                failed=refused,
                priority=_BEHIND_FRAMES,
            )

        QTimer.singleShot(_BEHIND_TONE_MS, begin)

    def as_file(self, image: QImage, name: str = "") -> Path:
        """A pasted picture, called ``name``, as a file, so that it is read like any other; ``decode`` lane.

        Raises PictureTooLarge for one that no camera takes, as the same picture in a file would.
        """
        megapixels = -(-image.width() * image.height() // 1_000_000)
        if megapixels > LIMIT_MEGAPIXELS:
            raise PictureTooLarge(name, megapixels, LIMIT_MEGAPIXELS)
        if max(image.width(), image.height()) > _LONGEST:
            image = image.scaled(_LONGEST, _LONGEST, Qt.AspectRatioMode.KeepAspectRatio)
        file = Path(self._folder.filePath(f"{self._acts.new_id()}.png"))
        image.save(str(file), quality=_QUICKLY)
        return file

    def _content(self, picture: Picture) -> bytes:
        if picture.frame is not None:
            return self._acts.photo_in(picture.frame.pixels(), picture.around)
        return self._acts.photo_of(picture.file or self.as_file(picture.image))

    def _store(
        self,
        role: str,
        done: Callable[[Attachment], None],
        refused: Callable[[OutletError], None],
        content: bytes,
    ) -> None:
        self._workers.run(
            self._workers.acts,
            lambda: self._acts.keep_photo(content, JPEG, role),
            done=done,
            failed=refused,
        )
