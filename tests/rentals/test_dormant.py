"""A holder who is away: asked at day 14 and 21, hidden, then each rental ends on a day of its own."""

import uuid
from datetime import timedelta

from market.accounts.openings import note_opening
from market.base import clock, mail
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.rentals.actions.dormant import last_day, sweep_absent
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import with_mailbox

__all__ = ["market"]

DAY = timedelta(days=1)


async def away(market: Market, rentals: int = 1) -> tuple[Principal, list[uuid.UUID]]:
    """A holder with so many running rentals of three months, who has just opened the account."""
    holder = await with_mailbox(await a_holder(), "away@example.org")
    assert holder.person
    await fetch("update accounts.people set email_verified_at = base.now() where id = $1", holder.person)
    agreements = [
        await market.rented(
            await a_brand(name=f"Marque {n}"), await a_persona(holder, period="P3M"), period="P3M"
        )
        for n in range(rentals)
    ]
    await note_opening(holder.person)
    return holder, agreements


async def letters() -> list[str]:
    """Kinds of the letters about absence, oldest first."""
    kinds = ("asked_once", "asked_again", "hidden_while_away")
    return [it.kind for it in reversed(await mail.kept()) if it.kind in kinds]


async def pass_days(days: int) -> None:
    """As many days, the sweep running each day."""
    for _ in range(days):
        await clock.travel(DAY)
        await sweep_absent()


async def test_the_days_of_an_absence(market: Market) -> None:
    _, [agreement] = await away(market)
    rental = await fetch_value("select id from rentals.rentals")
    await pass_days(13)
    assert await letters() == []
    await pass_days(2)
    assert await letters() == ["asked_once"]
    await pass_days(7)
    assert await letters() == ["asked_once", "asked_again"]
    await pass_days(8)
    assert await letters() == ["asked_once", "asked_again", "hidden_while_away"]
    assert await fetch_value("select state from personas.personas") == "hidden"
    await pass_days(13)
    row = (
        await fetch("select state, ended_by, ended_at - starts_at as after, refunded from rentals.rentals")
    )[0]
    assert (row["state"], row["ended_by"]) == ("Terminated", "operator")
    assert last_day(rental) <= row["after"].days <= last_day(rental) + 1
    assert 0 < row["refunded"] < 5130
    await market.quiet()
    assert await market.refunds() == [(row["refunded"], "succeeded")]
    assert await market.findings() == []
    assert await market.state(agreement) == "Terminated"


async def test_opening_the_account_ends_the_absence(market: Market) -> None:
    holder, [agreement] = await away(market)
    assert holder.person
    await pass_days(24)
    await note_opening(holder.person)
    await pass_days(13)
    assert await letters() == ["asked_once", "asked_again"]
    assert await market.state(agreement) == "Active"
    assert await fetch_value("select state from personas.personas") == "listed"


async def test_somebody_back_after_the_hiding_keeps_what_still_runs(market: Market) -> None:
    holder, [agreement] = await away(market)
    assert holder.person
    rental = await fetch_value("select id from rentals.rentals")
    await pass_days(28)
    assert await letters() == ["asked_once", "asked_again", "hidden_while_away"]
    if last_day(rental) > 28:
        await note_opening(holder.person)
        await pass_days(10)
        assert await market.state(agreement) == "Active"


async def test_a_worker_that_was_away_itself_asks_before_it_ends_anything(market: Market) -> None:
    _, [agreement] = await away(market)
    await clock.travel(60 * DAY)
    for _ in range(3):
        await sweep_absent()
    assert await letters() == ["asked_once"]
    await pass_days(7)
    assert await letters() == ["asked_once", "asked_again"]
    assert await market.state(agreement) == "Active"
    await pass_days(6)
    assert await market.state(agreement) == "Active"
    await pass_days(3)
    assert (await letters())[-1] == "hidden_while_away"
    assert await market.state(agreement) == "Terminated"


async def test_the_rentals_of_one_holder_do_not_end_together(market: Market) -> None:
    await away(market, rentals=4)
    await pass_days(43)
    rows = await fetch("select id, ended_at from rentals.rentals")
    assert len(rows) == 4 and all(row["ended_at"] for row in rows)
    assert len({row["ended_at"].date() for row in rows}) == len({last_day(row["id"]) for row in rows})


def test_the_days_of_ending_are_spread_evenly() -> None:
    days = [last_day(uuid.uuid4()) for _ in range(3000)]
    assert (min(days), max(days)) == (28, 42)
    assert all(100 < days.count(day) < 320 for day in range(28, 43))


async def test_who_offers_nothing_is_not_asked(market: Market) -> None:
    holder = await with_mailbox(await a_holder(), "idle@example.org")
    await fetch("update accounts.people set email_verified_at = base.now() where id = $1", holder.person)
    await pass_days(30)
    assert await letters() == []


async def test_two_workers_send_one_letter(market: Market) -> None:
    import asyncio

    await away(market)
    await clock.travel(15 * DAY)
    await asyncio.gather(*(sweep_absent() for _ in range(4)))
    assert await letters() == ["asked_once"]
