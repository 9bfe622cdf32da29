"""Phones as scanners, as the settings show them; plain values, no Qt."""

from dataclasses import dataclass
from enum import StrEnum


class PhoneTrouble(StrEnum):
    """Why no phone can come although it is switched on; the names end the keys of their sentences."""

    NO_ADDRESS = "no_address"  # this computer is in no local network, or not under the address chosen
    NO_PORT = "no_port"  # others hold all ports that we try
    NO_CERTIFICATE = "no_certificate"  # it can't be written


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneLine:
    """One paired phone."""

    phone_id: str
    name: str
    last_scan: str  # "" before the first; else as it is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneState:
    """Everything on the card."""

    is_on: bool = False
    origin: str = ""  # https://ADDRESS:PORT while it is served
    addresses: tuple[tuple[str, str], ...] = ()  # address, and what the system calls its network
    address: str = ""
    trouble: PhoneTrouble | None = None
    fingerprint: str = ""  # SHA-256 of the certificate in hexadecimal digits
    words: tuple[str, ...] = ()  # the same for the ear
    pairing_url: str = ""  # what the code on the screen says; empty while there is none
    phones: tuple[PhoneLine, ...] = ()
    is_full: bool = False  # no more can be paired
    paired_name: str = ""  # the phone that was paired just now
