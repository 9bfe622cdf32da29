"""Which machine this is, so that a data folder that was copied to another one is noticed at its next start.

The system's own identifier is only ever kept as a digest, beside the ledger; it goes nowhere else.
"""

import hashlib
import sys
from pathlib import Path

if sys.platform == "win32":
    import winreg

MACHINE_ID = Path("/etc/machine-id")
UNINITIALIZED = "uninitialized"
"""What systemd writes into an image that was never started."""


def machine_mark() -> str | None:
    """64 hex digits that stay the same on one installed system; None where it has no name for itself."""
    try:
        name = _name().strip()
    except OSError:
        return None
    if not name or name == UNINITIALIZED:
        return None
    return hashlib.sha256(b"packtrail:" + name.encode()).hexdigest()


if sys.platform == "win32":

    def _name() -> str:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])

else:

    def _name() -> str:
        return MACHINE_ID.read_text("ascii", errors="replace")
