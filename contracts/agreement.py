"""The rental agreement between a holder (first party) and a brand (second party), as one value.

It is signed when the brand rents, before it pays: the period begins at activation, so the signed body
leaves out ``starts_at`` and ``ends_at``, which the record's event of activation carries. Prices, days,
shares and the VAT rate are copied here at purchase; no later change of offer or fee reaches them.
"""

from datetime import datetime
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, field_serializer, model_validator

from contracts.canonical import canonical, digest
from contracts.keys import ALGORITHM, PrivateKey, PublicKey, b64url
from contracts.period import ZONE, Interval, days_after, interval, require_utc, spelled
from contracts.price import BPS, Money, Proration, price, proration
from contracts.states import AGREEMENT, ENDED_BY, NEGOTIATION, EndedBy, Machine, TransitionRefused
from contracts.variant import SCHEME, Scheme, Terms, Value

__all__ = [
    "AGREEMENT",
    "ENDED_BY",
    "LAWFUL_BASIS",
    "NEGOTIATION",
    "PROFILE",
    "Agreement",
    "EndedBy",
    "Machine",
    "Party",
    "Signature",
    "TransitionRefused",
    "activated",
    "body",
    "body_hash",
    "check_signature",
    "delete_by",
    "is_open",
    "renewed",
    "sign",
]

PROFILE = "https://moi.example/ns#profile-1"
"""Our ODRL profile, at its version."""

LAWFUL_BASIS: Final = "A6-1-a"
"""Consent, GDPR article 6(1)(a): on it rests every purpose that terms can admit."""

_UUID4 = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
UrnUuid4 = Annotated[str, Field(pattern=rf"^urn:uuid:{_UUID4}$")]
"""A random id: nothing with time in it leaves the house."""

Instant = Annotated[AwareDatetime, AfterValidator(require_utc)]
Role = Literal["first_party", "second_party"]


class Party(Value):
    """An opaque outward id (an IRI) and the name that people read."""

    id: str = Field(min_length=1)
    name: str = Field(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$")
    """On one line: a name must not be able to add a sentence to the reading."""


class Signature(Value):
    """A signature for one party; ``by`` says who made it: the party, or the platform on its behalf."""

    party: Role
    by: Literal["party", "platform"]
    kid: str
    alg: Literal["Ed25519"] = ALGORITHM
    value: str
    at: Instant

    @field_serializer("at", when_used="json")
    def _spell(self, at: datetime) -> str:
        return spelled(at)


class Agreement(Value):
    """Field by field as the vocabulary of the contract names them; instants in UTC."""

    agreement_id: UrnUuid4
    consumer_pid: UrnUuid4
    provider_pid: UrnUuid4
    profile: Literal["https://moi.example/ns#profile-1"] = "https://moi.example/ns#profile-1"
    schema_version: Scheme = SCHEME
    """Also says which readings ``terms_hash`` is over."""
    contract_type: Literal["Agreement"] = "Agreement"
    first_party: Party
    second_party: Party
    recorder: Party
    target: str = Field(min_length=1)
    """One immutable persona version, under a name made for this agreement."""
    terms: Terms
    terms_salt: str = Field(pattern=r"^[0-9a-f]{32}$")
    terms_hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    purposes: tuple[str, ...]
    recipients: tuple[Party, ...] = ()
    """Processors of the brand, named before it rents."""
    jurisdiction: Literal["FR"] = "FR"
    spatial: Literal["EU"] = "EU"
    signed_at: Instant
    period: str
    zone: str = ZONE
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    renewal: Literal["none"] = "none"
    renews: UrnUuid4 | None = None
    """The agreement that this one follows, both sides having wanted that. Older renewals do not say it."""
    price_step: int
    price: Money
    holder_bps: int = Field(ge=0, le=BPS)
    vat_bps: int = Field(ge=0)
    refund_rule: Literal["rental-days-begun"] = "rental-days-begun"
    lawful_basis: Literal["A6-1-a"] = "A6-1-a"
    """GDPR article 6(1)(a), for every purpose."""
    expression_method: str = Field(min_length=1)
    withdrawal_method: str = Field(min_length=1)
    signatures: tuple[Signature, ...] = ()

    @model_validator(mode="after")
    def _of_one_piece(self) -> Self:
        """It keeps within its own terms, and its period is either whole or not begun."""
        self.terms.offer_period(self.period)
        if self.terms.admit(self.purposes) != self.purposes:
            raise ValueError("the purposes stand in the order of the terms, each once")
        if self.price != price(self.price_step, self.period):
            raise ValueError(f"{self.price} is not the price of {self.price_step} for {self.period}")
        if (self.starts_at is None) != (self.ends_at is None):
            raise ValueError("a period has both its ends or none")
        for end in (self.starts_at, self.ends_at):
            if end is not None and end.microsecond:
                raise ValueError("a period starts and ends on a whole second, as its reading says it")
        return self

    @property
    def interval(self) -> Interval | None:
        """The period once it has begun."""
        if self.starts_at is None or self.ends_at is None:
            return None
        return Interval(self.starts_at, self.ends_at)

    @property
    def split(self) -> Proration:
        """Who gets what of the whole price."""
        return proration(self.price, 1, 1, self.holder_bps)

    @field_serializer("signed_at", "starts_at", "ends_at", when_used="json-unless-none")
    def _spell(self, at: datetime) -> str:
        return spelled(at)


def activated(agreement: Agreement, at: datetime) -> Agreement:
    """The agreement whose period starts at ``at`` (UTC), floored to the second.

    Raises TransitionRefused when its period has begun before.
    """
    if agreement.interval is not None:
        raise TransitionRefused("Active", "activate")
    span = interval(agreement.period, at.replace(microsecond=0), agreement.zone)
    return _with(agreement, starts_at=span.starts_at, ends_at=span.ends_at)


def renewed(agreement: Agreement, span: Interval) -> Agreement:
    """The agreement of a following period, which is ``span``: it begins where the one before it ends.

    Raises TransitionRefused when its period has begun before.
    """
    if agreement.interval is not None:
        raise TransitionRefused("Active", "activate")
    return _with(agreement, starts_at=span.starts_at, ends_at=span.ends_at)


def is_open(state: str, span: Interval, at: datetime) -> bool:
    """Whether access, contact and renewal are open at ``at``: expiry is evaluated, never executed."""
    return state == "Active" and at in span


def delete_by(agreement: Agreement, ended_at: datetime) -> datetime:
    """Until when copies must be erased when the rental ended at ``ended_at`` (UTC)."""
    return days_after(ended_at, agreement.terms.retention.days, agreement.zone)


def body(agreement: Agreement) -> dict[str, object]:
    """What is signed: all but the period's instants and the signatures, ready for canonical JSON.

    What is no renewal is signed as it was before agreements could say that they are.
    """
    unsigned = {"starts_at", "ends_at", "signatures"} | ({"renews"} if agreement.renews is None else set())
    return agreement.model_dump(mode="json", exclude=unsigned)


def body_hash(agreement: Agreement) -> str:
    """SHA-256 in hex over what is signed: the first event of a record says it, and is tied to one text."""
    return digest(body(agreement)).hex()


def sign(
    agreement: Agreement, party: Role, by: Literal["party", "platform"], key: PrivateKey, at: datetime
) -> Agreement:
    """The agreement with one more signature; ``at`` in UTC."""
    unsigned = Signature(party=party, by=by, kid=key.kid, value="", at=at)
    signature = unsigned.model_copy(update={"value": b64url(key.sign(_message(agreement, unsigned)))})
    return _with(agreement, signatures=(*agreement.signatures, signature))


def check_signature(agreement: Agreement, signature: Signature, key: PublicKey) -> None:
    """Raises SignatureInvalid unless ``key`` made the signature over this agreement, party and time."""
    key.verify_text(signature.value, _message(agreement, signature))


def _message(agreement: Agreement, signature: Signature) -> bytes:
    claimed = signature.model_dump(mode="json", exclude={"value"})
    return b"moi/agreement/1\x00" + canonical({"agreement": body(agreement), "signature": claimed})


def _with(agreement: Agreement, **changes: object) -> Agreement:
    """A changed copy that went through every check (``model_copy`` checks nothing)."""
    return Agreement.model_validate({**dict(agreement), **changes})
