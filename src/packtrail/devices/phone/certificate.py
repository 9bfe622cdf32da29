"""The certificate that the station shows to phones: made here, signed by nobody else, kept with the data.

Its key stays in a file, since Python's TLS takes a key from nowhere else; only the owner may read it.
"""

import datetime as dt
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_DAYS: Final = 800
"""Phones refuse certificates that hold for more than 825 days."""

RENEWED_DAYS: Final = 30
"""So long before its end it is made anew."""

_NAME: Final = "Packtrail"


@dataclass(frozen=True, slots=True)
class StationCertificate:
    """Where the two files lie, and what identifies the certificate."""

    certificate: Path
    key: Path
    fingerprint: bytes  # SHA-256 of the whole certificate, as browsers show it


def certificate_for(address: str, folder: Path, now: dt.datetime) -> StationCertificate:
    """The certificate in ``folder`` if it still holds for ``address``, or a new one.

    Takes some milliseconds and writes files, so off the GUI thread. Raises OSError.
    """
    files = folder / "certificate.pem", folder / "key.pem"
    kept = _kept(*files)
    if kept is None or not _holds(kept, address, now):
        folder.mkdir(parents=True, exist_ok=True)
        kept = _made(*files, address, now)
    files[1].chmod(0o600)
    return StationCertificate(*files, kept.fingerprint(hashes.SHA256()))


def _kept(certificate: Path, key: Path) -> x509.Certificate | None:
    """What lies there, if its key is beside it."""
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        own = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return found if found.public_key() == own.public_key() else None


def _holds(certificate: x509.Certificate, address: str, now: dt.datetime) -> bool:
    ends = certificate.not_valid_after_utc - dt.timedelta(days=RENEWED_DAYS)
    try:
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    addresses = map(str, named.get_values_for_type(x509.IPAddress))
    return certificate.not_valid_before_utc <= now < ends and address in addresses


def _made(certificate: Path, key: Path, address: str, now: dt.datetime) -> x509.Certificate:
    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))  # a phone's clock may be behind
        .not_valid_after(now + dt.timedelta(days=VALID_DAYS))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(own, hashes.SHA256())
    )
    secret = own.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write_for_owner(key, secret)
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return made


def _write_for_owner(file: Path, content: bytes) -> None:
    """Nobody else may read it at any moment, so it has its rights before its content."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
