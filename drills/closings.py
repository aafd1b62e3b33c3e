"""A month is closed while rentals end, a hold is let go, a renewal begins and last month's payouts run.

Whatever comes first: the month is closed once and says what it posted, and each rental has earned what its contract
says, no cent of it twice.
"""

import asyncio
from datetime import timedelta
from typing import Any

from contracts.agreement import Agreement
from contracts.period import Interval, rental_days
from contracts.price import proration
from drills.by_contract import divided
from drills.flows.kinds import Facts, Stage, done_already, not_before
from drills.flows.renewals import SECOND, wished, work
from drills.town import Town, tag_of
from drills.walls import LONG_ENOUGH
from market.base import audit, clock
from market.base.database import fetch, fetch_row, fetch_value
from market.base.sweeps import sweep_once
from market.money.payouts.actions.request import request_month
from market.money.settlement import actions, statements
from market.money.settlement.actions import Settled, release_due, settle
from market.money.settlement.rules import Month, PeriodClosed
from market.rentals.actions.end import end_early, withdraw
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.jobs import SWEEPS as RENTALS
from market.rentals.renewal.jobs import SWEEPS as RENEWALS

A_MORNING = timedelta(hours=9)
RUNNING = 6
"""Rentals that run when their month is closed: five of them end in that moment, by the holder, the brand or both."""


async def _month_with_everything(town: Town, facts: Facts) -> Facts:
    """A month is over; in it somebody's money came off hold, and a rental's last day is its next month's first."""
    brand = await town.brand()
    earlier = Month.of(await clock.now()).following
    month = earlier.following
    await not_before(earlier.starts_at + A_MORNING)
    ready = await _given_up(town, brand)
    await not_before(earlier.ends_at + A_MORNING)
    await settle(str(earlier), audit.SYSTEM)
    await release_due()
    due = await _given_up(town, brand)
    renewed = await town.holder()
    following = await wished(
        town, {"brand": brand, "holder": renewed, "persona": await town.persona(renewed)}
    )
    await not_before(month.starts_at + timedelta(days=11))
    running = []
    for _ in range(RUNNING):
        holder = await town.holder()
        running.append((holder, (await town.rented(brand, await town.persona(holder))).agreement))
    for moment in (following["when"].notice, following["when"].charges[0]):
        await not_before(moment + SECOND)
        await work(town)
    await not_before(month.ends_at + 2 * A_MORNING)
    assert following["when"].end < await clock.now(), "the renewal's period has come"
    return {
        "month": str(month),
        "earlier": str(earlier),
        "brand": brand,
        "running": running,
        "tags": [tag_of(ready), tag_of(due)],
    }


async def _given_up(town: Town, brand: Any) -> Any:
    """A holder whose rental the brand has ended early: all of it is earned, and on hold for fourteen days."""
    holder = await town.holder()
    await end_early(brand, (await town.rented(brand, await town.persona(holder))).agreement)
    await town.quiet()
    return holder


CLOSING = Stage("a month is over in which everything goes on", _month_with_everything)


async def close(town: Town, facts: Facts, number: int) -> object:
    """What contender n does: of ten, two close the month, one each does what else comes due, five end rentals."""
    place, process = number % 10, number // 10
    if place < 2:
        with done_already(PeriodClosed):
            return await settle(facts["month"], audit.SYSTEM)
        return None
    if place == 2:
        return await release_due()
    if place == 3:
        return (await request_month(facts["earlier"], audit.SYSTEM)).payouts
    if place == 4:
        return await sweep_once([*RENTALS, *RENEWALS])
    return await _end(facts, place - 5, by_brand=bool((place + process) % 2))


async def _end(facts: Facts, which: int, by_brand: bool) -> None:
    holder, agreement = facts["running"][which]
    with done_already(RentalAlreadyEnded):
        await (end_early(facts["brand"], agreement) if by_brand else withdraw(holder, agreement))


# What the month's run has posted by the ledger, and what it says. A rental that ends posts its part of it itself.
_POSTED = """
select count(distinct t.id)::int as lines, coalesce(sum(e.amount) filter (where e.kind = 'holder:pending'), 0)::bigint
    as holders, coalesce(sum(e.amount) filter (where e.kind = 'platform:revenue'), 0)::bigint as revenue,
  coalesce(sum(e.amount) filter (where e.kind = 'tax:vat'), 0)::bigint as vat
from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id
where t.idempotency_key like 'rental.settled:%:' || $1 and not exists (
  select from money.order_lines l where l.rental_id = t.source_id and l.closed_at <= t.created_at)
"""
_SAID = "select lines, holders, revenue, vat, closed_at from money.settlements where period = $1"
_CLOSED = """
select count(*) from base.audit_entries where action = 'settlement.closed'
  and subject = (select id from money.settlements where period = $1)
"""
_LINES = """
select r.document::text as document, r.ended_at, r.end_reason, l.earned, l.amount, l.bps, l.holder,
    (select coalesce(sum(e.amount), 0) from money.ledger_transactions t join money.ledger_entries e on e.transaction_id
      = t.id and e.kind in ('holder:pending', 'platform:revenue', 'tax:vat')
      where t.kind in ('rental.settled', 'rental.ended') and t.source_id = l.rental_id and t.effective_at < $1
    )::bigint as by_then
  from rentals.rentals r join money.order_lines l on l.rental_id = r.id where r.starts_at is not null
"""


async def not_once(facts: Facts, results: list[Any]) -> list[str]:
    """What is wrong after all of it."""
    month = Month.named(facts["month"])
    faults = [f"somebody ended with {it}" for it in results if isinstance(it, str)]
    closings = [it for it in results if isinstance(it, Settled)]
    closed = await fetch_value(_CLOSED, str(month))
    if (len(closings), closed) != (1, 1):
        faults.append(f"closed {closed} times, by {len(closings)}")
    said, posted = await fetch_row(_SAID, str(month)), await fetch_row(_POSTED, str(month))
    assert said and posted
    if tuple(said)[:4] != tuple(posted) or said["closed_at"] is None:
        faults.append(f"the month says {tuple(said)}, the ledger {tuple(posted)}")
    if closings and closings[0] != Settled(str(month), *posted):
        faults.append(f"who closed it was told {closings[0]}, posted is {tuple(posted)}")
    return faults + await _not_by_contract(month) + await _paid_otherwise(facts)


async def _not_by_contract(month: Month) -> list[str]:
    """Each rental has earned what the days say: to its end, or of those that run to the month's. What they say to the
    month's end is booked in it or before, whoever came first, the closing or the end.
    """
    faults, holders = [], dict[bytes, int]()
    for row in await fetch(_LINES, month.ends_at):
        agreed = Agreement.model_validate_json(row["document"])
        by_then = earned = _earned_by(agreed, month)
        if row["ended_at"] is not None:
            earned = divided(agreed, row).earned.amount
            by_then = earned if row["ended_at"] < month.ends_at else min(by_then, earned)
        if row["by_then"] != by_then:
            faults.append(
                f"{row['end_reason']} has {row['by_then']} in the month's books instead of {by_then}"
            )
        if earned != row["earned"]:
            faults.append(
                f"{row['end_reason'] or 'what runs'} has earned {row['earned']} instead of {earned}"
            )
        holders[row["holder"]] = holders.get(row["holder"], 0) + earned * row["bps"] // 10_000
    for holder, amount in holders.items():
        has = await fetch_value(
            "select coalesce(sum(amount), 0)::bigint from money.ledger_entries where subject = $1"
            " and kind like 'holder:%'",
            holder,
        )
        if has != amount:
            faults.append(f"a holder has {has}, and {amount} by contract")
    return faults


def _earned_by(agreed: Agreement, month: Month) -> int:
    """What the days that begin before the month's end earn of a rental that runs on."""
    assert agreed.starts_at and agreed.ends_at
    days = rental_days(Interval(agreed.starts_at, agreed.ends_at), month.last_instant)
    return proration(agreed.price, days.total, days.used, agreed.holder_bps).earned.amount


async def _paid_otherwise(facts: Facts) -> list[str]:
    """Whose money was ready is paid it once; what came off hold meanwhile is ready, or paid, once."""
    rows = await fetch(
        "select (select count(*) from money.payouts p where p.holder = t.tag) as payouts,"
        " (select coalesce(sum(posted), 0) from money.ledger_balances b where b.subject = t.tag"
        "  and b.kind in ('holder:payable', 'holder:reserved'))::bigint as free,"
        " (select sum(amount) from money.earnings e where e.holder = t.tag)::bigint as earned"
        " from unnest($1::bytea[]) with ordinality t (tag, n) order by t.n",
        facts["tags"],
    )
    faults = [f"a holder is paid {row['payouts']} times" for row in rows if row["payouts"] > 1]
    faults += [
        f"{row['free']} is off hold of {row['earned']}" for row in rows if row["free"] != row["earned"]
    ]
    return faults if rows[0]["payouts"] else [*faults, "whose money was ready is not paid"]


def blind_closing() -> None:
    """A run looks at its month's row without locking it."""

    async def fetch_row_(sql: str, *arguments: Any) -> Any:
        found = await fetch_row(sql.replace("for update", ""), *arguments)
        if "for update" in sql:
            await asyncio.sleep(LONG_ENOUGH)
        return found

    actions.fetch_row = fetch_row_  # type: ignore[attr-defined]


_SLOWLY = f"slowly as materialized (select pg_sleep({LONG_ENOUGH}))"


def blind_settling() -> None:
    """A run posts for the lines that it saw a moment ago, whoever has ended them since."""
    blind = statements.SETTLE.replace("for no key update of l", "").replace(
        "shares as materialized (select uuidv7() as transaction, s.* from (",
        f"{_SLOWLY}, shares as materialized (select uuidv7() as transaction, s.* from slowly cross join (",
    )
    assert blind.count("slowly") == 2
    statements.SETTLE = blind  # type: ignore[misc]


def blind_release() -> None:
    """Two workers let go of the same earnings."""
    blind = statements.RELEASE.replace("for update skip locked", "").replace(
        "moved as (", f"{_SLOWLY}, moved as ("
    )
    blind = blind.replace("from due d where", "from due d, slowly where")
    assert blind.count("slowly") == 2
    statements.RELEASE = blind  # type: ignore[misc]
