"""Templates of one's own: an administrator's act, hostile until read, in place of the shipped one."""

import pytest

from packtrail.app.workbook_profiles import (
    SHIPPED,
    add_profile,
    portal_texts,
    profile_named,
    profile_text,
    profiles,
    shipped_profile,
)
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_refdata import RefdataTooLarge
from packtrail.domain.errors_workbook import NoSuchProfile, ProfileUnusable
from packtrail.domain.operators import Operator, Role
from packtrail.protocol.workbook_profile import MAX_PROFILE_BYTES, Basis
from tests.station import ADMIN


@pytest.fixture
def own(tmp_path):
    """Writes a template of one's own, made after the shipped one."""

    def write(*changes):
        text = shipped_profile("maker_portal").decode()
        for old, new in (('basis = "public_sources"', 'basis = "own_template"'), *changes):
            assert old in text
            text = text.replace(old, new)
        file = tmp_path / "own.toml"
        file.write_text(text, "utf-8")
        return file

    return write


def test_without_any_of_its_own_an_outlet_has_those_that_came_with_the_program(tmp_path):
    found = profiles(tmp_path)
    assert tuple(found) == SHIPPED
    assert not any(loaded.is_own for loaded in found.values())
    assert profile_text(tmp_path, "maker_portal").encode() == shipped_profile("maker_portal")


def test_an_own_template_takes_the_place_of_the_one_with_its_name(tmp_path, own):
    add_profile(tmp_path, own(("max_rows = 5000", "max_rows = 200")), by=ADMIN)
    loaded = profile_named(tmp_path, "maker_portal")
    assert (loaded.is_own, loaded.profile.basis) == (True, Basis.OWN_TEMPLATE)
    assert {stage.max_rows for stage in loaded.profile.stages} == {200}
    assert "max_rows = 200" in profile_text(tmp_path, "maker_portal")


def test_a_template_of_another_name_stands_beside_the_shipped_ones(tmp_path, own):
    add_profile(tmp_path, own(('name = "maker_portal"', 'name = "nanhai_auto"')), by=ADMIN)
    assert set(profiles(tmp_path)) == {*SHIPPED, "nanhai_auto"}


def test_only_an_administrator_loads_one(tmp_path, own):
    with pytest.raises(NotAllowed):
        add_profile(tmp_path, own(), by=Operator("op_2", "员", Role.OPERATOR))
    assert tuple(profiles(tmp_path)) == SHIPPED


def test_what_can_not_be_read_is_refused_with_its_place_and_changes_nothing(tmp_path, own):
    with pytest.raises(ProfileUnusable) as caught:
        add_profile(tmp_path, own(("max_rows = 5000", "max_rows = -1")), by=ADMIN)
    assert "/stages/0/max_rows" in caught.value.detail
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * (MAX_PROFILE_BYTES + 1))
    with pytest.raises(RefdataTooLarge):
        add_profile(tmp_path, huge, by=ADMIN)
    assert tuple(profiles(tmp_path)) == SHIPPED


def test_an_own_template_that_was_damaged_later_is_refused_and_none_stands_in_for_it(tmp_path, own):
    add_profile(tmp_path, own(), by=ADMIN)
    (tmp_path / "profiles" / "maker_portal.toml").write_bytes(b"\xff")
    with pytest.raises(ProfileUnusable):
        profile_named(tmp_path, "maker_portal")


def test_a_name_that_there_is_not_is_refused(tmp_path):
    with pytest.raises(NoSuchProfile):
        profile_named(tmp_path, "../../etc/passwd")


def test_the_sentences_of_portals_come_with_the_program():
    assert {each.code for each in portal_texts()} >= {"BT-2005", "BT-2008", "BT-2001"}
