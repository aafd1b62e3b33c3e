"""Each kind of tampering or loss is found: whoever alters the books, Stripe's account, or our copy of it."""

import json

import asyncpg
import pytest

from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money.chart import Kind, Movement, credit, debit, own
from market.money.ledger import Source, post
from market.money.reconciliation import statements
from market.money.reconciliation.rules import PATIENCE
from market.money.sandbox import disputes, refunds
from tests.money import acts
from tests.money.flows.shop import Shop
from tests.money.reconciliation.looking import client, findings, found, hourly, look, moves, outcomes


async def remove(vandal: asyncpg.Connection, kind: str) -> None:
    """A ledger transaction is gone, as if it had never been posted."""
    gone = await vandal.fetchval("delete from money.ledger_transactions where kind = $1 returning id", kind)
    await vandal.execute("delete from money.ledger_entries where transaction_id = $1", gone)


@pytest.mark.parametrize("looked_before", [False, True])
async def test_a_ledger_row_that_is_missing_is_found(
    shop: Shop, vandal: asyncpg.Connection, looked_before: bool
) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    if looked_before:
        await look()
        assert await findings() == []
    await remove(vandal, "refund.succeeded")
    await look()
    assert sorted(await found()) == ["invariant", "invariant", "unbooked"]
    (row,) = [it for it in await findings() if it["kind"] == "unbooked"]
    facts = json.loads(row["facts"])
    assert (row["difference"], facts["books"]) == (-1287, [])
    assert facts["row"]["kind"] == "refund" and facts["stripe"][0]["net"] == -1287


async def test_an_altered_amount_is_found_on_both_sides(shop: Shop, vandal: asyncpg.Connection) -> None:
    await shop.bought()
    await look()
    await vandal.execute(
        "update money.ledger_entries set amount = sign(amount) * 1800 where abs(amount) = 1900"
    )
    await look()
    (row,) = [it for it in await findings() if it["kind"] == "amount"]
    facts = json.loads(row["facts"])
    assert row["difference"] == 100
    assert [it["net"] for it in facts["stripe"]] == [1846]
    assert sorted(it["effect"] for it in facts["books"]) == [-54, 1800]


async def test_without_the_second_look_at_matches_an_altered_amount_would_pass(
    shop: Shop, vandal: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the two tests above."""
    await shop.bought()
    await look()
    monkeypatch.setattr(statements, "BROKEN", "select 1")
    await vandal.execute(
        "update money.ledger_entries set amount = sign(amount) * 1800 where abs(amount) = 1900"
    )
    await look()
    assert "amount" not in await found()


async def test_a_movement_that_stripe_changes_is_matched_anew(shop: Shop) -> None:
    await shop.bought()
    await look()
    await acts.run(
        shop.sandbox,
        'update sandbox.objects set body = body || \'{"amount": 1700, "net": 1646}\''
        " where kind = 'balance_transaction'",
    )
    await hourly()
    assert await found() == ["amount"]
    assert await outcomes() == [("charge", None)]
    assert await fetch("select 1 from money.reconciliation_matches") == []


async def test_a_posting_that_somebody_made_up_is_found(shop: Shop) -> None:
    await shop.bought()
    entries = [
        debit(own(Kind.STRIPE_CLEARING), 500),
        credit(own(Kind.PLATFORM_REVENUE), 500),
    ]
    async with transaction():
        await post(Movement.CHARGE_SUCCEEDED, Source("payment", new_id()), "made up", entries)
    await look(PATIENCE)
    assert await found() == ["invariant"], "it has no row; but it is young: Stripe may be late"
    await look()
    (row,) = [it for it in await findings() if it["kind"] == "unmoved"]
    facts = json.loads(row["facts"])
    assert (row["kind"], row["difference"]) == ("unmoved", -500)
    assert (facts["stripe"], [it["effect"] for it in facts["books"]]) == ([], [500])


async def test_a_movement_that_somebody_made_up_to_cover_it_has_vanished_and_is_missed(
    shop: Shop, vandal: asyncpg.Connection
) -> None:
    await shop.bought()
    await look()
    source = new_id()
    await vandal.execute(
        "insert into money.stripe_balance_transactions (id, stripe_id, type, amount, fee, net, currency, object,"
        " available_on, created, listed_at, outcome) values ($1, 'txn_false', 'stripe_fee', 500, 0, 500, 'EUR',"
        " 'txn_false', now(), now(), now(), 'matched')",
        source,
    )
    entries = [debit(own(Kind.STRIPE_CLEARING), 500), credit(own(Kind.PLATFORM_REVENUE), 500)]
    async with transaction():
        await post(Movement.STRIPE_FEE, Source("stripe_movement", source), "false", entries)
    await fetch(
        "insert into money.reconciliation_matches (id, movement_id, transaction_id) select uuidv7(), $1, id"
        " from money.ledger_transactions where idempotency_key = 'false'",
        source,
    )
    await look()
    assert sorted(await found()) == ["balance", "invariant", "vanished"]
    (balance,) = [it for it in await findings() if it["kind"] == "balance"]
    assert balance["difference"] == -500
    assert json.loads(balance["facts"]) == {"held": 1846, "listed": 2346, "booked": 2346}


@pytest.mark.parametrize(
    "metadata", [{"app": "other"}, {"app": "moi", "kind": "payment", "row": str(new_id()), "attempt": "1"}]
)
async def test_a_strangers_charge_on_our_account_is_found_and_not_booked(
    shop: Shop, metadata: dict[str, str]
) -> None:
    session = await acts.open_session(
        client(shop), 2500, metadata=metadata, payment_intent_data={"metadata": metadata}
    )
    await acts.pay(shop.sandbox, session)
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge["id"], "amount": 700})
    await shop.settle()
    await hourly()
    assert await found() == ["foreign", "foreign"]
    assert {it["difference"] for it in await findings()} == {2500 - 63, -700}
    assert await fetch("select 1 from money.ledger_entries") == []
    await look()
    assert await found() == ["foreign", "foreign"], (
        "the balance differs by what was found, and by nothing else"
    )


async def test_the_same_movement_twice_is_found(shop: Shop) -> None:
    await shop.bought()
    (charge,) = await shop.at_stripe("charge")
    await moves(shop.sandbox, "charge", 1900, charge, fee=54)
    await look()
    assert await found() == ["repeated"]
    assert sorted(it[1] or "" for it in await outcomes()) == ["", "matched"]


async def test_the_same_page_twice_is_one_movement(shop: Shop) -> None:
    await shop.bought()
    assert (await hourly()).numbers.new == 1
    assert (await hourly()).numbers.new == 0
    assert await fetch_value("select count(*) from money.stripe_balance_transactions") == 1


async def test_a_type_without_a_rule_is_found(shop: Shop) -> None:
    await moves(shop.sandbox, "reserve_hold", -300)
    await hourly()
    assert await found() == ["unknown"]
    assert await fetch("select 1 from money.ledger_entries") == []


async def test_an_adjustment_that_is_no_dispute_of_ours_is_found(shop: Shop) -> None:
    await moves(shop.sandbox, "adjustment", -300)
    await look()
    assert await found() == ["foreign"]
    assert [it["difference"] for it in await findings()] == [-300]


async def test_a_dispute_whose_row_is_there_and_whose_posting_is_not_is_found(
    shop: Shop, vandal: asyncpg.Connection
) -> None:
    await shop.bought()
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        await disputes.open_on(call, charge["id"])
    await shop.settle()
    await vandal.execute(
        "delete from money.ledger_entries where transaction_id in"
        " (select id from money.ledger_transactions where kind = 'dispute.withdrawn');"
        "delete from money.ledger_transactions where kind = 'dispute.withdrawn'"
    )
    await look()
    assert {"unbooked", "invariant"} == set(await found())


async def test_money_that_no_movement_tells_of_is_found(shop: Shop) -> None:
    """Stripe's balance is another than its own account of it."""
    await shop.bought()
    await moves(shop.sandbox, "charge", 123)
    await acts.run(
        shop.sandbox,
        "update sandbox.objects set account = 'hidden' where kind = 'balance_transaction'"
        " and (body->>'amount')::int = 123",
    )
    await look()
    assert await found() == []
    await acts.run(
        shop.sandbox,
        "update sandbox.objects set account = '', body = body || '{\"created\": 1}'"
        " where kind = 'balance_transaction' and (body->>'amount')::int = 123",
    )
    await look()
    assert await found() == ["balance"], "older than anything that is listed again"
    assert [it["difference"] for it in await findings()] == [123]


async def test_a_reversed_posting_and_its_reversal_count_for_nothing(shop: Shop) -> None:
    entries = [debit(own(Kind.STRIPE_CLEARING), 500), credit(own(Kind.STRIPE_FEES), 500)]
    async with transaction():
        wrong = new_id()
        await post(Movement.STRIPE_FEE, Source("stripe_movement", new_id()), "wrong", entries, id=wrong)
    async with transaction():
        back = [debit(own(Kind.STRIPE_FEES), 500), credit(own(Kind.STRIPE_CLEARING), 500)]
        await post(Movement.STRIPE_FEE, Source("stripe_movement", new_id()), "reversal", back, reverses=wrong)
    await look()
    assert await findings() == []
