"""Outward names: what an inner id is called before one audience, and nowhere else.

A name is the AES-SIV encryption of the id with the associated data [version, kind, audience]. It says
nothing, not even an order; another audience’s name does not decrypt, which reads as "not found". Handles
seeds are derived from the name, never stored.
"""

import base64
import binascii
import hashlib
import hmac
import uuid
from datetime import date
from typing import NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from market.base.errors import NotFound
from market.base.keyring import KeyDestroyed, keyring

VERSION = b"1"
Audience = NewType("Audience", bytes)

OVERHEAD = 17  # bytes: generation, synthetic IV
NAME_CHARACTERS = 44

_ONSETS = ("b", "d", "f", "g", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "ch")
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou", "é")


def for_brand(brand: uuid.UUID) -> Audience:
    """A lasting audience: what a brand saved or rented."""
    return Audience(b"brand" + brand.bytes)


def for_brand_today(brand: uuid.UUID, day: date) -> Audience:
    """A brand on one day: what it is merely shown."""
    return Audience(b"brand-day" + brand.bytes + day.isoformat().encode())


def for_agreement(agreement: uuid.UUID) -> Audience:
    """One agreement: its target and its channel."""
    return Audience(b"agreement" + agreement.bytes)


def for_person(person: uuid.UUID) -> Audience:
    """One person: what is theirs."""
    return Audience(b"person" + person.bytes)


def for_everybody() -> Audience:
    """Whoever looks: what is public, as a brand's page."""
    return Audience(b"everybody")


def for_authority(export: uuid.UUID, brand: uuid.UUID | None) -> Audience:
    """One export for an authority, and in it what belongs to one brand, or to none: two of them share no name."""
    return Audience(b"authority" + export.bytes + (brand.bytes if brand else b""))


def for_operators() -> Audience:
    """The operators' desk."""
    return Audience(b"operators")


def name(kind: str, inner: uuid.UUID, audience: Audience) -> str:
    """The name of `inner` before `audience`, URL-safe, 44 characters."""
    return sealed(kind, inner.bytes, audience)


def inner_id(kind: str, outward: str, audience: Audience) -> uuid.UUID:
    """The id behind a name; raises NotFound for rubbish, another kind or another audience."""
    if len(outward) != NAME_CHARACTERS:
        raise NotFound()
    return uuid.UUID(bytes=opened(kind, outward, audience))


def sealed(kind: str, inner: bytes, audience: Audience) -> str:
    """The name of something that has no id, as `name`; its length tells the length of `inner`."""
    generation = keyring().name_generation()
    cipher = AESSIV(keyring().name_key(generation))
    blob = cipher.encrypt(inner, [VERSION, kind.encode(), audience])
    return base64.urlsafe_b64encode(bytes([generation]) + blob).decode().rstrip("=")


def opened(kind: str, outward: str, audience: Audience) -> bytes:
    """What is behind a name that `sealed` gave; raises NotFound as `inner_id` does."""
    try:
        text = outward.encode("ascii") + b"=" * (-len(outward) % 4)
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
        if len(raw) <= OVERHEAD or base64.urlsafe_b64encode(raw).decode().rstrip("=") != outward:
            raise NotFound()
        return AESSIV(keyring().name_key(raw[0])).decrypt(raw[1:], [VERSION, kind.encode(), audience])
    except (UnicodeEncodeError, binascii.Error, InvalidTag, KeyDestroyed) as error:
        raise NotFound() from error


# What no persona is called, in either language, wherever it would stand in a handle.
_NEVER = (
    *("nazi", "nasi", "bite", "pute", "puta", "pede", "pédé", "pédo", "pedo", "pipi", "popo", "kaka", "zizi"),
    *("sida", "bézé", "baise", "baisé", "baiza", "chate", "chié", "niké", "nike", "pise", "pisé", "gode"),
    *("goudou", "foune", "fouta", "zoba", "gogo", "debi", "débi", "négé", "nega", "niga", "kike", "rape"),
    *("suka", "loli", "vichi", "boko", "boche", "kafi", "salo", "sale", "mora", "tapé", "raté", "juda"),
)


def handle(outward: str) -> str:
    """Two short words to say instead of the name, as `kavo-tilu`. For people; not unique."""
    spoken = outward.encode()
    while True:
        digest = hashlib.blake2b(spoken, digest_size=8, person=b"moi handle").digest()
        syllables = [_ONSETS[digest[i] % 16] + _VOWELS[digest[i + 4] % 8] for i in range(4)]
        if not any(word in "".join(syllables) for word in _NEVER):
            return f"{syllables[0]}{syllables[1]}-{syllables[2]}{syllables[3]}"
        spoken = digest


def mask_seed(outward: str) -> bytes:
    """16 bytes that choose the face of a persona before the name's audience; keyed, so it leads nowhere."""
    return hmac.digest(keyring().derive("mask"), outward.encode(), "sha256")[:16]
