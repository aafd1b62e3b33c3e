"""A brand's balance goes to its bank: asked for on its page, let out at the desk, told in both places; and by API."""

import re
import uuid
from collections.abc import AsyncIterator

import pytest

from market.base import names
from market.money import explorer
from market.money.bankreturns import queries
from market.money.bankreturns.actions.pay import fail
from market.money.credit.queries import facts_of
from tests.accounts.people import browser
from tests.market import Market, market
from tests.money.bankreturns.returning import a_creditor, asked, paid, sums, tag_of
from tests.money.payouts.paying import IBAN, an_operator, client_money
from tests.relations.helpers import a_session
from tests.web.brands import Page, reading

__all__ = ["market"]

DESK, API = "/operator/bank-returns", "/v1/balance/bank-returns"


@pytest.fixture
async def holding(market: Market) -> AsyncIterator[Market]:
    with client_money():
        yield market


def desk_name(id: uuid.UUID) -> str:
    return names.name("bank-return", id, names.for_operators())


async def test_an_owner_asks_on_the_balances_page_and_calls_it_off(holding: Market) -> None:
    who = await a_creditor(5000)
    async with reading(holding, who) as visitor:
        page = Page(await visitor.get("/balance"))
        assert "€50.00 can go back to no card" in page.words and "Holder: Cycles Garonne." in page.words
        form = page.form("/balance/bank-return")
        answer = await visitor.post(form.action, data=form.values | {"amount": "30", "iban": IBAN})
        assert answer.status_code == 303
        page = Page(await visitor.get("/balance"))
        assert "€30.00 goes to your bank account." in page.words and "189" in page.words
        assert IBAN not in page.words and "To your bank account" in page.words
        (form,) = [it for it in page.forms if it.action.endswith("/cancel")]
        assert (await visitor.post(form.action, data=form.values)).status_code == 303
        assert (await visitor.post(form.action, data=form.values)).status_code == 409
        page = Page(await visitor.get("/balance"))
        assert "called off" in page.words and "It stays here after all" in page.words
    assert await sums(who) == (5000, 0)
    async with reading(holding, who, "fr") as visitor:
        assert "ne peuvent revenir sur aucune carte" in Page(await visitor.get("/balance")).words


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"amount": "50,01"}, "This amount cannot go to your bank."),
        ({"amount": "x"}, "This amount cannot go to your bank."),
        ({"iban": "FR76"}, "This is no IBAN"),
    ],
)
async def test_what_cannot_be_is_said_at_its_place(
    holding: Market, changed: dict[str, str], words: str
) -> None:
    async with reading(holding, await a_creditor(5000)) as visitor:
        form = Page(await visitor.get("/balance")).form("/balance/bank-return")
        typed = form.values | {"amount": "30", "iban": IBAN} | changed
        answer = await visitor.post(form.action, data=typed)
        assert answer.status_code in (409, 422)
        page = Page(answer)
        assert words in page.words
        assert page.form("/balance/bank-return").values["amount"] == typed["amount"]


async def test_where_no_transfers_are_made_the_page_says_to_write(market: Market) -> None:
    async with reading(market, await a_creditor(5000)) as visitor:
        page = Page(await visitor.get("/balance"))
    assert "or write to us" in page.words
    assert not [it for it in page.forms if it.action == "/balance/bank-return"]


async def test_the_desk_lets_it_out_downloads_the_file_and_says_that_it_is_paid(holding: Market) -> None:
    who = await a_creditor(200_000)
    id = await asked(who, 150_000)
    path = f"{DESK}/{desk_name(id)}"
    async with (
        reading(holding, await an_operator()) as first,
        reading(holding, await an_operator()) as second,
    ):
        assert "€1,500.00 1 transfer" in Page(await first.get("/operator")).words
        assert "Cycles Garonne" in Page(await first.get(DESK)).words
        for visitor, words in ((first, "It takes one more operator."), (second, "Approved.")):
            (form,) = [it for it in Page(await visitor.get(path)).forms if it.values.get("act") == "approve"]
            assert (await visitor.post(form.action, data=form.values)).status_code == 303
            assert words in Page(await visitor.get(path)).words
        assert (await first.post(f"{path}/decision", data={"act": "execute"})).status_code == 409
        file = await second.post(f"{path}/file")
        assert file.headers["content-type"].startswith("application/xml") and IBAN in file.text
        assert (await first.post(f"{path}/file")).text == file.text
        (reference,) = re.findall("<EndToEndId>(.*)</EndToEndId>", file.text)
        found = await first.get("/operator/payouts", params={"reference": f"Moi {reference.lower()}"})
        assert (found.status_code, found.headers["location"]) == (303, path), "as the bank's message says it"
        page = Page(await first.get(path))
        assert IBAN not in page.words
        (form,) = [it for it in page.forms if it.values.get("act") == "execute"]
        assert (await first.post(form.action, data=form.values)).status_code == 303
        page = Page(await first.get(path))
        assert "paid" in page.words
        (form,) = [it for it in page.forms if it.values.get("act") == "return"]
        wrong = await first.post(form.action, data=form.values | {"code": "XX"})
        assert wrong.status_code == 422 and "No bank gives this reason." in Page(wrong).words
        assert (await first.post(form.action, data=form.values | {"code": "AC04"})).status_code == 303
        assert "account closed (AC04)" in Page(await first.get(path)).words
        assert (await first.post(f"{path}/file")).status_code == 409
        assert (await first.post(f"{DESK}/x/file")).status_code == 404
        assert (await first.post(f"{DESK}/x/decision", data={})).status_code == 404
    assert await sums(who) == (200_000, 0)
    async with reading(holding, who) as visitor:
        page = Page(await visitor.get("/balance"))
        assert "came back" in page.words and "account closed (AC04)" in page.words
    async with reading(holding, who, "fr") as visitor:
        assert "compte fermé (AC04)" in Page(await visitor.get("/balance")).words


async def test_the_desk_refuses_with_a_reason_that_the_brand_reads(holding: Market) -> None:
    who = await a_creditor(5000)
    path = f"{DESK}/{desk_name(await asked(who, 3000))}"
    async with reading(holding, await an_operator()) as visitor:
        (form,) = [it for it in Page(await visitor.get(path)).forms if it.values.get("act") == "refuse"]
        assert (await visitor.post(form.action, data=form.values | {"reason": ""})).status_code == 422
        await visitor.post(form.action, data=form.values | {"reason": "No such company."})
        assert "No brand waits for its money." in Page(await visitor.get(DESK)).words
    async with reading(holding, who) as visitor:
        assert "No such company." in Page(await visitor.get("/balance")).words


async def test_the_posting_is_in_the_ledger_with_its_cause(holding: Market) -> None:
    id = await asked(await a_creditor(5000), 3000)
    await paid(id)
    async with reading(holding, await an_operator()) as visitor:
        for posting, _ in await explorer.of_row(id):
            name = names.name("transaction", posting, names.for_operators())
            page = Page(await visitor.get(f"/operator/ledger/transactions/{name}"))
            assert "a balance on its way to a bank" in page.words


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_ledger_says_where_it_stands_in_its_own_words(holding: Market, language: str) -> None:
    """And why it came back, in words with the bank's code."""
    id = await asked(await a_creditor(5000), 3000)
    words = {
        "en": ("asked for", "to be sent", "paid", "account closed (AC04)"),
        "fr": ("demandé", "à envoyer", "versé", "compte fermé (AC04)"),
    }[language]

    async def cause() -> str:
        posting, _ = (await explorer.of_row(id))[0]
        name = names.name("transaction", posting, names.for_operators())
        async with reading(holding, await an_operator(), language) as visitor:
            return Page(await visitor.get(f"/operator/ledger/transactions/{name}")).words

    bank = {"en": "a balance on its way to a bank", "fr": "un solde en route vers une banque"}[language]
    assert f"{bank}, {words[0]}" in await cause()
    await paid(id)
    assert f"{bank}, {words[2]}" in await cause()
    await fail(await an_operator(), id, "AC04")
    assert words[3] in await cause()


async def test_by_api_it_is_the_same(holding: Market) -> None:
    who = await a_creditor(5000)
    async with (
        browser(holding.app, await a_session(who)) as brand,
        browser(holding.app, await a_session(await an_operator())) as desk,
    ):
        assert (await brand.post(API, json={"amount": 100, "iban": IBAN})).status_code == 422
        made = await brand.post(API, json={"amount": 3000, "iban": IBAN}, headers={"idempotency-key": "k"})
        assert made.status_code == 201
        one = made.json()
        assert (one["status"], one["account"], one["amount"]) == ("requested", "FR\u00a0••••\u00a0189", 3000)
        stands = (await brand.get("/v1/balance")).json()
        assert (stands["by_no_card"], stands["to_bank"], stands["on_its_way"]) == (2000, 3000, 3000)
        (listed,) = (await desk.get("/v1/operator/bank-returns")).json()
        assert (listed["brand"], listed["status"]) == ("Cycles Garonne", "requested")
        at = f"/v1/operator/bank-returns/{listed['id']}"
        assert (await desk.post(f"{at}/approval")).json() == {"given": 1, "needed": 1, "approved": True}
        late = await brand.post(f"{API}/{one['id']}/cancellation")
        assert late.json()["type"] == "/problems/bank-return-not-movable"
        assert (await desk.post(f"{at}/file")).status_code == 200
        assert (await desk.post(f"{at}/execution")).status_code == 204
        assert (await desk.post(f"{at}/return", json={"code": "AC04"})).status_code == 204
        (over,) = (await brand.get(API)).json()
        assert (over["status"], over["failure"], over["account"]) == ("failed", "AC04", None)
        second = await brand.post(API, json={"amount": 1, "iban": IBAN}, headers={"idempotency-key": "l"})
        gone = await brand.post(f"{API}/{second.json()['id']}/cancellation")
        assert gone.json()["status"] == "canceled"
        await brand.post(API, json={"amount": 1, "iban": IBAN}, headers={"idempotency-key": "m"})
        (listed,) = (await desk.get("/v1/operator/bank-returns")).json()
        refusal = f"/v1/operator/bank-returns/{listed['id']}/refusal"
        assert (await desk.post(refusal, json={"reason": "No."})).status_code == 204
    assert (await facts_of(tag_of(who))).held == 5000
    assert len(await queries.in_state(over=True)) == 3 and await queries.to_do() == queries.ToDo(0, 0)
