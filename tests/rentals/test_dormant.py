"""A holder who is away: asked at day 14 and 21, hidden, then each rental ends on a day of its own."""

import asyncio
import contextvars
import uuid
from datetime import date, timedelta

import asyncpg
import pytest

from market.accounts import openings
from market.accounts.openings import note_opening
from market.base import clock, mail
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.sandbox import checkout, disputes, ibans
from market.rentals.actions.dormant import last_day, sweep_absent
from market.rentals.api import open_payment
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.money import acts
from tests.money.flows.together import done_or_waiting
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
    await pass_days(6)
    assert await letters() == ["asked_once", "asked_again", "hidden_while_away"]
    assert await fetch_value("select state from personas.personas") == "hidden"
    hidden_on = await hiding()
    await pass_days(14)
    row = (
        await fetch(
            "select state, ended_by, ended_at, ended_at - starts_at as after, refunded from rentals.rentals"
        )
    )[0]
    assert (row["state"], row["ended_by"]) == ("Terminated", "operator")
    assert clock.market_date(row["ended_at"]) == last_day(rental, hidden_on)
    assert 28 <= row["after"].days <= 42
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
    await pass_days(28)
    assert await letters() == ["asked_once", "asked_again", "hidden_while_away"]
    await note_opening(holder.person)
    await pass_days(13)
    assert await market.state(agreement) == "Active"


async def test_somebody_back_in_the_instant_of_the_end_keeps_what_still_runs(market: Market) -> None:
    """The sweep has looked, and they open their account before it ends the rental."""
    holder, [agreement] = await away(market)
    await pass_days(28)
    rental = await fetch_value("select id from rentals.rentals")
    for _ in range((last_day(rental, await hiding()) - clock.market_date(await clock.now())).days):
        await clock.travel(DAY)
    opens = await asyncpg.connect(market.database.owner)
    async with opens.transaction():
        await opens.execute("select 1 from accounts.people where id = $1 for update", holder.person)
        await opens.execute(
            "update accounts.openings set at = base.now(), asked = 0, asked_at = null where person = $1",
            holder.person,
        )
        await done_or_waiting(sweeping := asyncio.create_task(sweep_absent()), market.database)
    await sweeping
    await opens.close()
    assert await market.state(agreement) == "Active"


async def test_a_rental_that_is_suspended_ends_like_the_others(market: Market) -> None:
    """A bank has its money, and the answer to that changes nothing of a holder who is away."""
    _, [agreement] = await away(market)
    await pass_days(28)
    charge = await fetch_value("select stripe_charge_id from money.payments")
    async with market.sandbox.acting() as call:
        await disputes.open_on(call, charge)
    await market.quiet()
    assert await market.state(agreement) == "TemporarilySuspended"
    rental = await fetch_value("select id from rentals.rentals")
    hidden_on = await hiding()
    # Its own day comes before the bank decides, or the day would be another's.
    while clock.market_date(await clock.now()) < last_day(rental, hidden_on):
        await clock.travel(DAY)
    assert await market.state(agreement) == "TemporarilySuspended"
    await sweep_absent()
    assert await market.state(agreement) == "Terminated"
    assert await fetch_value("select ended_by from rentals.rentals") == "operator"


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
    await pass_days(1)
    assert (await letters())[-1] == "hidden_while_away"
    assert await market.state(agreement) == "Active"
    await pass_days(14)
    assert await market.state(agreement) == "Terminated"


async def test_the_rentals_of_one_holder_do_not_end_together(market: Market) -> None:
    await away(market, rentals=4)
    await pass_days(28)
    hidden_on = await hiding()
    await pass_days(15)
    await each_on_its_day(4, hidden_on)


async def test_nor_do_they_where_the_worker_was_late_with_the_hiding(market: Market) -> None:
    await away(market, rentals=4)
    await clock.travel(37 * DAY)
    await sweep_absent()
    await pass_days(14)
    hidden_on = await hiding()
    await pass_days(14)
    await each_on_its_day(4, hidden_on)


async def test_nor_where_it_was_away_after_the_hiding(market: Market) -> None:
    """On its return the days of all have passed; each waits for its own to come round."""
    await away(market, rentals=4)
    await pass_days(28)
    hidden_on = await hiding()
    await clock.travel(18 * DAY)
    back_on = clock.market_date(await clock.now())
    await pass_days(14)
    rounds = await each_on_its_day(4, hidden_on)
    assert set(rounds) <= {14, 28} and all(day > back_on for day in await ends())


async def hiding() -> date:
    return clock.market_date(await fetch_value("select asked_at from accounts.openings where asked = 3"))


async def ends() -> list[date]:
    return [clock.market_date(row["ended_at"]) for row in await fetch("select ended_at from rentals.rentals")]


async def each_on_its_day(rentals: int, hidden_on: date) -> list[int]:
    """All have ended, each on a day of its own; by how many days later than the first that was its own."""
    rows = await fetch("select id, ended_at from rentals.rentals")
    assert len(rows) == rentals and all(row["ended_at"] for row in rows)
    later = [(clock.market_date(row["ended_at"]) - last_day(row["id"], hidden_on)).days for row in rows]
    assert all(days % 14 == 0 for days in later)
    assert len(set(await ends())) == len({last_day(row["id"], hidden_on) for row in rows})
    return later


def test_the_days_of_ending_are_spread_evenly_over_the_two_weeks_after_any_hiding() -> None:
    for hidden_on in (date(2027, 3, 1), date(2027, 3, 2), date(2028, 2, 29)):
        days = [(last_day(uuid.uuid4(), hidden_on) - hidden_on).days for _ in range(2000)]
        assert (min(days), max(days)) == (1, 14)
        assert all(80 < days.count(day) < 220 for day in range(1, 15))


async def test_who_offers_nothing_is_not_asked(market: Market) -> None:
    holder = await with_mailbox(await a_holder(), "idle@example.org")
    await fetch("update accounts.people set email_verified_at = base.now() where id = $1", holder.person)
    await pass_days(30)
    assert await letters() == []


async def test_two_workers_send_one_letter(market: Market) -> None:
    await away(market)
    await clock.travel(15 * DAY)
    await asyncio.gather(*(sweep_absent() for _ in range(4)))
    assert await letters() == ["asked_once"]


@pytest.mark.parametrize(("days", "told"), [(14, []), (28, ["asked_once", "asked_again"])])
async def test_who_comes_back_in_the_very_instant_is_neither_asked_nor_hidden(
    market: Market, monkeypatch: pytest.MonkeyPatch, days: int, told: list[str]
) -> None:
    """Another connection opens the account between the worker's look and its note."""
    holder, _ = await away(market)
    assert holder.person
    await pass_days(days - 1)
    looked, elsewhere = openings.away_still, contextvars.copy_context()

    async def looked_and_opened(person: uuid.UUID, at_least: timedelta) -> openings.Away | None:
        seen = await looked(person, at_least)
        opening = note_opening(person)
        await asyncio.wait_for(asyncio.get_running_loop().create_task(opening, context=elsewhere), 10)
        return seen

    with monkeypatch.context() as between:
        between.setattr(openings, "away_still", looked_and_opened)
        await clock.travel(DAY)
        await sweep_absent()
    assert await letters() == told
    assert await fetch_value("select asked from accounts.openings where person = $1", holder.person) == 0
    assert await fetch_value("select state from personas.personas") == "listed"
    await pass_days(15)
    assert await letters() == [*told, "asked_once"], "the next absence begins anew"


async def test_what_a_debit_pays_after_the_hiding_does_not_begin_and_goes_back(market: Market) -> None:
    holder, _ = await away(market, rentals=0)
    persona = await a_persona(holder)
    await pass_days(27)
    brand = await a_brand(name="Débit")
    requested = await market.request(brand, persona)
    url = await open_payment(requested.payment, requested.agreement, "fr")
    assert url
    async with market.sandbox.acting() as call:
        debtor = checkout.Debtor(ibans.SUCCEEDS_LATER, "Débit", "achats@debit.example")
        await checkout.pay(call, url.rsplit("/", 1)[1].split("?")[0], debtor)
    await market.quiet()
    await pass_days(2)
    assert await letters() == ["asked_once", "asked_again", "hidden_while_away"]
    await acts.hurry(market.sandbox)
    await market.quiet()
    assert await market.state(requested.agreement) == "Terminated"
    assert await market.refunds() == [(1900, "succeeded")]
    assert await market.findings() == []
