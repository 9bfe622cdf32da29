"""A hub with an administrator and an outlet's day in it, and a browser's place taken by an HTTP client."""

import re
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from packtrail_hub.admin import accounts, passwords
from packtrail_hub.admin.audit import COMMAND_LINE

NAME, PASSWORD = "李敏", "correct horse battery"
FORM_WORD = re.compile(r'name="form_word" value="([0-9a-f]{64})"')


class Visitor:
    """Somebody with a browser: keeps cookies, and sends a form with the word of the page it stood on."""

    def __init__(self, app, *, url="https://hub.test", address="10.0.0.7"):
        self.http = TestClient(app, base_url=url, client=(address, 50_000), raise_server_exceptions=False)

    def get(self, path, **options):
        return self.http.get(f"/admin{path}", **options)

    def send(self, path, page="/", **fields):
        """A form of ``page``, as a browser sends it."""
        word = FORM_WORD.search(self.get(page).text)
        return self.post(path, {**({"form_word": word[1]} if word else {}), **fields})

    def post(self, path, fields, **options):
        return self.http.post(f"/admin{path}", data=fields, **options)

    def sign_in(self, name=NAME, password=PASSWORD):
        return self.send("/sign-in", "/sign-in", name=name, password=password)


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch):
    """What a hash costs is told by one test; the others only need one."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def admin_hub(hub):
    accounts.add_admin(hub, COMMAND_LINE, NAME, PASSWORD)
    return hub


@pytest.fixture
def visitor(admin_hub, client):
    """Somebody who has not signed in."""
    return Visitor(client.app)


@pytest.fixture
def new_visitor(admin_hub, client):
    """Makes others, by another address or without TLS."""
    return lambda **options: Visitor(client.app, **options)


@pytest.fixture
def signed_in(visitor):
    assert visitor.sign_in().url.path == "/admin/"
    return visitor


def fill(station):
    """Two packs in stock, one on the road, a record refused and one put off; what was written."""
    packs = [station.take_in(gross_mass_g=312_500 + number) for number in range(3)]
    heavy = station.write_raw(body={"gross_mass_g": "<b>heavy</b>"})
    unknown = station.write_raw(record_type="hologram")
    load = station.hand_on(packs[0])
    station.send_new()
    return SimpleNamespace(packs=packs, heavy=heavy, unknown=unknown, load=load)


@pytest.fixture
def day(admin_hub, station):
    return fill(station)
