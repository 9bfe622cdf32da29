from packtrail.scan.camera_run.attention import Looks, Place
from packtrail.scan.camera_run.tracks import FORGET_MS, MOST, crop_around, follow
from packtrail.scan.symbols import Confidence, Engine, Symbol, SymbolFormat


def box(x: float, y: float, width: float = 100, height: float = 100):
    return (x, y), (x + width, y), (x + width, y + height), (x, y + height)


def unread(x: float, y: float) -> Place:
    return Place(box(x, y), Looks.QR)


def read(text: str, x: float, y: float) -> Symbol:
    return Symbol(
        text=text,
        format=SymbolFormat.QR,
        corners=box(x, y),
        engine=Engine.ZXING,
        stage="plain",
        confidence=Confidence.SURE,
    )


def test_a_place_is_followed_while_it_moves():
    first = follow((), [read("A", 0, 0)], (), 0)
    (track,) = follow(first, [read("A", 20, 0)], (), 33)
    assert (track.text, track.seen_ms, track.moved) == ("A", 33, 0.2)


def test_a_place_out_of_sight_is_kept_for_a_moment_and_then_forgotten():
    first = follow((), [read("A", 0, 0)], (), 0)
    assert follow(first, (), (), FORGET_MS) == first
    assert follow(first, (), (), FORGET_MS + 1) == ()


def test_an_unread_place_keeps_the_text_that_was_read_there_and_counts_its_rounds_on():
    first = follow((), (), [unread(0, 0)], 0)
    assert [track.text for track in first] == [""]
    second = follow(first, [read("A", 4, 0)], (), 33)
    assert [track.text for track in follow(second, (), [unread(0, 4)], 66)] == ["A"]


def test_what_was_read_and_looks_unread_in_one_frame_is_one_place():
    assert len(follow((), [read("A", 0, 0)], [unread(5, 5)], 0)) == 1


def test_no_more_places_are_followed_than_a_frame_may_show():
    assert len(follow((), (), [unread(200 * n, 0) for n in range(50)], 0)) == MOST


def test_a_crop_has_a_margin_and_stays_in_the_frame():
    assert crop_around(box(100, 100), (640, 480)) == (75, 75, 151, 151)
    assert crop_around(box(0, 0), (640, 480)) == (0, 0, 126, 126)
    assert crop_around(box(600, 440), (640, 480)) == (575, 415, 65, 65)


def test_a_place_that_is_a_pixel_or_two_is_not_cropped():
    assert crop_around(box(10, 10, 2, 2), (640, 480)) is None
    assert crop_around(box(-500, -500), (640, 480)) is None


def test_what_was_read_in_a_place_is_forgotten_when_no_read_renews_it_though_something_lies_there():
    tracks = follow((), [read("A", 0, 0)], (), 0)
    for at_ms in (FORGET_MS / 2, FORGET_MS, 1.5 * FORGET_MS):
        tracks = follow(tracks, (), [unread(0, 0)], at_ms)
    assert [(track.text, track.kind) for track in tracks] == [("", Looks.QR)]
