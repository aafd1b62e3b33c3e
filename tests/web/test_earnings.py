"""The earnings page: where shall it go is asked once money is ready, then what becomes of each payout is told."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from market.accounts.actions.sessions import sign_in
from market.base import clock
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value
from market.money.payouts.actions.approve import approve_payout
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.outcome import execute_batch
from market.money.payouts.actions.steer import hold_payout
from market.money.payouts.identities import destination
from market.money.settlement.rules import Month
from tests.accounts.people import PASSWORD
from tests.accounts.people import browser as api
from tests.market import Market, market
from tests.money.payouts.paying import (
    IBAN,
    NAME,
    OTHER_IBAN,
    an_operator,
    approved,
    batch_of,
    client_money,
    gave_back,
    payout_of,
    ready,
    requested,
)
from tests.web.holders import a_signed_in_holder, error_at, pages, words

__all__ = ["market"]

PATH, ACCOUNT = "/earnings", "/earnings/account"
ADA = "ada@example.org"


async def fresh_token() -> str:
    return await sign_in(ADA, PASSWORD)


@pytest.fixture
async def ada(market: Market) -> Principal:
    _, who = await a_signed_in_holder(ADA)
    return who


async def test_nothing_is_asked_before_money_is_ready(market: Market, ada: Principal) -> None:
    with client_money():
        async with pages(market.app, await fresh_token()) as browser:
            page = await browser.get(PATH)
    assert "Where shall it go" not in words(page) and 'name="iban"' not in page.text


@pytest.mark.parametrize(
    ("language", "question", "kept"),
    [
        ("en", "Ready: €31.40. Where shall it go?", "The account is noted."),
        ("fr", "À verser : 31,40 €. Où les envoyer ?", "Le compte est noté."),
    ],
)
async def test_once_it_is_ready_it_is_asked_and_noted(
    market: Market, ada: Principal, language: str, question: str, kept: str
) -> None:
    with client_money():
        await ready((ada, 3140))
        async with pages(market.app, await fresh_token(), language) as browser:
            page = await browser.get(PATH)
            assert question in words(page)
            assert f'action="{ACCOUNT}"' in page.text and 'name="password"' not in page.text
            answer = await browser.post(
                ACCOUNT, data={"name": NAME, "iban": "fr76 3000 6000 0112 3456 7890 189"}
            )
            assert (answer.status_code, answer.headers["location"]) == (303, PATH)
            after = await browser.get(PATH)
    assert kept in words(after)
    assert f"{NAME}, FR •••• 189" in words(after)
    assert IBAN not in after.text and IBAN[4:] not in after.text
    assert ada.person and await destination(ada.person)


@pytest.mark.parametrize(
    ("sent_", "place", "said"),
    [
        ({"name": NAME, "iban": "FR76 3000"}, "iban", "This is no IBAN"),
        (
            {"name": NAME, "iban": "TR330006100519786457841326"},
            "iban",
            "We cannot transfer euros to this country",
        ),
        ({"name": " ", "iban": IBAN}, "name", "A bank could not read this name"),
        ({}, "iban", "This is no IBAN"),
    ],
)
async def test_what_is_wrong_is_said_at_its_place_with_what_was_typed(
    market: Market, ada: Principal, sent_: dict[str, str], place: str, said: str
) -> None:
    with client_money():
        async with pages(market.app, await fresh_token()) as browser:
            answer = await browser.post(ACCOUNT, data=sent_)
    assert answer.status_code == 422 and said in error_at(answer, place)
    assert all(value.strip() in answer.text for value in sent_.values())
    assert await fetch("select 1 from money.payout_identities") == []


async def test_a_change_asks_for_the_password(market: Market, ada: Principal) -> None:
    with client_money():
        await ready((ada, 3140))
        async with pages(market.app, await fresh_token()) as browser:
            await browser.post(ACCOUNT, data={"name": NAME, "iban": IBAN})
            assert ACCOUNT in (await browser.get(PATH)).text
            form = await browser.get(ACCOUNT)
            assert 'name="password"' in form.text and "FR •••• 189" in words(form)
            wrong = {"name": NAME, "iban": OTHER_IBAN, "password": "another one"}
            answer = await browser.post(ACCOUNT, data=wrong)
            assert answer.status_code == 401
            assert error_at(answer, "password") == "This is not your password."
            assert "another one" not in answer.text
            answer = await browser.post(ACCOUNT, data=wrong | {"password": PASSWORD})
            assert answer.status_code == 303
            assert "FR •••• 606" in words(await browser.get(PATH))


async def test_each_step_of_a_payout_is_told(market: Market, ada: Principal) -> None:
    with client_money():
        await _given(market)
        await requested((ada, 3140), period=await _month())
        assert "being prepared" in await _said(market)
        operator = await an_operator()
        await hold_payout(operator, (await payout_of(ada))["id"], "look")
        assert "being checked" in await _said(market) and "look" not in await _said(market)
        await approve_payout(operator, (await payout_of(ada))["id"])
        await export_batch(operator, await batch_of(ada))
        told = await _said(market)
        assert "on its way" in told and "On its way €31.40" in told
        await execute_batch(operator, await batch_of(ada))
        told = await _said(market)
        assert "Paid €31.40" in told and "On its way €" not in told
        reference = (await payout_of(ada))["reference"]
        assert f"{reference[:4]}…{reference[-4:]}" in told
        await gave_back(operator, (await payout_of(ada))["id"], "AC04")
        told = await _said(market)
        assert "came back, ready again" in told and "Your bank sent money back. Where shall it go?" in told
        assert "Ready €31.40" in told and "Paid €0.00" in told


async def test_what_is_less_than_the_threshold_waits_and_says_so(market: Market, ada: Principal) -> None:
    with client_money():
        await ready((ada, 900))
        assert "We pay once a month, from €10 on." in await _said(market)


async def test_the_next_payout_is_foretold(market: Market, ada: Principal) -> None:
    with client_money():
        await _given(market)
        await ready((ada, 3140))
        assert "€31.40." in (await _said(market)).split("Next payout after")[1]


async def test_where_transfers_are_not_open_no_account_is_asked(market: Market, ada: Principal) -> None:
    await ready((ada, 3140))
    async with pages(market.app, await fresh_token()) as browser:
        page = await browser.get(PATH)
        assert 'name="iban"' not in page.text and "Ready: €31.40" in words(page)
        answer = await browser.post(ACCOUNT, data={"name": NAME, "iban": IBAN})
    assert answer.status_code == 409


async def test_another_sites_page_cannot_give_an_account(market: Market, ada: Principal) -> None:
    with client_money():
        async with pages(market.app, await fresh_token()) as browser:
            answer = await browser.post(
                ACCOUNT, data={"name": NAME, "iban": IBAN}, headers={"sec-fetch-site": "cross-site"}
            )
    assert answer.status_code == 403
    assert await fetch("select 1 from money.payout_identities") == []


async def test_by_api_the_account_is_given_and_shown_by_its_end(market: Market, ada: Principal) -> None:
    with client_money():
        async with api(market.app, await fresh_token()) as client:
            assert (await client.get("/v1/payout-identity")).json() == {
                "method": None,
                "name": None,
                "account": None,
                "since": None,
                "ready": False,
                "refused": False,
                "open": ["sepa"],
            }
            for wrong, code in (
                ({"iban": "FR76"}, "iban-not-valid"),
                ({"bic": "COBADEFFXXX"}, "bic-not-valid"),
            ):
                answer = await client.put("/v1/payout-identity", json={"name": NAME, "iban": IBAN} | wrong)
                assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{code}")
                assert IBAN not in answer.text
            given = {"name": NAME, "iban": IBAN, "bic": "AGRIFRPP"}
            assert (await client.put("/v1/payout-identity", json=given)).status_code == 204
            answer = await client.put("/v1/payout-identity", json={"name": NAME, "iban": OTHER_IBAN})
            assert (answer.status_code, answer.json()["type"]) == (401, "/problems/wrong-credentials")
            given = {"name": NAME, "iban": OTHER_IBAN, "password": PASSWORD}
            assert (await client.put("/v1/payout-identity", json=given)).status_code == 204
            shown = (await client.get("/v1/payout-identity")).json()
            assert (shown["method"], shown["name"], shown["account"]) == (
                "sepa",
                NAME,
                "FR\u00a0••••\u00a0606",
            )
            await requested((ada, 3140), period=await _month())
        async with api(market.app, await fresh_token()) as client:
            earned = (await client.get("/v1/earnings")).json()
    assert (earned["reserved"], earned["payable"], earned["paid"], earned["currency"]) == (3140, 0, 0, "EUR")
    assert [(it["amount"], it["status"]) for it in earned["payouts"]] == [(3140, "requested")]
    assert earned["next_payout"]["account_known"] is True
    inner = (await payout_of(ada))["id"]
    assert str(inner) not in str(earned)
    assert await fetch_value("select count(*) from money.payouts") == 1


async def _given(market: Market) -> None:
    async with pages(market.app, await fresh_token()) as browser:
        await browser.post(ACCOUNT, data={"name": NAME, "iban": IBAN})


async def _said(market: Market) -> str:
    async with pages(market.app, await fresh_token()) as browser:
        return words(await browser.get(PATH))


async def _month() -> str:
    """The month in which the payouts of these tests become ready."""
    return str(Month.of(await clock.now() + timedelta(days=15)))


WORDS_OF_A_TRANSFER = ("We ask for a name and an IBAN", "Sent to your account.", "that the bank carries out")
WORDS_OF_STRIPE = (
    "Yours to be paid out, through Stripe.",
    "you tell Stripe at the first payout, not before, and never us",
    "Sent to your account at Stripe, which pays it out to your bank.",
    "or that Stripe carries out",
)


@pytest.mark.parametrize("ours", [True, False])
async def test_the_words_are_true_of_the_way_that_is_offered(
    market: Market, ada: Principal, ours: bool
) -> None:
    said, unsaid = (WORDS_OF_A_TRANSFER, WORDS_OF_STRIPE) if ours else (WORDS_OF_STRIPE, WORDS_OF_A_TRANSFER)
    async with pages(market.app, await fresh_token()) as browser:
        with client_money() if ours else nullcontext():
            shown = words(await browser.get(PATH))
            french = words(await browser.get(f"{PATH}?language=fr"))
    for it in said:
        assert it in shown, it
    for it in unsaid:
        assert it not in shown, it
    assert ("IBAN" in french) == ours and ("Stripe" in french) != ours


async def test_an_account_for_a_way_that_is_no_longer_offered_is_not_where_it_goes(
    market: Market, ada: Principal
) -> None:
    await ready((ada, 3140))
    async with pages(market.app, await fresh_token()) as browser:
        with client_money():
            await browser.post(ACCOUNT, data={"name": NAME, "iban": IBAN})
            assert "Where it goes" in words(await browser.get(PATH))
        page = await browser.get(PATH)
        assert "We pay in another way now. Where shall it go?" in words(page)
        assert "Where it goes" not in words(page) and "Next payout after" not in words(page)
        assert "Go on at Stripe" in words(page) and 'name="iban"' not in page.text


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_what_came_back_and_was_paid_later_is_not_said_to_be_ready(
    market: Market, ada: Principal, language: str
) -> None:
    with client_money():
        await _given(market)
        await requested((ada, 3140), period=await _month())
        operator = await an_operator()
        await export_batch_of(operator, ada)
        await gave_back(operator, (await payout_of(ada))["id"], "MS03")
        assert "came back, ready again" in await _said(market)
        await requested((ada, 100), period=await _month())
        assert "came back, in a later payout" in await _said(market)
        await export_batch_of(operator, ada)
        await execute_batch(operator, await batch_of(ada))
        reference = (await payout_of(ada))["reference"]
        async with pages(market.app, await fresh_token(), language) as browser:
            told = words(await browser.get(PATH))
        async with api(market.app, await fresh_token()) as client:
            latest, first = (await client.get("/v1/earnings")).json()["payouts"]
    short = f"{reference[:4]}…{reference[-4:]}"
    said = {"en": "came back, paid later", "fr": "revenu, versé ensuite"}[language]
    assert said in told and {"en": "then ", "fr": "puis "}[language] + short in told
    assert "ready again" not in told and "de nouveau à verser" not in told
    assert (first["later"], first["later_status"]) == (latest["id"], "paid")
    assert (latest["later"], latest["later_status"]) == (None, None)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "€31.40 is being prepared within minutes."),
        ("fr", "31,40 € sont préparés dans les minutes qui viennent."),
    ],
)
async def test_who_answers_late_is_not_sent_to_the_next_month(
    market: Market, ada: Principal, language: str, said: str
) -> None:
    with client_money():
        await requested((ada, 3140), period=await _month())
        await _given(market)
        async with pages(market.app, await fresh_token(), language) as browser:
            told = words(await browser.get(PATH))
        async with api(market.app, await fresh_token()) as client:
            next_ = (await client.get("/v1/earnings")).json()["next_payout"]
    assert said in told and "Next payout after" not in told and "Prochain versement" not in told
    assert next_["soon"] and next_["amount"] == 3140 and next_["on"] == str(market_date(await clock.now()))


async def test_by_api_too_an_account_of_another_way_is_none(market: Market, ada: Principal) -> None:
    with client_money():
        await _given(market)
    await ready((ada, 3140))
    async with api(market.app, await fresh_token()) as client:
        next_ = (await client.get("/v1/earnings")).json()["next_payout"]
        known = (await client.get("/v1/payout-identity")).json()
    assert (next_["account_known"], next_["enough"], next_["soon"]) == (False, True, False)
    assert (known["method"], known["ready"], known["open"]) == ("sepa", False, ["connect"])


async def export_batch_of(operator: Principal, who: Principal) -> None:
    await approved(await batch_of(who))
    await export_batch(operator, await batch_of(who))
