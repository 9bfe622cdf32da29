"""The command card: every command that has a code, in both languages, read back as it would be scanned."""

import numpy as np
import pytest
from click.testing import CliRunner

from packtrail.app.command_card import print_command_card
from packtrail.cli.main import main
from packtrail.domain.commands import TOKENS, code_of, read_command
from packtrail.papers.command_card import CardSize, card_pages, command_card
from packtrail.papers.layout import Bars
from packtrail.scan.pictures import Picture
from packtrail.scan.reader import read_still
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.commands import command_words

SIZES = list(CardSize)
LEAST_APART_MM = 10.0  # between the codes of a row


def read_from(page):
    grey = np.ascontiguousarray(page[..., 0])
    return [symbol.text for symbol in read_still(Picture(grey, grey.shape[::-1], 1.0)).symbols]


@pytest.mark.parametrize("size", SIZES)
def test_every_code_is_read_back_from_a_page_of_150_dpi(size, picture):
    pdf = command_card(size)
    read = [text for page in range(len(card_pages(size))) for text in read_from(picture(pdf, page, dpi=150))]
    assert sorted(read_command(text).name for text in read) == sorted(TOKENS)


@pytest.mark.parametrize("size", SIZES)
def test_every_command_stands_there_in_both_languages_above_its_code(size, page_texts):
    printed = "\n".join(page_texts(command_card(size)))
    for name in TOKENS:
        assert code_of(name) in printed
        for language in (CHINESE, ENGLISH):
            assert command_words(wording(language), name) in printed


@pytest.mark.parametrize("size", SIZES)
def test_no_code_stands_so_near_another_that_one_beam_meets_both(size):
    for page in card_pages(size):
        bars = [mark for mark in page.marks if isinstance(mark, Bars)]
        for one in bars:
            beside = [other for other in bars if other.y_mm == one.y_mm and other.x_mm > one.x_mm]
            right = max(x + width for x, _, width, _ in one.dark) * one.module_mm + one.x_mm
            left = [other.x_mm + min(x for x, _, _, _ in other.dark) * other.module_mm for other in beside]
            assert all(each - right >= LEAST_APART_MM for each in left)


def test_the_same_card_is_the_same_file_each_time():
    assert command_card(CardSize.A5) == command_card(CardSize.A5)


def test_the_card_is_put_among_the_papers_of_the_station(tmp_path):
    paper = print_command_card(tmp_path, "a5")
    assert paper.parent == tmp_path / "papers"
    assert paper.read_bytes() == command_card(CardSize.A5)


def test_the_command_line_writes_the_card(tmp_path):
    file = tmp_path / "card.pdf"
    ended = CliRunner().invoke(main, ["--language", "en", "commands", "card", str(file), "--size", "a5"])
    assert (ended.exit_code, ended.output) == (0, f"✓ Command card: {file}\n")
    assert file.read_bytes() == command_card(CardSize.A5)
