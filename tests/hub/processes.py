"""``packtrail-hub serve`` in a process of its own, as it is really run."""

import os
import subprocess
import sys
from pathlib import Path

import httpx2

SOURCES = str(Path(__file__).parents[2] / "src")


class Child:
    """One such process, started until it says that it listens; its files lie in ``folder``."""

    def __init__(self, folder, *options, database=None, verify=True):
        self.ready = folder / "ready"
        self.ready.unlink(missing_ok=True)
        arguments = ["--port", "0", "--database", database or str(folder / "hub.db")]
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "packtrail_hub", "serve", *arguments),
                *("--ready-file", str(self.ready), *options),
            ],
            env={**os.environ, "PYTHONPATH": SOURCES},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(600):
            if self.ready.exists():
                break
            try:
                self.process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(self.process.stdout.read().decode())
        self.url = self.ready.read_text(encoding="utf-8")
        self.client = httpx2.Client(base_url=self.url, verify=verify, timeout=60)

    def end(self, how):
        """Its exit status and all that it said, after this signal."""
        self.client.close()
        self.process.send_signal(how)
        output, _ = self.process.communicate(timeout=30)
        return self.process.returncode, output.decode()

    def clear(self):
        """Leaves nothing running, whatever the test did."""
        self.client.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            stream.close()
