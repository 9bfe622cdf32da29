"""Session tokens: signed by the hub and stored nowhere, so every worker process can check them."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from packtrail.domain.shapes import RecordId
from packtrail.protocol import dsse, messages
from packtrail.protocol.keys import is_signed
from packtrail_hub.hub import Hub

LIFETIME: Final = timedelta(minutes=15)
STATEMENT: Final = "application/vnd.battery-trace.token.v1+json"
_MAX_TEXT: Final = 1000


@dataclass(frozen=True, kw_only=True)
class _Claims:
    station_id: RecordId
    expires_at: int  # seconds since 1970


def issue_token(hub: Hub, station_id: str, expires_at: datetime) -> str:
    """A token for ``station_id`` until ``expires_at``."""
    claims = messages.encode(_Claims(station_id=station_id, expires_at=int(expires_at.timestamp())))
    return f"{_text(claims)}.{_text(hub.signer.sign(dsse.pae(STATEMENT, claims)))}"


def station_of_token(hub: Hub, token: str) -> str | None:
    """Whose token it is, or None if it is not ours or has run out."""
    claims_text, _, signature_text = token[:_MAX_TEXT].partition(".")
    try:
        claims, signature = _bytes(claims_text), _bytes(signature_text)
        if not any(
            is_signed(dsse.pae(STATEMENT, claims), signature, key) for key in hub.public_keys.values()
        ):
            return None
        read = messages.decode(_Claims, claims)
    except ValueError:
        return None
    return read.station_id if hub.clock().timestamp() < read.expires_at else None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
