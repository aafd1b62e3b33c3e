"""A request as each side is shown it: the same for API and pages."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from contracts import negotiation as dsp
from contracts.agreement import Agreement
from contracts.consent.kinds import Reached
from contracts.negotiation import Parties, counter_offers
from contracts.price import proration
from market.accounts import queries as accounts
from market.base import names
from market.base.clock import market_day
from market.rentals.actions import activate
from market.rentals.agreements import HOLDER_BPS
from market.rentals.erasure.kept import kept_by
from market.rentals.negotiation.following import NOT_PAID
from market.rentals.negotiation.queries import NegotiationRow, Outcome
from market.rentals.negotiation.schemas import (
    AskedOut,
    AskingBrandOut,
    BargainOut,
    ConductOut,
    HolderCheckedOut,
    NegotiationOut,
    RequestOut,
)
from market.rentals.queries import RentalRow

FALLEN: Final[Mapping[str, Outcome]] = MappingProxyType(
    {activate.NOT_PAID: "not-paid", activate.NOT_AVAILABLE: "not-available"}
)
"""Why what was agreed on came to nothing, by the reason on its rental."""


def outcome(row: NegotiationRow) -> Outcome | None:
    """What came of it, for its brand; nothing while it waits. Refused, silent or impossible: not accepted."""
    match row.phase_for_brand:
        case "agreed":
            return "agreed"
        case "over" if row.closed_as:
            return row.closed_as
        case "over" if row.fallen is not None:
            return FALLEN[row.fallen]
        case "over" if row.ended_by == "brand":
            return "withdrawn"
        case "over":
            return "not-paid" if row.reason == NOT_PAID or row.put_at is None else "not-accepted"
    return None


def checked_of(row: NegotiationRow) -> HolderCheckedOut:
    """What was checked of the holder when they were asked for: no month, which would be the same for all of theirs,
    and nothing that would change for all of theirs at once.
    """
    return HolderCheckedOut(payout_account_checked=row.holder_checked)


def _reason(row: NegotiationRow) -> str | None:
    return row.reason_for_brand if outcome(row) == "not-accepted" else None


def _ended_on(row: NegotiationRow) -> str | None:
    """The day on which its brand was told: the brand's own act, or when silence was the answer."""
    over = row.fallen_at or row.closed_at or row.due_at or row.decide_by or row.held_until
    return market_day(over) if row.phase_for_brand == "over" else None


async def for_brand(row: NegotiationRow, checkout_url: str | None = None) -> RequestOut:
    """A request for its brand; what was not its own act is told to the day."""
    name = names.name("persona", row.persona, names.for_brand(row.brand))
    return RequestOut(
        agreement=str(row.agreement),
        state=row.state_for_brand,
        persona=name,
        handle=names.handle(name),
        face=f"/faces/{names.mask_seed(name).hex()}.svg",
        asked=BargainOut.of(row.asked),
        offered=BargainOut.of(row.offered) if row.offered else None,
        purposes=row.purposes,
        message=row.message,
        requested_at=row.requested_at.isoformat(),
        answer_by=row.decide_by.isoformat() if row.decide_by else None,
        outcome=outcome(row),
        reason=_reason(row),
        ended_on=_ended_on(row),
        holder=checked_of(row),
        checkout_url=checkout_url,
    )


async def asking(brand: uuid.UUID, reached: Reached | None) -> AskingBrandOut:
    """Who asks, for the holder who is asked; `reached`: about their data, as it said when it asked."""
    facts, kept = await accounts.brand(brand), await kept_by(brand)
    confirmed = facts.vat_valid and facts.vat_checked_at
    return AskingBrandOut(
        legal_name=facts.legal_name,
        country=facts.country,
        siren=facts.siren,
        vat_number=facts.vat_number,
        vat_checked_on=market_day(facts.vat_checked_at) if confirmed and facts.vat_checked_at else None,
        contact_address=reached.address if reached else None,
        contact=reached.contact if reached else None,
        conduct=ConductOut(
            before=f"{kept.before:%Y-%m}",
            due=kept.due,
            signed_in_time=kept.in_time,
            signed_late=kept.late,
            outstanding=kept.outstanding,
            breaches=kept.breaches,
        ),
    )


def yours(row: NegotiationRow) -> int:
    """The holder's part of the whole price asked for, minor units."""
    return proration(row.asked.price, 1, 1, HOLDER_BPS).holder.amount


async def for_holder(person: uuid.UUID, row: NegotiationRow) -> AskedOut:
    """A request for its holder."""
    if row.put_at is None or row.decide_by is None:
        raise RuntimeError("nobody is shown what nobody was asked")
    over = row.phase == "over"
    return AskedOut(
        agreement=str(row.agreement),
        state="TERMINATED" if over else row.state,
        persona=names.name("persona", row.persona, names.for_person(person)),
        brand=await asking(row.brand, row.reached),
        asked=BargainOut.of(row.asked),
        yours=yours(row),
        offered=BargainOut.of(row.offered) if row.offered else None,
        may_offer=[terms.id for terms in counter_offers(row.asked)] if row.phase == "waiting" else [],
        purposes=row.purposes,
        processors=row.processors,
        message=row.message,
        asked_at=row.put_at.isoformat(),
        answer_by=row.decide_by.isoformat(),
        answered_at=row.answered_at.isoformat() if row.answered_at else None,
        agrees_at=row.agree_at.isoformat() if row.accepted and row.agree_at else None,
        ended_at=(row.fallen_at or row.ended_at or row.decide_by).isoformat() if over else None,
        ended_by=(row.ended_by or "clock") if over else None,
        fallen=FALLEN[row.fallen] if row.fallen else None,
    )


def protocol(row: NegotiationRow, rental: RentalRow | None) -> NegotiationOut:
    """The negotiation in the Dataspace Protocol's messages, as its brand is told of it."""
    target = names.name("version", row.version, names.for_agreement(row.agreement))
    persona = names.name("persona", row.persona, names.for_brand(row.brand))
    parties = Parties(
        f"urn:uuid:{row.consumer_pid}",
        f"urn:uuid:{row.provider_pid}",
        f"urn:moi:persona:{persona}",
        f"urn:moi:version:{target}",
    )
    state = rental.negotiation if rental and row.fallen is None else row.state_for_brand
    messages = [dsp.request_message(parties, row.asked)]
    if row.offered:
        messages.append(dsp.offer_message(parties, row.offered))
    if rental is not None:
        messages += _concluded(parties, row, rental.agreed())
    if state == "FINALIZED":
        messages.append(dsp.event_message(parties, "FINALIZED"))
    if state == "TERMINATED":
        messages.append(dsp.termination_message(parties, outcome(row) or "not-accepted"))
    return NegotiationOut(negotiation=dsp.negotiation(parties, state), messages=messages)


def _concluded(parties: Parties, row: NegotiationRow, agreed: Agreement) -> list[dsp.Node]:
    accepted = [dsp.event_message(parties, "ACCEPTED")] if row.offered else []
    return [*accepted, dsp.agreement_message(parties, agreed), dsp.verification_message(parties)]
