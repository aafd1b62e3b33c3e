"""Somebody leaves for good while brands wait for their answer: erased at once, told and paid back as a refusal is."""

from datetime import timedelta

from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.base import clock
from market.base.database import fetch
from market.rentals.actions.leave import leave
from tests.accounts.people import PASSWORD, person
from tests.factories import a_brand, a_persona
from tests.market import Market, market
from tests.relations.helpers import with_mailbox
from tests.rentals.negotiation.asking import HOUR, Request, asked

__all__ = ["market"]

ADA = "ada@example.org"


async def test_who_leaves_is_erased_at_once_and_two_brands_learn_no_minute_of_it(market: Market) -> None:
    await person(ADA)
    who = await of_session(await sign_in(ADA, PASSWORD))
    now = await clock.now()
    await clock.travel(timedelta(hours=(30 - now.hour) % 24))
    requests: list[Request] = []
    for name in ("Garonne", "Velours"):
        brand = await with_mailbox(await a_brand(name=name), f"{name.lower()}@example.org")
        requests.append(await asked(market, who, brand, await a_persona(who, variant="accord")))
        await requests[-1].pay()
    who = await of_session(await sign_in(ADA, PASSWORD))
    await leave(who, PASSWORD)
    await market.sweep()
    rows = [await request.row() for request in requests]
    assert [(row.state, row.ended_by, row.card) for row in rows] == [("TERMINATED", "person", None)] * 2
    assert [(row.state_for_brand, row.phase_for_brand) for row in rows] == [("REQUESTED", "waiting")] * 2
    assert [await request.payment_status() for request in requests] == ["authorized"] * 2
    assert await fetch("select 1 from base.messages where kind = 'not_accepted'") == []
    await requests[0].later(24 * HOUR)
    assert [await request.payment_status() for request in requests] == ["canceled"] * 2
    assert len(await fetch("select 1 from base.messages where kind = 'not_accepted'")) == 2
    assert await fetch("select 1 from personas.slots where released_at is null") == []
    assert await market.findings() == []
