"""Whether clients' money is held is the market's to say, with its day: no process alone books it elsewhere."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.database import fetch, fetch_value
from market.base.embedded import SERVICE
from market.base.migration import migrate
from market.base.settings import Settings, SettingsWrong
from market.doctor import examine, refuse_unsound
from market.money.chart import Kind, own
from market.money.clientmoney import keeping
from market.money.clientmoney.keeping import ClientMoneyDiffers, change, held_on, keep, keeper
from market.money.invariants import check
from market.money.ledger import balance
from market.money.sandbox import payouts
from tests.conftest import FreshDatabase
from tests.money import acts
from tests.money.flows.conftest import shop
from tests.money.flows.shop import Shop
from tests.money.ownfunds.standing import in_bank
from tests.money.payouts.paying import client_money
from tests.money.reconciliation.looking import found, look
from tests.money.reconciliation.test_losses import client, hourly
from tests.waiting import until_waiting

__all__ = ["shop"]

CLIENTS, OURS = own(Kind.BANK_CLIENT_FUNDS), own(Kind.BANK_OPERATING)


def meaning(config: Settings, held: bool) -> Settings:
    account = {"sepa_name": "Moi SAS", "sepa_iban": "DE89370400440532013000"}
    return config.model_copy(update={"holds_client_money": held, **account})


async def test_the_first_start_keeps_it_and_a_process_that_means_something_else_does_not_start(
    config: Settings,
) -> None:
    holds, passes_on = meaning(config, True), meaning(config, False)
    assert await examine(passes_on) == []
    await refuse_unsound(holds)
    await refuse_unsound(holds)
    with pytest.raises(SettingsWrong) as wrong:
        await refuse_unsound(passes_on)
    (said,) = wrong.value.facts["findings"]
    assert "MOI_HOLDS_CLIENT_MONEY must be true" in said and "moi client-money --change" in said
    assert [str(it) for it in await examine(passes_on)] == [said], "the doctor says how to mend it"
    assert await examine(holds) == []


async def test_production_too_does_not_start(config: Settings) -> None:
    await keep(fetch, meaning(config, False))
    with pytest.raises(SettingsWrong) as wrong:
        await refuse_unsound(meaning(config, True).model_copy(update={"mode": "production"}))
    assert any("MOI_HOLDS_CLIENT_MONEY must be false" in it for it in wrong.value.facts["findings"])


async def test_a_migration_keeps_it_and_refuses_another(fresh: FreshDatabase) -> None:
    ours = Settings()
    await migrate(fresh.owner, SERVICE, travelling=True, extras=[keeper(meaning(ours, False))])
    with pytest.raises(ClientMoneyDiffers, match="must be false"):
        await migrate(fresh.owner, SERVICE, travelling=True, extras=[keeper(meaning(ours, True))])


async def test_of_two_first_starts_at_once_that_mean_different_things_one_starts(config: Settings) -> None:
    ways = [keep(fetch, meaning(config, bool(number % 2))) for number in range(8)]
    results = await asyncio.gather(*ways, return_exceptions=True)
    assert sum(it is None for it in results) == 4
    assert all(it is None or isinstance(it, ClientMoneyDiffers) for it in results), results
    assert await fetch_value("select count(*) from money.client_money") == 1


async def test_of_two_who_change_it_at_once_the_second_is_told_that_it_did_not(
    config: Settings, owner: asyncpg.Connection
) -> None:
    await keep(fetch, meaning(config, False))
    async with owner.transaction():
        await owner.execute(
            "insert into money.client_money (number, held, since) values (2, true, base.now())"
        )
        second = asyncio.create_task(change(True))
        await until_waiting(owner)
    assert await second is False and await held_on(await clock.now())
    assert await fetch_value("select count(*) from money.client_money") == 2


async def test_what_stripe_pays_is_booked_as_the_market_says_whatever_a_process_means(
    shop: Shop, config: Settings
) -> None:
    """A worker without the setting, beside a web that has it."""
    await keep(fetch, meaning(config, True))
    await acts.funds(client(shop), shop.sandbox, 5000)
    async with shop.sandbox.acting() as call:
        await payouts.create(call, {"amount": 1000, "currency": "eur"})
    await hourly()
    assert (await balance(CLIENTS), await balance(OURS)) == (-1000, 0)
    assert await check() == []


async def test_a_payout_goes_to_the_account_of_its_day_whenever_it_is_booked(
    shop: Shop, config: Settings
) -> None:
    """It was changed in the night between two payouts, and both are heard of after it."""
    await keep(fetch, meaning(config, False))
    await acts.funds(client(shop), shop.sandbox, 5000)
    for days, amount in ((3, 1000), (1, 700)):
        async with shop.sandbox.acting() as call:
            await payouts.create(call, {"amount": amount, "currency": "eur"})
        await acts.run(
            shop.sandbox,
            "update sandbox.objects set body = jsonb_set(body, '{created}',"
            " to_jsonb((body->>'created')::bigint - $1::int)) where kind = 'balance_transaction'"
            " and (body->>'net')::int = $2",
            *(days * 24 * 3600, -amount),
        )
    turn = 'update base.clock set "offset" = "offset" + $1'
    await fetch(turn, timedelta(days=-2))
    assert await change(True) and not await change(True)
    await fetch(turn, timedelta(days=2))
    await hourly()
    assert (await balance(CLIENTS), await balance(OURS)) == (-700, -1000)
    assert [it.held for it in await keeping.all_kept()] == [True, False]
    assert await check() == []


async def test_before_the_first_day_it_is_as_it_was_first_and_later_as_it_was_then(config: Settings) -> None:
    at = await clock.now()
    assert not await held_on(at), "nothing is kept yet: what this process means"
    with client_money():
        assert await held_on(at)
    assert await change(True)
    await clock.travel(timedelta(days=2))
    assert await change(False)
    await clock.travel(timedelta(days=2))
    days = [await held_on(at + timedelta(days=days)) for days in (-3, 1, 3, 9)]
    assert days == [True, True, False, False]
    assert (
        await fetch_value("select count(*) from base.audit_entries where action = 'client_money.changed'")
        == 2
    )


async def test_of_two_changes_at_once_one_is_made(config: Settings) -> None:
    await keep(fetch, meaning(config, False))
    results = await asyncio.gather(*(change(True) for _ in range(6)))
    assert sum(results) == 1
    assert [it.number for it in await keeping.all_kept()] == [2, 1]


async def test_what_was_decided_is_never_altered(database: FreshDatabase, config: Settings) -> None:
    await keep(fetch, config)
    for statement in ("update money.client_money set held = not held", "delete from money.client_money"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)
    owner = await asyncpg.connect(database.owner)
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await owner.execute("update money.client_money set held = not held")
    await owner.close()


async def test_what_is_missing_is_looked_for_where_the_market_holds_it(shop: Shop, config: Settings) -> None:
    await keep(fetch, meaning(config, True))
    await shop.bought()
    await look()
    assert "uncovered" in [str(it) for it in await found()]


async def test_what_lies_there_is_asked_about_while_it_is_held(config: Settings) -> None:
    """What was left there on purpose is asked about once."""
    await keep(fetch, meaning(config, True))
    await in_bank(ours=5000)
    assert await keeping.lying() == 5000
    await change(False)
    assert await keeping.lying() == 0
