"""The hub as a child process that a test starts with any options, ends, or kills."""

import os
import signal
import subprocess
import sys
from pathlib import Path

SOURCES = str(Path(__file__).parents[2] / "src")


class HubChild:
    """``packtrail-hub serve`` on a free port, with its database in ``folder`` unless told another."""

    def __init__(self, folder: Path, *options: str, database: str = "", port: int = 0) -> None:
        ready = folder / "ready"
        ready.unlink(missing_ok=True)
        where = ["--port", str(port), "--ready-file", str(ready)]
        where += ["--database", database or str(folder / "hub.db")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "packtrail_hub", "serve", *where, *options],
            env={**os.environ, "PYTHONPATH": SOURCES},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.url = self._wait_for(ready)

    def _wait_for(self, ready: Path) -> str:
        for _ in range(600):
            if ready.exists():
                return ready.read_text(encoding="utf-8").strip()
            try:
                self.process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError(self.end(signal.SIGKILL))

    def end(self, how: int = signal.SIGTERM) -> str:
        """End it, and what it said."""
        self.process.send_signal(how)
        output, _ = self.process.communicate(timeout=20)
        return output.decode()
