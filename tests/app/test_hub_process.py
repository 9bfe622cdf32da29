"""A hub of one's own ends with whoever started it, also when that was killed."""

import socket
import subprocess
import sys

import pytest

from packtrail.app.hub_process import HubProcess
from packtrail.domain.errors import HubNotStarted

STARTER = """
import sys
from pathlib import Path
from packtrail.app.hub_process import HubProcess
with HubProcess(Path(sys.argv[1])) as hub:
    print(hub.url, flush=True)
    sys.stdin.read()
"""


def listens(url):
    host, port = url.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def test_a_hub_ends_with_a_starter_that_was_killed(tmp_path, qtbot):
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        url = starter.stdout.readline().strip()
        assert listens(url)
        starter.kill()
    qtbot.waitUntil(lambda: not listens(url), timeout=20_000)


def test_a_hub_that_cannot_start_is_told_as_such(tmp_path):
    (tmp_path / "hub.db").mkdir()
    with pytest.raises(HubNotStarted), HubProcess(tmp_path):
        pass
