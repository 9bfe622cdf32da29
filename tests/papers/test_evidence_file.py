"""凭证档: a case's evidence in one file, each picture as it is kept, and what is too much for one file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail import resources
from packtrail.app.act_papers import evidence
from packtrail.app.act_papers.evidence import evidence_content
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.vehicle_case import EvidenceDraft
from packtrail.papers import pdf
from packtrail.papers.evidence_file import evidence_file
from packtrail.papers.layout import Page
from packtrail.papers.photograph import photograph
from packtrail.usecases.add_case_evidence import add_case_evidence
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.papers.ledger import desk_in
from tests.scrapyard import PACK, VIN, vehicle

pytestmark = pytest.mark.practice(2)
JPEG = resources.path("samples", "plate-qr.jpg").read_bytes()


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path) as desk:
        yield desk


def received(desk, *photos):
    return desk.act(receive_vehicle, vehicle(PACK, photos=photos), rules=desk.rules().vehicle)


def added(desk, case, kind, *photos):
    draft = EvidenceDraft(kind=kind, photos=photos)
    desk.act(add_case_evidence, case.case_id, draft, rules=desk.rules().vehicle)


def content_of(desk, case):
    return desk.read(lambda view: evidence_content(view, case.case_id, desk.clock.at, desk.rules()))


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_photograph_stands_there_unchanged_with_digest_time_and_who(desk, page_texts, language):
    before, vin = desk.photo(JPEG), desk.photo(JPEG + b"\0")
    case = received(desk)
    added(desk, case, "photo_before", before)
    added(desk, case, "photo_vin", vin)
    content = content_of(desk, case)
    assert [piece.kind for piece in content.pieces] == ["photo_before", "photo_vin"]
    filled = {place.name for place in content.places if place.is_filled}
    assert {"photo_before", "photo_vin"} <= filled
    assert "photo_after" not in filled
    made = evidence_file(content, wording(language))
    assert made.count(b"/DCTDecode") == 2
    assert JPEG + b"\0" in made
    text = "".join("".join(page_texts(made)).split())
    for printed in (VIN, case.case_number, PACK, *(p.digest.removeprefix("sha256:") for p in (before, vin))):
        assert printed in text
    assert content.pieces[0].operator_ref in text
    assert "李建国" not in text


def test_what_is_no_picture_is_named_and_a_torn_one_breaks_nothing(desk, page_texts):
    case = received(desk, *(desk.photo(each) for each in (b"no picture", JPEG[:300], JPEG[:90_000])))
    made = evidence_file(content_of(desk, case), wording(CHINESE))
    assert made.count(b"/DCTDecode") == 1
    listed = page_texts(made)[0]
    assert (listed.count("见后页"), listed.count("未附图")) == (1, 3)  # once below the list, as a word


@given(at=st.integers(0, 2_000), byte=st.integers(0, 255), length=st.integers(0, 3_000))
def test_no_damaged_file_is_more_than_not_shown(at, byte, length):
    damaged = bytearray(JPEG[:3_000])
    damaged[at] = byte
    piece = photograph(bytes(damaged[:length]), width_mm=100.0, height_mm=50.0)
    if piece is not None:
        page = Page(piece.marks)
        assert pdf.drawn_pages([page], title="", author="", language="en").startswith(b"%PDF")


def test_one_photograph_of_two_records_stands_there_once(desk):
    case = received(desk, desk.photo(JPEG))
    added(desk, case, "photo_before", desk.photo(JPEG))
    assert len(content_of(desk, case).pieces) == 1


def test_beyond_the_limits_pictures_are_named_then_counted(desk, page_texts, monkeypatch):
    photos = [desk.photo(JPEG + bytes([number])) for number in range(4)]
    case = received(desk, *photos)
    monkeypatch.setattr(evidence, "MOST_BYTES", 2 * len(JPEG) + 10)
    monkeypatch.setattr(evidence, "MOST_LISTED", 3)
    content = content_of(desk, case)
    assert [piece.content is not None for piece in content.pieces] == [True, True, False]
    assert content.left_out == 1
    assert "另有 1 件没有列出" in "".join(page_texts(evidence_file(content, wording(CHINESE))))
    monkeypatch.setattr(evidence, "MOST_SHOWN", 1)
    assert [piece.content is not None for piece in content_of(desk, case).pieces] == [True, False, False]


def test_a_picture_keeps_its_shape_within_its_room():
    piece = photograph(JPEG, width_mm=100.0, height_mm=30.0)
    assert (piece.width_mm, piece.height_mm) == (40.0, 30.0)


def test_it_lies_among_the_papers_as_the_command_names_it(desk):
    case = received(desk)
    paper = desk.print(ActPaper.EVIDENCE, desk.subject(ActPaper.EVIDENCE, VIN))
    assert paper.name.startswith(f"{case.case_number}-evidence-")
