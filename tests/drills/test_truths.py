"""What must be true when all is quiet: it is of a sound market, and each lie is noticed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from drills import outside
from drills.flows.balance import put_in
from drills.flows.kinds import not_before
from drills.flows.renewals import SECOND, wished, work
from drills.ground import SETTINGS, Ground
from drills.town import town
from drills.truths import TRUTHS, untrue
from market.base import clock, events
from market.base.database import fetch, fetch_value, transaction
from market.base.embedded import Embedded
from market.base.settings import settings
from market.money.rewards.actions.budgets import open_budget
from market.money.rewards.rules import Draft
from market.personas.actions import PersonasChanged
from tests.conftest import FreshDatabase

STATUS = "update sandbox.objects set body = jsonb_set(body, '{status}', '\"%s\"') where kind = '%s'"
LIES = {
    "charges": "update sandbox.objects set body = jsonb_set(body, '{amount_captured}', '1') where kind = 'charge'",
    "holds": STATUS % ("requires_capture", "payment_intent"),
    "debits": STATUS % ("processing", "payment_intent"),
    "refunds": "update money.payments set refunded = 100 where captured > 0",
    "disputes": STATUS % ("won", "dispute"),
    "disputed money": "update money.disputes set status = 'reported'",
    "access": "update rentals.rentals set state = 'Active'",
    "places": "update personas.slots set released_at = base.now()",
    "renewals": "update rentals.rentals set starts_at = starts_at - interval '1 day' where parent is not null",
    "cards": "update money.bank_cards set is_default = false",
    "customers": "insert into sandbox.objects overriding system value select"
    " (jsonb_populate_record(o, jsonb_build_object('id', o.id || 'x', 'seq', o.seq + 1000000,"
    " 'body', o.body || jsonb_build_object('id', o.id || 'x')))).*"
    " from sandbox.objects o where kind = 'customer'",
    "balances": "update money.orders set purpose = 'rental'",
    "rewards": "update money.reward_budgets set spent = 100",
    "castings": "insert into relations.castings (id, brand, state, title, text, purpose, criteria, period, price_step,"
    " places, until, opened_at) select uuidv7(), id, 'open', 'Rien', 'Rien.', 'benefits',"
    """ '[{"claim": "passion", "codes": ["velo"]}]', 'P1M', 1900, 2, base.now()::date + 9, base.now() from"""
    " accounts.brands limit 1",
    "bids": "with i as (insert into relations.intents (id, holder, persona, state, category, details, text,"
    " budget_from, budget_to, versions, opened_at, opens_on, until) select uuidv7(),"
    " decode(repeat('00', 32), 'hex'), id, 'open', 'velo', '{}', '', 0, 100, '{}', base.now(), base.now()::date,"
    " base.now()::date + 9 from personas.personas limit 1 returning id)"
    " insert into relations.bids (id, intent, brand, state, terms, purposes, period, price_step, place, made_at,"
    " changed_at) select uuidv7(), i.id, b.id, 'sealed', 'discret', '[]', 'P1M', 1900, uuidv7(), base.now(),"
    " base.now() from i, (select id from accounts.brands limit 1) b",
    "batches": "insert into money.payouts (id, holder, currency, amount, identity_id, method, status, reference,"
    " requested_at, changed_at) select uuidv7(), holder, 'EUR', 100, id, method, 'requested', 'MOILIE', base.now(),"
    " base.now() from money.payout_identities limit 1",
}


class Undone(Exception):
    """The lie is taken back."""


@pytest.fixture
def ground(fresh: FreshDatabase, server: Embedded, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    for name, value in {**SETTINGS, "DATABASE_URL": fresh.service}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    monkeypatch.setitem(events._handlers, PersonasChanged, [])
    yield Ground(server)
    settings.cache_clear()


async def test_nothing_is_untrue_of_a_sound_market_and_every_lie_is_noticed(
    ground: Ground, fresh: FreshDatabase
) -> None:
    """A disputed rental whose renewal is paid, a kept card, a balance and something set aside of it."""
    async with town(ground, fresh.name) as place:
        holder, brand = await place.holder(), await place.brand()
        facts = {"holder": holder, "brand": brand, "persona": await place.persona(holder)}
        facts = await wished(place, facts)
        for moment in (facts["when"].notice, facts["when"].charges[0]):
            await not_before(moment + SECOND)
            await work(place)
        await put_in(place, brand, 2000, "top-up")
        until = clock.market_date(await clock.now()) + timedelta(days=9)
        await open_budget(brand, Draft(1000, until, None), "budget")
        sql = "select p.id from money.payments p join rentals.rentals r on r.order_id = p.order_id where parent is null"
        await outside.bank_asks_back(place, await fetch_value(sql))
        await place.quiet()
        assert await untrue() == []
        assert set(LIES) == set(TRUTHS)
        for name, lie in LIES.items():
            try:
                async with transaction():
                    await fetch(lie)
                    assert any(it.startswith(f"{name}: ") for it in await untrue()), name
                    raise Undone
            except Undone:
                pass
        assert await untrue() == []
