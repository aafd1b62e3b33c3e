"""The statement that a proof is: signed by the platform, for one question of one asker, and soon over.

A compact JWS (RFC 7515), ``typ`` ``moi-proof+jwt``. ``aud`` is the thumbprint (RFC 7638) of a key that the asker made
for this question alone, ``nonce`` the question's own. It names nobody: no ``sub``, no ``jti``; what two of them have in
common is what any two strangers' have, and the platform's key.

Errors: `contracts.refusals` and `contracts.sdjwt`, by name (AudienceRefused, NonceRefused, IssuerRefused).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import Field, ValidationError, model_validator

from contracts.credential import ISSUER
from contracts.jws import Keys, check_times, numeric, prove, read, required_text, required_time, sign
from contracts.keys import PrivateKey
from contracts.proof.predicates import CLIENT, PredicatesMixed, PredicateUnknown, in_order
from contracts.refusals import ClaimMalformed, ClaimMissing
from contracts.sdjwt.shape import AudienceRefused, NonceRefused
from contracts.sdjwt.vc import IssuerRefused
from contracts.variant import Value

TYPE: Final = "moi-proof+jwt"
LIFE: Final = timedelta(hours=1)
"""How long a statement may be relied upon: a visit."""

_MEMBERS: Final = frozenset({"iss", "aud", "nonce", "iat", "exp", "predicates", "provenance"})


class Provenance(Value):
    """On whose word something is said.

    ``declared`` by the person alone; ``verified`` on documents, by whom and in which month (UTC, as 2026-11);
    ``recorded``: it stands in the platform's own books. Issuers of credentials are to join as another ``by``.
    """

    basis: Literal["declared", "verified", "recorded"]
    by: Literal["operator"] | None = None
    month: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")

    @model_validator(mode="after")
    def _whole(self) -> "Provenance":
        verified = self.basis == "verified"
        if (self.by is not None) != verified or (self.month is not None) != verified:
            raise ValueError("what is verified is so by somebody, in a month, and nothing else is")
        return self


DECLARED: Final = Provenance(basis="declared")
RECORDED: Final = Provenance(basis="recorded")


class Asker(Value):
    """The verified brand that asked, under its number in the register of its country."""

    name: str = Field(min_length=1)
    registration: str = Field(min_length=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is proven, each with its provenance, to the holder of the key ``audience``; times UTC, whole seconds.

    ``asker`` is None where nobody was signed in.
    """

    audience: str
    nonce: str
    issued_at: datetime
    proven: Mapping[str, Provenance]
    asker: Asker | None = None

    @property
    def expires_at(self) -> datetime:
        return self.issued_at + LIFE


def sign_statement(statement: Statement, key: PrivateKey) -> str:
    """The statement's token. Raises PredicateUnknown, PredicatesMixed for what is not proven together."""
    predicates = in_order(statement.proven)
    payload: dict[str, object] = {
        "iss": ISSUER,
        "aud": statement.audience,
        "nonce": statement.nonce,
        "iat": numeric(statement.issued_at),
        "exp": numeric(statement.expires_at),
        "predicates": list(predicates),
        "provenance": {each: _said(statement.proven[each]) for each in predicates},
    }
    if statement.asker is not None:
        payload["asker"] = statement.asker.model_dump()
    return sign({"kid": key.kid, "typ": TYPE}, payload, key)


def verify_statement(
    text: str, *, keys: Keys, at: datetime, audience: str, nonce: str | None = None
) -> Statement:
    """What a statement proves at ``at`` (UTC) to who made the key of the thumbprint ``audience``.

    Raises TokenRefused, each refusal by its name; NonceRefused only where a nonce is expected.
    """
    payload = prove(read(text), TYPE, keys)
    _check_members(payload)
    issuer = required_text(payload, "iss")
    if issuer != ISSUER:
        raise IssuerRefused(issuer)
    check_times(payload, at)
    statement = _read(payload)
    if required_time(payload, "exp") != statement.expires_at:
        raise ClaimMalformed("exp")
    if statement.audience != audience:
        raise AudienceRefused(statement.audience)
    if nonce is not None and statement.nonce != nonce:
        raise NonceRefused(statement.nonce)
    return statement


def _check_members(payload: Mapping[str, object]) -> None:
    for missing in sorted(_MEMBERS - payload.keys()):
        raise ClaimMissing(missing)
    for foreign in sorted(payload.keys() - _MEMBERS - {"asker"}):
        raise ClaimMalformed(foreign)


def _read(payload: Mapping[str, object]) -> Statement:
    asker, proven = _asker(payload), _proven(payload)
    if CLIENT in proven and asker is None:
        raise ClaimMalformed("asker")
    return Statement(
        audience=required_text(payload, "aud"),
        nonce=required_text(payload, "nonce"),
        issued_at=required_time(payload, "iat"),
        proven=proven,
        asker=asker,
    )


def _proven(payload: Mapping[str, object]) -> dict[str, Provenance]:
    predicates, provenance = payload["predicates"], payload["provenance"]
    try:
        if not isinstance(predicates, list) or list(in_order(map(str, predicates))) != predicates:
            raise ClaimMalformed("predicates")
    except (PredicateUnknown, PredicatesMixed):
        raise ClaimMalformed("predicates") from None
    if not isinstance(provenance, dict) or provenance.keys() != set(predicates):
        raise ClaimMalformed("provenance")
    try:
        return {each: Provenance.model_validate(provenance[each]) for each in predicates}
    except ValidationError:
        raise ClaimMalformed("provenance") from None


def _asker(payload: Mapping[str, object]) -> Asker | None:
    try:
        return Asker.model_validate(payload["asker"]) if "asker" in payload else None
    except ValidationError:
        raise ClaimMalformed("asker") from None


def _said(provenance: Provenance) -> dict[str, str]:
    return {name: value for name, value in provenance.model_dump().items() if value is not None}
