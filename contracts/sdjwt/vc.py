"""Credentials over SD-JWT (draft-ietf-oauth-sd-jwt-vc; its sections as revision 19 numbers them).

The key of the issuer is one that the reader trusts already, by its id: nothing is fetched, neither from ``iss`` nor
from ``vct``, so that whoever wrote a credential chooses no address that a verifier calls.

Errors::

    TokenRefused                 from contracts.refusals
    ├── IssuerRefused            another issuer than the one that was expected
    ├── CredentialTypeRefused    another ``vct``
    └── NeverHidden              a claim was disclosed that must stand in the signed part
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from contracts.jws import Keys, jwks, required_text
from contracts.keys import PublicKey
from contracts.refusals import TokenRefused
from contracts.sdjwt.shape import Path
from contracts.sdjwt.verify import Challenge, HolderKey, Proven, holder_key, verify

TYPE: Final = "dc+sd-jwt"

NEVER_HIDDEN: Final = frozenset({"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"})
"""Section 2.2.2.3, with all that stands in them: with one of these in a disclosure, a holder could choose not to be
expired, or revoked."""


class IssuerRefused(TokenRefused):
    def __init__(self, issuer: str) -> None:
        super().__init__(f"issued by {issuer}")
        self.issuer = issuer


class CredentialTypeRefused(TokenRefused):
    def __init__(self, vct: str) -> None:
        super().__init__(f"a credential of the type {vct}")
        self.vct = vct


class NeverHidden(TokenRefused):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{'/'.join(map(str, path))} was disclosed, not signed")
        self.path = path


def verify_credential(
    text: str,
    *,
    issuer: str,
    vct: str,
    keys: Keys,
    at: datetime,
    challenge: Challenge | None,
    holder_key: HolderKey = holder_key,
) -> Proven:
    """A credential of this issuer and type; its status is another question (`contracts.status_list`).

    Raises TokenRefused, each refusal by its name.
    """
    proven = verify(text, typ=TYPE, keys=keys, at=at, challenge=challenge, holder_key=holder_key)
    for path in proven.disclosed:
        if path[0] in NEVER_HIDDEN:
            raise NeverHidden(path)
    if required_text(proven.signed, "iss") != issuer:
        raise IssuerRefused(required_text(proven.signed, "iss"))
    if required_text(proven.signed, "vct") != vct:
        raise CredentialTypeRefused(required_text(proven.signed, "vct"))
    return proven


def issuer_metadata(issuer: str, keys: Iterable[PublicKey]) -> dict[str, object]:
    """What stands at ``/.well-known/jwt-vc-issuer`` of the issuer, for readers who look keys up there."""
    return {"issuer": issuer, "jwks": jwks(keys)}
