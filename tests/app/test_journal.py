"""The program's own log is JSON lines that support can read."""

import json

import pytest

from packtrail.app.journal import Journal


@pytest.fixture
def journal(tmp_path):
    made = Journal(tmp_path)
    yield made
    made.close()


def lines(journal):
    return [json.loads(line) for line in journal.file.read_text("utf-8").splitlines()]


def test_what_happened_is_one_json_line_with_its_time(journal):
    journal.note("started", version="0.1.0", folder="数据")
    (line,) = lines(journal)
    assert (line["event"], line["level"], line["folder"]) == ("started", "info", "数据")
    assert "timestamp" in line


def broken():
    raise ZeroDivisionError("here")


def test_a_bug_keeps_its_trace(journal, caplog):
    try:
        broken()
    except ZeroDivisionError as error:
        journal.bug(error)
    (line,) = lines(journal)
    assert line["level"] == "error"
    assert "ZeroDivisionError: here" in line["exception"]
    caplog.clear()
