"""Codes against codes, and the QR of a certificate: compared as text, never opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.look_alikes import ALIKE
from packtrail.domain.vehicle_case import look_alike_changes, near_codes, qr_host_known
from tests.scrapyard import LOOK_ALIKE, PACK, SECOND_PACK

HOSTS = frozenset({"qclt.mofcom.gov.cn"})
CODES = st.text("0123456789ABCDEFGHJKLMNOPQRSTUVWXYZ", min_size=1, max_size=26)


@pytest.mark.rule("S44")
@pytest.mark.parametrize(
    "text",
    [
        "https://qclt.mofcom.gov.cn/deal/scrap/validdata/8f1c",
        "http://qclt.mofcom.gov.cn/deal/scrap/validdata/8f1c",
        "https://QCLT.mofcom.gov.cn:443/deal/scrap/validdata/8f1c?x=1",
    ],
)
def test_the_host_of_certificates_is_known_by_either_scheme(text):
    assert qr_host_known(text, HOSTS) is True


@pytest.mark.parametrize(
    "text",
    [
        "https://qclt.mofcom.gov.cn.example.com/deal/scrap/validdata/1",
        "https://example.com/qclt.mofcom.gov.cn/",
        "https://qclt.mofcom.gov.cn@example.com/",
        "https://example.com\\@qclt.mofcom.gov.cn/",
        "https://qclt.mofcom.gov.cn:8443/x",
        "ftp://qclt.mofcom.gov.cn/x",
        "https://qclt。mofcom。gov。cn/x",
        "https://qсlt.mofcom.gov.cn/x",  # a Cyrillic с
        "https://qclt.mofcom.gov.cn/x y",
        "https://qclt.mofcom.gov.cn",
        "HS-430000-1323",
        "https://qclt.mofcom.gov.cn/" + "x" * 2000,
    ],
)
def test_whatever_only_looks_like_it_is_another_host(text):
    assert qr_host_known(text, HOSTS) is False


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_certificate_without_a_qr_says_nothing_of_a_host(text):
    assert qr_host_known(text, HOSTS) is None


@given(st.text(max_size=80))
def test_no_text_is_ever_known_unless_it_names_the_host_whole(text):
    if qr_host_known(text, HOSTS):
        assert text.strip().split("/")[2].lower().split(":")[0] == "qclt.mofcom.gov.cn"


def test_one_look_alike_is_near_and_another_serial_is_not():
    assert [one.battery_code for one in near_codes(LOOK_ALIKE, [SECOND_PACK, PACK])] == [PACK]
    assert look_alike_changes(PACK, SECOND_PACK) == ()
    assert look_alike_changes(PACK, PACK) == ()
    assert look_alike_changes(PACK, PACK[:-1]) == ()


@given(CODES, CODES)
def test_looking_alike_goes_both_ways_and_never_between_equals(one, other):
    there, back = look_alike_changes(one, other), look_alike_changes(other, one)
    assert [each.position for each in there] == [each.position for each in back]
    assert bool(there) <= (one != other)
    assert all(each.proposed in ALIKE[each.found] for each in there)
