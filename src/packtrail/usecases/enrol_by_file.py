"""Bind this station to a hub without a network: request and answer go as files or QR codes.

Both are the bytes that would go online and are checked alike (``enrol_station``).
"""

from pathlib import PurePath

from packtrail.domain.errors_files import EnrolmentAnswerUnreadable
from packtrail.domain.operators import Act, Operator, require
from packtrail.protocol.enrolment import from_text
from packtrail.usecases.enrol_station import bind, checked_answer, enrolment_request
from packtrail.usecases.ports import Destination, OnWriter, Store


def request_enrolment(code: str, *, by: Operator, store: Store, app_version: str) -> bytes:
    """What the hub is to be given, with the one-time ``code`` in it; nothing is written here.

    Raises NotAllowed, OutletNotNamed before set-up, or PracticeCodeNeeded.
    """
    require(by, Act.ENROL)
    with store.read() as view:
        return enrolment_request(code, view, app_version)


def take_enrolment_answer(
    answer: bytes,
    file: PurePath,
    *,
    name: str,
    base_url: str,
    by: Operator,
    store: Store,
    on_writer: OnWriter,
) -> Destination:
    """Pin the hub that gave ``answer``; ``base_url`` is its address, empty while there is no way to it.

    Raises NotAllowed, or EnrolmentAnswerUnreadable when no hub signed it for this station.
    """
    require(by, Act.ENROL)
    with store.read() as view:
        station = view.station()
    enrolled = checked_answer(from_text(answer), station)
    if enrolled is None:
        raise EnrolmentAnswerUnreadable(file=file.name)
    return on_writer(lambda: bind(enrolled, name, base_url, store))
