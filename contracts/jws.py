"""Compact JSON Web Signatures, read strictly (RFC 7515, section 7.1; RFC 7519; RFC 8725).

What was read is `Unproven` until `prove` found the type, the algorithm, the key and the signature right; only
then are its claims handed out, and `check_times` is the caller's next question. The key says which algorithms it
may be used with, never the token.

Errors: `contracts.refusals`.
"""

import binascii
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from contracts.canonical import NotCanonical, canonical
from contracts.keys import ALGORITHM, PrivateKey, PublicKey, SignatureInvalid, b64url, b64url_decode
from contracts.period import require_utc
from contracts.refusals import (
    AlgorithmRefused,
    ClaimMalformed,
    ClaimMissing,
    HeaderCritical,
    KeyUnknown,
    NotIssuable,
    TokenExpired,
    TokenFromTheFuture,
    TokenMalformed,
    TokenNotYetValid,
    TokenTampered,
    TypeRefused,
)

MOST_CHARACTERS: Final = 1 << 20
"""A longer text is not even read."""

SKEW: Final = timedelta(seconds=60)
"""How far another's clock may be ahead of ours."""

_DEEPEST: Final = 32
_MAX_INT: Final = 2**53 - 1
_LAST_SECOND: Final = 253_402_300_799
"""The end of the year 9999, after which no instant can be told."""


class Key(Protocol):
    """A public key: what it may be used with, and whether it made a signature."""

    @property
    def algorithms(self) -> frozenset[str]: ...

    def verify(self, signature: bytes, message: bytes) -> None:
        """Raises SignatureInvalid."""


Keys = Callable[[str | None], Key]
"""The trusted key of an id (``kid``, None where the token names none). Raises KeyUnknown."""


@dataclass(frozen=True, slots=True)
class Unproven:
    """A token as it was read. Anybody can have written it: its payload is not to be believed."""

    header: Mapping[str, object]
    payload: Mapping[str, object]
    message: bytes
    signature: bytes


def trusting(keys: Iterable[PublicKey]) -> Keys:
    """Trust in these keys and no others, each by its thumbprint."""
    by_id: dict[str | None, Key] = {key.kid: key for key in keys}

    def find(kid: str | None) -> Key:
        if kid not in by_id:
            raise KeyUnknown(kid)
        return by_id[kid]

    return find


def jwks(keys: Iterable[PublicKey]) -> dict[str, object]:
    """A JSON Web Key Set (RFC 7517, section 5)."""
    return {"keys": [key.jwk() for key in keys]}


def sign(header: Mapping[str, object], payload: Mapping[str, object], key: PrivateKey) -> str:
    """The compact serialisation; ``alg`` is the key's own, ``kid`` the caller's to name. Raises NotIssuable."""
    try:
        protected = b64url(canonical({**header, "alg": ALGORITHM}))
        message = f"{protected}.{b64url(canonical(dict(payload)))}"
    except NotCanonical as error:
        raise NotIssuable(str(error)) from error
    return f"{message}.{b64url(key.sign(message.encode()))}"


def read(text: str) -> Unproven:
    """Take a compact serialisation apart. Raises TokenMalformed."""
    if len(text) > MOST_CHARACTERS:
        raise TokenMalformed("token", f"longer than {MOST_CHARACTERS} characters")
    parts = text.split(".")
    if len(parts) != 3:
        raise TokenMalformed("token", "not header, payload and signature")
    header, payload = (
        read_object(decoded(part, name), name)
        for part, name in zip(parts, ("header", "payload"), strict=False)
    )
    message = f"{parts[0]}.{parts[1]}".encode()
    return Unproven(header, payload, message, decoded(parts[2], "signature"))


def prove(token: Unproven, typ: str, keys: Keys) -> Mapping[str, object]:
    """The payload, once type, algorithm, key and signature are right.

    Raises TypeRefused, HeaderCritical, KeyUnknown, AlgorithmRefused, TokenTampered, TokenMalformed.
    """
    if token.header.get("typ") != typ:
        raise TypeRefused(typ, token.header.get("typ"))
    if "crit" in token.header:
        raise HeaderCritical(token.header["crit"])
    kid = token.header.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise TokenMalformed("header", "kid is not a string")
    key = keys(kid)
    algorithm = token.header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in key.algorithms:
        raise AlgorithmRefused(algorithm)
    try:
        key.verify(token.signature, token.message)
    except SignatureInvalid:
        raise TokenTampered(kid) from None
    return token.payload


def check_times(payload: Mapping[str, object], at: datetime, skew: timedelta = SKEW) -> None:
    """Whether the claims hold at ``at`` (UTC), as far as they name a time (RFC 7519, section 4.1).

    Nothing is granted beyond ``exp`` or before ``nbf``; ``iat`` may be ahead by ``skew``.
    Raises TokenExpired, TokenNotYetValid, TokenFromTheFuture, ClaimMalformed.
    """
    now = require_utc(at)
    expired_at, valid_from, issued_at = (time_of(payload, name) for name in ("exp", "nbf", "iat"))
    if expired_at is not None and now >= expired_at:
        raise TokenExpired(expired_at)
    if valid_from is not None and now < valid_from:
        raise TokenNotYetValid(valid_from)
    if issued_at is not None and now + skew < issued_at:
        raise TokenFromTheFuture(issued_at)


def time_of(payload: Mapping[str, object], claim: str) -> datetime | None:
    """A NumericDate of whole seconds as UTC; None where there is none. Raises ClaimMalformed."""
    if claim not in payload:
        return None
    value = payload[claim]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LAST_SECOND:
        raise ClaimMalformed(claim)
    return datetime.fromtimestamp(value, UTC)


def required_time(payload: Mapping[str, object], claim: str) -> datetime:
    """Raises ClaimMissing, ClaimMalformed."""
    found = time_of(payload, claim)
    if found is None:
        raise ClaimMissing(claim)
    return found


def required_text(payload: Mapping[str, object], claim: str) -> str:
    """A claim that is a string and not empty. Raises ClaimMissing, ClaimMalformed."""
    if claim not in payload:
        raise ClaimMissing(claim)
    value = payload[claim]
    if not isinstance(value, str) or not value:
        raise ClaimMalformed(claim)
    return value


def numeric(instant: datetime) -> int:
    """The NumericDate of a UTC instant, floored to the second."""
    return int(require_utc(instant).timestamp() // 1)


def decoded(text: str, part: str) -> bytes:
    """The bytes of base64url in its one spelling. Raises TokenMalformed."""
    try:
        return b64url_decode(text)
    except (binascii.Error, UnicodeEncodeError):
        raise TokenMalformed(part, "not base64url") from None


def read_object(raw: bytes, part: str) -> dict[str, object]:
    """Raises TokenMalformed, also where `read_json` does."""
    value = read_json(raw, part)
    if not isinstance(value, dict):
        raise TokenMalformed(part, "not a JSON object")
    return value


def read_json(raw: bytes, part: str) -> object:
    """JSON that every reader reads alike (RFC 7493): no name twice, no float, no number beyond 2^53 - 1."""
    try:
        value: object = json.loads(
            raw.decode(), object_pairs_hook=_unique, parse_constant=_refuse, parse_float=_refuse
        )
    except (ValueError, RecursionError) as error:
        raise TokenMalformed(part, f"not JSON: {error}") from None
    _check_whole(value, part, 0)
    return value


def _unique(members: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(members)
    if len(found) != len(members):
        raise ValueError("a name twice in one object")
    return found


def _refuse(number: str) -> object:
    raise ValueError(f"{number} is not a whole number")


def _check_whole(value: object, part: str, depth: int) -> None:
    if depth > _DEEPEST:
        raise TokenMalformed(part, f"deeper than {_DEEPEST} levels")
    if isinstance(value, int) and abs(value) > _MAX_INT:
        raise TokenMalformed(part, "a number beyond 2^53 - 1")
    if isinstance(value, str):
        _check_text(value, part)
    if isinstance(value, dict):
        for name, member in value.items():
            _check_whole(name, part, depth + 1)
            _check_whole(member, part, depth + 1)
    if isinstance(value, list):
        for member in value:
            _check_whole(member, part, depth + 1)


def _check_text(text: str, part: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TokenMalformed(part, "a lone surrogate") from None
