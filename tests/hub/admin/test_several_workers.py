"""The pages as they are really run: two processes over PostgreSQL, TLS, an account that a command made."""

import os
import signal
import ssl
import subprocess
import sys

import httpx2
import pytest

from packtrail_hub.admin.signing_in import MOST_OF_BOTH
from tests.hub.admin.conftest import FORM_WORD, NAME, PASSWORD
from tests.hub.processes import SOURCES, Child
from tests.hub.test_lines import certificate  # noqa: F401 - a fixture

VISITS = 6  # each on a connection of its own, which either process may take


@pytest.fixture
def child(tmp_path, in_postgres, certificate):  # noqa: F811
    command = [sys.executable, "-m", "packtrail_hub", "add-admin", NAME, "--database", in_postgres]
    paths = {**os.environ, "PYTHONPATH": SOURCES}
    subprocess.run(command, input=PASSWORD.encode() + b"\n", check=True, capture_output=True, env=paths)
    files = ["--tls-certificate", str(certificate / "hub.pem"), "--tls-key", str(certificate / "hub.key")]
    trusted = ssl.create_default_context(cafile=str(certificate / "hub.pem"))
    started = Child(tmp_path, "--workers", "2", *files, database=in_postgres, verify=trusted)
    started.trusted = trusted
    yield started
    started.clear()


def visit(child, cookies=None):
    """A browser that opens a fresh connection."""
    there = child.url.replace("127.0.0.1", "localhost")
    return httpx2.Client(base_url=there, verify=child.trusted, cookies=cookies, follow_redirects=True)


def sign_in(http, password):
    word = FORM_WORD.search(http.get("/admin/sign-in").text)[1]
    return http.post("/admin/sign-in", data={"form_word": word, "name": NAME, "password": password})


def test_every_worker_knows_who_is_signed_in_and_how_often_it_was_tried(child):
    with visit(child) as http:
        assert "网点总览" in sign_in(http, PASSWORD).text
        kept = http.cookies
        assert [each.name for each in kept.jar if each.secure] == ["__Host-packtrail_admin"]
    for _ in range(VISITS):
        with visit(child, kept) as http:
            assert f"已登录：{NAME}" in http.get("/admin/").text
    tried = []
    for _ in range(MOST_OF_BOTH + 1):
        with visit(child) as http:
            tried.append(sign_in(http, "wrong").status_code)
    assert tried == [401] * MOST_OF_BOTH + [429]
    assert child.end(signal.SIGTERM) == (0, "")
