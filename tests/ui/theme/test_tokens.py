"""The token table keeps its promises of contrast."""

import itertools

import pytest

from packtrail.ui.theme.tokens import PALETTES, PRACTICE_PALETTES, Scheme, Tone, contrast, mixed

GROUNDS = ("ground", "surface", "raised")
WORDS = ("ink", "ink_2", "ink_3", "accent", "ok", "warn", "danger", "info")
TABLES = pytest.mark.parametrize("table", [PALETTES, PRACTICE_PALETTES], ids=["counts", "practice"])
LEAST = {Scheme.LIGHT: 4.5, Scheme.DARK: 4.5, Scheme.CONTRAST: 7.0}


@pytest.mark.parametrize(("scheme", "word", "ground"), list(itertools.product(Scheme, WORDS, GROUNDS)))
@TABLES
def test_words_can_be_read_on_every_ground(table, scheme, word, ground):
    colours = table[scheme].colours()
    assert contrast(colours[word], colours[ground]) >= LEAST[scheme]


@pytest.mark.parametrize(("scheme", "tone"), list(itertools.product(Scheme, Tone)))
def test_a_tone_and_plain_ink_can_be_read_on_the_tint_of_the_tone(scheme, tone):
    palette = PALETTES[scheme]  # practice has the same tones on the same surfaces
    assert contrast(palette.tone(tone), palette.tone_ground(tone)) >= LEAST[scheme]
    assert contrast(palette.ink, palette.tone_ground(tone)) >= LEAST[scheme]
    assert contrast(palette.ink_2, palette.tone_ground(tone)) >= LEAST[scheme]


@pytest.mark.parametrize("scheme", Scheme)
@TABLES
def test_what_is_chosen_and_the_one_next_action_can_be_read(table, scheme):
    palette = table[scheme]
    assert contrast(palette.on_accent, palette.accent) >= LEAST[scheme]
    assert contrast(palette.accent, palette.accent_ground) >= LEAST[scheme]
    assert contrast(palette.ink, palette.hover) >= LEAST[scheme]


@pytest.mark.parametrize(("scheme", "ground"), list(itertools.product(Scheme, GROUNDS)))
@TABLES
def test_the_edge_of_a_field_and_the_focus_ring_can_be_seen(table, scheme, ground):
    """WCAG 1.4.11: 3:1 for what is no text."""
    colours = table[scheme].colours()
    assert contrast(colours["edge"], colours[ground]) >= 3
    assert contrast(colours["accent"], colours[ground]) >= 3


@pytest.mark.parametrize("scheme", Scheme)
def test_practice_is_seen_by_its_ground_and_its_accent(scheme):
    ours, practised = PALETTES[scheme], PRACTICE_PALETTES[scheme]
    assert practised.accent != ours.accent
    assert practised.ground != ours.ground


def test_contrast_is_as_wcag_defines_it():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#123456", "#123456") == 1


def test_mixing_goes_from_one_colour_to_the_other():
    assert mixed("#FF0000", "#0000FF", 0) == "#0000FF"
    assert mixed("#FF0000", "#0000FF", 1) == "#FF0000"
    assert mixed("#FFFFFF", "#000000", 0.5) == "#808080"
