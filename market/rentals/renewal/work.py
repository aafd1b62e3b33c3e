"""What the worker does for a renewal when something is due: the notice, a try to charge, or the end of it.

One transaction a rental, decided on what is there once everything is locked: a worker that dies leaves the rest
due, and two workers do each thing once. Stripe is called afterwards, by the payment's own job.
"""

import json
import os
import uuid
from datetime import UTC

import structlog

from contracts.agreement import Agreement, body_hash
from contracts.price import Money
from contracts.record import SALT_BYTES
from market.base import audit, vault
from market.base.database import fetch, fetch_row, transaction
from market.base.i18n import Language
from market.base.ids import new_id
from market.money import charges, orders
from market.money.bankcards.rules import ASKED
from market.money.credit.errors import BalanceTooLow
from market.rentals import record
from market.rentals.actions.activate import RentalAbandoned, abandon
from market.rentals.agreements import HOLDER_BPS, Deal, agree, day_of, record_key
from market.rentals.consents import moves as consents
from market.rentals.consents.reached import reached_at
from market.rentals.queries import sealed_card
from market.rentals.renewal.moves import move, write_letter
from market.rentals.renewal.queries import Held, hold, nothing_kept, offer_since
from market.rentals.renewal.rules import TOO_LOW, Act, Against, Paying, decide, next_look
from market.rentals.tax import treatment

log = structlog.get_logger()


class PriceMoved(RuntimeError):
    """A renewal would cost other than what was agreed: a mistake of ours, found before anything is written."""


async def sweep_renewals(limit: int = 500) -> int:
    """Do what is due, each by itself; returns how many were looked at."""
    rows = await fetch(
        "select rental from rentals.renewals where due_at <= base.now() order by due_at, rental limit $1",
        limit,
    )
    for row in rows:
        try:
            await attend(row["rental"])
        except Exception as error:
            log.error("renewals.failed", error=type(error).__name__, exc_info=error)
            await _put_off(row["rental"])
    return len(rows)


async def _put_off(rental: uuid.UUID) -> None:
    """What cannot be done does not stand in the way of the others; it is tried again in an hour."""
    await fetch(
        "update rentals.renewals set due_at = base.now() + interval '1 hour' where rental = $1 and due_at is not null",
        rental,
    )


async def attend(rental: uuid.UUID) -> Act:
    """Do what is due for the renewal of this rental now; NOTHING where another was first."""
    async with transaction():
        held = await hold(rental)
        if held is None:
            return Act.NOTHING
        decision = decide(held.facts, held.when, held.row.now)
        if decision.act is Act.NOTIFY:
            await _notify(held)
        elif decision.act is Act.CHARGE:
            await _charge(held, decision.step)
        elif decision.act is Act.MISS:
            await _miss(held, decision.step)
        elif decision.because is not None:
            await _fail(held, decision.because)
        if decision.act in (Act.NOTHING, Act.CHARGE, Act.MISS, Act.NOTIFY):
            await _look_again(held, decision.act, max(decision.step, held.renewal.step))
        return decision.act


async def _look_again(held: Held, act: Act, step: int) -> None:
    state = "noticed" if act is Act.NOTIFY else held.renewal.state
    await fetch(
        # A balance may have paid it in this very transaction: then there is nothing to look at any more.
        "update rentals.renewals set due_at = $2 where id = $1 and state in ('open', 'noticed')",
        *(held.renewal.id, next_look(state, step, held.when, held.row.now)),
    )


async def _notify(held: Held) -> None:
    """Freeze what follows: the same terms, price, period and purposes, about the persona as it is now."""
    row, agreed, version = held.row, held.row.agreed(), held.offer.version
    if version is None:
        raise RuntimeError("what is listed has a version")
    vat, agreement = treatment(held.brand, row.now), uuid.uuid4()
    document = agree(
        Deal(
            agreement=agreement,
            persona=row.persona,
            version=version,
            brand=row.brand,
            brand_name=held.brand.legal_name,
            terms=agreed.terms,
            period=agreed.period,
            price_step=agreed.price_step,
            purposes=agreed.purposes,
            vat_bps=vat.rate_bps,
            agreed_at=day_of(row.now),
            salt=os.urandom(SALT_BYTES),
            method=_wished_by(held),
            processors=[it.name for it in agreed.recipients],
            renews=row.agreement,
        ),
        await record_key(),
    )
    _same_price(document, agreed.price)
    facts = {"noticed_at": row.now, "agreement": agreement, "version": version, "vat_category": vat.category}
    await move(held.renewal.id, "notify", audit.CLOCK, document=document.model_dump_json(), **facts)
    noticed = {"by": record.urn(agreement), "terms_hash": document.terms_hash}
    await record.write(row.id, row.agreement, "renewal_noticed", row.now, noticed)
    await write_letter(row.id, "notice")


def _wished_by(held: Held) -> str:
    """The act by which the brand wanted it; of wishes of before that was kept, the API's."""
    path = f"/rentals/{held.row.agreement}/renewal"
    return f"POST {path}" if held.renewal.brand_by == "page" else f"PUT /v1{path}"


def _same_price(document: Agreement, agreed: Money) -> None:
    if document.price != agreed:
        raise PriceMoved(f"{document.price} after {agreed}")


async def _charge(held: Held, step: int) -> None:
    """Step 1 of a try: the intent, with the card that is the brand's default now, or its account.

    A balance pays at once, or not.
    """
    if held.renewal.means == "balance":
        try:
            await spend(held, step)
        except BalanceTooLow:
            await _miss(held, step, TOO_LOW)
        return
    if held.card is None:
        raise RuntimeError("a charge was decided without a card")
    following = held.renewal.next
    if following is None:
        following, _ = await _make_following(held, orders.Paying(card=held.card, after=held.row.order_id))
    elif held.payment is None or not await charges.add_attempt(held.payment["id"], held.card, "off_session"):
        log.info("renewals.try_under_way")
        return
    await fetch(
        "update rentals.renewals set next = $2, step = $3, card = $4, failure = null, changed_at = base.now()"
        " where id = $1",
        *(held.renewal.id, following, step, held.card),
    )
    await audit.record(audit.CLOCK, "renewal.charging", "renewal", held.renewal.id, step=step)


async def first_try(held: Held, card: uuid.UUID, language: Language) -> uuid.UUID:
    """The brand pays what no step could charge, having kept a card since: it uses up none. The payment."""
    paying = orders.Paying("card", card=card, after=held.row.order_id, locale=language)
    following, payment = await _make_following(held, paying)
    await fetch(
        "update rentals.renewals set next = $2, card = $3, failure = null, changed_at = base.now() where id = $1",
        *(held.renewal.id, following, card),
    )
    await audit.record(audit.CLOCK, "renewal.charging", "renewal", held.renewal.id, step=held.renewal.step)
    return payment


async def spend(held: Held, step: int) -> None:
    """Pay the next period from the balance, in a savepoint: its rental, its order and the money, or nothing at all.

    Raises BalanceTooLow.
    """
    async with transaction():
        following, payment = await _make_following(held, orders.Paying("balance", after=held.row.order_id))
        await fetch(
            "update rentals.renewals set next = $2, step = $3, failure = null, changed_at = base.now() where id = $1",
            *(held.renewal.id, following, step),
        )
        await audit.record(audit.CLOCK, "renewal.spending", "renewal", held.renewal.id, step=step)
        await orders.pay_from_balance(payment, audit.CLOCK)


async def _make_following(held: Held, paying: orders.Paying) -> tuple[uuid.UUID, uuid.UUID]:
    """The next rental, unpaid, and its payment: its record begins with the agreement that the notice froze."""
    row, renewal, document = held.row, held.renewal, held.renewal.frozen()
    _same_price(document, row.agreed().price)
    # What the notice froze is the price and the holder's share of it: the tax is that of the day of payment.
    vat, following, terms = treatment(held.brand, row.now), new_id(), document.terms
    line = orders.NewLine(
        following,
        document.price.amount,
        HOLDER_BPS,
        vat.rate_bps,
        vat_category=vat.category,
        vat_number=vat.number,
        label=document.first_party.name,
        period=document.period,
    )
    tag, currency = vault.tag("money", row.brand), document.price.currency
    placed = await orders.place_order(tag, currency, [line], f"rental:{following}", paying)
    await fetch(
        "insert into rentals.rentals (id, agreement, persona, version, holder, brand, order_id, state,"
        " negotiation, document, purposes, reads_per_day, retention_days, invitations_per_month, price,"
        " currency, period, requested_at, held_until, card_sealed, parent, number, anchor)"
        " values ($1, $2, $3, $4, $5, $6, $7, 'Inactive', 'VERIFIED', $8, $9, $10, $11, $12, $13, $14, $15, $16,"
        " $17, $18, $19, $20, $21)",
        *(following, renewal.agreement, row.persona, renewal.version, row.holder, row.brand, placed.order_id),
        *(document.model_dump_json(), json.dumps(document.purposes), terms.reads.per_day),
        *(terms.retention.days, terms.contact.invitations_per_month, document.price.amount, currency),
        *(document.period, renewal.noticed_at, row.ends_at),
        *(
            await sealed_card(following, row.holder, row.card),
            row.id,
            row.number + 1,
            row.anchor or row.starts_at,
        ),
    )
    if renewal.agreement is None or renewal.noticed_at is None:
        raise RuntimeError("a notice has an agreement")
    noticed_at = renewal.noticed_at.astimezone(UTC)
    agreed = {
        "terms_hash": document.terms_hash,
        "purposes": list(document.purposes),
        "agreement_hash": body_hash(document),
        "renews": record.urn(row.agreement),
        "number": row.number + 1,
        "consent": "RenewedConsentGiven",
    }
    await record.write(following, renewal.agreement, "agreed", noticed_at, agreed)
    await consents.request(
        following, document, _version(held), noticed_at, wish=_wish(held), reached=reached_at(held.brand)
    )
    await audit.record(audit.CLOCK, "rental.requested", "rental", following)
    return following, placed.payment_id


def _version(held: Held) -> uuid.UUID:
    if held.renewal.version is None:
        raise RuntimeError("a notice has a version")
    return held.renewal.version


def _wish(held: Held) -> consents.Wish:
    """By what word of the holder's this renewal is made: one about this rental goes before the offer's."""
    own, offered = held.renewal.holder_since, offer_since(held.row.agreed().terms, held.offer)
    since = own or offered
    if since is None:
        raise RuntimeError("a renewal was wished for by its holder")
    return consents.Wish(since, "relation" if own else "offer", held.row.agreement)


async def _miss(held: Held, step: int, failure: str | None = None) -> None:
    """Nothing that would pay: the step is used up, and the brand is told while there is time."""
    if failure is None and not held.facts.card:
        failure = await nothing_kept(held.row.brand, held.renewal.means)
    elif failure is None:
        failure = ASKED if held.facts.paying is Paying.ASKING else held.renewal.failure
    await fetch(
        "update rentals.renewals set step = $2, failure = $3, changed_at = base.now() where id = $1",
        *(held.renewal.id, step, failure),
    )
    await write_letter(held.row.id, "declined")


async def _fail(held: Held, because: Against) -> None:
    """No renewal: what was begun is given up, and whoever expected one is told."""
    if not await move(held.renewal.id, "fail", audit.CLOCK, because=str(because), due_at=None):
        return
    if held.following is not None:
        await abandon(held.following)
    if held.renewal.state == "noticed" or held.renewal.brand:
        await write_letter(held.row.id, "failed")


async def on_rental_abandoned(event: RentalAbandoned) -> None:
    """Its payment was called off, not by us: inside that transaction, which has locked both rentals."""
    row = await fetch_row("select id, rental, failure from rentals.renewals where next = $1", event.rental)
    if row is None:
        return
    why = {"because": str(Against.NOT_PAID), "failure": event.debit or row["failure"]}
    if await move(row["id"], "fail", audit.STRIPE, due_at=None, **why):
        await write_letter(row["rental"], "failed")
