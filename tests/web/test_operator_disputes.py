"""The desk's chargebacks: seen with deadline and evidence, answered, given in, written off; by page and by API."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from market.base import clock, names
from market.base.clock import MARKET_ZONE
from market.base.database import fetch, fetch_value
from market.money.chart import Movement
from market.money.sandbox import disputes, refunds
from market.rentals.actions.end import withdraw
from tests.accounts.people import browser as api
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.money import acts
from tests.money.payouts.paying import an_operator
from tests.relations.helpers import a_session, with_mailbox
from tests.web.brands import Page, reading
from tests.web.holders import words

__all__ = ["market"]

START = datetime(2027, 1, 5, 9, tzinfo=UTC)
DISPUTES = "/operator/disputes"


async def opened(market: Market) -> tuple[UUID, str]:
    """A rental that runs and is disputed: its agreement, Stripe's id of the dispute."""
    await clock.travel_to(START)
    agreement = await market.rented(await a_brand(name="Cycles Garonne"), await a_persona(await a_holder()))
    charge = await fetch_value("select stripe_charge_id from money.payments")
    async with market.sandbox.acting() as call:
        found = await disputes.open_on(call, charge)
    await market.quiet()
    return agreement, str(found["id"])


async def act(visitor: httpx.AsyncClient, path: str, which: str, **more: str) -> httpx.Response:
    """Send the form of an act as the page offers it."""
    page = Page(await visitor.get(path))
    (form,) = [it for it in page.forms if it.values.get("act") == which]
    return await visitor.post(form.action, data={**form.values, **more})


async def path_of(visitor: httpx.AsyncClient) -> str:
    listed = Page(await visitor.get(DISPUTES))
    (path,) = {it for it in listed.links if it.startswith(DISPUTES + "/")}
    return path


async def test_where_no_bank_asks_it_says_so(market: Market) -> None:
    async with reading(market, await an_operator()) as visitor:
        shown = words(await visitor.get(DISPUTES))
    assert "No bank asks anything back." in shown


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_first_page_counts_what_waits_for_an_answer_with_its_sum_and_deadline(
    market: Market, language: str
) -> None:
    _, dispute = await opened(market)
    await fetch("update money.disputes set due_by = base.now() + interval '7 days'")
    due = await fetch_value("select due_by from money.disputes where stripe_dispute_id = $1", dispute)
    async with reading(market, await an_operator(), language) as visitor:
        page = Page(await visitor.get("/operator"))
        said = f"Chargebacks to answer 1 · €19.00 by {due.astimezone(MARKET_ZONE).day} "
        if language == "fr":
            said = f"Contestations à traiter 1 · 19,00 € avant le {due.astimezone(MARKET_ZONE).day}"
        assert said in page.words.replace("\u00a0", " ").replace("\u202f", " ")
        assert DISPUTES in page.links and "All is well " not in page.words
        await fetch("update money.disputes set answers = 1")
        answered = Page(await visitor.get("/operator")).words
        assert "€19.00 by" not in answered and "avant le" not in answered


@pytest.mark.parametrize(("language", "told"), [("en", "is past"), ("fr", "est passé")])
async def test_a_deadline_that_is_past_is_told_as_such(market: Market, language: str, told: str) -> None:
    await opened(market)
    await fetch("update money.disputes set due_by = base.now() + interval '1 hour'")
    async with reading(market, await an_operator(), language) as visitor:
        path = await path_of(visitor)
        for page in ("/operator", path):
            assert told not in words(await visitor.get(page))
        await clock.travel(timedelta(hours=2))
        for page in ("/operator", path):
            assert told in words(await visitor.get(page)), page
        await fetch("update money.disputes set answers = 1")
        assert told not in words(await visitor.get(path))


async def test_a_dispute_is_seen_with_its_deadline_and_answered_from_our_record(market: Market) -> None:
    agreement, _ = await opened(market)
    async with reading(market, await an_operator()) as visitor:
        listed = words(await visitor.get(DISPUTES))
        assert "Cycles Garonne" in listed and "answer needed" in listed and "€19.00" in listed
        path = await path_of(visitor)
        shown = words(await visitor.get(path))
        assert "Chargeback over €19.00" in shown and "Answer by" in shown
        assert str(agreement) in shown, "what would be sent is there to be read"
        answer = await act(visitor, path, "answer", note="winning_evidence")
        assert answer.status_code == 303, answer.text
        shown = words(await visitor.get(path))
        assert "under review at the bank" in shown and "taken by Stripe" in shown
        (found,) = await acts.objects(market.sandbox, "dispute")
        assert found["evidence"]["customer_name"] == "Cycles Garonne"
        assert str(agreement) in found["evidence"]["access_activity_log"]
        await acts.hurry(market.sandbox)
        await market.quiet()
        assert "won" in words(await visitor.get(path))
    assert await market.state(agreement) == "Active"
    assert await market.findings() == []


async def test_given_in_it_is_lost_and_the_debt_can_be_given_up(market: Market) -> None:
    agreement, _ = await opened(market)
    await clock.travel_to(START + timedelta(days=9, hours=1))
    async with reading(market, await an_operator()) as visitor:
        path = await path_of(visitor)
        unsure = await visitor.post(path + "/decision", data={"act": "accept"})
        assert unsure.status_code == 422 and await market.state(agreement) == "TemporarilySuspended"
        assert (await act(visitor, path, "accept", sure="yes")).status_code == 303
        shown = words(await visitor.get(path))
        assert "lost" in shown and "€12.87" in shown and "€1.23" in shown and "€4.90" in shown
        assert (await act(visitor, path, "write_off", sure="yes")).status_code == 303
        page = Page(await visitor.get(path))
        assert [it for it in page.forms if it.values.get("act")] == [], "nothing is left to do"
        late = await visitor.post(path + "/decision", data={"act": "accept", "sure": "yes"})
        assert late.status_code == 409 and "decided already" in late.text
    assert await market.state(agreement) == "Terminated"
    assert await market.findings() == []


async def test_the_ledger_leads_from_a_posting_to_its_dispute(market: Market) -> None:
    _, stripe_id = await opened(market)
    found = await fetch_value("select id from money.ledger_transactions where kind = 'dispute.withdrawn'")
    async with reading(market, await an_operator()) as visitor:
        path = "/operator/ledger/transactions/" + names.name("transaction", found, names.for_operators())
        shown = words(await visitor.get(path))
    assert "a chargeback" in shown and stripe_id in shown


def test_the_desk_has_words_for_every_movement() -> None:
    words_of_books = Path("market/web/templates/operator/books.html").read_text()
    assert [it for it in Movement if f'"{it}": _(' not in words_of_books] == []


async def test_no_page_says_who_the_holder_is_nor_what_the_persona(market: Market) -> None:
    await opened(market)
    row = await fetch_value("select document->'first_party'->>'name' from rentals.rentals")
    async with reading(market, await an_operator()) as visitor:
        page = (await visitor.get(await path_of(visitor))).text
    assert row not in page and "velo" not in page


@pytest.mark.parametrize("path", [DISPUTES, DISPUTES + "/x", "/v1/operator/disputes"])
async def test_it_is_for_operators(market: Market, path: str) -> None:
    async with reading(market, await a_brand()) as visitor:
        assert (await visitor.get(path)).status_code in (403, 404)


async def test_by_api_the_same(market: Market) -> None:
    agreement, _ = await opened(market)
    operator = await with_mailbox(await an_operator(), "desk@example.org")
    async with api(market.app, await a_session(operator)) as client:
        (listed,) = (await client.get("/v1/operator/disputes")).json()
        assert (listed["brand"], listed["amount"], listed["status"]) == (
            "Cycles Garonne",
            1900,
            "needs_response",
        )
        assert listed["due_on"] and listed["answered"] is False and listed["withdrawn"] == 1900
        path = f"/v1/operator/disputes/{listed['id']}"
        whole = (await client.get(path)).json()
        assert str(agreement) in whole["evidence"]["product_description"]
        refused = await client.post(path + "/answer", json={"note": "Call me: 06 12 34 56 78"})
        assert refused.status_code == 422, "an operator's words name nobody"
        assert (await client.post(path + "/answer", json={})).status_code == 204
        again = await client.post(path + "/answer", json={})
        assert (again.status_code, again.json()["type"]) == (409, "/problems/dispute-answered")
        assert (await client.post(path + "/acceptance")).status_code == 204
        lost = (await client.get(path)).json()
        assert lost["status"] == "lost" and sum(lost["borne"].values()) == 1900
        given = await client.post(path + "/write-off")
        assert given.json() == {"amount": lost["borne"]["receivable"]}
        assert (await client.post(path + "/write-off")).status_code == 409


async def test_the_brand_sees_what_became_of_its_money(market: Market) -> None:
    brand, holder = await a_brand(), await a_holder()
    await clock.travel_to(START)
    agreement = await market.rented(brand, await a_persona(holder))
    charge = await fetch_value("select stripe_charge_id from money.payments")
    async with market.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge, "amount": 500})
    await market.quiet()
    async with reading(market, brand) as visitor:
        shown = words(await visitor.get(f"/rentals/{agreement}"))
        assert "€5.00 went back to you outside of this rental, which goes on" in shown
        async with market.sandbox.acting() as call:
            await disputes.open_on(call, charge)
        await market.quiet()
        shown = words(await visitor.get(f"/rentals/{agreement}"))
        assert "Access is suspended: your bank contests this payment. The days go on." in shown
        assert "Your bank decides. If the payment stands, access opens again" in shown
        assert "ask your bank to withdraw the chargeback" in shown
        assert "Until it decides, nothing can be renewed." in shown and "Renew it for" not in shown
        french = words(await visitor.get(f"/rentals/{agreement}?language=fr"))
        assert "L’accès est suspendu : votre banque conteste ce paiement." in french.replace("\u00a0", " ")
        opened = await visitor.post(f"/rentals/{agreement}/sheet", data={"purpose": "benefits"})
        assert "Votre banque conteste le paiement de cette location" in words(opened)
    async with reading(market, holder) as visitor:
        assert "access suspended" in words(await visitor.get("/space"))
        shown = words(await visitor.get(f"/relations/{agreement}"))
        told = shown.split("The contract in plain words")[0]  # which says of every rental what a bank may do
        assert "The brand can neither read nor invite for now." in told and "bank" not in told.lower()
        assert told != shown
    assert await market.findings() == []


async def test_of_what_was_given_back_twice_the_page_tells_what_is_left(market: Market) -> None:
    """The holder switches off, and before our refund reaches Stripe an operator refunds more than is left there."""
    brand, holder = await a_brand(), await a_holder()
    await clock.travel_to(START)
    agreement = await market.rented(brand, await a_persona(holder))
    charge = await fetch_value("select stripe_charge_id from money.payments")
    await clock.travel(timedelta(days=9, hours=1))
    await withdraw(holder, agreement)
    async with market.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge, "amount": 1000})
    await market.quiet()
    async with reading(market, brand) as visitor:
        shown = words(await visitor.get(f"/rentals/{agreement}"))
        assert "€10.00 had gone back to you outside of this rental: days not used have repaid €10.00" in shown
        assert "€2.87 could not go back to your card: it is kept as your credit" in shown
        assert "€12.87 for days not used" in shown
    assert await market.findings() == []


async def test_what_went_back_past_us_is_not_owed_by_a_rental_that_is_over_and_repaid_nothing(
    market: Market,
) -> None:
    brand, holder = await a_brand(), await a_holder()
    await clock.travel_to(START)
    agreement = await market.rented(brand, await a_persona(holder))
    charge = await fetch_value("select stripe_charge_id from money.payments")
    await clock.travel(timedelta(days=32))
    async with market.sandbox.acting() as call:
        await refunds.create(call, {"charge": charge, "amount": 500})
    await market.quiet()
    async with reading(market, brand, "fr") as visitor:
        shown = words(await visitor.get(f"/rentals/{agreement}")).replace("\u00a0", " ")
        assert "5,00 € vous ont été rendus en dehors de cette location." in shown
        assert "qui continue" not in shown
