"""Binds a station that has no network: its request came as a file or as the text of a QR code.

The request and the answer are the bytes that would go over HTTP, judged alike.
"""

from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from packtrail.domain.errors_files import FileUnreadable
from packtrail.protocol.enrolment import as_text, from_text
from packtrail.protocol.messages import MAX_MESSAGE_BYTES
from packtrail_hub.admin.audit import COMMAND_LINE, name_of, note
from packtrail_hub.enrolling import enrol
from packtrail_hub.file_channel import beside, opened
from packtrail_hub.hub import Hub


def enrol_file(hub: Hub, source: Path, target: Path, *, as_qr_text: bool = False) -> None:
    """Write the signed answer to the request in ``source`` to ``target``.

    ``as_qr_text`` writes it as the text that a QR code holds. Raises FileUnreadable, Refused as online, or
    FileNotWritten: the station is bound then, and the same request is answered alike again.
    """
    with opened(source) as stream:
        try:
            body = stream.read(MAX_MESSAGE_BYTES + 1)
        except OSError as error:
            raise FileUnreadable(file=str(source), reason="denied") from error
    answer = enrol(hub, from_text(body))
    hub.write(partial(_noted, hub, source))  # it is bound, whether or not its answer gets out
    with beside(target) as made:
        made.write(as_text(answer).encode() if as_qr_text else answer)


def _noted(hub: Hub, source: Path, connection: Connection) -> None:
    note(hub, connection, COMMAND_LINE, "enrolled_by_file", file=name_of(source))
