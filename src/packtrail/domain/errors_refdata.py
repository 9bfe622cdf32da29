"""What can be wrong with a reference-data pack, or with a key that should vouch for one."""

from dataclasses import dataclass
from datetime import date

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class RefdataFileUnreadable(OutletError):
    """The file that should be a pack or a key cannot be read."""

    file: str
    reason: str  # "missing", "folder", "denied"
    code = "REFDATA-FILE-UNREADABLE"


@dataclass(eq=False)
class RefdataTooLarge(OutletError):
    """A pack, or what it unpacks to, has more bytes than any pack needs."""

    limit_kib: int
    code = "REFDATA-TOO-LARGE"


@dataclass(eq=False)
class RefdataBeyondLimits(OutletError):
    """What is in a pack nests deeper, has more entries or longer texts than a pack may."""

    beyond: str  # "depth", "entries", "text"
    limit: int
    code = "REFDATA-BEYOND-LIMITS"


@dataclass(eq=False)
class RefdataNotAPack(OutletError):
    """The bytes are not a signed pack at all."""

    code = "REFDATA-NOT-A-PACK"


@dataclass(eq=False)
class RefdataTruncated(OutletError):
    """A pack ends before its end, or its checksum says that it was damaged on the way."""

    code = "REFDATA-TRUNCATED"


@dataclass(eq=False)
class RefdataJsonWrong(OutletError):
    """A trusted key signed something that is not canonical JSON."""

    problem: str  # a word for support: not_json, not_canonical, key_twice, …
    code = "REFDATA-JSON-WRONG"


@dataclass(eq=False)
class RefdataFieldUnknown(OutletError):
    """The head of a pack has a field that this program does not know, so it might miss what it says."""

    field: str
    code = "REFDATA-FIELD-UNKNOWN"


@dataclass(eq=False)
class RefdataFieldWrong(OutletError):
    """A field of the head is missing or not as it should be."""

    field: str
    code = "REFDATA-FIELD-WRONG"


@dataclass(eq=False)
class RefdataDatasetUnknown(OutletError):
    """The pack is of something that this program has no use for."""

    dataset: str
    code = "REFDATA-DATASET-UNKNOWN"


@dataclass(eq=False)
class RefdataKeyUnknown(OutletError):
    """Nobody whom this station trusts signed the pack or statement."""

    key_id: str
    code = "REFDATA-KEY-UNKNOWN"


@dataclass(eq=False)
class RefdataSignatureWrong(OutletError):
    """A trusted key is named, and the signature is not that key's over these bytes."""

    key_id: str
    code = "REFDATA-SIGNATURE-WRONG"


@dataclass(eq=False)
class RefdataKeyNotForDataset(OutletError):
    """The key that signed is trusted, but not for this."""

    key_id: str
    dataset: str
    code = "REFDATA-KEY-NOT-FOR-DATASET"


@dataclass(eq=False)
class RefdataExpired(OutletError):
    """The last day on which the pack is in force is over."""

    dataset: str
    version: str
    effective_to: date
    code = "REFDATA-EXPIRED"


@dataclass(eq=False)
class RefdataOlder(OutletError):
    """A newer version is in use; versions only rise."""

    dataset: str
    version: str
    in_use: str
    code = "REFDATA-OLDER"


@dataclass(eq=False)
class RefdataVersionTaken(OutletError):
    """This very version is in use with another content: somebody published one version twice."""

    dataset: str
    version: str
    code = "REFDATA-VERSION-TAKEN"


@dataclass(eq=False)
class RefdataContentWrong(OutletError):
    """The signed content is not what its dataset needs."""

    dataset: str
    version: str
    problem: str  # what the check of the dataset said, for whoever made the pack
    code = "REFDATA-CONTENT-WRONG"


@dataclass(eq=False)
class RefdataDatesOverlap(OutletError):
    """Two entries of the content say something of the same thing on the same day."""

    dataset: str
    entry: str
    day: date
    code = "REFDATA-DATES-OVERLAP"


@dataclass(eq=False)
class TrustFileDamaged(OutletError):
    """The list of trusted keys is not as this program wrote it."""

    file: str
    code = "TRUST-FILE-DAMAGED"


@dataclass(eq=False)
class TrustKeyUnreadable(OutletError):
    """A file that should hold a key, or the statement of a trusted key about a new one, holds neither."""

    file: str
    code = "TRUST-KEY-UNREADABLE"


@dataclass(eq=False)
class TrustFingerprintWrong(OutletError):
    """The fingerprint that was read out is not that of the key in the file."""

    found: str
    code = "TRUST-FINGERPRINT-WRONG"


@dataclass(eq=False)
class TrustFingerprintMissing(OutletError):
    """A key that no trusted key vouches for needs its fingerprint, from another way than the file."""

    found: str
    code = "TRUST-FINGERPRINT-MISSING"


@dataclass(eq=False)
class TrustTooManyKeys(OutletError):
    """The list of trusted keys is full."""

    limit: int
    code = "TRUST-TOO-MANY-KEYS"
