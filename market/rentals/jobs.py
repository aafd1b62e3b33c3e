"""What the worker does for rentals: records what the clock has ended, gives back what was never paid."""

import uuid
from datetime import timedelta

import structlog

from market.accounts import queries as accounts
from market.accounts.post import tell, tell_tagged
from market.base import audit, names, vault
from market.base.access import ROLE_RIGHTS, Right
from market.base.clock import market_date
from market.base.database import fetch, transaction
from market.base.errors import NotFound, Refusal
from market.base.filters import money
from market.base.jobs import Handler
from market.base.mail import Fact, Letter, Said
from market.base.settings import settings
from market.base.sweeps import Sweep
from market.money import orders
from market.rentals import absences
from market.rentals.actions.activate import abandon, lapsed
from market.rentals.actions.dormant import sweep_absent
from market.rentals.actions.end import end
from market.rentals.credentials import issue, lists
from market.rentals.letters import ENDED, NOT_AVAILABLE, PAID_TOO_LATE, RENEWAL_OVER, RENTED
from market.rentals.queries import ROOM, RentalRow, locked
from market.rentals.renewal.fallen import holders_letter

log = structlog.get_logger()

GIVEN_BACK = {"late": PAID_TOO_LATE, "renewal_over": RENEWAL_OVER, "not_available": NOT_AVAILABLE}
"""What a brand is told of a payment that began nothing."""


async def sweep_expired(limit: int = 500) -> int:
    """Record the end of every rental whose period is over; access ended by the clock, without this."""
    rows = await fetch(
        "select id from rentals.rentals where state in ('Active', 'TemporarilySuspended')"
        " and ends_at <= base.now() order by ends_at limit $1",
        limit,
    )
    for row in rows:
        try:
            async with transaction():
                await end(row["id"], "expire", audit.CLOCK)
        except Refusal as refusal:  # another worker, or a withdrawal, was first
            log.info("rentals.expiry_skipped", reason=refusal.code)
    return len(rows)


async def sweep_lapsed() -> int:
    """Abandon rentals whose hold is over."""
    found = await lapsed()
    for rental in found:
        async with transaction():
            await abandon(await locked(rental))
    return len(found)


async def close_checkout(order: str) -> None:
    """Close the checkout page of an abandoned rental, so that late payments stay rare."""
    await orders.expire_open_checkout(uuid.UUID(order))


async def notice(rental: str, kind: str) -> None:
    """Tell the holder that a rental began or ended; an erased holder is told nothing.

    That a payment came too late (`late`), for a renewal that no longer stood (`renewal_over`), or for a persona that
    could not be rented any more (`not_available`), is told to those who rent for the brand.
    """
    async with transaction():
        row = await locked(uuid.UUID(rental))
        if kind in GIVEN_BACK:
            await _tell_brand(row, GIVEN_BACK[kind])
            return
        brand, link = row.document["second_party"]["name"], f"{settings().url}/relations/{row.agreement}"
        try:
            if kind == "rented" and row.ends_at:
                facts: dict[str, Fact] = {"until": market_date(row.ends_at - timedelta(microseconds=1))}
                await tell_tagged(ROOM, row.holder, RENTED, brand=brand, link=link, **facts)
            elif row.delete_by and not row.renewed:
                absent = row.agreement in await absences.ended_for_it(vault.person_of(ROOM, row.holder))
                letter, more = await holders_letter(row, absent=absent) or (ENDED, {})
                facts = {"delete_by": row.delete_by, **more}
                await tell_tagged(ROOM, row.holder, letter, brand=brand, link=link, **facts)
        except NotFound:
            log.info("rentals.notice_unread", kind=kind)


async def _tell_brand(row: RentalRow, letter: Letter) -> None:
    handle = names.handle(names.name("persona", row.persona, names.for_brand(row.brand)))
    refund = row.refunded or row.price
    amount = Said(money(refund, "fr", exact=True), money(refund, "en", exact=True))
    link = f"{settings().url}/rentals/{row.agreement}"
    for member in await accounts.members(row.brand):
        if member.joined_at and Right.RENT in ROLE_RIGHTS[member.role]:
            await tell(member.person, letter, refund=amount, link=link, handle=handle)


JOBS: dict[str, Handler] = {
    "rentals.notice": notice,
    "rentals.close_checkout": close_checkout,
    issue.JOB: issue.issue_due,
}
SWEEPS = (
    Sweep("rentals.expired", 60, sweep_expired),
    Sweep("rentals.lapsed", 30, sweep_lapsed),
    Sweep("rentals.absent", 3600, sweep_absent),
    Sweep("rentals.status_lists", 3600, lists.drop_over),
)
