"""The platform's signature under an edition of the charter: a compact JWS (RFC 7515) over its number and digest.

It names no time, so that the same key signs the same edition the same way each time it is asked for.
"""

from typing import Final

from contracts import jws
from contracts.canonical import digest
from contracts.charter.model import Edition
from contracts.keys import PrivateKey

TYPE: Final = "moi-charter+jwt"


def digest_of(edition: Edition) -> str:
    """SHA-256 over the edition in canonical JSON (RFC 8785), in hexadecimal digits."""
    return digest(edition.model_dump(mode="json")).hex()


def sign(edition: Edition, key: PrivateKey) -> str:
    """The platform signs an edition."""
    return jws.sign({"kid": key.kid, "typ": TYPE}, _said(edition), key)


def verify(edition: Edition, signed: str, keys: jws.Keys) -> None:
    """Whether the platform signed exactly this edition. Raises as `jws.read` and `jws.prove` do, and ValueError."""
    if dict(jws.prove(jws.read(signed), TYPE, keys)) != _said(edition):
        raise ValueError(f"not the signature of edition {edition.edition}")


def _said(edition: Edition) -> dict[str, object]:
    return {
        "charter": edition.edition,
        "digest": digest_of(edition),
        "party": "platform",
    }
