"""What is said of a paper's code, alone and beside a ledger."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.act_papers.vouchers import voucher_content
from packtrail.app.handoff_paper import handoff_paper
from packtrail.domain.errors_papers import NoCodeOnPicture
from packtrail.protocol import base45
from packtrail.protocol.enrolment import station_key_statement
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.paper_code import PaperContent, PaperVerdict, read_paper, sign_paper
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.ports import Destination
from packtrail.usecases.read_label import LabelReading, SeenSymbol
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.verify_paper import InLedger, SignedBy, paper_codes, verify_paper
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.paper_check import advice_words, answer_words, checked_words, stated_words
from tests.station import STATION_KEY, take_in
from tests.trade import CODE, MORNING, OUTLET, load

OTHER, PLATFORM = Ed25519Signer(b"o" * 32), Ed25519Signer(b"p" * 32)
CONTENT = PaperContent(
    outlet_uscc=OUTLET,
    document_number="HO-S9-20261120-0001",
    release_record_hash="sha256:" + "ab" * 32,
    line_count=40,
    mass_g=12_345_000,
    at=MORNING,
)


@pytest.fixture
def taken(station, clock):
    return take_in(station, clock, CODE)


@pytest.fixture
def voucher(station, taken):
    """The text on the deliverer's voucher."""
    with station.read() as view:
        return voucher_content(view, taken.document.delivery_id).qr_text


def asked(station, text):
    with station.read() as view:
        return verify_paper(text, view)


def seen(*texts):
    square = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
    symbols = tuple(
        SeenSymbol(text=text, format="qr", corners=square, engine="zxing", stage="plain", is_sure=True)
        for text in texts
    )
    return LabelReading(symbols=symbols, codes=(), others=(), size=(10, 10), elapsed_ms=1.0)


def test_a_receipt_of_ours_names_its_load(station, taken, act):
    document = act(release_handoff, load(CODE)).document
    with station.read() as view:
        text = handoff_paper(view, document.handoff_id).qr_text
    check = asked(station, text)
    assert (check.verdict, check.signed_by) == (PaperVerdict.GENUINE, SignedBy.THIS_STATION)
    assert (check.in_ledger, check.load_id) == (InLedger.SAME, document.handoff_id)


def test_a_voucher_printed_before_a_correction_is_genuine_and_told_what_holds_now(
    station, taken, voucher, act
):
    assert asked(station, voucher).in_ledger is InLedger.SAME
    act(
        correct_record,
        taken.units[0].unit_id,
        {"gross_mass_g": 123_000},
        reason_code="typo",
        reason_text="看错了",
    )
    check = asked(station, voucher)
    assert (check.verdict, check.in_ledger) == (PaperVerdict.GENUINE, InLedger.CHANGED_SINCE)
    assert (check.delivery_id, check.count_now, check.mass_now_g) == (
        taken.document.delivery_id,
        1,
        123_000,
    )


def test_a_number_of_ours_on_a_strangers_record_is_told(station, voucher):
    ours = read_paper(voucher).content
    forged = sign_paper(replace(ours, release_record_hash="sha256:" + "cd" * 32), OTHER)
    check = asked(station, forged)
    assert check.verdict is PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN
    assert (check.in_ledger, check.count_now) == (InLedger.OTHER_RECORD, None)


def test_our_own_key_on_a_number_that_the_ledger_lacks_is_told(station):
    check = asked(station, sign_paper(CONTENT, Ed25519Signer(STATION_KEY)))
    assert (check.verdict, check.in_ledger) == (PaperVerdict.GENUINE, InLedger.NOT_HERE)
    assert (False, wording(CHINESE).say("papers.check.ledger.not_here")) in checked_words(
        wording(CHINESE), check
    )


def test_a_station_that_our_hub_vouches_for_is_known_by_the_hubs_name(station):
    hub = Destination(
        name="hub",
        title="测试平台",
        base_url="https://hub.test",
        outlet_uscc=OUTLET,
        hub_keys={PLATFORM.key_id: PLATFORM.public_key},
        station_signature=b"s" * 64,
        enrolled_at=MORNING,
    )
    vouched = PLATFORM.sign(station_key_statement(OUTLET, OTHER.public_key))
    text = sign_paper(CONTENT, OTHER, vouched)
    assert asked(station, text).signed_by is SignedBy.UNKNOWN
    with station.act() as tx:
        tx.add_destination(hub)
    check = asked(station, text)
    assert (check.verdict, check.signed_by, check.vouched_by) == (
        PaperVerdict.GENUINE,
        SignedBy.HUB_VOUCHES,
        "测试平台",
    )


def test_without_a_ledger_the_code_proves_only_itself(voucher):
    check = verify_paper(voucher)
    assert check.verdict is PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN
    assert check.in_ledger is InLedger.NOT_ASKED


def test_what_a_scanner_does_to_letters_and_ends_does_not_make_a_paper_false(station, voucher):
    assert asked(station, f" {voucher.lower()}\r\n").verdict is PaperVerdict.GENUINE


def test_an_altered_code_states_nothing_that_could_be_believed(station, voucher):
    ours = read_paper(voucher)
    raw = base45.decode(voucher[4:]).replace(b"20", b"21", 1)
    check = asked(station, "PT1:" + base45.encode(raw))
    assert ours.content != check.content
    assert (check.verdict, check.load_id, check.delivery_id) == (PaperVerdict.ALTERED, "", "")
    assert stated_words(wording(CHINESE), check) == ()


@given(text=st.text(max_size=300) | st.from_regex(r"PT[0-9]{1,3}:[0-9A-Z $%*+./:-]{0,300}", fullmatch=True))
def test_no_text_breaks_the_answer_and_none_is_genuine_by_chance(text):
    check = verify_paper(text)
    assert check.verdict in {PaperVerdict.NOT_OURS, PaperVerdict.ALTERED, PaperVerdict.OTHER_VERSION}
    for words in (wording(CHINESE), wording(ENGLISH)):
        assert answer_words(words, check)
        assert advice_words(words, check)
        assert [is_good for is_good, _ in checked_words(words, check)][-1] is False


def test_every_answer_has_its_words(station):
    words = wording(ENGLISH)
    plain = verify_paper(sign_paper(CONTENT, OTHER))
    for signed_by in SignedBy:
        for in_ledger in InLedger:
            check = replace(plain, signed_by=signed_by, in_ledger=in_ledger)
            assert len(list(checked_words(words, check))) == 4


def test_an_overlong_text_is_refused_before_it_is_decoded():
    check = verify_paper("PT1:" + "A" * 5_000_000)
    assert (check.verdict, check.content) == (PaperVerdict.ALTERED, None)


def test_of_a_picture_the_papers_codes_count_and_else_what_it_says():
    assert paper_codes(seen(CODE, "pt1:ab", "PT1:AB"), "a.jpg") == ("PT1:AB",)
    assert paper_codes(seen(CODE), "a.jpg") == (CODE,)
    with pytest.raises(NoCodeOnPicture):
        paper_codes(seen(), "a.jpg")


def test_the_time_of_a_paper_counts_to_the_second(station, taken, voucher):
    later = replace(read_paper(voucher).content, at=taken.document.taken_in_at + timedelta(minutes=1))
    check = asked(station, sign_paper(later, Ed25519Signer(STATION_KEY)))
    assert check.in_ledger is InLedger.CHANGED_SINCE
