"""Cursors: where a page ended, sealed for one reader, one search and one day. They say nothing else."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from market.base.keyring import keyring
from market.catalogue.errors import CursorStale

MAX_CURSOR = 1024  # characters


@dataclass(frozen=True)
class Place:
    """The last card of a page: the step of its size and its address."""

    at_least: int
    address: str


@dataclass(frozen=True)
class Scope:
    """What a cursor is good for. `day` is the snapshot's, in the market's zone."""

    route: str
    audience: bytes
    day: date
    search: bytes

    def associated(self) -> list[bytes]:
        """The associated data: whatever differs here, the cursor does not open."""
        return [b"cursor/1", self.route.encode(), self.audience, self.day.isoformat().encode(), self.search]


def seal(place: Place, scope: Scope) -> str:
    """The cursor, URL-safe."""
    plain = json.dumps([place.at_least, place.address]).encode()
    sealed = AESSIV(keyring().cursor_key()).encrypt(plain, scope.associated())
    return base64.urlsafe_b64encode(sealed).decode()


def unseal(cursor: str, scope: Scope) -> Place:
    """Where the page ended; raises CursorStale."""
    try:
        raw = base64.b64decode(cursor[:MAX_CURSOR].encode("ascii"), altchars=b"-_", validate=True)
        if base64.urlsafe_b64encode(raw).decode() != cursor:  # one cursor, one spelling: no padding to spare
            raise CursorStale(field="cursor")
        plain = AESSIV(keyring().cursor_key()).decrypt(raw, scope.associated())
    except (UnicodeEncodeError, binascii.Error, InvalidTag, ValueError) as error:
        raise CursorStale(field="cursor") from error
    return Place(*json.loads(plain))
