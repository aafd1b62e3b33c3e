"""A finding of a refund past us says what is true of it, and lets operators give up what nothing repays."""

from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from market.base import clock, names
from market.base.database import fetch_value
from market.money.reconciliation.actions import reconcile
from market.money.sandbox import refunds
from market.rentals.jobs import sweep_expired
from tests.accounts.people import browser
from tests.factories import a_brand, a_holder, a_person, a_persona, with_address
from tests.market import Market, market
from tests.money.payouts.paying import client_money
from tests.relations.helpers import a_session
from tests.web.brands import Page, reading

__all__ = ["market"]


async def gone_back(market: Market) -> str:
    """A rental that runs, whose price somebody refunded in the dashboard: the name of its finding."""
    await market.rented(await with_address(await a_brand()), await a_persona(await a_holder()))
    intent = await fetch_value("select stripe_payment_intent_id from money.payments")
    async with market.sandbox.acting() as call:
        await refunds.create(call, {"payment_intent": intent, "amount": 1900})
    await market.quiet()
    await reconcile()
    found: UUID = await fetch_value(
        "select id from money.reconciliation_findings where kind = 'outside-refund'"
    )
    return names.name("finding", found, names.for_operators())


async def over(market: Market) -> None:
    await clock.travel(timedelta(days=32))
    await sweep_expired()
    await market.quiet()


SURE = {"sure": "yes", "owed": "1900"}


def acts(page: Page) -> list[str]:
    return [it.action for it in page.forms if it.action.endswith("/write-off")]


async def test_the_desk_says_what_is_true_until_it_is_given_up(market: Market) -> None:
    name = await gone_back(market)
    path = f"/operator/findings/{name}"
    operator = await a_person(operator=True)
    async with reading(market, operator) as visitor:
        runs = Page(await visitor.get(path))
        assert "Nobody asks the brand for it. What is not used of the rental repays it first." in runs.words
        assert acts(runs) == []
        early = await visitor.post(f"{path}/write-off", data=SURE)
        assert early.status_code == 409 and "still runs" in early.text
    await over(market)
    async with reading(market, operator) as visitor:
        shown = Page(await visitor.get(path))
        assert "nobody asks the brand for it" in shown.words and "Still owed €19.00" in shown.words
        assert acts(shown) == [f"{path}/write-off"]
        unsure = await visitor.post(f"{path}/write-off", data={"owed": "1900"})
        assert unsure.status_code == 422 and acts(Page(unsure)) == [f"{path}/write-off"]
        for stale in ({}, {"owed": "500"}, {"owed": "-1900"}):
            old = await visitor.post(f"{path}/write-off", data={"sure": "yes"} | stale)
            assert old.status_code == 409 and "has changed since you looked" in old.text
        (form,) = [it for it in shown.forms if it.action.endswith("/write-off")]
        assert (await visitor.post(form.action, data=form.values | {"sure": "yes"})).status_code == 303
        done = Page(await visitor.get(path))
        assert "Given up €19.00" in done.words and "The brand owes nothing of it any more." in done.words
        assert acts(done) == []
        posting = await fetch_value(
            "select id from money.ledger_transactions where kind = 'receivable.written_off'"
        )
        ledger = names.name("transaction", posting, names.for_operators())
        assert (
            "a debt that was given up"
            in Page(await visitor.get(f"/operator/ledger/transactions/{ledger}")).words
        )
    assert await market.findings() == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "An operator has given up €19.00. It takes one more."),
        ("fr", "Un opérateur renonce à 19,00 €."),
    ],
)
async def test_above_the_limit_the_desk_asks_another_operator(
    market: Market, language: str, words: str
) -> None:
    with client_money(MOI_PAYOUT_TWO_OPERATORS="1000"):
        path = f"/operator/findings/{await gone_back(market)}"
        await over(market)
        async with reading(market, await a_person(operator=True), language) as first:
            assert (await first.post(f"{path}/write-off", data=SURE)).status_code == 303
            assert words in Page(await first.get(path)).words
            again = await first.post(f"{path}/write-off", data=SURE)
            assert again.status_code == 403
        async with reading(market, await a_person(operator=True), language) as second:
            assert (await second.post(f"{path}/write-off", data=SURE)).status_code == 303
            assert acts(Page(await second.get(path))) == []
    assert await market.findings() == []


async def test_programs_see_it_and_give_it_up(market: Market) -> None:
    path = f"/v1/operator/findings/{await gone_back(market)}"
    await over(market)
    async with browser(market.app, await a_session(await a_person(operator=True))) as desk:
        assert (await told(desk, path)) == {
            "owed": 1900,
            "given_up": 0,
            "waiting": None,
            "asked": False,
            "runs": False,
        }
        answer = await desk.post(f"{path}/write-off", json={"owed": 1900})
        assert (answer.status_code, answer.json()) == (200, {"amount": 1900, "booked": True})
        assert (await told(desk, path)) == {
            "owed": 0,
            "given_up": 1900,
            "waiting": None,
            "asked": False,
            "runs": False,
        }
        late = await desk.post(f"{path}/write-off", json={"owed": 1900})
        assert late.status_code == 409 and late.json()["type"].endswith("nothing-owed")


async def told(desk: httpx.AsyncClient, path: str) -> object:
    return (await desk.get(path)).json()["past_us"]
