import pytest

from packtrail.papers.codes import CODE128_QUIET, DOT_MM, code128, qr


def bars(piece):
    (mark,) = piece.marks
    return mark


def test_modules_are_whole_numbers_of_printer_dots():
    for mark in (
        bars(code128("HO-S1a-20261120-0002", width_mm=62, height_mm=11)[0]),
        bars(qr("PT1:A", width_mm=36)),
    ):
        assert mark.module_mm / DOT_MM == pytest.approx(round(mark.module_mm / DOT_MM))


def test_the_quiet_zones_of_code_128_are_empty():
    piece, quiet_mm = code128("HO-S1a-20261120-0002", width_mm=62, height_mm=11)
    mark = bars(piece)
    left, right = mark.dark[0][0], mark.dark[-1][0] + mark.dark[-1][2]
    assert left == CODE128_QUIET
    assert right * mark.module_mm == pytest.approx(piece.width_mm - quiet_mm)


def test_the_quiet_zone_of_qr_is_four_modules_all_around():
    piece = qr("PT1:" + "A" * 200, width_mm=36)
    mark = bars(piece)
    size = piece.width_mm / mark.module_mm
    assert min(x for x, _, _, _ in mark.dark) == min(y for _, y, _, _ in mark.dark) == 4
    assert max(x + width for x, _, width, _ in mark.dark) == pytest.approx(size - 4)
    assert max(y + height for _, y, _, height in mark.dark) == pytest.approx(size - 4)


def test_a_symbol_too_dense_for_its_place_grows_rather_than_shrinks():
    assert bars(code128("HO-S1a-20261120-0002" * 2, width_mm=30, height_mm=11)[0]).module_mm == pytest.approx(
        3 * DOT_MM
    )
    assert qr("A" * 2000, width_mm=20).width_mm > 20


def test_a_short_text_does_not_make_a_coarse_symbol():
    assert qr("A", width_mm=100).width_mm < 30
