"""What a hub says beside its receipts: believed when signed, well formed, and an answer to what was asked."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from packtrail.protocol import dsse, messages
from packtrail.protocol.faults import Fault

Answer = TypeVar("Answer")


class AnswerFault(StrEnum):
    """What is wrong with it."""

    NOT_AN_ENVELOPE = "not_an_envelope"
    OTHER_TYPE = "other_type"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    BAD_SHAPE = "bad_shape"
    OTHER_STATION = "other_station"
    OTHER_SINCE = "other_since"
    OTHER_CODES = "other_codes"


class AnswerDisputed(ValueError):
    """An answer is not this hub's word on what was asked; nothing in it is applied or kept."""

    def __init__(self, fault: AnswerFault, *, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(fault, faults)
        self.fault = fault
        self.faults = faults


def signed_answer(
    kind: type[Answer], envelope: bytes, payload_type: str, hub_keys: Mapping[str, bytes], *, max_bytes: int
) -> Answer:
    """The message in hostile ``envelope``, signed by one of ``hub_keys``; raises AnswerDisputed."""
    try:
        payload = dsse.verified(dsse.from_json(envelope), payload_type, hub_keys)
    except dsse.BadEnvelope as error:
        raise AnswerDisputed(AnswerFault(error.reason)) from error
    try:
        return messages.decode(kind, payload, max_bytes=max_bytes)
    except messages.BadMessage as error:
        raise AnswerDisputed(AnswerFault.BAD_SHAPE, faults=error.faults) from error
