"""Salted commitments to the fields of one event, so that each side's copy opens what that side may see.

``field = SHA-256("moi/field/1" 0x00 canonical([salt, name, value]))``, and an event's leaf is
``SHA-256("moi/leaf/2" 0x00 canonical({seq, digests}))`` over its fields' digests, sorted. The salt of a field
is derived from the event's own: who has the event's salt recomputes every digest, who was given a field's
learns nothing of another's. Names are inside the digests, their order says nothing, and decoys fill them up to
a multiple of eight: a closed field does not tell what it is about.

A field is ``kind``, ``day`` (UTC), ``at`` (the exact instant) or ``fact:`` and the fact's name.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from contracts.canonical import canonical
from contracts.period import require_utc, spelled

SALT_BYTES: Final = 16
FACT: Final = "fact:"
_STEP: Final = 8


class SaltTooShort(ValueError):
    """A salt has 128 bits."""

    def __init__(self, length: int) -> None:
        super().__init__(f"a salt has {SALT_BYTES} bytes, not {length}")
        self.length = length


@dataclass(frozen=True, slots=True)
class Opened:
    """A field with what opens its digest; ``value`` is canonical JSON."""

    name: str
    value: object
    salt: bytes

    @property
    def digest(self) -> bytes:
        """32 bytes. Raises SaltTooShort, NotCanonical."""
        if len(self.salt) != SALT_BYTES:
            raise SaltTooShort(len(self.salt))
        return tagged(b"moi/field/1", canonical([self.salt.hex(), self.name, self.value]))


def opened(kind: str, at: datetime, facts: Mapping[str, object], salt: bytes) -> dict[str, Opened]:
    """Every field of an event, by name; ``salt`` is the event's. Raises SaltTooShort, NotUtc."""
    if len(salt) != SALT_BYTES:
        raise SaltTooShort(len(salt))
    values: dict[str, object] = {"kind": kind, "day": day_of(at), "at": spelled(at)}
    values |= {FACT + name: value for name, value in facts.items()}
    return {name: Opened(name, value, _derived(salt, "field", name)) for name, value in values.items()}


def decoys(fields: int, salt: bytes) -> list[bytes]:
    """The digests that hide how many fields there are; ``salt`` is the event's."""
    return [hmac.digest(salt, b"moi/decoy/1\x00" + str(n).encode(), "sha256") for n in range(-fields % _STEP)]


def leaf(seq: int, digests: Iterable[bytes]) -> bytes:
    """The leaf of an event over the digests of its fields and decoys."""
    return tagged(b"moi/leaf/2", canonical({"seq": seq, "digests": sorted(each.hex() for each in digests)}))


def day_of(at: datetime) -> str:
    """The UTC day of an instant, as 2026-10-20."""
    return require_utc(at).date().isoformat()


def tagged(domain: bytes, message: bytes) -> bytes:
    """SHA-256 behind a tag of its own, so that a hash made for one use is none for another."""
    return hashlib.sha256(domain + b"\x00" + message).digest()


def _derived(salt: bytes, use: str, name: str) -> bytes:
    return hmac.digest(salt, f"moi/{use}-salt/1\x00{name}".encode(), "sha256")[:SALT_BYTES]
