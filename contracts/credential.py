"""What a brand with a key of its own gets when a rental begins: the claims rented, bound to that key, verifiable
without asking us (SD-JWT VC, typ ``dc+sd-jwt``, with a Token Status List entry).

What two brands receive over one persona has in common what strangers' have, and the claims rented: no ``sub``, no
``jti``, fresh salts, a random place in a status list, days instead of times (``iat``, ``nbf``; ``exp`` is the brand's
own act plus the period). How many digests there are tells the terms alone: what was not said, and phrases that were
not chosen, are decoys, so that two showings cannot be joined by counting.

Provenance is a word, not a date nor a document: when and how a claim was checked is one fact of a persona, the same
for all who rent it.

Errors::

    ValueError
    └── NotIssuable           from contracts.refusals
        ├── RentalNotBegun    the agreement has no period yet
        ├── RentalOver        its period has ended
        └── SheetForeign      the sheet is not what these terms show
    TokenRefused              from contracts.refusals, by name, for all that a reader does not accept
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast, get_args

from contracts.agreement import Agreement
from contracts.jws import Keys, numeric, required_text, required_time, time_of
from contracts.keys import PrivateKey, PublicKey
from contracts.period import require_utc
from contracts.refusals import ClaimMalformed, ClaimMissing, NotIssuable
from contracts.sdjwt import Challenge, Hidden, Padded, issue
from contracts.sdjwt.issue import Entropy
from contracts.sdjwt.vc import TYPE, verify_credential
from contracts.sdjwt.verify import holder_key, named_key
from contracts.status_list import Published, Reference, check_status, reference_of
from contracts.terms import Terms
from contracts.vocabulary import PHRASES, VocabularyError, code_of

ISSUER: Final = "https://moi.example"
VCT: Final = "https://moi.example/credentials/rented-persona-1"
"""The type with its version: who changes what these claims mean, or which there are, changes it."""

MOST_PHRASES: Final = 5
"""How many phrases a sheet may have; so many are hidden, or seem to be."""

Stance = Literal["me", "like"]
Provenance = Literal["declared", "verified"]
"""``declared`` by the person alone, or ``verified`` by an operator. Credentials of other issuers come here later."""


class RentalNotBegun(NotIssuable):
    def __init__(self) -> None:
        super().__init__("the rental has not begun")


class RentalOver(NotIssuable):
    def __init__(self, ended_at: datetime) -> None:
        super().__init__(f"the rental ended at {ended_at}")
        self.ended_at = ended_at


class SheetForeign(NotIssuable):
    """``claim`` is not what the terms show, or is not said in the vocabulary's words."""

    def __init__(self, claim: str) -> None:
        super().__init__(f"{claim} does not stand on a sheet of these terms")
        self.claim = claim


@dataclass(frozen=True, slots=True)
class Said:
    """One claim of a persona: its own code, how it is meant, and on whose word."""

    value: str
    stance: Stance = "me"
    provenance: Provenance = "declared"

    def disclosed(self) -> dict[str, str]:
        return {"provenance": self.provenance, "stance": self.stance, "value": self.value}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the rental shows: every claim of its terms, None where it is not said, and the phrases."""

    claims: Mapping[str, Said | None]
    phrases: Sequence[str] = ()


def sheet_of(shown: Mapping[str, object], verified: Collection[str] = ()) -> Sheet:
    """The sheet as a rental shows it, ``{"claims": {claim: {"value", "stance"} | null}, "phrases": […]}``.

    ``verified`` names the claims that an operator has checked. Raises SheetForeign.
    """
    claims, phrases = shown.get("claims"), shown.get("phrases")
    if not isinstance(claims, dict) or not isinstance(phrases, list):
        raise SheetForeign("claims" if isinstance(phrases, list) else "phrases")
    found: dict[str, Said | None] = dict.fromkeys(claims)
    for claim, said in claims.items():
        if said is None:
            continue
        provenance = "verified" if claim in verified else "declared"
        try:
            found[claim] = _read_said(claim, {**said, "provenance": provenance})
        except (ClaimMalformed, TypeError):
            raise SheetForeign(claim) from None
    return Sheet(found, tuple(map(str, phrases)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What is said, by field of the token. ``issued_on`` and ``valid_from`` are midnights, all times UTC."""

    agreement: str
    terms: Terms
    purposes: tuple[str, ...]
    said: Mapping[str, Said]
    holder: PublicKey
    status: Reference
    issued_on: datetime
    valid_from: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a credential proved, as far as it was shown: None, or not there, is what was kept back.

    ``terms`` is the address of the edition. ``by_holder``: who presents it has proven the key that it is bound to.
    ``status_at``: when the list was signed that says that it is valid, and holds now; None without one. Days are UTC's.
    """

    terms: str
    agreement: str | None
    purposes: tuple[str, ...] | None
    said: Mapping[str, Said]
    holder: PublicKey
    status: Reference
    issued_on: datetime | None
    valid_from: datetime | None
    expires_at: datetime
    by_holder: bool
    status_at: datetime | None

    @property
    def status_checked(self) -> bool:
        """Whether a signed list says that it is valid."""
        return self.status_at is not None

    @property
    def doubts(self) -> tuple[Literal["holder", "status"], ...]:
        """What stays unproven; empty: nothing."""
        return (*(() if self.by_holder else ("holder",)), *(() if self.status_checked else ("status",)))


def credential(
    agreement: Agreement, sheet: Sheet, holder: PublicKey, status: Reference, at: datetime
) -> Credential:
    """What is to be said of a rental that runs at ``at`` (UTC), to the brand whose key ``holder`` is.

    ``status`` is a place that nothing had before. Raises RentalNotBegun, RentalOver, SheetForeign.
    """
    span = agreement.interval
    if span is None:
        raise RentalNotBegun
    if at >= span.ends_at:
        raise RentalOver(span.ends_at)
    return Credential(
        agreement=agreement.agreement_id,
        terms=agreement.terms,
        purposes=agreement.purposes,
        said=_said(sheet, agreement.terms),
        holder=holder,
        status=status,
        issued_on=_day(at),
        valid_from=_day(span.starts_at),
        expires_at=span.ends_at,
    )


def sign_credential(credential: Credential, key: PrivateKey, entropy: Entropy) -> str:
    """The credential with all its disclosures, for the brand; it shows of them what it wants (`sdjwt.present`)."""
    claims = {claim: Hidden(said.disclosed()) for claim, said in credential.said.items()}
    payload = {
        "iss": ISSUER,
        "vct": VCT,
        "iat": numeric(credential.issued_on),
        "nbf": numeric(credential.valid_from),
        "exp": numeric(credential.expires_at),
        "cnf": {"jwk": _jwk(credential.holder)},
        "status": credential.status.claim(),
        "terms": credential.terms.iri,
        "agreement": Hidden(credential.agreement),
        "purposes": Hidden(list(credential.purposes)),
        "claims": Padded(claims, digests_of(credential.terms)),
    }
    return issue({"kid": key.kid, "typ": TYPE}, payload, key, entropy)


def digests_of(terms: Terms) -> int:
    """How many claims every credential of these terms seems to hide."""
    return len(terms.disclosure.claims) + MOST_PHRASES


def verify_rented(
    text: str, *, keys: Keys, at: datetime, challenge: Challenge | None, published: Published | None
) -> Reading:
    """What a credential of ours proves at ``at`` (UTC) with these trusted keys.

    Without a challenge its holder is not proven, without a status list it may have been ended: the reading says so.
    Its expiry comes before its status. Raises TokenRefused, each refusal by its name.
    """
    proven = verify_credential(text, issuer=ISSUER, vct=VCT, keys=keys, at=at, challenge=challenge)
    signed, claims = proven.signed, proven.claims
    expires_at, reference = required_time(signed, "exp"), reference_of(signed)
    if published is not None:
        check_status(published, reference, at)
    return Reading(
        terms=required_text(signed, "terms"),
        agreement=required_text(claims, "agreement") if "agreement" in claims else None,
        purposes=_purposes(claims),
        said=_read_claims(claims),
        holder=named_key(signed, holder_key),
        status=reference,
        issued_on=time_of(signed, "iat"),
        valid_from=time_of(signed, "nbf"),
        expires_at=expires_at,
        by_holder=proven.by_holder,
        status_at=published.issued_at if published else None,
    )


def _said(sheet: Sheet, terms: Terms) -> dict[str, Said]:
    """Every claim that is said, and the phrases as claims whose only answer is themselves."""
    for claim in set(sheet.claims) ^ set(terms.disclosure.claims):
        raise SheetForeign(claim)
    if len(sheet.phrases) > MOST_PHRASES or len(set(sheet.phrases)) < len(sheet.phrases):
        raise SheetForeign(sheet.phrases[-1])
    found = {claim: said for claim, said in sheet.claims.items() if said is not None}
    found |= {phrase: Said(phrase) for phrase in sheet.phrases}
    for claim, said in found.items():
        if (claim in PHRASES) != (claim in sheet.phrases) or not _is_well_said(claim, said):
            raise SheetForeign(claim)
    return found


def _is_well_said(claim: str, said: Said) -> bool:
    """In the vocabulary's words; what one would like to be has not been verified."""
    try:
        code_of(claim, said.value)
    except VocabularyError:
        return False
    return said.stance == "me" or said.provenance == "declared"


def _day(at: datetime) -> datetime:
    return require_utc(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _jwk(key: PublicKey) -> dict[str, object]:
    """What the key is and no more (RFC 7638's members)."""
    jwk = key.jwk()
    return {name: jwk[name] for name in ("crv", "kty", "x")}


def _purposes(claims: Mapping[str, object]) -> tuple[str, ...] | None:
    if "purposes" not in claims:
        return None
    value = claims["purposes"]
    if not isinstance(value, list):
        raise ClaimMalformed("purposes")
    purposes = tuple(purpose for purpose in value if isinstance(purpose, str))
    if len(purposes) < len(value):
        raise ClaimMalformed("purposes")
    return purposes


def _read_claims(claims: Mapping[str, object]) -> dict[str, Said]:
    if "claims" not in claims:
        raise ClaimMissing("claims")
    members = claims["claims"]
    if not isinstance(members, dict):
        raise ClaimMalformed("claims")
    return {claim: _read_said(claim, value) for claim, value in members.items()}


def _read_said(claim: str, members: object) -> Said:
    if not isinstance(members, dict) or set(members) != {"value", "stance", "provenance"}:
        raise ClaimMalformed(claim)
    value, stance, provenance = members["value"], members["stance"], members["provenance"]
    if not isinstance(value, str) or stance not in get_args(Stance) or provenance not in get_args(Provenance):
        raise ClaimMalformed(claim)
    return Said(value, cast(Stance, stance), cast(Provenance, provenance))
