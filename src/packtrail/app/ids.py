"""Fresh ids: UUIDv7, which sort by the time at which they were drawn."""

import sys

if sys.version_info >= (3, 14):
    from uuid import uuid7
else:
    from uuid_utils import uuid7


def new_id() -> str:
    """A UUIDv7 as records write it, lower case."""
    return str(uuid7())
