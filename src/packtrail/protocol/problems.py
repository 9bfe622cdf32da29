"""Every code that a hub may answer with, and the form of a refusal (RFC 9457).

A code keeps its meaning for ever. ``retry`` says what helps, ``owner`` who has to act; the sentences are in
``translations/*/problems.toml``. Source: ``platform.md`` 8.8; 1009, 1012-1023, 6003-6004 and 9004 are ours.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

from annotated_types import Ge, Le, Len

from packtrail.domain.shapes import Line, Moment, Remark, Seq, Token
from packtrail.protocol import messages
from packtrail.protocol.faults import Fault

MEDIA_TYPE: Final = "application/problem+json"


class Retry(StrEnum):
    """What has to happen before the same thing can succeed."""

    NEVER = "never"
    SAME_BYTES = "same_bytes"
    AFTER_CORRECTION = "after_correction"
    AFTER_DEPENDENCY = "after_dependency"
    AFTER_UPSTREAM = "after_upstream"
    AFTER_REFDATA = "after_refdata"
    NEW_EPOCH = "new_epoch"


class Owner(StrEnum):
    """Who has to act; an error list is grouped by it."""

    OUTLET = "outlet"
    CODE_MAKER = "code_maker"
    VEHICLE_MAKER = "vehicle_maker"
    CONSIGNEE = "consignee"
    PLATFORM = "platform"


@dataclass(frozen=True)
class ProblemCode:
    """One code of the catalogue."""

    code: str
    key: str
    retry: Retry
    owner: Owner

    @property
    def type_uri(self) -> str:
        """The ``type`` of its problem document."""
        return f"urn:battery-trace:problem:{self.key.replace('_', '-')}"


_N, _S, _C, _D = Retry.NEVER, Retry.SAME_BYTES, Retry.AFTER_CORRECTION, Retry.AFTER_DEPENDENCY
_U, _R, _E = Retry.AFTER_UPSTREAM, Retry.AFTER_REFDATA, Retry.NEW_EPOCH
_OUTLET, _MAKER, _CAR = Owner.OUTLET, Owner.CODE_MAKER, Owner.VEHICLE_MAKER
_CONSIGNEE, _PLATFORM = Owner.CONSIGNEE, Owner.PLATFORM

SCHEMA_VIOLATION = ProblemCode("BT-1001", "schema_violation", _C, _OUTLET)
SIGNATURE_INVALID = ProblemCode("BT-1002", "signature_invalid", _N, _OUTLET)
STATION_UNKNOWN = ProblemCode("BT-1003", "station_unknown", _N, _OUTLET)
STATION_REVOKED = ProblemCode("BT-1004", "station_revoked", _N, _PLATFORM)
SEQ_GAP = ProblemCode("BT-1005", "seq_gap", _S, _OUTLET)
CHAIN_FORK = ProblemCode("BT-1006", "chain_fork", _E, _OUTLET)
DIGEST_MISMATCH = ProblemCode("BT-1007", "digest_mismatch", _S, _OUTLET)
CLOCK_SKEW = ProblemCode("BT-1008", "clock_skew", _S, _OUTLET)
RECORD_TYPE_UNKNOWN = ProblemCode("BT-1009", "record_type_unknown", _S, _PLATFORM)
KEY_REUSED = ProblemCode("BT-1010", "key_reused", _N, _OUTLET)  # of the first protocol; addresses replaced it
EPOCH_INVALID = ProblemCode("BT-1012", "epoch_invalid", _E, _OUTLET)
TOO_LARGE = ProblemCode("BT-1013", "too_large", _C, _OUTLET)
SESSION_INVALID = ProblemCode("BT-1014", "session_invalid", _S, _OUTLET)
ENROLMENT_CODE_INVALID = ProblemCode("BT-1015", "enrolment_code_invalid", _C, _OUTLET)
ENROLMENT_CODE_LOCKED = ProblemCode("BT-1016", "enrolment_code_locked", _U, _PLATFORM)
STATION_BOUND = ProblemCode("BT-1017", "station_bound", _U, _PLATFORM)
NEVER_RECEIVED = ProblemCode("BT-1018", "never_received", _S, _OUTLET)
MEDIA_TYPE_UNSUPPORTED = ProblemCode("BT-1019", "media_type_unsupported", _C, _OUTLET)
NO_SUCH_CALL = ProblemCode("BT-1020", "no_such_call", _N, _OUTLET)
BUSY = ProblemCode("BT-1021", "busy", _S, _PLATFORM)
STATION_LABEL_TAKEN = ProblemCode("BT-1022", "station_label_taken", _C, _OUTLET)
CURSOR_UNKNOWN = ProblemCode("BT-1023", "cursor_unknown", _N, _OUTLET)
CODE_FORMAT = ProblemCode("BT-2001", "code_format", _C, _OUTLET)
CODE_IMPLAUSIBLE = ProblemCode("BT-2002", "code_implausible", _C, _OUTLET)
CODE_MAKER_UNKNOWN = ProblemCode("BT-2003", "code_maker_unknown", _R, _MAKER)
CODE_NOT_ON_PLATFORM = ProblemCode("BT-2004", "code_not_on_platform", _U, _MAKER)
MODEL_NOT_FILED = ProblemCode("BT-2005", "model_not_filed", _U, _MAKER)
HIERARCHY_MISSING = ProblemCode("BT-2006", "hierarchy_missing", _U, _CAR)
MODULE_NOT_FOUND = ProblemCode("BT-2007", "module_not_found", _U, _CAR)
CODE_DUPLICATE = ProblemCode("BT-2008", "code_duplicate", _C, _OUTLET)
MASS_DOUBTFUL = ProblemCode("BT-2009", "mass_doubtful", _C, _OUTLET)
ALREADY_IN_STORAGE = ProblemCode("BT-3001", "already_in_storage", _C, _OUTLET)
NOT_IN_STORAGE = ProblemCode("BT-3002", "not_in_storage", _C, _OUTLET)
OUT_BEFORE_IN = ProblemCode("BT-3003", "out_before_in", _C, _OUTLET)
CONSIGNEE_MISSING = ProblemCode("BT-3004", "consignee_missing", _C, _OUTLET)
CONSIGNEE_NOT_ELIGIBLE = ProblemCode("BT-3005", "consignee_not_eligible", _C, _CONSIGNEE)
DATE_FUTURE = ProblemCode("BT-3006", "date_future", _C, _OUTLET)
DATE_TOO_OLD = ProblemCode("BT-3007", "date_too_old", _C, _OUTLET)
STAGE_MISSING = ProblemCode("BT-3008", "stage_missing", _D, _OUTLET)
DEPENDENCY_OPEN = ProblemCode("BT-3009", "dependency_open", _D, _OUTLET)
ALREADY_HANDED_OUT = ProblemCode("BT-3010", "already_handed_out", _C, _OUTLET)
TOTALS_DISAGREE = ProblemCode("BT-3011", "totals_disagree", _C, _OUTLET)
UNIT_UNCONFIRMED = ProblemCode("BT-3012", "unit_unconfirmed", _D, _OUTLET)
OUTLET_NOT_REGISTERED = ProblemCode("BT-4001", "outlet_not_registered", _U, _PLATFORM)
USCC_INVALID = ProblemCode("BT-4002", "uscc_invalid", _C, _OUTLET)
TARGET_UNKNOWN = ProblemCode("BT-5001", "target_unknown", _C, _OUTLET)
STALE_TARGET = ProblemCode("BT-5002", "stale_target", _C, _OUTLET)
HAS_DEPENDENTS = ProblemCode("BT-5003", "has_dependents", _C, _OUTLET)
FIELD_SEALED = ProblemCode("BT-5004", "field_sealed", _C, _OUTLET)
BLOB_MISSING = ProblemCode("BT-6001", "blob_missing", _S, _OUTLET)
BLOB_MISMATCH = ProblemCode("BT-6002", "blob_mismatch", _S, _OUTLET)
BLOB_OFFSET = ProblemCode("BT-6003", "blob_offset", _S, _OUTLET)
BLOB_NOT_NAMED = ProblemCode("BT-6004", "blob_not_named", _D, _OUTLET)
AUTHORITY_UNAVAILABLE = ProblemCode("BT-9001", "authority_unavailable", _S, _PLATFORM)
AUTHORITY_GENERIC_ERROR = ProblemCode("BT-9002", "authority_generic_error", _S, _PLATFORM)
HUB_FAULT = ProblemCode("BT-9003", "hub_fault", _S, _PLATFORM)
PORTAL_REFUSED = ProblemCode("BT-9004", "portal_refused", _C, _OUTLET)

CATALOGUE: Final = MappingProxyType(
    {entry.code: entry for entry in tuple(globals().values()) if isinstance(entry, ProblemCode)}
)


@dataclass(frozen=True, kw_only=True)
class ProblemError:
    """One place in what was sent, and what is wrong there."""

    pointer: Line
    error_type: Line
    message: Remark = ""


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A request that was refused; ``stored`` is the one bit that a sender needs to know."""

    type: Line
    title: Line
    status: Annotated[int, Ge(400), Le(599)]
    code: Line
    stored: bool
    request_id: Line
    retry: Token
    detail: Remark = ""
    instance: Remark = ""
    errors: Annotated[tuple[ProblemError, ...], Len(max_length=200)] = ()
    next_expected_seq: Seq | None = None
    station_epoch: int | None = None  # the epoch that next_expected_seq is of
    server_time: Moment | None = None


def decode(data: bytes) -> Problem:
    """The problem in hostile ``data``; raises messages.BadMessage for anything else."""
    return messages.decode(Problem, data)


def errors_of(faults: tuple[Fault, ...]) -> tuple[ProblemError, ...]:
    """Faults as a problem document lists them."""
    return tuple(
        ProblemError(pointer=fault.pointer[:300], error_type=fault.error_type, message=fault.detail[:2000])
        for fault in faults
    )
