"""The way out of this PC as the settings screen sees and changes it; on the network lane, since it waits."""

from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from packtrail.app.network import keep_login, kept_login
from packtrail.app.outlet import Outlet
from packtrail.app.small_files import read_small_file
from packtrail.domain.errors_network import CompanyCaUnreadable, PasswordMissing
from packtrail.domain.errors_refdata import RefdataFileUnreadable, RefdataTooLarge
from packtrail.domain.moments import SHANGHAI
from packtrail.sync.proxy_route import ProxyLogin
from packtrail.sync.trust_store import tls_context
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode, choose_network, network_choice
from packtrail.usecases.network_settings import CompanyCertificate, NetworkSettings, NetworkWish

MOST_CA_BYTES = 1024 * 1024
MOST_SHOWN = 20


class NetworkSettingsActs:
    """``ui.settings.network_flow.NetworkActs`` of one outlet."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    def look(self) -> NetworkSettings:
        """How it stands; a keyring may be asked for."""
        choice = self._outlet.read(network_choice)
        login = kept_login(self._outlet.keyring)
        user = login.user if login else ""
        try:
            certificates = certificates_in(Path(choice.ca_file)) if choice.ca_file else ()
        except CompanyCaUnreadable:
            return NetworkSettings(choice=choice, user=user, is_ca_unreadable=True)
        return NetworkSettings(choice=choice, user=user, certificates=certificates)

    def certificates_in(self, file: Path) -> tuple[CompanyCertificate, ...]:
        """See ``certificates_in``."""
        return certificates_in(file)

    def choose(self, wish: NetworkWish) -> NetworkSettings:
        """Go that way from now on; how it stands then.

        Raises NotAllowed, ProxyAddressWrong, PacAddressWrong, CompanyCaUnreadable, PasswordMissing or
        ProxyLoginNotKept; of the choice nothing is kept then.
        """
        if wish.choice.ca_file:
            certificates_in(Path(wish.choice.ca_file))
        before = kept_login(self._outlet.keyring)
        if wish.choice.mode is not ProxyMode.NONE:
            self._keep_login(wish, before)
        self._outlet.on_writer(partial(self._choose, wish.choice))
        return self.look()

    def _keep_login(self, wish: NetworkWish, before: ProxyLogin | None) -> None:
        after = None
        if wish.user:
            password = wish.password
            if password is None and before is not None and before.user == wish.user:
                password = before.password
            if password is None:
                raise PasswordMissing(user=wish.user[:80])
            after = ProxyLogin(wish.user, password)
        if after != before:
            keep_login(after, by=self._outlet.operator, keyring=self._outlet.keyring)

    def _choose(self, choice: NetworkChoice) -> None:
        choose_network(choice, by=self._outlet.operator, store=self._outlet.store)


def certificates_in(file: Path) -> tuple[CompanyCertificate, ...]:
    """Whose certificates a company's CA file has, as the connection will trust them.

    Raises CompanyCaUnreadable for what is no file of certificates.
    """
    try:
        found = x509.load_pem_x509_certificates(read_small_file(file, MOST_CA_BYTES))
        told = tuple(_told(each) for each in found[:MOST_SHOWN])
    except (RefdataFileUnreadable, RefdataTooLarge, ValueError) as error:
        raise CompanyCaUnreadable(file=str(file)) from error
    tls_context(str(file))  # what the connection's own reader refuses is refused here
    return told


def _told(certificate: x509.Certificate) -> CompanyCertificate:
    return CompanyCertificate(
        subject=certificate.subject.rfc4514_string()[:200],
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(" ").upper(),
        valid_from=certificate.not_valid_before_utc.astimezone(SHANGHAI),
        valid_to=certificate.not_valid_after_utc.astimezone(SHANGHAI),
    )
