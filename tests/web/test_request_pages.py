"""Asking and answering on pages: both sides, in both languages, without a script."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from market.accounts.authentication import COOKIE
from market.base import clock
from market.base.database import fetch
from market.relations.conduct.queries import name_of
from tests.market import Market, market
from tests.relations.helpers import a_session
from tests.rentals.negotiation.asking import HOUR, Request, a_request

__all__ = ["market"]


@dataclass
class Sides:
    """One request, and a browser for each side."""

    request: Request
    holder: httpx.AsyncClient
    brand: httpx.AsyncClient

    @property
    def asked(self) -> str:
        return f"/asked/{self.request.agreement}"

    @property
    def requested(self) -> str:
        return f"/requests/{self.request.agreement}"


@pytest.fixture
async def sides(market: Market) -> AsyncIterator[Sides]:
    request = await a_request(market, message="advice")
    transport = httpx.ASGITransport(app=market.app)
    same = {"origin": "https://moi.test", "sec-fetch-site": "same-origin"}
    clients = []
    for who in (request.holder, request.brand):
        cookie = {"cookie": f"{COOKIE}={await a_session(who)}"}
        clients.append(
            httpx.AsyncClient(transport=transport, base_url="https://moi.test", headers=cookie | same)
        )
    async with clients[0], clients[1]:
        yield Sides(request, *clients)


async def read(client: httpx.AsyncClient, path: str, language: str = "en") -> str:
    answer = await client.get(path, params={"language": language})
    assert answer.status_code == 200, answer.text[:300]
    return " ".join(answer.text.replace("\xa0", " ").split())


async def test_the_holder_sees_who_asks_what_for_and_until_when(sides: Sides) -> None:
    page = await read(sides.holder, sides.asked)
    for words in ("Cycles Garonne", "Your opinion would help us", "€15.20", "SIREN", "too early to say"):
        assert words in page, words
    french = await read(sides.holder, sides.asked, "fr")
    assert "Ne pas répondre vaut non" in french
    assert "1 marque demande et attend votre réponse" in await read(sides.holder, "/space", "fr")
    assert "waiting for you" in await read(sides.holder, "/asked")


async def test_whoever_accepts_reads_of_all_that_they_consent_to(sides: Sides) -> None:
    page = await read(sides.holder, sides.asked)
    told = "answers, messages, reactions, codes redeemed, days of reading"
    assert f"what you say to it yourself ({told}), for these purposes" in page
    assert "from what you do here, it does not" not in page and "only a name that you write here" in page
    french = await read(sides.holder, sides.asked, "fr")
    told = "réponses, messages, réactions, codes utilisés, jours de lecture"
    assert f"ce que vous lui dites vous-même ({told}), pour ces finalités" in french


async def test_the_brand_sees_what_was_checked_of_the_person_and_no_more(sides: Sides) -> None:
    page = await read(sides.brand, sides.requested)
    assert "A real person, who declared to be an adult." in page
    assert "Nothing more was checked of them." in page
    assert "waiting for the answer" in page
    assert "1 request waits" in await read(sides.brand, "/rentals")
    assert "waiting for the answer" in await read(sides.brand, "/requests")


async def test_accepting_on_the_page_begins_the_rental(sides: Sides, market: Market) -> None:
    answer = await sides.holder.post(f"{sides.asked}/accept")
    assert (answer.status_code, answer.headers["location"]) == (303, sides.asked)
    page = await read(sides.holder, sides.asked)
    assert "You have accepted. The brand is told on " in page and "Take my yes back" in page
    assert "Offer something else" not in page
    assert "waiting for the answer" in await read(sides.brand, sides.requested)
    await sides.request.turn()
    assert await market.state(sides.request.agreement) == "Active"
    relation = await read(sides.holder, f"/relations/{sides.request.agreement}")
    assert "asked, and you answered yourself" in relation
    assert "without asking you again" not in relation
    assert "To the rental" in await read(sides.brand, sides.requested)
    rental = await read(sides.brand, f"/rentals/{sides.request.agreement}")
    assert "To the rental" not in rental and "given beforehand" not in rental
    assert "given in answer to your request, apart from the contract" in rental
    in_french = await read(sides.brand, f"/rentals/{sides.request.agreement}", "fr")
    assert "Il a été donné en réponse à votre demande" in in_french


async def test_what_was_refused_reads_as_unanswered_until_it_is_told(sides: Sides) -> None:
    before = await read(sides.brand, sides.requested)
    answer = await sides.holder.post(f"{sides.asked}/refuse", data={"reason": "price"})
    assert answer.status_code == 303
    after = await read(sides.brand, sides.requested)
    assert before == after, "not a word has changed"
    await sides.request.later(24 * HOUR)
    told = await read(sides.brand, sides.requested)
    assert "Not accepted" in told and "the price does not suit me" in told


async def test_silence_reads_as_a_refusal_without_a_reason(sides: Sides, market: Market) -> None:
    other = await a_request(market)
    transport = httpx.ASGITransport(app=market.app)
    cookie = {"cookie": f"{COOKIE}={await a_session(other.brand)}"}
    await other.refuse()
    await sides.request.later(73 * HOUR)
    async with httpx.AsyncClient(transport=transport, base_url="https://moi.test", headers=cookie) as theirs:
        refused = await read(theirs, f"/requests/{other.agreement}")
    silent = await read(sides.brand, sides.requested)
    start = silent.index("Nothing was taken: your bank")
    words = silent[start : start + 80]
    assert words in refused
    assert "chose to say" not in refused + silent


async def test_a_counter_offer_on_the_page_is_made_once_and_declined_or_taken(sides: Sides) -> None:
    sent = {"variant": "accord", "period": "P3M", "price_step": "2900"}
    wrong = await sides.holder.post(f"{sides.asked}/offer", data=sent | {"price_step": "1234"})
    assert wrong.status_code == 422
    assert "fold" in wrong.text and " open>" in wrong.text
    assert (await sides.holder.post(f"{sides.asked}/offer", data=sent)).status_code == 303
    again = await sides.holder.post(f"{sides.asked}/offer", data=sent)
    assert again.status_code == 409
    page = await read(sides.brand, sides.requested)
    assert "offers you something else" in page and "€78.30" in page and "another sum" in page
    taken = await sides.brand.post(f"{sides.requested}/accept")
    assert taken.status_code == 303
    assert "/sandbox/checkout/" in taken.headers["location"]
    assert await sides.request.first_payment() == "canceled"


async def test_an_offer_is_taken_back_on_the_page_and_the_brand_reads_it_on_until_it_is_told(
    sides: Sides,
) -> None:
    early = await sides.holder.post(f"{sides.asked}/withdraw")
    assert early.status_code == 409 and "rien dit qui puisse être retiré" in early.text
    await sides.request.offer()
    assert "Take my offer back" in await read(sides.holder, sides.asked)
    assert "Retirer ma proposition" in await read(sides.holder, sides.asked, "fr")
    before = await read(sides.brand, sides.requested)
    answer = await sides.holder.post(f"{sides.asked}/withdraw")
    assert (answer.status_code, answer.headers["location"]) == (303, sides.asked)
    assert before == await read(sides.brand, sides.requested), "not a word has changed"
    mine = await read(sides.holder, sides.asked)
    assert "offer taken back" in mine and "Take my offer back" not in mine
    shown = (await sides.holder.get(f"/v1/asked/{sides.request.agreement}")).json()
    assert (shown["state"], shown["ended_by"]) == ("TERMINATED", "person")
    late = await sides.brand.post(f"{sides.requested}/accept")
    assert late.status_code == 409
    assert "n’a plus cours" in late.text and "Pas accepté" in late.text, "and the page says what came of it"
    assert await sides.request.first_payment() == "authorized"
    await sides.request.market.quiet()
    assert await sides.request.first_payment() == "canceled"


async def test_the_api_takes_an_offer_back(sides: Sides) -> None:
    path = f"/v1/asked/{sides.request.agreement}"
    early = await sides.holder.post(f"{path}/withdrawal")
    assert (early.status_code, early.json()["type"].rsplit("/", 1)[-1]) == (409, "nothing-offered")
    await sides.request.offer()
    taken_back = await sides.holder.post(f"{path}/withdrawal")
    assert (taken_back.status_code, taken_back.json()["state"]) == (200, "TERMINATED")
    theirs = (await sides.brand.get(f"/v1/requests/{sides.request.agreement}")).json()
    assert (theirs["state"], theirs["outcome"], theirs["ended_on"]) == ("OFFERED", None, None)
    late = await sides.brand.post(f"/v1/requests/{sides.request.agreement}/acceptance")
    assert (late.status_code, late.json()["type"].rsplit("/", 1)[-1]) == (409, "request-over")


async def test_taking_back_on_the_page_lets_the_money_go(sides: Sides) -> None:
    answer = await sides.brand.post(f"{sides.requested}/withdraw")
    assert answer.status_code == 303
    assert await sides.request.payment_status() == "canceled"
    assert "You took it back" in await read(sides.brand, sides.requested)
    late = await sides.holder.post(f"{sides.asked}/accept")
    assert late.status_code == 409
    assert "n’a plus cours" in late.text


async def test_the_api_and_the_pages_say_the_same(sides: Sides) -> None:
    mine = (await sides.holder.get(f"/v1/asked/{sides.request.agreement}")).json()
    theirs = (await sides.brand.get(f"/v1/requests/{sides.request.agreement}")).json()
    assert mine["brand"]["legal_name"] == "Cycles Garonne"
    assert sides.request.brand.seat
    public = (await sides.holder.get(f"/v1/brands/{name_of(sides.request.brand.seat.brand)}")).json()[
        "conduct"
    ]
    assert mine["brand"]["conduct"]["due"] == 0
    assert mine["brand"]["conduct"].items() <= public.items(), (
        "one truth for whoever is asked and for everybody"
    )
    assert mine["may_offer"] == ["accord", "exclusive"]
    assert theirs["holder"] == {"declared_adult": True, "payout_account_checked": False}
    assert (theirs["state"], theirs["outcome"]) == ("REQUESTED", None)
    shaped = (await sides.brand.get(f"/v1/requests/{sides.request.agreement}/negotiation")).json()
    assert shaped["negotiation"]["state"] == "REQUESTED"
    assert [it["@type"] for it in shaped["messages"]] == ["ContractRequestMessage"]
    await sides.request.offer()
    await sides.request.take_up()
    shaped = (await sides.brand.get(f"/v1/requests/{sides.request.agreement}/negotiation")).json()
    assert shaped["negotiation"]["state"] == "FINALIZED"
    assert [it["@type"].removeprefix("Contract") for it in shaped["messages"]] == [
        "RequestMessage",
        "OfferMessage",
        "NegotiationEventMessage",
        "AgreementMessage",
        "AgreementVerificationMessage",
        "NegotiationEventMessage",
    ]
    rental = (await sides.brand.get(f"/v1/rentals/{sides.request.agreement}/agreement")).json()
    assert shaped["messages"][3]["agreement"] == rental


async def test_a_refusal_in_the_api_is_named_and_loses_nothing(sides: Sides) -> None:
    base = f"/v1/asked/{sides.request.agreement}"
    answers = [
        (await sides.holder.post(f"{base}/refusal", json={"reason": "no"}), 422, "reason-not-listed"),
        (
            await sides.holder.post(
                f"{base}/offer", json={"variant": "ample", "period": "P1M", "price_step": 1900}
            ),
            422,
            "counter-offer-not-possible",
        ),
        (
            await sides.brand.post(f"/v1/requests/{sides.request.agreement}/acceptance"),
            409,
            "not-yours-to-answer",
        ),
    ]
    await clock.travel(72 * HOUR)
    answers.append((await sides.holder.post(f"{base}/acceptance"), 409, "answer-too-late"))
    for answer, status, code in answers:
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert await fetch("select 1 from money.payment_decisions") == []
