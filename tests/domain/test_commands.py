"""Command codes: each names one command, a damaged one names none, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.battery_code import parse
from packtrail.domain.commands import LEAD, TOKENS, CommandCode, CommandFault, code_of, read_command
from packtrail.domain.numbers import parse_number

NAMES = sorted(TOKENS)
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@pytest.mark.parametrize("name", NAMES)
def test_a_code_is_read_back_as_its_command_and_as_nothing_else(name, code_tables):
    code = code_of(name)
    assert read_command(code) == CommandCode(name=name)
    assert read_command(code.lower()) == CommandCode(name=name)
    assert parse(code, code_tables).candidates == ()
    assert parse_number(code) is None


def test_no_two_commands_share_a_token():
    assert len(set(TOKENS.values())) == len(TOKENS)


@given(name=st.sampled_from(NAMES), at=st.integers(len(LEAD), len(LEAD) + 3), sign=st.sampled_from(SIGNS))
def test_a_code_with_one_wrong_character_is_never_another_command(name, at, sign):
    code = code_of(name)
    damaged = code[:at] + sign + code[at + 1 :]
    if damaged != code:
        assert read_command(damaged) == CommandCode(fault=CommandFault.MISREAD)


@given(name=st.sampled_from(NAMES), at=st.integers(len(LEAD), len(LEAD) + 2))
def test_a_code_with_two_neighbours_swapped_is_never_another_command(name, at):
    code = code_of(name)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped != code:
        assert read_command(swapped) == CommandCode(fault=CommandFault.MISREAD)


@given(st.text(max_size=60).filter(lambda text: not text.strip().upper().startswith(LEAD)))
def test_what_does_not_begin_like_one_is_no_command_code(text):
    assert read_command(text) is None


@given(st.text(max_size=20))
def test_what_begins_like_one_is_followed_only_when_it_is_whole(rest):
    found = read_command(LEAD + rest)
    if found is not None and found.name:
        assert (LEAD + rest).strip().upper() == code_of(found.name)


def test_a_whole_code_of_a_newer_card_is_unknown():
    """``ZZ`` is no command's token; its check characters are right."""
    assert "ZZ" not in TOKENS.values()
    whole = [f"{LEAD}ZZ{a}{b}" for a in SIGNS for b in SIGNS]
    unknown = [text for text in whole if read_command(text) == CommandCode(fault=CommandFault.UNKNOWN)]
    assert len(unknown) == 1
