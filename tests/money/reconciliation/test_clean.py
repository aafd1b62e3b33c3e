"""A campaign in which all went as it should leaves nothing to find, and whatever is merely under way is waited for."""

from collections.abc import Sequence

import pytest

from market.base.database import fetch, fetch_value
from market.money.booking import apply_payment
from market.money.chart import Kind, own
from market.money.invariants import check
from market.money.ledger import balance
from market.money.reconciliation import explaining
from market.money.reconciliation.rules import PATIENCE, Booked, Moved
from market.money.sandbox import cards, faults, payments, refunds
from tests.money.flows.shop import Shop, refund_of
from tests.money.reconciliation.looking import findings, found, hourly, ledger, look, outcomes


async def a_campaign(shop: Shop) -> None:
    """Paid, declined, given back in parts and whole, paid too late."""
    for used in (1, 10, 31):
        bought = await shop.bought()
        await shop.end(bought, used=used)
    await shop.bought(amount=900)
    refused = await shop.submitted()
    await shop.pay(refused, cards.LACKS_FUNDS)
    shop.too_late = True
    await shop.bought()
    shop.too_late = False
    await shop.settle()


async def test_a_clean_campaign_has_no_findings(shop: Shop) -> None:
    await a_campaign(shop)
    first = await hourly()
    assert (first.outcome, first.numbers.new, first.numbers.matched) == ("done", 8, 8)
    before = await ledger()
    whole = await look()
    assert (whole.outcome, whole.numbers.new, whole.numbers.unexplained) == ("done", 0, 0)
    assert await findings() == [] and whole.numbers.open == whole.numbers.broken == 0
    assert whole.numbers.held == {"EUR": -await balance(own(Kind.STRIPE_CLEARING))}
    assert whole.numbers.difference == {"EUR": 0}
    assert await check() == []
    assert await ledger() == before, "looking posts nothing"
    assert {outcome for _, outcome in await outcomes()} == {"matched"}


async def test_without_the_matching_a_clean_campaign_is_reported(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the test above: it is the matching that finds nothing, not a missing look."""
    await a_campaign(shop)

    def blind(moved: Sequence[Moved], booked: Sequence[Booked]) -> list[object]:
        return []

    monkeypatch.setattr(explaining, "match", blind)
    await look()
    assert await found() == ["amount"] * 8
    monkeypatch.undo()
    whole = await look()
    assert whole.numbers.matched == 8 and whole.numbers.unexplained == 0
    assert await fetch_value("select count(*) from money.reconciliation_findings where gone_at is null") == 0


async def test_every_payment_that_took_money_knows_its_charge(shop: Shop) -> None:
    await a_campaign(shop)
    charges = {it["id"]: it["payment_intent"] for it in await shop.at_stripe("charge") if it["paid"]}
    rows = await fetch("select * from money.payments where status = 'succeeded'")
    assert len(rows) == 5
    for row in rows:
        assert charges[row["stripe_charge_id"]] == row["stripe_payment_intent_id"]


async def test_a_charge_after_a_declined_one_is_the_one_that_is_known_and_stays_so(shop: Shop) -> None:
    bought = await shop.submitted()
    await shop.pay(bought, cards.LACKS_FUNDS)
    await shop.settle()
    declined = await shop.gateway.fetch_payment(str((await shop.session(bought)).payment_intent))
    assert await fetch_value("select stripe_charge_id from money.payments") == declined.charge
    await shop.pay(bought)
    await shop.settle()
    paid = await fetch_value("select stripe_charge_id from money.payments")
    assert paid != declined.charge
    await apply_payment(declined)  # what was true before arrives late
    assert await fetch_value("select stripe_charge_id from money.payments") == paid
    await look()
    assert await findings() == []


async def test_a_fee_that_comes_later_is_waited_for_and_then_booked(shop: Shop) -> None:
    await shop.fault("charge", faults.LATE, faults.SETTLEMENT)
    await shop.bought()
    whole = await look()
    assert await found() == ["unmoved"], "at rest, the books are ahead"
    assert whole.numbers.held == {"EUR": 0}
    (charge,) = await shop.at_stripe("charge")
    async with shop.sandbox.acting() as call:
        await payments.settle(call, charge["id"])
    await hourly()
    assert await outcomes() == [("charge", "matched")]
    await look()
    assert [row["gone_at"] is not None for row in await findings()] == [True]


async def test_with_patience_a_late_movement_is_no_finding(shop: Shop) -> None:
    await shop.fault("charge", faults.LATE, faults.SETTLEMENT)
    await shop.bought()
    await look(PATIENCE)
    assert await findings() == []


async def test_a_refund_that_fails_late_is_two_movements_and_two_postings(shop: Shop) -> None:
    bought = await shop.bought()
    await shop.end(bought)
    await shop.settle()
    await hourly()
    async with shop.sandbox.acting() as call:
        await refunds.fail(call, (await refund_of(bought))["stripe_refund_id"])
    await shop.settle()
    whole = await look()
    assert await outcomes() == [
        ("charge", "matched"),
        ("refund", "matched"),
        ("refund_failure", "matched"),
    ]
    assert whole.numbers.unexplained == 0
    assert await found() == ["failed-refund"], "somebody must tell the brand"
