"""Payouts through Stripe Connect: one effect for each attempt, whatever fails, and every cent explained."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.accounts.refusals import WrongCredentials
from market.base import audit, clock, mail, names
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.jobs import drain
from market.money.chart import Kind, own
from market.money.invariants import check
from market.money.ledger import balance
from market.money.orders import earnings
from market.money.payouts import identities, queries
from market.money.payouts.account import payee
from market.money.payouts.actions.approve import approve_payout
from market.money.payouts.actions.identity import keep_account
from market.money.payouts.actions.onboarding import begin, come_back
from market.money.payouts.actions.outcome import accept_batch
from market.money.payouts.actions.steer import cancel_payout, hold_payout
from market.money.payouts.actions.transfer import (
    NOT_READY,
    TransferMismatch,
    apply_transfer,
    ask_payout,
    send_payout,
)
from market.money.payouts.errors import BatchNotMovable, MethodNotOpen, StripeAway
from market.money.payouts.identities import destination
from market.money.payouts.jobs import ask_accounts, take_up_transfers
from market.money.reconciliation.actions import reconcile
from market.money.sandbox import accounts, faults
from market.wiring import JOBS
from tests.accounts.people import PASSWORD, person
from tests.factories import a_brand, a_persona
from tests.market import Market, market
from tests.money import acts
from tests.money.flows.shop import Died
from tests.money.payouts.paying import (
    IBAN,
    NAME,
    an_operator,
    approved,
    batch_of,
    client_money,
    payout_of,
    ready,
    requested,
    status_of,
    sums,
    tag_of,
)
from tests.money.payouts.stripe import (
    a_stripe_payee,
    account_of,
    at_stripe,
    attempts,
    client_of,
    funded,
    lease_over,
    mortal,
    onboarded,
    reverse,
)
from tests.web.brands import Page, reading

__all__ = ["market"]

CLEARING = own(Kind.STRIPE_CLEARING)
Steer = Callable[[Principal, uuid.UUID, str], Awaitable[None]]


@pytest.fixture
async def paying(market: Market) -> AsyncIterator[Market]:
    with client_money(MOI_HOLDS_CLIENT_MONEY="false"):
        yield market


async def month() -> str:
    from market.money.settlement.rules import Month

    return str(Month.of(await clock.now() + timedelta(days=15)))


async def a_batch(market: Market, *amounts: int) -> list[Principal]:
    """Requested, gathered and approved; the job that sends waits."""
    holders = [await a_stripe_payee(market) for _ in amounts]
    await requested(*zip(holders, amounts, strict=True), period=await month())
    await drain(JOBS)
    await approved(await batch_of(holders[0]))
    return holders


async def batch_status(who: Principal) -> str:
    return str(
        await fetch_value("select status from money.payout_batches where id = $1", await batch_of(who))
    )


async def ada() -> Principal:
    await person("ada@example.org")
    return await of_session(await sign_in("ada@example.org", PASSWORD))


# Where the money goes.


async def test_a_holder_gives_an_account_at_stripe_and_we_keep_its_id_sealed(paying: Market) -> None:
    who = await ada()
    url = await begin(who)
    assert url.startswith("https://moi.test/sandbox/connect/")
    assert not identities.usable(await identities.current(tag_of(who))), "Stripe knows nothing yet"
    assert not await come_back(who)
    account = await account_of(who)
    async with paying.sandbox.acting() as call:
        await accounts.onboard(call, account)
    assert await come_back(who)
    assert who.person
    shown = await destination(who.person)
    assert shown and (shown.method, shown.name, shown.account, shown.ready) == ("connect", "", "", True)
    row = await identities.current(tag_of(who))
    assert row and account.encode() not in row["sealed"]


async def test_stripe_is_told_nothing_of_the_person(paying: Market) -> None:
    who = await ada()
    await begin(who)
    (account,) = await acts.objects(paying.sandbox, "account")
    assert account["metadata"].keys() == {"app", "kind", "row", "attempt"}
    assert account["email"] is None and account.get("individual") is None
    text = str(account)
    assert "ada@" not in text and str(who.person) not in text and tag_of(who).hex() not in text


async def test_beginning_again_goes_on_with_the_same_account(paying: Market) -> None:
    who = await ada()
    first, second = await begin(who), await begin(who)
    assert first != second, "each page opens once"
    assert len(await acts.objects(paying.sandbox, "account")) == 1
    assert await fetch_value("select count(*) from money.payout_identities") == 1


@pytest.mark.parametrize("kind", [faults.TIMEOUT_AFTER, faults.SERVER_ERROR_AFTER, faults.TIMEOUT_BEFORE])
async def test_an_account_is_made_once_whatever_the_answer(paying: Market, kind: str) -> None:
    who = await ada()
    await acts.fault(paying.sandbox, "POST", "/v1/accounts", kind, count=3)
    with pytest.raises(StripeAway):
        await begin(who)
    await acts.run(paying.sandbox, "update sandbox.faults set remaining = 0")
    if kind != faults.SERVER_ERROR_AFTER:  # Stripe replays a saved 500 under its key
        assert await begin(who)
        assert len(await acts.objects(paying.sandbox, "account")) == 1


async def test_where_accounts_are_taken_by_transfer_stripe_is_not_asked(market: Market) -> None:
    with client_money(), pytest.raises(MethodNotOpen):
        await begin(await ada())


async def test_another_account_needs_the_password(paying: Market) -> None:
    who = await ada()
    await onboarded(paying, who)
    with pytest.raises(WrongCredentials):
        await begin(who)
    assert await begin(who, PASSWORD)


async def test_instead_of_an_iban_it_takes_the_password_and_holds_what_was_not_sent(paying: Market) -> None:
    who = await ada()
    assert who.person
    with client_money():
        async with transaction():
            await keep_account(who.actor, who.person, payee(NAME, IBAN), first=True)
        await requested((who, 2000), period=await month())
    who = await of_session(await sign_in("ada@example.org", PASSWORD))
    with pytest.raises(WrongCredentials):
        await begin(who)
    await begin(who, PASSWORD)
    payout = await payout_of(who)
    assert (payout["status"], payout["method"]) == ("held", "connect")
    assert await check() == []


async def test_the_janitor_learns_what_stripe_allows(paying: Market) -> None:
    who = await ada()
    await begin(who)
    assert await ask_accounts() == 1
    assert not identities.usable(await identities.current(tag_of(who)))
    async with paying.sandbox.acting() as call:
        await accounts.onboard(call, await account_of(who))
    await ask_accounts()
    assert identities.usable(await identities.current(tag_of(who)))
    assert await ask_accounts() == 0


# Transfers.


async def test_an_approved_batch_is_transferred_and_booked(paying: Market) -> None:
    await funded(paying)
    one, two = await a_batch(paying, 2000, 3000)
    before = await balance(CLEARING)
    assert (await status_of(one), await batch_status(one)) == ("approved", "approved")
    await paying.quiet()
    assert {await status_of(one), await status_of(two)} == {"paid"}
    assert (await sums(one), await sums(two)) == ((0, 0), (0, 0))
    assert await balance(CLEARING) - before == 5000
    assert (await earnings(tag_of(one))).paid == 2000
    assert await batch_status(one) == "executed"
    assert sorted(it["amount"] for it in await at_stripe(paying)) == [2000, 3000]
    assert await check() == []


async def test_a_transfer_says_neither_which_rental_nor_which_brand(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await paying.quiet()
    (transfer,) = await at_stripe(paying)
    assert transfer["transfer_group"] is None and transfer["source_transaction"] is None
    assert transfer["description"] is None
    row = await payout_of(who)
    assert transfer["metadata"] == {"app": "moi", "kind": "payout", "row": str(row["id"]), "attempt": "1"}
    assert row["id"].version == 4, "random: no time in it"


async def test_sent_again_from_anywhere_there_is_one_transfer(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    payout = (await payout_of(who))["id"]
    await paying.quiet()
    for _ in range(3):
        await send_payout(payout)
        await ask_payout(payout)
        await take_up_transfers()
        (transfer,) = await at_stripe(paying)
        assert await apply_transfer(await client_state(paying, transfer["id"]))
    assert len(await at_stripe(paying)) == 1
    assert await fetch_value("select count(*) from money.ledger_transactions where kind = 'payout.paid'") == 1


async def client_state(market: Market, transfer: str):  # type: ignore[no-untyped-def]
    from market.money.desk import desk

    return await desk().gateway.fetch_transfer(transfer)


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        (faults.TIMEOUT_BEFORE, 0),
        (faults.TIMEOUT_AFTER, 1),
        (faults.SERVER_ERROR, 0),
        (faults.SERVER_ERROR_AFTER, 1),
    ],
)
async def test_without_an_answer_it_is_unknown_and_asked_after(paying: Market, kind: str, there: int) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await acts.fault(paying.sandbox, "POST", "/v1/transfers", kind, count=3)
    async with mortal(paying):
        await drain(JOBS)
        assert await attempts() == [("unknown", 1)]
        assert (await status_of(who), await sums(who)) == ("submitted", (0, 2000))
        assert len(await at_stripe(paying)) == there
        await acts.run(paying.sandbox, "update sandbox.faults set remaining = 0")
        await lease_over()
        await take_up_transfers()
        if "error" in kind:  # it is replayed under its key: from then on it is known to be a saved one
            assert len(await at_stripe(paying)) == there
            await lease_over()
            await take_up_transfers()
            assert await attempts() == [("answered", 2)]
        assert (await status_of(who), len(await at_stripe(paying))) == ("paid", 1)
    assert await check() == []


async def test_busy_is_tried_again_under_the_same_key(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await acts.fault(paying.sandbox, "POST", "/v1/transfers", faults.RATE_LIMIT)
    async with mortal(paying) as transport:
        await drain(JOBS)
        assert await attempts() == [("requested", 1)]
        await lease_over()
        await take_up_transfers()
        assert transport.posted == ["transfers", "transfers"]
    assert await attempts() == [("answered", 1)]
    assert await status_of(who) == "paid"


async def test_no_key_older_than_23_hours_is_used_and_what_it_did_is_looked_up(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await acts.fault(paying.sandbox, "POST", "/v1/transfers", faults.TIMEOUT_AFTER, count=3)
    async with mortal(paying) as transport:
        await drain(JOBS)
        await acts.run(paying.sandbox, "update sandbox.faults set remaining = 0")
        await clock.travel(timedelta(hours=25))
        await acts.run(paying.sandbox, "delete from sandbox.idempotency_keys")
        await lease_over()
        transport.posted.clear()
        await take_up_transfers()
        assert transport.posted == [], "nothing was asked for again"
    assert await attempts() == [("answered", 2)]
    assert (await status_of(who), len(await at_stripe(paying))) == ("paid", 1)


async def test_without_the_look_up_a_forgotten_key_pays_twice(
    paying: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    from market.money.payouts.actions import transfer

    async def blind(taken: object) -> None:
        return None

    monkeypatch.setattr(transfer, "_earlier", blind)
    await funded(paying)
    await a_batch(paying, 2000)
    await acts.fault(paying.sandbox, "POST", "/v1/transfers", faults.TIMEOUT_AFTER, count=3)
    async with mortal(paying):
        await drain(JOBS)
        await acts.run(paying.sandbox, "update sandbox.faults set remaining = 0")
        await clock.travel(timedelta(hours=25))
        await acts.run(paying.sandbox, "delete from sandbox.idempotency_keys")
        await lease_over()
        await take_up_transfers()
    assert len(await at_stripe(paying)) == 2


async def test_killed_after_stripe_acted_the_webhook_books_it(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    async with mortal(paying) as transport:
        transport.dies_after = "/transfers"
        with pytest.raises(Died):
            await send_payout((await payout_of(who))["id"])
        assert await status_of(who) == "submitted"
        await paying.quiet()
    assert (await status_of(who), len(await at_stripe(paying))) == ("paid", 1)
    assert await check() == []


async def test_killed_with_every_webhook_lost_the_janitor_books_it(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    paying.webhooks = False
    async with mortal(paying) as transport:
        transport.dies_after = "/transfers"
        with pytest.raises(Died):
            await send_payout((await payout_of(who))["id"])
        await lease_over()
        await take_up_transfers()
    assert (await status_of(who), len(await at_stripe(paying))) == ("paid", 1)
    assert await check() == []


async def test_a_job_that_was_lost_is_taken_up(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await fetch("delete from jobs.pgqueuer")
    await clock.travel(timedelta(minutes=2))
    await take_up_transfers()
    assert await status_of(who) == "paid"


async def test_too_little_at_stripe_is_our_affair_and_the_money_is_ready_again(paying: Market) -> None:
    (who,) = await a_batch(paying, 2000)
    await paying.quiet()
    row = await payout_of(who)
    assert (row["status"], row["failure"], await sums(who)) == ("failed", "balance_insufficient", (2000, 0))
    refused = row["batch_id"]
    assert await fetch_value("select status from money.payout_batches where id = $1", refused) == "rejected"
    name = names.name("batch", refused, names.for_operators())
    async with reading(paying, await an_operator()) as visitor:
        shown = Page(await visitor.get(f"/operator/payouts/{name}")).words
    assert "refused" in shown and "Sent on" in shown and "xecuted" not in shown and "xported" not in shown
    assert identities.usable(await identities.current(tag_of(who)))
    assert not [it for it in await mail.kept() if it.kind == "payout_failed"], "the holder need not know"
    await funded(paying)
    await approve_payout(await an_operator(), row["id"])
    await paying.quiet()
    row = await payout_of(who)
    assert (row["status"], row["attempt"]) == ("paid", 2)
    states = "select status from money.payout_batches where id = any($1) order by status"
    found = [it["status"] for it in await fetch(states, [refused, row["batch_id"]])]
    assert found == ["executed", "rejected"], "what was refused stays so; what went out later is done"
    assert await check() == []


@pytest.mark.parametrize("left", [False, True])
async def test_what_stripe_refused_whole_is_not_counted_as_let_out_alone(paying: Market, left: bool) -> None:
    """Unless something of it left, though it may have come back."""
    who, operator = await a_stripe_payee(paying), await an_operator()
    await requested((who, 90_000), period=await month())
    await approved(await batch_of(who), operator)
    await paying.quiet()
    row = await payout_of(who)
    assert row["failure"] == "balance_insufficient"
    if left:
        await fetch("update money.payout_attempts set stripe_transfer_id = 'tr_x'")
    assert (await approve_payout(operator, row["id"])).needed == (2 if left else 1)


async def test_a_batch_of_which_some_was_paid_is_executed(paying: Market) -> None:
    await funded(paying)
    one, two = await a_batch(paying, 2000, 3000)
    async with paying.sandbox.acting() as call:
        await accounts.restrict(call, await account_of(two), True)
    await paying.quiet()
    assert (await status_of(one), await status_of(two)) == ("paid", "failed")
    assert await fetch_value("select status from money.payout_batches") == "executed"


async def test_an_account_that_stripe_stopped_is_told_and_not_used(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    async with paying.sandbox.acting() as call:
        await accounts.restrict(call, await account_of(who), True)
    await paying.quiet()
    row = await payout_of(who)
    assert (row["status"], row["failure"]) == ("failed", "insufficient_capabilities_for_transfer")
    assert not identities.usable(await identities.current(tag_of(who)))
    assert [it for it in await mail.kept() if it.kind == "payout_failed"]
    async with paying.sandbox.acting() as call:
        await accounts.restrict(call, await account_of(who), False)
    await ask_accounts()
    assert identities.usable(await identities.current(tag_of(who)))
    assert await check() == []


async def test_an_account_that_is_not_ready_holds_the_payout(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await fetch("update money.payout_identities set ready_at = null")
    await paying.quiet()
    row = await payout_of(who)
    assert (row["status"], row["why"], await sums(who)) == ("held", NOT_READY, (0, 2000))
    assert await at_stripe(paying) == []
    assert await check() == []


async def test_a_transfer_taken_back_is_ready_again(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await paying.quiet()
    (transfer,) = await at_stripe(paying)
    before = await balance(CLEARING)
    await reverse(paying, transfer["id"])
    await paying.quiet()
    row = await payout_of(who)
    assert (row["status"], row["failure"], await sums(who)) == ("failed", "transfer_reversed", (2000, 0))
    assert await balance(CLEARING) - before == -2000
    assert (await earnings(tag_of(who))).paid == 0
    await approve_payout(await an_operator(), row["id"])
    await paying.quiet()
    assert (await status_of(who), len(await at_stripe(paying))) == ("paid", 2)
    assert await check() == []


async def test_a_strange_transfer_is_not_ours(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    client, account = client_of(paying.sandbox), await account_of(who)
    asked = {"amount": 700, "currency": "eur", "destination": account}
    stranger = await client.v1.transfers.create_async(asked)  # type: ignore[arg-type]
    assert await apply_transfer(await client_state(paying, stranger.id)) is False
    await paying.quiet()
    assert await status_of(who) == "paid"


async def test_a_second_transfer_for_one_payout_is_found(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await paying.quiet()
    (transfer,) = await at_stripe(paying)
    asked = {"amount": 2000, "currency": "eur", "destination": await account_of(who)}
    asked["metadata"] = transfer["metadata"]
    twin = await client_of(paying.sandbox).v1.transfers.create_async(asked)  # type: ignore[arg-type]
    with pytest.raises(TransferMismatch):
        await apply_transfer(await client_state(paying, twin.id))
    wrong = {**asked, "amount": 1999, "metadata": {**transfer["metadata"], "attempt": "9"}}
    other = await client_of(paying.sandbox).v1.transfers.create_async(wrong)  # type: ignore[arg-type]
    with pytest.raises(TransferMismatch):
        await apply_transfer(await client_state(paying, other.id))
    assert await check() == []


async def test_a_batch_through_stripe_is_no_file_and_nobody_marks_it(paying: Market) -> None:
    from market.money.payouts.actions.export import export
    from market.money.payouts.actions.outcome import execute_batch, reject_batch

    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    operator, batch = await an_operator(), await batch_of(who)
    with client_money(), pytest.raises(BatchNotMovable):
        await export(audit.SYSTEM, batch)
    for act in (execute_batch(operator, batch), reject_batch(operator, batch, "AM05")):
        with pytest.raises(BatchNotMovable):
            await act
    assert await status_of(who) == "approved"


async def test_nobody_says_for_stripe_that_a_transfer_is_on_its_way(paying: Market) -> None:
    await funded(paying)
    (who,) = await a_batch(paying, 2000)
    await acts.fault(paying.sandbox, "POST", "/v1/transfers", faults.TIMEOUT_AFTER, count=3)
    await drain(JOBS)
    assert await status_of(who) == "submitted", "Stripe has not answered"
    operator, batch = await an_operator(), await batch_of(who)
    with pytest.raises(BatchNotMovable):
        await accept_batch(operator, batch)
    assert await status_of(who) == "submitted"
    await acts.run(paying.sandbox, "update sandbox.faults set remaining = 0")
    await paying.quiet()
    assert await status_of(who) == "paid"
    assert await check() == []


@pytest.mark.parametrize("act", [hold_payout, cancel_payout])
async def test_a_batch_of_which_the_rest_is_kept_back_is_done(paying: Market, act: Steer) -> None:
    await funded(paying)
    first, second = await a_batch(paying, 2000, 3000)
    batch = await batch_of(first)
    await send_payout((await payout_of(first))["id"])
    assert (await status_of(first), await status_of(second)) == ("paid", "approved")
    await act(await an_operator(), (await payout_of(second))["id"], "To be looked at")
    assert await fetch_value("select status from money.payout_batches where id = $1", batch) == "executed"
    assert [it.id for it in await queries.batches()] == []
    assert await check() == []


async def test_a_late_word_on_an_old_transfer_calls_off_no_signature_on_the_next(paying: Market) -> None:
    await funded(paying, 300_000)
    who, first = await a_stripe_payee(paying), await an_operator()
    await requested((who, 90_000), period=await month())
    await approved(await batch_of(who), first)
    await paying.quiet()
    (transfer,) = await at_stripe(paying)
    await reverse(paying, transfer["id"])
    await paying.quiet()
    payout = (await payout_of(who))["id"]
    assert (await approve_payout(first, payout)).approved is False, "it takes two"
    await apply_transfer(await client_state(paying, transfer["id"]))
    assert await fetch_value(
        "select status from money.payout_batches where id = $1", (await payout_of(who))["batch_id"]
    ) == ("open")
    assert (await approve_payout(await an_operator(), payout)).approved is True
    await paying.quiet()
    assert await status_of(who) == "paid" and await check() == []


async def test_from_a_brands_card_to_the_holders_account_every_cent_is_explained(paying: Market) -> None:
    """Rented, ended, held, paid out, one transfer taken back and sent again: Stripe's list and the books agree."""
    await funded(paying, 50_000)
    await acts.run(paying.sandbox, "delete from sandbox.objects where kind in ('charge', 'payment_intent')")
    who = await a_stripe_payee(paying)
    who = Principal(person=who.person, actor=who.actor, holder=True)
    await paying.rented(await a_brand(), await a_persona(who))
    await clock.travel(timedelta(days=40))
    await paying.sweep()
    await clock.travel(timedelta(days=15))
    await paying.sweep()
    assert (await sums(who))[0] == 1520
    await requested_now(who)
    await paying.quiet()
    (transfer,) = await at_stripe(paying)
    await reverse(paying, transfer["id"])
    await paying.quiet()
    await approve_payout(await an_operator(), (await payout_of(who))["id"])
    await paying.quiet()
    assert await status_of(who) == "paid"
    assert await check() == []
    await reconcile(patience=timedelta(0))
    rows = await fetch(
        "select type, outcome from money.stripe_balance_transactions where type like 'transfer%' order by id"
    )
    assert sorted(row["type"] for row in rows) == ["transfer", "transfer", "transfer_refund"]
    assert {row["outcome"] for row in rows} == {"matched"}


async def requested_now(who: Principal) -> None:
    from market.money.settlement.rules import Month

    await requested(period=str(Month.of(await clock.now() + timedelta(days=15))))
    await approved(await batch_of(who))


# By the pages.


async def test_by_the_pages_the_holder_goes_to_stripe_and_comes_back(paying: Market) -> None:
    from tests.web.holders import pages, words

    who = await ada()
    await ready((who, 3140))
    token = await sign_in("ada@example.org", PASSWORD)
    async with pages(paying.app, token) as browser:
        asked = await browser.get("/earnings")
        assert "Ready: €31.40. Where shall it go?" in words(asked) and "Go on at Stripe" in words(asked)
        assert 'name="iban"' not in asked.text
        answer = await browser.post("/earnings/stripe")
        assert answer.status_code == 303
        assert "https://connect.stripe.com" in answer.headers["content-security-policy"]
        page = answer.headers["location"]
        assert page.startswith("https://moi.test/sandbox/connect/")
        assert "Stripe still needs something" in words(await browser.get("/earnings"))
        back = await _give_details(browser, page)
        assert back.headers["location"] == "https://moi.test/earnings/stripe/back"
        assert (await browser.get("/earnings/stripe/back")).headers["location"] == "/earnings"
        after = words(await browser.get("/earnings"))
        assert "Stripe has all it needs" in after and "Your account at Stripe" in after
        late = await browser.get(page)
        assert late.headers["location"] == "https://moi.test/earnings/stripe/again"
        assert "Start again from here." in words(await _followed(browser, "/earnings/stripe/again"))
        answer = await browser.post("/earnings/stripe", data={"password": "wrong"})
        assert answer.status_code == 401 and "This is not your password." in answer.text


async def _give_details(browser: httpx.AsyncClient, page: str) -> httpx.Response:
    return await browser.post(page, data={"answer": "done"})


async def _followed(browser: httpx.AsyncClient, path: str) -> httpx.Response:
    answer = await browser.get(path)
    return await browser.get(answer.headers["location"])


async def test_when_stripe_is_away_the_page_says_so(paying: Market) -> None:
    from tests.web.holders import pages

    await ada()
    await acts.fault(paying.sandbox, "POST", "/v1/accounts", faults.TIMEOUT_BEFORE, count=9)
    token = await sign_in("ada@example.org", PASSWORD)
    async with pages(paying.app, token) as browser:
        answer = await browser.post("/earnings/stripe")
    assert answer.status_code == 503 and "Nothing is lost" in answer.text


async def test_by_api_the_page_at_stripe_is_given(paying: Market) -> None:
    from tests.accounts.people import browser as api

    await ada()
    async with api(paying.app, await sign_in("ada@example.org", PASSWORD)) as client:
        answer = await client.post("/v1/payout-identity/onboarding", json={})
        assert answer.status_code == 200 and answer.json()["url"].startswith("https://")
        shown = (await client.get("/v1/payout-identity")).json()
        assert (shown["method"], shown["ready"], shown["open"]) == ("connect", False, ["connect"])
        given = await client.put("/v1/payout-identity", json={"name": NAME, "iban": IBAN})
        assert given.status_code == 409
