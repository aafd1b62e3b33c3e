"""A verifier believes nothing before all of it is proven (RFC 9901, sections 7.1 and 7.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from contracts.jws import Key, Keys, check_times, prove, read, required_text, required_time
from contracts.keys import KeyUnreadable, PublicKey
from contracts.refusals import ClaimMalformed
from contracts.sdjwt.present import PROOF_TYPE
from contracts.sdjwt.shape import (
    AudienceRefused,
    HolderUnnamed,
    HolderUnproven,
    NonceRefused,
    Parts,
    Path,
    PresentationAltered,
    PresentationStale,
    ProofUnasked,
    digest,
    hash_name,
    parse,
)
from contracts.sdjwt.unfold import unfold

MAX_AGE: Final = timedelta(minutes=5)

K = TypeVar("K", bound=Key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What a verifier asks of a holder: its own name, and a question that it never asked before.

    That a nonce is asked once and answered once is the verifier's to keep: it forgets it with the answer.
    """

    audience: str
    nonce: str
    max_age: timedelta = MAX_AGE


@dataclass(frozen=True, slots=True)
class Proven:
    """Claims that their issuer signed, as far as they were shown. ``signed`` is what nobody could choose to hide.

    ``disclosed`` says where the disclosures went. ``by_holder``: whoever presents them holds the key that they are
    bound to.
    """

    header: Mapping[str, object]
    signed: Mapping[str, object]
    claims: Mapping[str, object]
    disclosed: frozenset[Path]
    by_holder: bool


HolderKey = Callable[[Mapping[str, object]], Key]
"""The key of a JWK. Raises KeyUnreadable."""


def holder_key(jwk: Mapping[str, object]) -> PublicKey:
    """An Ed25519 key as every credential of ours names it. Raises KeyUnreadable."""
    members = {name: jwk[name] for name in ("kty", "crv", "x", "kid") if name in jwk}
    texts = {name: value for name, value in members.items() if isinstance(value, str)}
    if texts != members:
        raise KeyUnreadable("a member is not a string")
    return PublicKey.from_jwk(texts)


def verify(
    text: str,
    *,
    typ: str,
    keys: Keys,
    at: datetime,
    challenge: Challenge | None,
    holder_key: HolderKey = holder_key,
) -> Proven:
    """The claims, once signature, times and disclosures are right, and the holder's proof if one was asked for.

    ``at`` is UTC. Without a challenge there must be no proof, and `Proven.by_holder` is false: the text may have
    been copied. Raises TokenRefused, each refusal by its name.
    """
    parts = parse(text)
    token = read(parts.token)
    signed = prove(token, typ, keys)
    unfolded = unfold(signed, parts.disclosures)
    check_times(unfolded.claims, at)
    if challenge is not None:
        _check_proof(parts, signed, challenge, at, holder_key)
    elif parts.proof is not None:
        raise ProofUnasked
    disclosed = frozenset(unfolded.places.values())
    return Proven(token.header, signed, unfolded.claims, disclosed, by_holder=challenge is not None)


def _check_proof(
    parts: Parts, signed: Mapping[str, object], challenge: Challenge, at: datetime, holder_key: HolderKey
) -> None:
    """Section 7.3, step 5. The key is the one that the issuer signed, not one that was disclosed."""
    if parts.proof is None:
        raise HolderUnproven
    key = named_key(signed, holder_key)
    # There is one key that can have made it, whatever its header says.
    proof = prove(read(parts.proof), PROOF_TYPE, lambda _: key)
    check_times(proof, at)
    made_at = required_time(proof, "iat")
    if made_at + challenge.max_age < at:
        raise PresentationStale(made_at)
    if required_text(proof, "aud") != challenge.audience:
        raise AudienceRefused(proof["aud"])
    if required_text(proof, "nonce") != challenge.nonce:
        raise NonceRefused(proof["nonce"])
    if required_text(proof, "sd_hash") != digest(parts.presented, hash_name(signed)):
        raise PresentationAltered


def named_key(signed: Mapping[str, object], holder_key: Callable[[Mapping[str, object]], K]) -> K:
    """The key that the issuer bound the claims to (RFC 7800, section 3.2). Raises HolderUnnamed, ClaimMalformed."""
    if "cnf" not in signed:
        raise HolderUnnamed
    confirmation = signed["cnf"]
    jwk = confirmation.get("jwk") if isinstance(confirmation, dict) else None
    if not isinstance(jwk, dict):
        raise ClaimMalformed("cnf")
    try:
        return holder_key(jwk)
    except KeyUnreadable:
        raise ClaimMalformed("cnf") from None
