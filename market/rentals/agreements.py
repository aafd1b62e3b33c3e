"""Makes the Agreement that both sides keep: outward names only, hashed, signed by the platform for both."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from contracts.agreement import Agreement, Party, sign
from contracts.keys import PrivateKey
from contracts.period import ZONE
from contracts.price import price
from contracts.terms import Terms
from contracts.terms_hash import terms_hash
from market.base import names
from market.base.signing import signing_key

HOLDER_BPS = 8000  # of what is earned; the rest is the commission, VAT included

Way = Literal["api", "page"]
"""By what somebody acted."""

RECORDER = Party(id="https://moi.example/", name="Moi")


@dataclass(frozen=True)
class Deal:
    """What is agreed, in inner ids; amounts in minor units, times UTC, the VAT rate in basis points."""

    agreement: uuid.UUID
    persona: uuid.UUID
    version: uuid.UUID
    brand: uuid.UUID
    brand_name: str
    terms: Terms
    period: str
    price_step: int
    purposes: Sequence[str]
    vat_bps: int
    agreed_at: datetime  # the brand's own act to the second, or else the beginning of the UTC day (`day_of`)
    salt: bytes
    processors: Sequence[str]  # the brand's, by name, as it had named them before
    method: str  # how it was expressed: the method and path of the very route that was called, of a page or the API
    renews: uuid.UUID | None = None  # the agreement that it follows, both having wanted that
    pids: tuple[uuid.UUID, uuid.UUID] | None = None  # of consumer and provider, where they negotiated before


def day_of(moment: datetime) -> datetime:
    """The beginning of the UTC day: when something was agreed that was not the brand's own act.

    The exact time stands in the record, where the holder may open it.
    """
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


async def record_key() -> PrivateKey:
    """The platform's key that signs agreements, records and heads now."""
    return await signing_key("record")


def _processor(name: str, deal: Deal) -> Party:
    """A recipient under an id of this agreement alone."""
    inner = uuid.uuid5(deal.brand, name)
    return Party(
        id="urn:moi:processor:" + names.name("processor", inner, names.for_agreement(deal.agreement)),
        name=name,
    )


def agree(deal: Deal, key: PrivateKey) -> Agreement:
    """The agreement of a deal, signed with `key`. Raises PurposeNotAdmitted, PeriodNotOffered, PriceOffLadder."""
    terms = deal.terms
    audience = names.for_brand(deal.brand)
    persona = names.name("persona", deal.persona, audience)
    brand = names.name("brand", deal.brand, names.for_agreement(deal.agreement))
    agreed_at = deal.agreed_at.replace(microsecond=0)
    consumer, provider = deal.pids or (uuid.uuid4(), uuid.uuid4())
    agreement = Agreement(
        agreement_id=f"urn:uuid:{deal.agreement}",
        consumer_pid=f"urn:uuid:{consumer}",
        provider_pid=f"urn:uuid:{provider}",
        first_party=Party(id=f"urn:moi:persona:{persona}", name=names.handle(persona)),
        second_party=Party(id=f"urn:moi:brand:{brand}", name=deal.brand_name),
        recorder=RECORDER,
        target="urn:moi:version:" + names.name("version", deal.version, names.for_agreement(deal.agreement)),
        terms=terms,
        terms_salt=deal.salt.hex(),
        terms_hash=terms_hash(terms, deal.salt),
        purposes=terms.admit(deal.purposes),
        recipients=tuple(_processor(name, deal) for name in deal.processors),
        signed_at=agreed_at,
        period=deal.period,
        zone=ZONE,
        price_step=deal.price_step,
        price=price(deal.price_step, deal.period),
        holder_bps=HOLDER_BPS,
        vat_bps=deal.vat_bps,
        expression_method=deal.method,
        renews=f"urn:uuid:{deal.renews}" if deal.renews else None,
        withdrawal_method=f"POST /v1/relations/{deal.agreement}/withdrawal",
    )
    for role in ("first_party", "second_party"):
        agreement = sign(agreement, role, "platform", key, agreed_at)
    return agreement
