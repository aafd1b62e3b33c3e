"""Inner ids: UUIDv7, ordered by time for the sake of indexes. They carry a time, so none leaves the house."""

import uuid

import uuid_utils.compat
from piccolo.columns.defaults.uuid import UUID7


def new_id() -> uuid.UUID:
    """A fresh UUIDv7."""
    return uuid_utils.compat.uuid7()


class InnerId(UUID7):
    """Column default: made in Python on any version, by `uuidv7()` in the database otherwise."""

    def python(self) -> uuid.UUID:
        return new_id()
