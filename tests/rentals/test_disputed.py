"""A bank has the brand's money: its rental is suspended, then goes on or ends by the one act; the holder keeps."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contracts.record import verify_chain
from market.base import clock, mail, names, vault
from market.base.access import Principal, Role
from market.base.database import fetch, fetch_value, transaction
from market.money.documents import queries as documents
from market.money.orders import earnings
from market.money.reconciliation.actions import reconcile
from market.money.sandbox import disputes
from market.money.settlement.actions import release_due
from market.operators.actions.disputes import drafted
from market.relations.actions.invite import react, send
from market.relations.rules import Reaction
from market.rentals import queries, record
from market.rentals.actions import suspend
from market.rentals.actions.end import withdraw
from market.rentals.api import shown
from market.rentals.errors import (
    CONTESTED,
    RentalAlreadyEnded,
    RentalNotActive,
    RentalNotFound,
    RentalSuspended,
)
from market.rentals.evidence import evidence_for
from market.rentals.renewal.wishes import brand_wishes
from tests.factories import a_brand, a_holder, a_member, a_person, a_persona, with_address
from tests.market import Market, market
from tests.money.reconciliation.looking import short
from tests.operators.helpers import an_operator
from tests.relations.helpers import an_offer, with_mailbox
from tests.web.brands import Page, reading

__all__ = ["market"]

START = datetime(2027, 1, 5, 9, tzinfo=UTC)  # a month of 31 days


async def rented(market: Market, holder: Principal, brand: Principal) -> UUID:
    await clock.travel_to(START)
    return await market.rented(brand, await a_persona(holder))


async def dispute(market: Market, *, inquiry: bool = False) -> str:
    """A bank asks the money of the one payment back, and Stripe tells us."""
    charge = await fetch_value("select stripe_charge_id from money.payments")
    async with market.sandbox.acting() as call:
        found = await disputes.open_on(call, charge, inquiry=inquiry)
    await market.quiet()
    return str(found["id"])


async def decide(market: Market, dispute: str, how: str) -> None:
    async with market.sandbox.acting() as call:
        await getattr(disputes, how)(call, dispute)
    await market.quiet()


async def events(agreement: UUID) -> list[str]:
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", agreement)
    return [event.kind for event in await record.read(rental)]


async def pending(holder: Principal) -> int:
    assert holder.person
    return (await earnings(vault.tag("money", holder.person))).pending


async def test_while_a_bank_decides_nothing_is_read_and_the_days_run(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await rented(market, holder, brand)
    await dispute(market)
    assert await market.state(agreement) == "TemporarilySuspended"
    with pytest.raises(RentalSuspended) as refused:
        await market.read(brand, agreement)
    assert refused.value.facts == {"reason": CONTESTED} and refused.value.code == "rental-suspended"
    await clock.travel(timedelta(days=32))
    await market.sweep()
    assert await market.state(agreement) == "Expired", "a suspension does not stop the clock"
    assert await pending(holder) == 1520
    assert await market.findings() == []


async def test_the_brand_is_told_why_and_the_holder_and_anybody_else_are_not(market: Market) -> None:
    holder, brand, other = await a_holder(), await a_brand(), await a_brand()
    agreement = await rented(market, holder, brand)
    running = shown(await queries.of_brand(brand.seat.brand, agreement)) if brand.seat else None
    assert running and running.suspended_because is None
    invited = await send(brand, agreement, await an_offer(), "first")
    await dispute(market)
    assert brand.seat
    row = await queries.of_brand(brand.seat.brand, agreement)
    assert (shown(row).state, shown(row).suspended_because) == ("TemporarilySuspended", "payment-contested")
    for what in (
        market.read(brand, agreement),
        send(brand, agreement, await an_offer(), "second"),
        brand_wishes(brand, agreement, True),
    ):
        with pytest.raises(RentalSuspended):
            await what
    with pytest.raises(RentalNotActive) as to_holder:
        await react(holder, agreement, invited.id, Reaction.INTERESTED)
    assert to_holder.value.code == "rental-not-active" and to_holder.value.facts == {}
    with pytest.raises(RentalNotFound):
        await market.read(other, agreement)


async def test_what_is_not_paid_yet_is_not_called_contested(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    requested = await market.request(brand, await a_persona(holder))
    with pytest.raises(RentalNotActive) as refused:
        await market.read(brand, requested.agreement)
    assert refused.value.code == "rental-not-active"


async def test_an_inquiry_suspends_nothing(market: Market) -> None:
    brand = await a_brand()
    agreement = await rented(market, await a_holder(), brand)
    await dispute(market, inquiry=True)
    assert await market.state(agreement) == "Active"
    assert await market.read(brand, agreement)


async def test_won_it_goes_on(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await rented(market, holder, brand)
    opened = await dispute(market)
    await decide(market, opened, "win")
    assert await market.state(agreement) == "Active"
    assert await market.read(brand, agreement)
    assert (await events(agreement))[-2:] == ["disputed", "dispute_won"]
    rental = await fetch_value("select id from rentals.rentals where agreement = $1", agreement)
    verify_chain(record.urn(agreement), await record.read(rental))
    assert await market.findings() == []


async def test_lost_it_ends_by_the_one_act_and_the_holder_keeps_ten_days(market: Market) -> None:
    holder, brand = await a_holder(), await with_address(await a_brand())
    agreement = await rented(market, holder, brand)
    opened = await dispute(market)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    await decide(market, opened, "lose")
    assert brand.seat
    row = await queries.of_brand(brand.seat.brand, agreement)
    assert (row.state, row.ended_by, row.end_reason, row.refunded) == (
        "Terminated",
        "operator",
        "stopped",
        1287,
    )
    assert row.delete_by, "the deletion clock runs"
    *_, ended = await record.read(row.id)
    assert ended.facts == {"by": "operator", "reason": "payment_lost", "used_days": 10}
    with pytest.raises(RentalAlreadyEnded):
        await market.read(brand, agreement)
    assert await fetch_value("select count(*) from personas.slots where released_at is null") == 0
    assert await pending(holder) == 490
    await clock.travel(timedelta(days=15))
    await release_due()
    assert holder.person
    assert (await earnings(vault.tag("money", holder.person))).payable == 490
    assert await market.findings() == []
    kinds = await fetch(
        "select kind, cause, gross from money.documents where kind = 'credit_note' order by number"
    )
    assert [(it["cause"], it["gross"]) for it in kinds] == [("closed", 257), ("dispute1", 123)]
    assert await documents.unexplained() == []
    run = await reconcile(patience=timedelta(0))
    assert run.numbers.unexplained == 0
    # Fees of 0.54 for the card and 20.00 for the dispute: the market has to add what this holder is paid from.
    assert await short() == [(-2054, 490)]


async def test_without_the_credit_note_documents_and_books_differ(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    from market.money.documents import issue

    async def none(order: UUID) -> list[UUID]:
        return []

    monkeypatch.setattr(issue, "_to_give_up", none)
    await rented(market, await a_holder(), await with_address(await a_brand()))
    opened = await dispute(market)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    await decide(market, opened, "lose")
    ((_, why),) = await documents.unexplained()
    assert why == "documents 102 + 21, books 0 + 0"


@pytest.mark.parametrize("how", ["win", "lose"])
async def test_the_person_may_switch_off_while_a_bank_decides(market: Market, how: str) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await rented(market, holder, brand)
    opened = await dispute(market)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    ended = await withdraw(holder, agreement)
    assert (ended.refund, ended.holder) == (1287, 490)
    await market.quiet()
    assert await market.refunds() == []
    await decide(market, opened, how)
    assert await market.refunds() == ([(1287, "succeeded")] if how == "win" else [])
    assert await market.state(agreement) == "Terminated"
    assert await pending(holder) == 490
    assert await market.findings() == []


async def test_lost_after_its_end_was_not_recorded_yet_all_is_earned(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    agreement = await rented(market, holder, brand)
    opened = await dispute(market)
    await clock.travel_to(START + timedelta(days=40))
    await decide(market, opened, "lose")
    assert await market.state(agreement) == "Expired"
    assert await pending(holder) == 1520
    assert await market.findings() == []


async def test_without_the_wire_a_suspended_rental_would_still_be_read(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: who suspends rentals does not hear of it."""
    from market.base import events as bus
    from market.money.events import PaymentDisputed

    brand = await a_brand()
    agreement = await rented(market, await a_holder(), brand)
    monkeypatch.setitem(bus._handlers, PaymentDisputed, [])
    await dispute(market)
    assert await market.read(brand, agreement)
    assert suspend.on_payment_disputed not in bus._handlers[PaymentDisputed]


async def test_the_brands_owner_and_the_desk_are_told(market: Market) -> None:
    brand = await with_mailbox(await a_brand(), "owner@example.org")
    await with_mailbox(await a_person(operator=True), "desk@example.org")
    await rented(market, await a_holder(), brand)
    opened = await dispute(market)
    await decide(market, opened, "lose")
    said = [(it.kind, it.address) for it in await mail.kept() if it.kind.startswith("dispute")]
    assert sorted(said) == [
        ("dispute_desk", "desk@example.org"),
        ("dispute_desk", "desk@example.org"),
        ("dispute_lost", "owner@example.org"),
        ("dispute_opened", "owner@example.org"),
    ]
    (lost,) = [it for it in await mail.kept() if it.kind == "dispute_lost"]
    assert "19,00" in lost.text and "/balance" in lost.text


async def test_lost_in_part_the_bank_reads_of_the_refund_and_the_brand_what_is_left(market: Market) -> None:
    holder, brand = await a_holder(), await with_mailbox(await a_brand(), "owner@example.org")
    agreement = await rented(market, holder, brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    await withdraw(holder, agreement)
    await market.quiet()
    charge = await fetch_value("select stripe_charge_id from money.payments")
    async with market.sandbox.acting() as call:
        opened = str((await disputes.open_on(call, charge, amount=1900))["id"])
    await market.quiet()
    row = await fetch_value("select id from money.disputes")
    said = (await drafted(row))["refund_policy_disclosure"]
    refund = await fetch_value("select stripe_refund_id from money.refunds")
    assert f"12.87 EUR was refunded to the buyer on 2027-01-14, refund {refund}." in said
    async with reading(market, await an_operator()) as desk:
        page = Page(await desk.get(f"/operator/disputes/{names.name('dispute', row, names.for_operators())}"))
        assert "asks for €12.87 that went back to the brand before" in page.words
        await decide(market, opened, "lose_in_part")
        page = Page(await desk.get(f"/operator/disputes/{names.name('dispute', row, names.for_operators())}"))
        assert "asks for €12.87" not in page.words and "Given back by the bank" in page.words
    (told,) = [it for it in await mail.kept() if it.kind == "dispute_lost_in_part"]
    assert "12,87 €" in told.text and "4,90 €" in told.text and "0,00 €" in told.text
    (lost,) = [it for it in await mail.kept() if it.kind == "dispute_lost"]
    assert "et ce qui vous avait été remboursé déjà" in lost.text
    assert await market.findings() == []


async def test_who_is_gone_or_does_not_own_the_brand_is_not_told(market: Market) -> None:
    brand = await with_mailbox(await a_brand(), "owner@example.org")
    assert brand.seat
    buyer = await a_member(await a_person(), brand.seat.brand, Role.BUYER)
    await with_mailbox(buyer, "buyer@example.org")
    gone = await a_member(await a_person(), brand.seat.brand, Role.OWNER)
    await rented(market, await a_holder(), brand)
    assert gone.person
    await vault.destroy_key(gone.person)
    await dispute(market)
    said = [it.address for it in await mail.kept() if it.kind.startswith("dispute")]
    assert said == ["owner@example.org"]


async def test_a_refund_that_comes_back_is_told_to_the_brands_owner(market: Market) -> None:
    from market.money.sandbox import refunds

    holder, brand = await a_holder(), await with_mailbox(await a_brand(), "owner@example.org")
    agreement = await rented(market, holder, brand)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    await withdraw(holder, agreement)
    await market.quiet()
    made = await fetch_value("select stripe_refund_id from money.refunds")
    async with market.sandbox.acting() as call:
        await refunds.fail(call, made)
    await market.quiet()
    (letter,) = [it for it in await mail.kept() if it.kind == "refund_failed"]
    assert letter.address == "owner@example.org" and "12,87" in letter.text


async def test_the_evidence_is_our_record_and_names_nobody_but_the_brand(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand(name="Cycles Garonne")
    agreement = await rented(market, holder, brand)
    await market.read(brand, agreement)
    await market.read(brand, agreement)
    row = await queries.of_brand(brand.seat.brand, agreement)  # type: ignore[union-attr]
    async with transaction():
        said = await evidence_for([row.id])
    assert said["customer_name"] == "Cycles Garonne" and said["service_date"] == "2027-01-05"
    log = said["access_activity_log"]
    assert "Opened by the buyer 2 times:" in log and "2027-01-05: 2 by page" in log
    for event in await record.read(row.id):
        assert f"{event.kind} {event.event_hash.hex()}" in log
    assert str(agreement) in said["product_description"]
    assert "19.00 EUR" in said["product_description"]
    agreed = row.agreed()
    assert all(it.value in said["product_description"] for it in agreed.signatures)
    whole = json.dumps(said)
    for secret in (
        agreed.first_party.name,
        agreed.first_party.id,
        str(holder.person),
        str(row.persona),
        "velo",
    ):
        assert secret not in whole
