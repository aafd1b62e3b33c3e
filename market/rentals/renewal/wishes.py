"""The two switches: what the brand and the holder say about renewing one rental, and how each takes it back."""

import uuid
from typing import Literal

from market.base import audit, vault
from market.base.access import Principal
from market.base.database import fetch, transaction
from market.base.errors import Unauthenticated
from market.money.bankcards.errors import DebitTooSlow
from market.money.bankcards.queries import account_of, default_card
from market.personas.renewals import RenewalsWithdrawn
from market.rentals.actions.end import refuse_ended
from market.rentals.agreements import Way
from market.rentals.errors import CONTESTED, RenewalTooLate, RentalNotActive, RentalSuspended
from market.rentals.queries import RentalRow, locked, of_brand, of_holder
from market.rentals.renewal.moves import call_off
from market.rentals.renewal.queries import RenewalRow, dates_of, of_rental
from market.rentals.renewal.rules import DEBITS, may_take_back, may_wish, next_look

Means = Literal["card", "balance", "debit"]


def means_of(words: str) -> Means:
    """One of the means; the card for anything else."""
    return "balance" if words == "balance" else "debit" if words == "debit" else "card"


async def brand_wishes(
    who: Principal, agreement: uuid.UUID, on: bool, means: Means = "card", *, by: Way = "api"
) -> None:
    """The brand wants this rental renewed, each period until it says otherwise, or wants it no longer.

    `means` is what pays, and may be said anew until the notice; `by`: the next contract names the way. Raises
    RentalNotFound, RentalNotActive, RentalSuspended, RentalAlreadyEnded, RenewalTooLate, and for want of what would
    pay NoBankCard, BankCardExpired, NoBankAccount, DebitTooSlow.
    """
    if who.seat is None:
        raise Unauthenticated()
    async with transaction():
        row = await locked((await of_brand(who.seat.brand, agreement)).id)
        if on and row.phase == "TemporarilySuspended":
            raise RentalSuspended(reason=CONTESTED)
        renewal = await _renewal(row, on)
        if on:
            await _can_pay(who.seat.brand, row.period, means)
        await fetch(
            "update rentals.renewals set brand = $2, changed_at = base.now(),"
            " means = case when $2 then $3 else means end,"
            " brand_since = case when $2 then coalesce(brand_since, base.now()) end,"
            " brand_by = case when $2 then coalesce(brand_by, $4) end where id = $1",
            *(renewal.id, on, means, by),
        )
        await _said(row, renewal, who.actor, "brand", on)


async def _can_pay(brand: uuid.UUID, period: str, means: Means) -> None:
    """Whether there is what is to pay; a balance may be filled until then."""
    tag = vault.tag("money", brand)
    if means == "debit":
        if period not in DEBITS:
            raise DebitTooSlow()
        await account_of(tag)
    elif means == "card":
        await default_card(tag)


async def holder_wishes(who: Principal, agreement: uuid.UUID, on: bool | None) -> None:
    """The holder's word about this rental; None: the persona's offer speaks again.

    Raises RentalNotFound, RentalAlreadyEnded, RenewalTooLate.
    """
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        row = await locked((await of_holder(who.person, agreement)).id)
        renewal = await _renewal(row, on is not False)
        await fetch(
            "update rentals.renewals set holder = $2, changed_at = base.now(),"
            " holder_since = case when $2 then coalesce(holder_since, base.now()) end where id = $1",
            *(renewal.id, on),
        )
        await _said(row, renewal, who.actor, "holder", on is not False)


async def _renewal(row: RentalRow, on: bool) -> RenewalRow:
    """The renewal of a running rental, made at the first word; refuses a wish that comes too late."""
    refuse_ended(row)
    if row.starts_at is None or (row.phase != "Active" and on):
        raise RentalNotActive()
    when = dates_of(row)
    await fetch(
        "insert into rentals.renewals (id, rental, state, due_at, changed_at)"
        " values (uuidv7(), $1, 'open', $2, base.now()) on conflict (rental) do nothing",
        *(row.id, next_look("open", 0, when, row.now)),
    )
    renewal = await of_rental(row.id)
    if renewal is None:
        raise RuntimeError("a renewal that was just made")
    if on and not may_wish(renewal.state, when, row.now):
        raise RenewalTooLate()
    return renewal


async def _said(row: RentalRow, renewal: RenewalRow, actor: audit.Actor, side: str, on: bool) -> None:
    """After the notice, taking it back calls the renewal off; what was paid for it goes back."""
    await audit.record(actor, f"renewal.{side}_{'wishes' if on else 'declines'}", "renewal", renewal.id)
    if not on and renewal.state != "open" and may_take_back(renewal.state, dates_of(row), row.now):
        await call_off(row, "withdraw" if side == "holder" else "end_early", actor)


async def on_renewals_withdrawn(event: RenewalsWithdrawn) -> None:
    """A persona's offer does not say it any more: what rested on the offer alone is called off."""
    rows = await fetch(
        "select w.rental from rentals.renewals w join rentals.rentals r on r.id = w.rental"
        " where r.persona = $1 and w.holder is null and w.state in ('noticed', 'paid') and r.ends_at > base.now()"
        " order by w.rental",
        event.persona,
    )
    for found in rows:
        row = await locked(found["rental"])
        renewal = await of_rental(row.id)
        if renewal is not None and may_take_back(renewal.state, dates_of(row), row.now):
            await call_off(row, "withdraw", event.actor)
