"""Pictures that are chosen, dropped or pasted: each kind on its way, and a word for what is none."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.camera_flow import CameraFlow
from packtrail.ui.intake.given import FILMS, PICTURES, Given, is_picture, sorted_given
from packtrail.ui.intake.reading_flow import ReadingFlow
from packtrail.ui.theme.tokens import Tone

_MOST_NAMED = 3


class SourceFlow(QObject):
    """Everything that is read without a camera."""

    def __init__(self, bench: Bench, reading: ReadingFlow, camera: CameraFlow) -> None:
        super().__init__()
        self._bench, self._reading, self._camera = bench, reading, camera
        self._folder = ""
        self._sorting = 0
        bench.screen.files_given.connect(self.take)
        bench.screen.image_pasted.connect(reading.read_pasted)

    @property
    def is_busy(self) -> bool:
        """Whether a folder is being looked into."""
        return self._sorting > 0

    def choose_pictures(self) -> None:
        """In the system's dialog: pictures, or a film."""
        files, _ = QFileDialog.getOpenFileNames(
            self._bench.screen, self._say("picture_dialog"), self._folder, self._filters()
        )
        if files:
            self._folder = str(Path(files[0]).parent)
            self.take(tuple(Path(file) for file in files))

    def choose_folder(self) -> None:
        """In the system's dialog."""
        folder = QFileDialog.getExistingDirectory(
            self._bench.screen, self._say("folder_dialog"), self._folder
        )
        if folder:
            self.read_folder(Path(folder))

    def choose_photo(self) -> Path | None:
        """One picture that is kept and not read."""
        file, _ = QFileDialog.getOpenFileName(
            self._bench.screen, self._say("photo_dialog"), self._folder, self._filter("pictures", PICTURES)
        )
        return Path(file) if file else None

    def read_folder(self, folder: Path) -> None:
        """Read every picture of ``folder`` in order of name."""
        self._folder = str(folder)
        self.take((folder,))

    def take(self, paths: tuple[Path, ...]) -> None:
        """Read what was given."""
        if all(is_picture(path) for path in paths):
            self._reading.read_files(paths)
            return
        self._sorting += 1
        self._bench.workers.run(
            self._bench.workers.reads,
            partial(sorted_given, paths),
            done=self._sorted,
            failed=self._bench.refuse,
        )

    def _sorted(self, given: Given) -> None:
        self._sorting -= 1
        if given.pictures:
            self._reading.read_files(given.pictures)
        if given.films:
            self._camera.play(given.films[0])
        if given.others:
            names = self._bench.wording.say("values.comma").join(given.others[:_MOST_NAMED])
            self._bench.say(
                Tone.WARN,
                self._bench.wording.say("intake.sources.no_pictures", names=names, count=len(given.others)),
            )

    def _filters(self) -> str:
        return ";;".join(
            (
                self._filter("pictures_and_films", PICTURES | FILMS),
                self._filter("pictures", PICTURES),
                self._filter("films", FILMS),
            )
        )

    def _filter(self, name: str, endings: frozenset[str]) -> str:
        return f"{self._say(name)} ({' '.join(f'*{ending}' for ending in sorted(endings))})"

    def _say(self, name: str) -> str:
        return self._bench.wording.say(f"intake.sources.{name}")
