import numpy as np
import pytest

from packtrail.scan import prepare
from packtrail.scan.prepare import resized

EVERY = [
    prepare.plain,
    prepare.half,
    prepare.as_a_frame,
    prepare.doubled,
    prepare.adaptive_threshold,
    prepare.local_contrast,
    prepare.gamma_half,
    prepare.inverted,
    prepare.dark_spots_joined,
    prepare.light_spots_joined,
    prepare.softened,
    prepare.sharpened,
]


def spot(x, y, size=(200, 120)):
    """Black but for a white square of nine pixels around (x, y)."""
    grey = np.zeros((size[1], size[0]), np.uint8)
    grey[y - 4 : y + 5, x - 4 : x + 5] = 255
    return grey


def middle_of_light(grey):
    rows, columns = np.nonzero(grey > 127)
    return columns.mean(), rows.mean()


@pytest.mark.parametrize("preparation", EVERY)
def test_a_view_leads_back_to_the_pixels_it_was_made_from(preparation):
    for view in preparation(spot(140, 30)):
        lit = 255 - view.grey if preparation is prepare.inverted else view.grey
        x, y = middle_of_light(lit) if preparation is not prepare.adaptive_threshold else (140, 30)
        corners = view.in_source(((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)))
        assert corners[0] == pytest.approx((140, 30), abs=0.6)


@pytest.mark.parametrize("preparation", EVERY)
@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (40, 3)])
def test_a_picture_of_a_pixel_or_two_is_prepared_without_error(preparation, shape):
    assert all(view.grey.size for view in preparation(np.full(shape, 90, np.uint8)))


@pytest.mark.parametrize("preparation", EVERY)
def test_the_picture_itself_stays_as_it_was(preparation):
    grey = spot(50, 50)
    list(preparation(grey))
    assert np.array_equal(grey, spot(50, 50))


def test_a_picture_with_pixels_enough_is_not_doubled():
    assert list(prepare.doubled(np.zeros((900, 1600), np.uint8))) == []


@pytest.mark.parametrize("factor", [0.25, 0.5, 1.7, 3.0])
def test_resizing_keeps_the_corners_of_the_picture_in_place(factor):
    view = resized(spot(140, 30), factor)
    height, width = view.grey.shape
    edge = view.in_source(
        ((-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5))
    )
    assert np.allclose(edge, ((-0.5, -0.5), (199.5, -0.5), (199.5, 119.5), (-0.5, 119.5)))
