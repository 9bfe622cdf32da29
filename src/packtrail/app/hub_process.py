"""A hub of one's own beside the desk, for the demo and for training: a child process that ends with us."""

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from packtrail.domain.errors import HubNotStarted
from packtrail.store.errors_of import errors_of_disk

LOG_FILE = "hub.log"
START_LIMIT_S = 30
STOP_LIMIT_S = 10
POLL_S = 0.05


class HubProcess:
    """``packtrail-hub serve --sandbox`` on a free port of this machine; a context manager."""

    def __init__(self, folder: Path, *, name: str = "Packtrail hub", practice: bool = False) -> None:
        self._folder = folder
        self._name = name
        self._kind = ["--practice"] if practice else []
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    def __enter__(self) -> Self:
        with errors_of_disk(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            ready = self._folder / "ready"
            ready.unlink(missing_ok=True)
            log = (self._folder / LOG_FILE).open("wb")
        command = [
            *hub_program(),
            "serve",
            "--sandbox",
            "--port",
            "0",
            "--name",
            self._name,
        ]
        command += [
            *self._kind,
            "--with-parent",
            "--database",
            str(self._folder / "hub.db"),
            "--ready-file",
            str(ready),
        ]
        with log:
            try:
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)  # noqa: S603 - our own program
            except OSError as error:  # a package without the hub
                log.write(f"{command[0]}: {error}\n".encode())
                raise HubNotStarted(log=str(self._folder / LOG_FILE)) from error
        self.url = self._wait_for(ready)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _wait_for(self, ready: Path) -> str:
        """The address that the hub wrote; raises HubNotStarted when it ended or never came."""
        process = self._process
        for _ in range(int(START_LIMIT_S / POLL_S)):
            if ready.exists() and (url := ready.read_text(encoding="utf-8").strip()):
                return url
            if process is None:
                break
            try:
                process.wait(POLL_S)
            except subprocess.TimeoutExpired:
                continue
            break
        self.__exit__(None, None, None)
        raise HubNotStarted(log=str(self._folder / LOG_FILE))


def hub_program() -> tuple[str, ...]:
    """The hub from Python, or the program that a package has beside this one: its own is the desk."""
    if getattr(sys, "frozen", False):
        own = Path(sys.executable)
        return (str(own.with_name(f"packtrail-hub{own.suffix}")),)
    return sys.executable, "-m", "packtrail_hub"
