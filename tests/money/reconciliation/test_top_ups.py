"""Money that we add to Stripe's balance from our bank: told when it is needed, booked by itself, taken back as well."""

import json
from datetime import timedelta

import pytest

from market.base import clock
from market.base.access import Principal
from market.base.clock import now
from market.base.database import fetch
from market.money.chart import Kind, own
from market.money.invariants import check
from market.money.ledger import balance
from market.money.ownfunds.actions import record
from market.money.ownfunds.rules import Standing
from market.money.payouts.actions.approve import approve_payout
from market.money.reconciliation import asking, cover, rules
from market.money.reconciliation.cover import lacking
from market.money.sandbox import topups
from tests.market import Market, market
from tests.money import acts
from tests.money.flows.shop import Shop
from tests.money.ownfunds.standing import a_transfer
from tests.money.payouts.paying import an_operator, client_money, payout_of
from tests.money.payouts.stripe import funded
from tests.money.payouts.test_connect import a_batch, paying
from tests.money.reconciliation.looking import findings, found, hourly, look, moves

__all__ = ["market", "paying"]

CLIENTS, OURS, STRIPE = (
    own(it) for it in (Kind.BANK_CLIENT_FUNDS, Kind.BANK_OPERATING, Kind.STRIPE_CLEARING)
)


async def topped_up(sandbox: object, amount: int, currency: str = "eur") -> str:
    """Our bank's transfer has arrived at Stripe: the top-up's id."""
    async with sandbox.acting() as call:  # type: ignore[attr-defined]
        return str((await topups.add(call, amount, currency))["id"])


async def _eaten_by_fees(market: Market) -> Principal:
    """What a holder is to be paid came to Stripe, and a fee took it: the payout is refused."""
    await funded(market, 2056)  # less its fee
    (who,) = await a_batch(market, 2000)
    await moves(market.sandbox, "stripe_fee", -2000)
    await market.quiet()
    assert (await payout_of(who))["failure"] == "balance_insufficient"
    return who


@pytest.mark.parametrize("held", [False, True])
async def test_a_top_up_is_booked_once_from_the_account_of_its_day_and_goes_back_there(
    shop: Shop, held: bool
) -> None:
    source, other = (CLIENTS, OURS) if held else (OURS, CLIENTS)
    with client_money(MOI_HOLDS_CLIENT_MONEY=str(held).lower()):
        topup = await topped_up(shop.sandbox, 5000)
        await hourly()
        await look()
    assert [await balance(it) for it in (STRIPE, source, other)] == [-5000, 5000, 0]
    with client_money(MOI_HOLDS_CLIENT_MONEY=str(not held).lower()):
        async with shop.sandbox.acting() as call:
            await topups.reverse(call, topup)
        await hourly()
    assert [await balance(it) for it in (STRIPE, source, other)] == [0, 0, 0], "whatever is set meanwhile"
    kinds = await fetch("select kind from money.ledger_transactions order by kind desc")
    assert [it["kind"] for it in kinds] == ["stripe.topped_up", "stripe.top_up_returned"]
    assert not {*await found()} - {"uncovered"} and await check() == []


async def test_one_in_another_currency_is_for_a_person_and_the_books_stay_in_euro(shop: Shop) -> None:
    await topped_up(shop.sandbox, 700, "usd")
    await hourly()
    assert await found() == ["unbooked"]
    (finding,) = await findings()
    assert json.loads(finding["facts"])["trouble"] == "foreign_currency"
    assert await fetch("select from money.ledger_transactions") == [] and await check() == []


async def test_what_is_heard_late_stands_on_the_day_on_which_it_moved(shop: Shop) -> None:
    """Else the accounting file, the explorer and the month would have it on the day of hearing."""
    moved = await now()
    await topped_up(shop.sandbox, 5000)
    await clock.travel(timedelta(days=7))
    await hourly()
    (posted,) = await fetch("select effective_at, created_at from money.ledger_transactions")
    assert abs(posted["effective_at"] - moved) < timedelta(minutes=5)
    assert posted["created_at"] - posted["effective_at"] > timedelta(days=6)
    await look()
    assert await check() == []


async def test_a_clock_of_stripes_that_is_ahead_moves_no_money_tomorrow(shop: Shop) -> None:
    await topped_up(shop.sandbox, 5000)
    await acts.run(
        shop.sandbox,
        "update sandbox.objects set body = jsonb_set(body, '{created}', to_jsonb((body->>'created')::bigint + 90000))"
        " where body->>'object' = 'balance_transaction'",
    )
    await hourly()
    (posted,) = await fetch("select effective_at <= base.now() as past from money.ledger_transactions")
    assert posted["past"]


async def test_control_a_kind_of_movement_that_no_rule_covers_would_be_a_finding(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    families = {it: family for it, family in rules.FAMILIES.items() if family is not rules.Family.TOP_UP}
    for where in (asking, rules):
        monkeypatch.setattr(where, "FAMILIES", families)
    await topped_up(shop.sandbox, 5000)
    await hourly()
    assert await found() == ["unknown"]


async def test_what_stripe_lacks_for_a_payout_is_told_topped_up_and_paid(paying: Market) -> None:
    """Where Stripe pays holders. Nobody is refused twice, and nothing is written into the database by hand."""
    who = await _eaten_by_fees(paying)
    await look()
    assert "uncovered" in await found()
    (row,) = [it for it in await findings() if it["kind"] == "uncovered"]
    facts = json.loads(row["facts"])["cover"]
    assert facts == {"stripe": 0, "due": 2000, "missing": 2000}
    await topped_up(paying.sandbox, facts["missing"])
    await look()
    (row,) = [it for it in await findings() if it["kind"] == "uncovered"]
    assert row["gone_at"] is not None
    await approve_payout(await an_operator(), (await payout_of(who))["id"])
    await paying.quiet()
    assert (await payout_of(who))["status"] == "paid"
    assert [await balance(it) for it in (STRIPE, OURS, CLIENTS)] == [0, 2000, 0]
    assert await check() == []


@pytest.mark.parametrize("covered", [True, False])
async def test_what_falls_short_again_after_it_was_covered_is_told_again(shop: Shop, covered: bool) -> None:
    """Though by the same sum; while nothing was paid in, a closed finding stays closed."""
    with client_money():
        await moves(shop.sandbox, "stripe_fee", -2000)
        await look()
        await fetch("update money.reconciliation_findings set state = 'closed'")
        if covered:
            await topped_up(shop.sandbox, 2000)
            await record(await an_operator(), await a_transfer(2000, "in"))
            await look()
            await moves(shop.sandbox, "stripe_fee", -2000)
        await look()
        assert ("uncovered" in await found()) is covered


async def test_control_who_does_not_look_where_stripe_pays_hears_of_it_when_holders_are_refused(
    paying: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cover, "lacking", lambda it, held: lacking(it, held) if held else None)
    await _eaten_by_fees(paying)
    await look()
    assert "uncovered" not in await found()


def test_where_stripe_pays_only_what_may_be_paid_any_day_has_to_be_there() -> None:
    later = {Kind.RENTAL_ESCROW: 1000, Kind.HOLDER_PENDING: 500, Kind.BRAND_CREDIT: 200}
    soon = {
        Kind.REFUND_IN_FLIGHT: 1,
        Kind.HOLDER_PAYABLE: 20,
        Kind.HOLDER_RESERVED: 300,
        Kind.BRAND_RESERVED: 4000,
    }
    assert lacking(Standing(stripe=10, owed_by_kind=later), held=False) is None
    assert lacking(Standing(stripe=-54, owed_by_kind=later), held=False) is None, "nobody is to be paid"
    assert lacking(Standing(stripe=4321, owed_by_kind=later | soon), held=False) is None
    short = lacking(Standing(bank=9000, stripe=4320, owed_by_kind=later | soon), held=False)
    assert short and short.facts["cover"]["missing"] == 1, "what lies in a bank pays nobody at Stripe"
    assert lacking(Standing(bank=9000, stripe=4320, owed_by_kind=later | soon), held=True) is None
    assert lacking(Standing(bank=1000, stripe=4320, owed_by_kind=later | soon), held=True) is not None
