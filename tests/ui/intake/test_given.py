"""What is dropped or chosen, sorted by what can be done with it."""

from pathlib import Path

from packtrail.ui.intake.given import MOST, Given, sorted_given


def test_pictures_folders_and_films_go_their_ways_and_the_rest_is_named(tmp_path):
    folder = tmp_path / "day"
    (folder / "inner.jpg").mkdir(parents=True)
    for name in ("b.PNG", "a.jpg", "notes.txt"):
        (folder / name).write_bytes(b"x")
    (tmp_path / "empty").mkdir()
    given = sorted_given(
        [folder, tmp_path / "c.webp", tmp_path / "walk.MP4", tmp_path / "list.pdf", tmp_path / "empty"]
    )
    assert given == Given(
        pictures=(folder / "a.jpg", folder / "b.PNG", tmp_path / "c.webp"),
        films=(tmp_path / "walk.MP4",),
        others=("list.pdf", "empty"),
    )


def test_what_is_gone_or_has_an_impossible_name_is_named():
    assert sorted_given([Path("gone"), Path("bad\0name")]).others == ("gone", "bad\0name")


def test_more_than_can_be_read_at_once_is_cut():
    many = [Path(f"{number}.jpg") for number in range(MOST + 5)]
    assert len(sorted_given(many).pictures) == MOST
