"""The way out of this PC on the settings screen: chosen, refused in words, the password never in sight."""

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit

from packtrail.app.network import kept_login
from packtrail.app.network_settings import NetworkSettingsActs
from packtrail.sync.proxy_route import ProxyLogin
from packtrail.ui.settings.connection_check import ConnectionCheck
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode, network_choice
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import counter, put_away
from tests.ui.whole import words_cut_at_rest

PROXY = "http://10.0.0.8:3128"
LATER = AFTERNOON + dt.timedelta(days=900)


class Ring:
    """Keeps what it is given."""

    def __init__(self):
        self.kept = {}

    def get(self, name):
        return self.kept.get(name)

    def put(self, name, secret):
        self.kept[name] = secret


class Card:
    """The card with somebody in front of it."""

    def __init__(self, qtbot, outlet, check, monkeypatch):
        self._qtbot, self._monkeypatch = qtbot, monkeypatch
        self.outlet, self.check, self.flow, self.panel = outlet, check, check.way, check.way.panel

    def type(self, **fields):
        for field, text in fields.items():
            self.panel.edited.emit(field, text)

    def save(self):
        self.panel._save.click()
        self.settled()

    def choose_ca(self, file):
        self._monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
        self.panel.ca_asked.emit()
        self.settled()

    def settled(self):
        self._qtbot.waitUntil(lambda: not self.flow.form.busy and self.flow.form.kept is not None)

    def said(self):
        labels = self.check.panel.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    @property
    def choice(self):
        return self.outlet.read(network_choice)

    @property
    def login(self):
        return kept_login(self.outlet.keyring)


@pytest.fixture
def card(qtbot, tmp_path, monkeypatch):
    appearance().wear(Scheme.LIGHT, 1.0)
    with counter(tmp_path) as (outlet, workers):
        outlet.keyring = Ring()
        network = NetworkSettingsActs(outlet)
        check = ConnectionCheck(outlet, workers, wording(CHINESE), network=network)
        check.panel.resize(700, 900)
        check.panel.show()
        opened = Card(qtbot, outlet, check, monkeypatch)
        opened.settled()
        yield opened
        put_away(qtbot, workers, check.panel)


@pytest.fixture(scope="module")
def key():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def ca(tmp_path, key):
    """Writes a company's CA file that is valid from and to these moments."""

    def write(since=AFTERNOON - dt.timedelta(days=900), until=LATER):
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Some Company Root")])
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(7)
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        file = tmp_path / "root.pem"
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        return file, made.fingerprint(hashes.SHA256()).hex(" ").upper()

    return write


def test_the_systems_way_is_the_first_and_nothing_is_to_be_saved(card):
    assert card.panel._save.refusal == "没有改动。"
    assert not card.panel._address.isVisible()


def test_a_named_proxy_with_its_login_is_kept_and_the_password_in_the_keyring_alone(card):
    card.panel.mode_chosen.emit("fixed")
    assert card.panel._save.refusal == "先填地址。"
    card.type(address=PROXY, user="li", password="密 码:@")
    card.save()
    assert card.choice == NetworkChoice(mode=ProxyMode.FIXED, address=PROXY)
    assert card.login == ProxyLogin("li", "密 码:@")
    assert "请按“测试连接”试一试" in card.said()
    assert all("密 码" not in field.text() for field in card.panel.findChildren(QLineEdit))


def test_a_kept_password_stays_while_nobody_types_another(card):
    card.type(user="li", password="one")
    card.save()
    card.panel.mode_chosen.emit("fixed")
    card.type(address=PROXY)
    card.save()
    assert card.login == ProxyLogin("li", "one")


def test_another_user_needs_a_password_and_until_then_nothing_changes(card):
    card.type(user="li", password="one")
    card.save()
    card.type(user="wang")
    card.save()
    assert "代理用户“wang”还没有密码" in card.said()
    assert card.login == ProxyLogin("li", "one")


def test_an_empty_user_forgets_the_login(card):
    card.type(user="li", password="one")
    card.save()
    card.type(user="")
    card.save()
    assert card.login is None


@pytest.mark.parametrize(
    ("mode", "address"), [("fixed", "10.0.0.8"), ("fixed", "socks5://x:1"), ("script", "C:\\proxy.pac")]
)
def test_what_is_no_address_is_refused_in_words_and_what_was_typed_stays(card, mode, address):
    card.panel.mode_chosen.emit(mode)
    card.type(address=address)
    card.save()
    assert card.panel.told.isVisible()
    assert card.flow.form.address == address
    assert card.choice == NetworkChoice()


def test_the_companys_certificate_is_shown_with_fingerprint_and_validity_before_it_is_saved(card, ca):
    file, fingerprint = ca()
    card.choose_ca(file)
    assert fingerprint in card.said()
    assert f"至 {LATER.date().isoformat()}" in card.said()
    assert card.choice.ca_file == ""
    card.save()
    assert card.choice.ca_file == str(file)
    card.panel.ca_dropped.emit()
    card.save()
    assert card.choice.ca_file == ""


@pytest.mark.parametrize(("days", "words"), [((-9, -1), "过期"), ((1, 99), "起才有效"), ((-9, 20), "到期")])
def test_a_certificate_out_of_its_time_says_so(card, ca, days, words):
    since, until = (AFTERNOON + dt.timedelta(days=each) for each in days)
    card.choose_ca(ca(since, until)[0])
    assert words in card.said()


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----"]
)
def test_a_file_without_a_certificate_is_refused_in_words(card, tmp_path, content):
    file = tmp_path / "no.pem"
    file.write_bytes(content)
    card.choose_ca(file)
    assert "里面没有证书" in card.said()
    assert card.flow.form.ca_file == ""


def test_a_file_that_has_gone_since_is_said(card, ca):
    file, _ = ca()
    card.choose_ca(file)
    card.save()
    file.unlink()
    card.flow.refresh()
    card.settled()
    assert "现在读不到" in card.said()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_word_is_cut_and_every_field_has_a_name(card, ca, language, scale):
    card.panel.mode_chosen.emit("fixed")
    card.type(user="li")
    card.choose_ca(ca()[0])
    appearance().wear(Scheme.LIGHT, scale)
    card.check.retranslate(wording(language))
    card.check.panel.resize(int(700 * scale), int(1000 * scale))
    QApplication.processEvents()  # a row of buttons breaks anew once the words have changed
    assert words_cut_at_rest(card.check.panel) == []
    assert all(field.accessibleName() for field in card.panel.findChildren(QLineEdit))
    appearance().wear(Scheme.LIGHT, 1.0)
