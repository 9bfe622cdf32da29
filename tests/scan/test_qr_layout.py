import numpy as np
import pytest
import zxingcpp

from packtrail.scan.qr.layout import (
    VERSIONS,
    blocks_of,
    drawn,
    format_words,
    layout_of,
    level_of,
    mask_of,
    size_of,
    with_checks,
)
from packtrail.scan.reed_solomon import QR


def written(version: int, level: str) -> np.ndarray:
    """A symbol of ``version`` full to the brim, as zxing-cpp writes it: 1 dark, 0 light."""
    room = sum(len(block.places) - block.checks for block in blocks_of(version, level))
    text = "".join(chr(97 + index * 7 % 26) for index in range(room - 4))
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    return (np.array(symbol.to_image(scale=1, add_quiet_zones=False)) < 128).astype(np.int8)


@pytest.mark.parametrize("level", list("LMQH"))
@pytest.mark.parametrize("version", [1, 2, 3, 5, 6, 7, 9, 13, 14, 16, 20, 21, 26, 27, 32, 33, 39, 40])
def test_a_written_symbol_is_taken_apart_and_laid_out_again(version: int, level: str) -> None:
    modules = written(version, level)
    layout = layout_of(version)
    assert modules.shape == (layout.size, layout.size)
    fixed = layout.pattern >= 0
    assert (modules[fixed] == layout.pattern[fixed]).all()

    copies = modules[layout.format_places[..., 0], layout.format_places[..., 1]]
    word = int(np.argmax((format_words() == copies[0]).sum(axis=1)))
    assert (copies == format_words()[word]).all()
    assert level_of(word) == level

    turned = modules ^ mask_of(version, word & 7)
    bits = turned[layout.data_rows, layout.data_columns][: 8 * layout.codewords]
    codewords = np.packbits(bits.astype(np.uint8))
    data = []
    for block in blocks_of(version, level):
        repair = QR.repair(codewords[block.places], block.checks)
        assert repair is not None
        assert repair.errors == 0
        data.append(codewords[block.places[: len(block.places) - block.checks]])
    assert (with_checks(version, level, np.concatenate(data)) == codewords).all()
    assert (drawn(version, word, codewords) == modules).all()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_module_is_either_pattern_or_format_or_data(version: int) -> None:
    layout = layout_of(version)
    taken = (layout.pattern >= 0).astype(int)
    copies = layout.format_places.reshape(-1, 2)
    taken[copies[:, 0], copies[:, 1]] += 1
    taken[layout.data_rows, layout.data_columns] += 1
    assert (taken == 1).all()
    assert layout.size == size_of(version)
    assert 0 <= len(layout.data_rows) - 8 * layout.codewords < 8
