"""Public keys by their id: a JSON Web Key Set (RFC 7517, section 5), as published or as a document carries it.

A key that does not sign any more stays published for what it signed, with the time after which nothing of it is to
be believed (``exp``, a JSON Web Key parameter of OpenID Federation 1.0, section 8.7). A signature has no time of its
own: what is compared is the one that the signed document states.

Errors::

    ValueError
    ├── KeysUnreadable    not a key set, or one of its keys is not what its id says
    ├── KeyUnknown        from contracts.refusals: no key of the set has this id, or it is not for this use
    └── KeyRetired        from contracts.refusals: what is dated so late is not of this key
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from contracts.keys import ALGORITHM, KeyUnreadable, PublicKey
from contracts.refusals import KeyRetired, KeyUnknown
from contracts.variant import Value

PURPOSE: Final = "moi_purpose"
"""A member of ours in a published key (RFC 7517, section 4, allows them): the one use it is kept for."""


LATEST: Final = 253402300800
"""The year 10000, in seconds: no time of ours is later."""


class KeysUnreadable(ValueError):
    """The text is no set of keys that can be used."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Jwk(Value):
    """A key as a document of ours carries it, with its id and nothing else."""

    kty: Literal["OKP"] = "OKP"
    crv: Literal["Ed25519"] = "Ed25519"
    alg: Literal["Ed25519"] = ALGORITHM
    use: Literal["sig"] = "sig"
    kid: str = Field(min_length=1)
    x: str

    @model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        """Raises KeyUnreadable, which is a ValueError, when the id is not the key's thumbprint."""
        _ = self.key
        return self

    @property
    def key(self) -> PublicKey:
        return PublicKey.from_jwk(self.model_dump())

    @classmethod
    def of(cls, key: PublicKey) -> "Jwk":
        """The key for a document."""
        return cls.model_validate(key.jwk())


@dataclass(frozen=True)
class KeySet:
    """Keys that may have signed, by id."""

    keys: Mapping[str, PublicKey]
    until: Mapping[str, datetime] = field(default_factory=dict)
    """Until when a key that is retired may have signed (UTC), by id."""

    def at(self, kid: str, signed_at: datetime | None) -> PublicKey:
        """The key for what says that it was signed then (UTC; None where it does not say). Raises KeyUnknown,
        KeyRetired.
        """
        key, until = self[kid], self.until.get(kid)
        if until is not None and (signed_at is None or signed_at > until):
            raise KeyRetired(kid, until)
        return key

    def __getitem__(self, kid: str) -> PublicKey:
        """Raises KeyUnknown."""
        try:
            return self.keys[kid]
        except KeyError:
            raise KeyUnknown(kid) from None

    @classmethod
    def of(cls, keys: Iterable[PublicKey]) -> "KeySet":
        """A set of keys at hand."""
        return cls({key.kid: key for key in keys})

    @classmethod
    def read(cls, text: bytes, purpose: str = "record") -> "KeySet":
        """The Ed25519 keys for this purpose, of a published set, an issuer's metadata or one key; others are left out.

        A key without a purpose of its own is for every one. Raises KeysUnreadable, also when none is left.
        """
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise KeysUnreadable("not JSON") from None
        held = found.get("jwks", found) if isinstance(found, dict) else None
        listed = held.get("keys", [held]) if isinstance(held, dict) else None
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise KeysUnreadable("not a JSON Web Key Set")
        ours = [jwk for jwk in listed if jwk.get("crv") == "Ed25519" and jwk.get(PURPOSE, purpose) == purpose]
        if not ours:
            raise KeysUnreadable("no Ed25519 key for this use")
        keys = [_read(jwk) for jwk in ours]
        ends = {key.kid: _end(jwk["exp"]) for key, jwk in zip(keys, ours, strict=True) if "exp" in jwk}
        return cls({key.kid: key for key in keys}, ends)


def _end(said: object) -> datetime:
    """A NumericDate (RFC 7519, section 2), in whole seconds."""
    if not isinstance(said, int) or isinstance(said, bool) or not 0 <= said < LATEST:
        raise KeysUnreadable("exp is no NumericDate")
    return datetime.fromtimestamp(said, UTC)


def _read(jwk: Mapping[str, object]) -> PublicKey:
    try:
        return PublicKey.from_jwk({name: value for name, value in jwk.items() if isinstance(value, str)})
    except (KeyUnreadable, ValueError) as error:
        raise KeysUnreadable(str(error)) from None
