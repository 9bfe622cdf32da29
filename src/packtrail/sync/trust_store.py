"""Whose certificates count: the system's store, and the company's own CA beside it where there is one."""

import ssl
from pathlib import Path

import httpx2

from packtrail.domain.errors_network import CompanyCaUnreadable


def tls_context(ca_file: str = "") -> ssl.SSLContext:
    """The system's trust with ``ca_file`` (PEM) added; certificates and names are always checked.

    Raises CompanyCaUnreadable.
    """
    context = httpx2.create_ssl_context()  # the system's store; SSL_CERT_FILE where an administrator set it
    if not ca_file:
        return context
    try:
        context.load_verify_locations(cafile=str(Path(ca_file)))
    except (OSError, ssl.SSLError, ValueError) as error:
        raise CompanyCaUnreadable(file=ca_file) from error
    return context
