"""A renewal is paid: the next rental has its period and its place, from the instant at which this one ends.

And what money asks and tells before that: whether a charge is still wanted, and that one was refused.
"""

import uuid

from contracts.agreement import AGREEMENT, NEGOTIATION, renewed
from contracts.period import Interval, interval, rental_days
from market.accounts import queries as accounts
from market.base import audit, vault
from market.base.database import fetch
from market.money import orders
from market.money.events import ChargeDeclined, ChargeDue
from market.personas import slots
from market.personas.renewals import offered
from market.rentals import record
from market.rentals.consents import moves as consents
from market.rentals.credentials.issue import due as credential_due
from market.rentals.queries import ROOM, RentalRow, locked
from market.rentals.renewal.moves import move, write_letter
from market.rentals.renewal.queries import dates_of, facts_of, of_rental, parent_of
from market.rentals.renewal.rules import Against, dates, may_call, next_look


async def on_charge_due(event: ChargeDue) -> None:
    """Right before the call: both sides still want it, nothing has come in its way, and it is not too late."""
    for rental in sorted(event.rental_ids):
        parent = await parent_of(rental)
        if parent is not None and not await _still_wanted(parent, rental):
            event.refuse()


async def _still_wanted(parent: uuid.UUID, rental: uuid.UUID) -> bool:
    row, following, renewal = await locked(parent), await locked(rental), await of_rental(parent)
    if renewal is None or following.state != "Inactive":
        return False
    # Not held: whoever stops a brand or hides a persona holds those first and the rentals next.
    brand, offer = await accounts.brand(row.brand), await offered(row.persona)
    facts = await facts_of(row, renewal, offer, brand, None, None)
    return may_call(facts, dates_of(row, renewal), row.now)


async def on_charge_declined(event: ChargeDeclined) -> None:
    """Keep what the bank said, and tell the brand, which may pay with another card or answer its bank."""
    for rental in sorted(event.rental_ids):
        parent = await parent_of(rental)
        if parent is None:
            continue
        await locked(parent)
        kept = await fetch(
            "update rentals.renewals set failure = $2, changed_at = base.now()"
            " where rental = $1 and state = 'noticed' returning id",
            *(parent, event.code),
        )
        if kept:
            await write_letter(parent, "declined")


async def begin_following(parent: uuid.UUID, rental: uuid.UUID) -> bool:
    """Give a paid renewal its period, in the transaction that books the payment; False when it is too late, or
    something stands against it by now: a debit is on its way for days.
    """
    row, following, renewal = await locked(parent), await locked(rental), await of_rental(parent)
    if renewal is None or renewal.state != "noticed" or following.state != "Inactive":
        return False
    if await _against_beginning(row):
        return False
    span = _span(row, following)
    if not await slots.renew(row.id, following.id, span.ends_at):
        return False
    await _activate(following, span)
    await move(renewal.id, "pay", audit.STRIPE, due_at=None)
    await _carry_on(renewal.id, following, span)
    await record.write(row.id, row.agreement, "renewed", row.now, {"by": record.urn(following.agreement)})
    await write_letter(row.id, "renewed")
    return True


async def _against_beginning(row: RentalRow) -> Against | None:
    """What a paid renewal cannot begin against. Terms and price are those of the notice, whatever is offered now."""
    if row.phase != "Active":
        return Against.NOT_RUNNING if row.phase == "TemporarilySuspended" else Against.NOT_PAID
    # Not held: whoever hides a persona holds it first and the rentals next.
    return None if (await offered(row.persona)).listed else Against.HIDDEN


async def not_followed(parent: uuid.UUID) -> bool:
    """A paid renewal has not begun: say so in its state and to both sides. False where that was said before."""
    row, renewal = await locked(parent), await of_rental(parent)
    if renewal is None or renewal.state != "noticed":
        return False
    because = await _against_beginning(row) or Against.NOT_PAID
    await move(renewal.id, "fail", audit.STRIPE, because=str(because), due_at=None)
    await write_letter(row.id, "failed")
    return True


def _span(row: RentalRow, following: RentalRow) -> Interval:
    """From the end of this period to anchor + n periods, so that month ends do not creep."""
    if row.ends_at is None or following.anchor is None:
        raise RuntimeError("a renewal follows a period that began")
    return interval(following.period, row.ends_at, anchor=following.anchor, n=following.number)


async def _activate(following: RentalRow, span: Interval) -> None:
    running = renewed(following.agreed(), span)
    await fetch(
        "update rentals.rentals set state = $2, negotiation = $3, starts_at = $4, ends_at = $5, document = $6"
        " where id = $1",
        *(following.id, AGREEMENT.target("activate"), NEGOTIATION.target("finalize")),
        *(span.starts_at, span.ends_at, running.model_dump_json()),
    )
    days = rental_days(span, span.starts_at).total
    await orders.begin_line(following.id, vault.retag(following.holder, ROOM, "money"), span.starts_at, days)
    facts = {"starts_at": span.starts_at.isoformat(), "ends_at": span.ends_at.isoformat()}
    await record.write(following.id, following.agreement, "activated", following.now, facts)
    await consents.renew(following.id, running, following.now)
    await audit.record(audit.STRIPE, "rental.activated", "rental", following.id)
    await credential_due(following.id, following.brand)


async def _carry_on(renewal: uuid.UUID, following: RentalRow, span: Interval) -> None:
    """Both words hold for the next period too, until one of them is taken back."""
    look = next_look("open", 0, dates(following.period, span.ends_at), following.now)
    await fetch(
        "insert into rentals.renewals (id, rental, state, holder, holder_since, brand, brand_since, means, due_at,"
        " changed_at) select uuidv7(), $2, 'open', holder, holder_since, brand, brand_since, means, $3, base.now()"
        " from rentals.renewals where id = $1",
        *(renewal, following.id, look),
    )
