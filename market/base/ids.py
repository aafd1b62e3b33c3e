"""Inner ids: UUIDv7, ordered by time for the sake of indexes. They carry a time, so none leaves the house."""

import re
import uuid

import uuid_utils.compat
from piccolo.columns.defaults.uuid import UUID7

_CANONICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def new_id() -> uuid.UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()


def canonical(text: str) -> uuid.UUID:
    """The id in an address, in the one form that RFC 9562, section 4, has us write; ValueError for any other.

    Python alone also reads capitals, braces, `urn:uuid:` and digits of other scripts: one thing would have many
    addresses.
    """
    if not _CANONICAL.fullmatch(text):
        raise ValueError("not an id in its canonical form")
    return uuid.UUID(text)


class InnerId(UUID7):
    """Column default: made in Python on any version, by `uuidv7()` in the database otherwise."""

    def python(self) -> uuid.UUID:
        return new_id()
