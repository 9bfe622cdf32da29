"""The program's own log: JSON lines in the data folder, rotated, without names, codes' owners or secrets.

What an operator must know stands on the screen; this is for support. A bug is written with its trace.
"""

import logging
import logging.handlers
from pathlib import Path

import structlog

from packtrail.store.errors_of import errors_of_disk

LOG_FILE = "packtrail.log"
ROTATE_BYTES = 2_000_000
KEPT_FILES = 5


class Journal:
    """The log of one process; ``close`` it last. Raises DiskFull or LedgerUnwritable."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "logs" / LOG_FILE
        with errors_of_disk(folder):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._handler = logging.handlers.RotatingFileHandler(
                self.file, maxBytes=ROTATE_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
            )
        self._logger = logging.getLogger("packtrail")
        self._logger.setLevel(logging.INFO)
        self._logger.addHandler(self._handler)
        self._log = structlog.wrap_logger(
            self._logger,
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=False),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.stdlib.BoundLogger,
        )

    def note(self, event: str, **facts: str | int | None) -> None:
        """Write that something happened."""
        self._log.info(event, **facts)

    def bug(self, error: BaseException) -> None:
        """Write a bug with its trace."""
        self._log.error("bug", exc_info=(type(error), error, error.__traceback__))

    def close(self) -> None:
        """Give the file back."""
        self._logger.removeHandler(self._handler)
        self._handler.close()
