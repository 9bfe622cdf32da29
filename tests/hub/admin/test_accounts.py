"""Who may use the pages: accounts from the command line, their passwords, and what is kept of each act."""

import logging

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from packtrail_hub import database
from packtrail_hub.admin import accounts, audit, passwords, sessions, signing_in
from packtrail_hub.admin.audit import COMMAND_LINE
from packtrail_hub.cli import main
from packtrail_hub.tables_admin import admin, sign_in_attempt

OUTLET = "91430100MA0FAKE013"
PASSWORD, OTHER = "correct horse battery", "another long password"
HERE = "10.0.0.7"
DEAR = passwords._hasher  # as it is, before the tests' own takes its place


@pytest.fixture
def hub_with_admin(hub):
    accounts.add_admin(hub, COMMAND_LINE, "李敏", PASSWORD)
    return hub


def acts_of(hub):
    with database.look(hub.engine) as connection:
        return [(each.what, each.who.name, each.facts) for each in audit.acts_before(connection, None)]


def run(store, *arguments, told=""):
    return CliRunner().invoke(main, [*arguments, "--database", store], input=told)


def test_the_command_line_reads_a_password_from_standard_input(store, hub):
    added = run(store, "add-admin", "李敏", told=PASSWORD + "\n")
    assert (added.exit_code, PASSWORD in added.output) == (0, False)
    assert run(store, "list-admins").output == "李敏\n"
    assert signing_in.sign_in(hub, "李敏", PASSWORD, HERE) is not None


def test_a_password_is_no_argument(store):
    assert run(store, "add-admin", "李敏", PASSWORD).exit_code == 2


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("a b", PASSWORD, "姓名可用"),
        ("n" * 65, PASSWORD, "姓名可用"),
        ("李敏", "short", "12"),
        ("李敏", "x" * 201, "200"),
        ("a.long.name.of@mine", "A.long.name.of@mine", "姓名相同"),
        ("李敏", "", "12"),
    ],
)
def test_a_bad_name_or_a_weak_password_is_said_and_nothing_is_stored(store, hub, name, password, words):
    told = run(store, "add-admin", name, told=password + "\n")
    assert (told.exit_code, words in told.output) == (1, True)
    assert run(store, "list-admins").output == ""


def test_two_of_one_name_and_none_of_a_name_are_said(store, hub_with_admin):
    again = run(store, "add-admin", "李敏", told=OTHER + "\n")
    gone = run(store, "remove-admin", "王磊")
    assert (again.exit_code, "已有管理员" in again.output) == (1, True)
    assert (gone.exit_code, "没有管理员 王磊" in gone.output) == (1, True)
    assert signing_in.sign_in(hub_with_admin, "李敏", OTHER, HERE) is None


def test_another_password_ends_the_sessions_of_the_old_one(store, hub_with_admin):
    token = signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE)
    assert sessions.find(hub_with_admin, token).name == "李敏"
    assert run(store, "change-admin-password", "李敏", told=OTHER + "\n").exit_code == 0
    assert sessions.find(hub_with_admin, token) is None
    assert signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE) is None
    assert signing_in.sign_in(hub_with_admin, "李敏", OTHER, HERE) is not None


def test_a_removed_account_is_signed_out_and_its_acts_stay(store, hub_with_admin):
    token = signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE)
    assert run(store, "remove-admin", "李敏").exit_code == 0
    assert sessions.find(hub_with_admin, token) is None
    assert [(what, who) for what, who, _ in acts_of(hub_with_admin)] == [
        ("admin_removed", None),
        ("signed_in", "李敏"),
        ("admin_added", None),
    ]


def test_what_the_command_line_changes_is_kept(store, hub, station):
    run(store, "enrolment-code", "--outlet-uscc", OUTLET)
    run(store, "revoke-station", station.station_id)
    run(store, "revoke-station", station.station_id)
    (revoked, who, facts), (given, _, code) = acts_of(hub)
    assert (revoked, who, given) == ("station_revoked", None, "code_given")
    assert (facts["label"], facts["from_seq"]) == ("S1", 1)
    assert list(code) == ["expires_at"]


def test_a_password_lies_there_as_argon2_with_its_own_salt(hub, monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", DEAR)
    for name in ("李敏", "王磊"):
        accounts.add_admin(hub, COMMAND_LINE, name, PASSWORD)
    with database.look(hub.engine) as connection:
        first, second = connection.execute(select(admin.c.password_hash)).scalars()
    assert first.startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    assert first != second


def test_a_password_is_the_same_however_its_letters_are_composed():
    stored = passwords.password_hash("x", "Zu\N{LATIN SMALL LETTER U WITH DIAERESIS}rich-Ausgang")
    assert passwords.is_password(stored, "Zuu\N{COMBINING DIAERESIS}rich-Ausgang")
    assert not passwords.is_password(stored, "Zuurich-Ausgang")


def test_nobodys_password_is_looked_at_with_the_same_work(monkeypatch):
    looked_at = []

    class Listening:
        def verify(self, stored, _):
            looked_at.append(stored.split("$")[3])

    monkeypatch.setattr(passwords, "_hasher", DEAR)
    known = passwords.password_hash("x", "a long enough one")
    monkeypatch.setattr(passwords, "_hasher", Listening())
    assert (passwords.is_password(known, "y"), passwords.is_password(None, "y")) == (True, False)
    assert looked_at[0] == looked_at[1]


def test_after_five_wrong_tries_of_one_name_from_one_place_the_right_one_waits_too(hub_with_admin, clock):
    for _ in range(signing_in.MOST_OF_BOTH):
        assert signing_in.sign_in(hub_with_admin, "李敏", "wrong", HERE) is None
    with pytest.raises(signing_in.TooManyTries):
        signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE)
    assert signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, "10.0.0.8") is not None
    clock.at += signing_in.WINDOW
    assert signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE) is not None


def test_a_name_that_nobody_has_is_limited_alike(hub_with_admin):
    for _ in range(signing_in.MOST_OF_BOTH):
        assert signing_in.sign_in(hub_with_admin, "nobody", "wrong", HERE) is None
    with pytest.raises(signing_in.TooManyTries):
        signing_in.sign_in(hub_with_admin, "nobody", "wrong", HERE)


@pytest.mark.parametrize("what", ["address", "name"])
def test_one_address_or_one_name_alone_has_its_limit(hub_with_admin, monkeypatch, what):
    monkeypatch.setattr(signing_in, f"MOST_OF_{what.upper()}", 7)
    monkeypatch.setattr(signing_in, "is_password", lambda *_: False)  # only the counting is asked here

    def tried(number):
        who = ("李敏", f"10.0.1.{number}") if what == "name" else (f"n{number}", HERE)
        return signing_in.sign_in(hub_with_admin, who[0], "wrong", who[1])

    assert [tried(number) for number in range(7)] == [None] * 7
    with pytest.raises(signing_in.TooManyTries) as refused:
        tried(8)
    assert refused.value.wait_s == signing_in.WINDOW.total_seconds()


def test_a_right_try_forgets_the_wrong_ones_before_it(hub_with_admin):
    for _ in range(3):
        for _ in range(signing_in.MOST_OF_BOTH - 1):
            signing_in.sign_in(hub_with_admin, "李敏", "wrong", HERE)
        assert signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE) is not None
    with database.look(hub_with_admin.engine) as connection:
        left = sorted(connection.execute(select(sign_in_attempt.c.failures)).scalars())
    assert left == [12, 12]


def test_a_session_ends_when_nobody_looks_and_at_the_latest_after_half_a_day(hub_with_admin, clock):
    idle = signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE)
    busy = signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE)
    begun = clock.at
    while clock.at - begun < sessions.LONGEST - sessions.IDLE / 2:
        clock.at += sessions.IDLE / 2
        assert sessions.find(hub_with_admin, busy) is not None
    assert sessions.find(hub_with_admin, idle) is None
    clock.at = begun + sessions.LONGEST
    assert sessions.find(hub_with_admin, busy) is None


def test_a_password_changed_while_it_was_looked_at_begins_no_session(hub_with_admin):
    with database.look(hub_with_admin.engine) as connection:
        found = connection.execute(select(admin)).one()
    accounts.change_password(hub_with_admin, COMMAND_LINE, "李敏", OTHER)
    assert sessions.begin(hub_with_admin, COMMAND_LINE, found.id, found.password_hash) is None


def test_nothing_of_a_sign_in_is_logged(hub_with_admin, caplog):
    caplog.set_level(logging.DEBUG)
    token = signing_in.sign_in(hub_with_admin, "李敏", PASSWORD, HERE)
    sessions.end(hub_with_admin, COMMAND_LINE, token)
    assert sessions.find(hub_with_admin, token) is None
    assert not any(secret in caplog.text for secret in (PASSWORD, token, sessions.form_word(token)))
