import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.scan.qr.decode import SPARE, decode
from packtrail.scan.qr.evidence import SoftModules, joined
from packtrail.scan.qr.layout import blocks_of, layout_of

NOWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
CODE = "04QPB76A00012BJBC0000903"


def evidence(text: str, level: str = "M", sure: float = 4.0) -> SoftModules:
    """What a clean picture of ``text`` would say, each module with log odds of ``sure``."""
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    dark = np.array(symbol.to_image(scale=1, add_quiet_zones=False)) < 128
    odds = np.where(dark, sure, -sure).astype(np.float32)
    return SoftModules((len(dark) - 17) // 4, odds, NOWHERE)


def changed(clean: SoftModules, codewords: list[int], odds: float) -> SoftModules:
    """``clean`` with the first module of each codeword turned over, or made unsure (``odds`` 0)."""
    layout = layout_of(clean.version)
    measured = clean.log_odds.copy()
    for codeword in codewords:
        place = layout.data_rows[8 * codeword], layout.data_columns[8 * codeword]
        measured[place] = -np.sign(measured[place]) * odds
    return SoftModules(clean.version, measured, NOWHERE)


@given(text=st.text(min_size=1, max_size=60), level=st.sampled_from("LMQH"))
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_decoded(text: str, level: str) -> None:
    clean = evidence(text, level)
    decoded = decode(clean)
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    again = zxingcpp.read_barcode(symbol.to_image(scale=4), text_mode=zxingcpp.TextMode.Plain)
    assert decoded is not None
    assert decoded.text == (again.text if again else None)
    assert decoded.level == level
    assert decoded.likeness > 0.99


def test_a_symbol_seen_in_a_mirror_is_decoded() -> None:
    clean = evidence(CODE)
    decoded = decode(SoftModules(clean.version, clean.log_odds.T.copy(), NOWHERE))
    assert decoded is not None
    assert decoded.text == CODE


@given(
    level=st.sampled_from("LMQH"),
    errors=st.lists(st.integers(0, 43), max_size=22, unique=True),
    unsure=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_damage_gives_the_same_text_or_none(level: str, errors: list[int], unsure: bool) -> None:
    text = "DAMAGED 12" if level == "H" else CODE[:20]
    clean = evidence(text, level)
    total = layout_of(clean.version).codewords
    decoded = decode(changed(clean, [e % total for e in errors], 0.5 if unsure else 4.0))
    assert decoded is None or decoded.text == text


def test_codewords_that_cannot_be_trusted_cost_half_as_much() -> None:
    clean = evidence("A" * 30, "M")  # nothing of it is filling
    (block,) = blocks_of(clean.version, "M")
    within = [int(place) for place in block.places[SPARE - block.checks :]]
    known = decode(changed(clean, within, 0.2))
    assert known is not None
    assert known.text == "A" * 30
    assert decode(changed(clean, within, 4.0)) is None


def test_hidden_filling_costs_nothing() -> None:
    clean = evidence(CODE)
    (block,) = blocks_of(clean.version, "M")
    data = len(block.places) - block.checks
    hidden = [data - 8, data - 7, data - 6, *range(14)]
    decoded = decode(changed(clean, hidden[: block.checks - SPARE + 3], 0.0))
    assert decoded is not None
    assert decoded.text == CODE


def test_noise_says_nothing() -> None:
    noise = np.random.default_rng(3)
    for version in (1, 1, 2, 2, 2, 3, 4) * 15:
        size = layout_of(version).size
        odds = noise.normal(0, 3, (size, size)).astype(np.float32)
        assert decode(SoftModules(version, odds, NOWHERE)) is None


def test_takes_that_say_too_little_apart_are_read_together() -> None:
    noise = np.random.default_rng(5)
    clean = evidence(CODE, sure=1.0)
    takes = [
        SoftModules(
            clean.version,
            (clean.log_odds + noise.normal(0, 1.3, clean.log_odds.shape)).astype(np.float32),
            NOWHERE,
        )
        for _ in range(6)
    ]
    assert [decode(take) for take in takes] == [None] * len(takes)
    together = decode(joined(takes))
    assert together is not None
    assert together.text == CODE


def test_takes_of_different_versions_are_not_joined() -> None:
    with pytest.raises(ValueError, match="one version"):
        joined([evidence("1"), evidence("1" * 100)])
