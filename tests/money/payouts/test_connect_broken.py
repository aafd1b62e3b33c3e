"""A transfer, and an account, that Stripe answers with a failure of its own, which it saves: looked behind, then made
once and soon.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import fetch
from market.money.invariants import check
from market.money.payouts.actions import transfer
from market.money.payouts.actions.onboarding import begin
from market.money.payouts.actions.transfer import send_payout
from market.money.payouts.errors import StripeAway
from market.money.payouts.jobs import take_up_transfers
from market.money.sandbox import faults
from tests.market import Market, market
from tests.money import acts
from tests.money.payouts.paying import a_payee, client_money, payout_of, status_of
from tests.money.payouts.stripe import account_of, at_stripe, attempts, funded, lease_over, mortal
from tests.money.payouts.test_connect_interrupted import a_batch

__all__ = ["market"]


@pytest.fixture
async def paying(market: Market) -> AsyncIterator[Market]:
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        await funded(market)
        yield market


async def marks() -> list[str | None]:
    rows = await fetch("select error_code from money.payout_attempts order by id")
    return [row["error_code"] for row in rows]


async def broken(market: Market, who: Principal, kind: str) -> uuid.UUID:
    """Stripe fails at the transfer, and has said twice that it did."""
    await acts.fault(market.sandbox, "POST", "/v1/transfers", kind)
    payout: uuid.UUID = (await payout_of(who))["id"]
    for _ in range(2):
        await send_payout(payout)
    assert (await attempts(), await marks()) == ([("unknown", 1)], ["server_error"])
    return payout


@pytest.mark.parametrize("kind", [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
async def test_a_saved_failure_is_looked_behind_and_overcome_in_minutes(paying: Market, kind: str) -> None:
    (who,) = await a_batch(2000, market=paying)
    async with mortal(paying):
        await broken(paying, who, kind)
        await clock.travel(timedelta(minutes=2))
        await take_up_transfers()
        assert await attempts() == [("answered", 2)] and await marks() == [None]
        assert (await status_of(who), len(await at_stripe(paying))) == ("paid", 1)
    assert await check() == []


async def test_control_without_the_look_a_saved_failure_pays_twice(
    paying: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def blind(taken: object) -> None:
        return None

    (who,) = await a_batch(2000, market=paying)
    async with mortal(paying):
        payout = await broken(paying, who, faults.SERVER_ERROR_AFTER)
        monkeypatch.setattr(transfer, "_earlier", blind)
        await send_payout(payout)
    assert len(await at_stripe(paying)) == 2


async def test_a_list_that_does_not_answer_proves_nothing_of_a_transfer(paying: Market) -> None:
    (who,) = await a_batch(2000, market=paying)
    async with mortal(paying) as transport:
        payout = await broken(paying, who, faults.SERVER_ERROR_AFTER)
        await acts.fault(paying.sandbox, "GET", "/v1/transfers", faults.TIMEOUT_BEFORE)
        transport.posted.clear()
        await send_payout(payout)
        await send_payout(payout)
        assert transport.posted == [], "it was looked for, each time, before anything is sent again"
    assert (await status_of(who), len(await at_stripe(paying))) == ("paid", 1)


async def test_a_failure_that_is_heard_late_does_not_replace_the_key_that_followed(paying: Market) -> None:
    """Its lease passed on its way; meanwhile the failure was looked behind, and the next call is under way."""
    (who,) = await a_batch(2000, market=paying)
    await acts.fault(paying.sandbox, "POST", "/v1/transfers", faults.SERVER_ERROR)
    payout = (await payout_of(who))["id"]
    async with mortal(paying) as transport:
        await send_payout(payout)

        async def meanwhile() -> None:
            await lease_over()
            await send_payout(payout)
            await acts.fault(paying.sandbox, "POST", "/v1/transfers", faults.TIMEOUT_BEFORE)
            await send_payout(payout)

        transport.first("POST", "/v1/transfers", meanwhile)
        await send_payout(payout)
        assert (await attempts(), await marks()) == ([("unknown", 2)], [None])


# The account itself.


@pytest.mark.parametrize("kind", [faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER])
async def test_a_saved_failure_at_an_account_is_looked_behind_and_the_next_press_goes_on(
    paying: Market, kind: str
) -> None:
    who = await a_payee(iban=None)
    await acts.fault(paying.sandbox, "POST", "/v1/accounts", kind)
    async with mortal(paying):
        with pytest.raises(StripeAway):
            await begin(who)
        assert (await begin(who)).startswith("https://")
        assert (await begin(who)).startswith("https://")
    (made,) = await acts.objects(paying.sandbox, "account")
    assert made["id"] == await account_of(who)


async def test_two_who_press_after_a_saved_failure_get_one_account(paying: Market) -> None:
    who = await a_payee(iban=None)
    await acts.fault(paying.sandbox, "POST", "/v1/accounts", faults.SERVER_ERROR)
    async with mortal(paying):
        with pytest.raises(StripeAway):
            await begin(who)
        heard = await asyncio.gather(*(begin(who) for _ in range(4)), return_exceptions=True)
        assert any(isinstance(it, str) for it in heard), heard
        assert all(isinstance(it, str | StripeAway) for it in heard), (
            "one under the same key at the same time"
        )
        await begin(who)
    assert len(await acts.objects(paying.sandbox, "account")) == 1


async def test_who_hears_of_the_failure_last_asks_under_the_key_that_another_went_on_to(
    paying: Market,
) -> None:
    """One is about to ask under the second key while the other still hears of the first one's failure."""
    who = await a_payee(iban=None)
    await acts.fault(paying.sandbox, "POST", "/v1/accounts", faults.SERVER_ERROR)
    waits, goes_on = asyncio.Event(), asyncio.Event()
    async with mortal(paying) as transport:
        with pytest.raises(StripeAway):
            await begin(who)

        async def hold() -> None:
            waits.set()
            await goes_on.wait()

        async def looked() -> None:
            transport.first("POST", "/v1/accounts", hold)

        async def meanwhile() -> None:
            transport.first("GET", "/v1/accounts", looked)
            others.append(asyncio.create_task(begin(who)))
            await asyncio.wait_for(waits.wait(), 30)

        others: list[asyncio.Task[str]] = []
        transport.first("POST", "/v1/accounts", meanwhile)
        assert (await begin(who)).startswith("https://")
        goes_on.set()
        assert (await others[0]).startswith("https://")
    assert len(await acts.objects(paying.sandbox, "account")) == 1


async def test_a_list_that_does_not_answer_proves_nothing_of_an_account(paying: Market) -> None:
    who = await a_payee(iban=None)
    await acts.fault(paying.sandbox, "POST", "/v1/accounts", faults.SERVER_ERROR_AFTER)
    await acts.fault(paying.sandbox, "GET", "/v1/accounts", faults.TIMEOUT_BEFORE)
    async with mortal(paying):
        for _ in range(2):
            with pytest.raises(StripeAway):
                await begin(who)
        await begin(who)
    assert len(await acts.objects(paying.sandbox, "account")) == 1
