"""Pure decisions about a brand's own key: what it may be, and what is signed to show that one has it."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from contracts.curve import PointRefused, check_point
from contracts.keys import KeyUnreadable, PublicKey, SignatureInvalid, b64url
from market.accounts.refusals import (
    BrandKeyKind,
    BrandKeyNotValid,
    BrandKeyWeak,
    PrivateKeyGiven,
    ProofNotGood,
)

CHALLENGE_LIFE: Final = timedelta(minutes=10)
A_DAY: Final = 10
"""Keys that a brand registers within 24 hours: each lets all of its rentals take a fresh place in a status list."""

LONGEST: Final = 4096
"""Characters; a public key of any kind has fewer."""

_SECRET: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""Members of a JSON Web Key that nobody but its owner may see (RFC 7518, section 6; RFC 8037, section 2)."""


def challenge_text(brand: str, nonce: str) -> str:
    """What a brand signs to show that it has a key, as one line; like nothing else that is signed here."""
    return f"moi.brand-key.1.{brand}.{nonce}"


def key_of_text(text: str) -> PublicKey:
    """A public key as a JSON Web Key or as PEM. Raises as `key_of` does."""
    found = text.strip()
    if "PRIVATE KEY" in found:
        raise PrivateKeyGiven(field="key")
    if len(found) > LONGEST:
        raise BrandKeyNotValid(field="key")
    if found.startswith("-----BEGIN"):
        return _of_pem(found)
    try:
        jwk = json.loads(found)
    except (ValueError, RecursionError):
        raise BrandKeyNotValid(field="key") from None
    if not isinstance(jwk, dict):
        raise BrandKeyNotValid(field="key")
    return key_of(jwk)


def key_of(jwk: Mapping[str, object]) -> PublicKey:
    """An Ed25519 key that somebody can have made; an id of the brand's own is not kept, the thumbprint is.

    Raises PrivateKeyGiven, BrandKeyKind, BrandKeyNotValid, BrandKeyWeak.
    """
    if _SECRET & jwk.keys():
        raise PrivateKeyGiven(field="key")
    kind, curve, x = (jwk.get(name) for name in ("kty", "crv", "x"))
    if not isinstance(kind, str):
        raise BrandKeyNotValid(field="key")
    if (kind, curve) != ("OKP", "Ed25519"):
        raise BrandKeyKind(field="key")
    if not isinstance(x, str):
        raise BrandKeyNotValid(field="key")
    try:
        key = PublicKey.from_jwk({"kty": "OKP", "crv": "Ed25519", "x": x})
    except (KeyUnreadable, ValueError):
        raise BrandKeyNotValid(field="key") from None
    return _made_by_somebody(key)


def check_proof(key: PublicKey, challenge: str, signature: str) -> None:
    """Whether the signature (base64 of any spelling) over the challenge's UTF-8 is the key's. Raises ProofNotGood."""
    if "PRIVATE KEY" in signature:
        raise PrivateKeyGiven(field="signature")
    try:
        key.verify_text(signature_text(signature), challenge.encode())
    except (SignatureInvalid, binascii.Error, ValueError):
        raise ProofNotGood(field="signature") from None


def signature_text(typed: str) -> str:
    """A signature in base64 of any spelling, in the one that we keep (base64url); as it was where it is none."""
    letters = "".join(typed.split()).rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return b64url(base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4)))
    except (binascii.Error, ValueError):
        return typed


def _of_pem(text: str) -> PublicKey:
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise BrandKeyNotValid(field="key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BrandKeyKind(field="key")
    return _made_by_somebody(PublicKey(key.public_bytes_raw()))


def _made_by_somebody(key: PublicKey) -> PublicKey:
    try:
        check_point(key.raw)
    except PointRefused:
        raise BrandKeyWeak(field="key") from None
    return key
