"""One data folder: chosen, named by the environment, or the system's place for us."""

from pathlib import Path

from packtrail.app.paths import data_folder, station_label


def test_what_was_chosen_comes_first(tmp_path):
    assert data_folder(tmp_path / "a", environment={"PACKTRAIL_DATA": str(tmp_path / "b")}) == tmp_path / "a"


def test_the_environment_comes_next(tmp_path):
    assert data_folder(environment={"PACKTRAIL_DATA": f" {tmp_path} "}) == tmp_path


def test_an_empty_name_is_no_name():
    assert data_folder(environment={"PACKTRAIL_DATA": " "}) == data_folder(environment={})


def test_the_systems_place_bears_our_name():
    assert data_folder(environment={}).name.lower() == "packtrail"


def test_a_relative_folder_does_not_move_with_the_program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    chosen = data_folder(Path("data"), environment={})
    monkeypatch.chdir("/")
    assert chosen == tmp_path / "data"


def test_the_administrator_of_a_machine_can_settle_its_label_beforehand():
    assert station_label(environment={"PACKTRAIL_STATION_LABEL": " K2 "}) == "K2"


def test_a_machine_that_nobody_settled_a_label_for_draws_its_own():
    assert station_label(environment={"PACKTRAIL_STATION_LABEL": " "}) is None
    assert station_label(environment={}) is None
