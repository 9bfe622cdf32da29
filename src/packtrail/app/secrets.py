"""Who keeps what unlocks the ledger: the system's keyring, an owner-only file, and a code on paper.

The data key itself is random and never changes its place: it lies wrapped in ``ledger.keys``, beside the
database and in every backup.
"""

import contextlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import keyring as system_keyring

from packtrail.domain.errors import LedgerKeyMissing
from packtrail.store import key_file
from packtrail.store.connection import KEY_BYTES
from packtrail.store.durable import write_durably
from packtrail.store.errors_of import errors_of_disk
from packtrail.store.key_file import KEYS_FILE, Keeper, Wrap
from packtrail.store.key_file import unlock_with_code as unlock_with_code  # noqa: PLC0414 - one door for callers
from packtrail.store.ledger import LEDGER_FILE
from packtrail.store.recovery_code import new_code

T = TypeVar("T")

SERVICE = "packtrail"
STATION_KEY_FILE = "station.key"
PATIENCE_S = 8.0
"""How long a keyring may take: it may ask its owner for a password, or wait for a bus that isn't there."""


class KeyringFailed(Exception):
    """The keyring did not do what it was asked; there may be none."""


class Keyring(Protocol):
    """A place of the system's that keeps small secrets for the user who is logged in."""

    def get(self, name: str) -> str | None:
        """What was put under ``name``; raises KeyringFailed."""
        ...

    def put(self, name: str, secret: str) -> None:
        """Keep ``secret`` under ``name``; raises KeyringFailed."""
        ...


@dataclass(frozen=True, slots=True)
class NewKeys:
    """What set-up gets: the key to open with, the code to print, and who keeps this machine's secret."""

    data_key: bytes = field(repr=False)
    recovery_code: str = field(repr=False)
    keeper: Keeper


class SystemKeyring:
    """The system's keyring, asked on a thread of its own so that one that hangs holds up nobody."""

    def __init__(self, *, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s

    def get(self, name: str) -> str | None:
        """What was put under ``name``."""
        return _Question(lambda: system_keyring.get_password(SERVICE, name)).answer(self._patience_s)

    def put(self, name: str, secret: str) -> None:
        """Keep ``secret``."""
        _Question(lambda: system_keyring.set_password(SERVICE, name, secret)).answer(self._patience_s)


class NoKeyring:
    """For a folder that is thrown away or carried about: the owner-only file keeps the secret."""

    def get(self, name: str) -> str | None:
        """Nothing is kept."""
        raise KeyringFailed(name)

    def put(self, name: str, _secret: str) -> None:
        """Nothing is kept."""
        raise KeyringFailed(name)


def create_keys(folder: Path, keyring: Keyring) -> NewKeys:
    """Draw the keys of a new ledger in ``folder`` and write ``ledger.keys``.

    Raises FileExistsError when there is one, since that would lock the old ledger out for ever, and
    LedgerKeyMissing when there is a ledger without its key file: no new key opens that.
    """
    file = folder / KEYS_FILE
    if file.exists():
        raise FileExistsError(file)
    if (folder / LEDGER_FILE).exists():
        raise LedgerKeyMissing(file=str(file))
    with errors_of_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    data_key, code = secrets.token_bytes(KEY_BYTES), new_code()
    keeper_wrap = _kept_here(folder, data_key, keyring)
    key_file.write(file, [key_file.wrap_with_code(data_key, code), keeper_wrap])
    return NewKeys(data_key=data_key, recovery_code=code, keeper=keeper_wrap.keeper)


def unlock(folder: Path, keyring: Keyring) -> bytes:
    """The data key, by whatever keeps a secret on this machine.

    Raises LedgerKeyMissing when nothing here opens it, so that the recovery code is asked for, and
    LedgerDamaged or LedgerUnreadable when ``ledger.keys`` is none or cannot be read.
    """
    file = folder / KEYS_FILE
    for one in key_file.read(file):
        secret = _secret_of(one, folder, keyring)
        data_key = key_file.opened(one, secret) if secret else None
        if data_key is not None:
            return data_key
    raise LedgerKeyMissing(file=str(file))


def keep_here(folder: Path, data_key: bytes, keyring: Keyring) -> Keeper:
    """Wrap the data key anew for this machine, after a restore or when its keeper lost its secret."""
    file = folder / KEYS_FILE
    kept = [one for one in key_file.read(file) if one.keeper is Keeper.CODE]
    keeper_wrap = _kept_here(folder, data_key, keyring)
    key_file.write(file, [*kept, keeper_wrap])
    if keeper_wrap.keeper is Keeper.KEYRING:
        (folder / STATION_KEY_FILE).unlink(missing_ok=True)  # its secret opens nothing any more
    return keeper_wrap.keeper


def new_recovery_code(folder: Path, data_key: bytes) -> str:
    """A new code in place of the former, which opens only older backups from then on."""
    file = folder / KEYS_FILE
    code = new_code()
    kept = [one for one in key_file.read(file) if one.keeper is not Keeper.CODE]
    key_file.write(file, [key_file.wrap_with_code(data_key, code), *kept])
    return code


def _kept_here(folder: Path, data_key: bytes, keyring: Keyring) -> Wrap:
    """The keyring's wrap if it really keeps what it is given, else the file's."""
    secret, name = secrets.token_bytes(KEY_BYTES), secrets.token_hex(8)
    try:
        keyring.put(name, secret.hex())
        is_kept = keyring.get(name) == secret.hex()
    except KeyringFailed:
        is_kept = False
    if is_kept:
        return key_file.wrap(data_key, secret, Keeper.KEYRING, name=name)
    return key_file.wrap(data_key, _secret_in_file(folder, secret), Keeper.FILE)


def _secret_in_file(folder: Path, fresh: bytes) -> bytes:
    """The secret in the owner-only file; one that is there stays, since ``ledger.keys`` may still need it."""
    file = folder / STATION_KEY_FILE
    with contextlib.suppress(OSError, ValueError):
        kept = bytes.fromhex(file.read_text("ascii"))
        if len(kept) == KEY_BYTES:
            return kept
    write_durably(file, fresh.hex().encode())
    return fresh


def _secret_of(one: Wrap, folder: Path, keyring: Keyring) -> bytes | None:
    if one.keeper is Keeper.CODE:
        return None
    try:
        if one.keeper is Keeper.KEYRING:
            return bytes.fromhex(keyring.get(one.name) or "")
        return bytes.fromhex((folder / STATION_KEY_FILE).read_text("ascii"))
    except (KeyringFailed, OSError, ValueError):
        return None


class _Question(Generic[T]):
    """A question to a keyring on a thread of its own, which may never end.

    Back ends are plug-ins of the system: besides their own errors they let through those of buses,
    sessions and ctypes. Whatever comes means the same here: this keyring keeps nothing for us.
    """

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._answers: list[T] = []
        self._thread = threading.Thread(target=self._put, name="packtrail-keyring", daemon=True)
        self._thread.start()

    def answer(self, patience_s: float) -> T:
        """The answer within ``patience_s``; raises KeyringFailed."""
        self._thread.join(patience_s)
        if not self._answers:
            raise KeyringFailed
        return self._answers[0]

    def _put(self) -> None:
        with contextlib.suppress(Exception):
            self._answers.append(self._ask())
