"""Ed25519 signatures (RFC 8032) with JSON Web Keys (RFC 7517, RFC 8037).

A key's id is its thumbprint (RFC 7638), so that nobody chooses or confuses ids.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from contracts.canonical import canonical

ALGORITHM: Final = "Ed25519"
"""As RFC 9864 names it; signatures are made under this name alone."""

_FORMER_NAME: Final = "EdDSA"
"""RFC 8037's name, deprecated by RFC 9864, which other makers' software still writes: the same signature."""


class SignatureInvalid(ValueError):
    """The signature does not belong to this message and key."""

    def __init__(self, kid: str) -> None:
        super().__init__(f"the signature does not verify with key {kid}")
        self.kid = kid


class KeyUnreadable(ValueError):
    """The key is not an Ed25519 key in the form that was asked for."""


@dataclass(frozen=True)
class PublicKey:
    """An Ed25519 public key, 32 bytes."""

    raw: bytes
    algorithms: ClassVar[frozenset[str]] = frozenset({ALGORITHM, _FORMER_NAME})

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise KeyUnreadable(f"an Ed25519 public key has 32 bytes, not {len(self.raw)}")

    @cached_property
    def kid(self) -> str:
        """RFC 7638 thumbprint of the key (required members as in RFC 8037, section 2)."""
        return b64url(hashlib.sha256(canonical(self._required())).digest())

    def jwk(self) -> dict[str, str]:
        """The key as a JSON Web Key."""
        return self._required() | {"alg": ALGORITHM, "kid": self.kid, "use": "sig"}

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raises SignatureInvalid."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            raise SignatureInvalid(self.kid) from None

    def verify_text(self, signature: str, message: bytes) -> None:
        """`verify` for a signature in base64url; raises SignatureInvalid for what is none, too."""
        try:
            raw = b64url_decode(signature)
        except binascii.Error:
            raise SignatureInvalid(self.kid) from None
        self.verify(raw, message)

    @classmethod
    def from_jwk(cls, jwk: dict[str, str]) -> "PublicKey":
        """Reads kty, crv and x; a ``kid`` that is not the thumbprint raises KeyUnreadable."""
        if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519"):
            raise KeyUnreadable("not an Ed25519 key")
        try:
            key = cls(b64url_decode(jwk.get("x", "")))
        except binascii.Error:
            raise KeyUnreadable("x is not base64url") from None
        if jwk.get("kid", key.kid) != key.kid:
            raise KeyUnreadable("kid is not the key's thumbprint")
        return key

    def _required(self) -> dict[str, str]:
        return {"crv": "Ed25519", "kty": "OKP", "x": b64url(self.raw)}


class PrivateKey:
    """An Ed25519 private key from its seed of 32 bytes. It never shows the seed again."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != 32:
            raise KeyUnreadable(f"an Ed25519 seed has 32 bytes, not {len(seed)}")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"<PrivateKey {self.public.kid}>"

    @property
    def kid(self) -> str:
        return self.public.kid

    def sign(self, message: bytes) -> bytes:
        """The signature, 64 bytes; the same message gives the same bytes."""
        return self._key.sign(message)


def b64url(raw: bytes) -> str:
    """Base64url without padding (RFC 7515, section 2)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def b64url_decode(text: str) -> bytes:
    """The bytes of base64url without padding; raises binascii.Error.

    Bytes have one spelling: bits that the last letter has to spare are zero (RFC 4648, section 3.5).
    """
    padded = text + "=" * (-len(text) % 4)
    raw = base64.b64decode(padded.encode(), altchars=b"-_", validate=True)
    if b64url(raw) != text:
        raise binascii.Error("another spelling of the same bytes")
    return raw
