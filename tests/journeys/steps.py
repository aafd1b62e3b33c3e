"""What people do, over HTTP alone: each step is one person's act and checks its own answer."""

import contextlib
import html
import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from litestar import Litestar

from market.accounts.actions import factors
from market.accounts.actions.people import create_person
from market.accounts.passwords import hash_now
from market.base import clock
from market.money.sandbox import cards
from tests.accounts.people import factor_code
from tests.factories import CYCLIST, EDITION

PASSWORD = "quatre mots sans rapport"
JSON = dict[str, Any]


@contextlib.asynccontextmanager
async def a_browser(app: Litestar, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's browser, which keeps its cookies; or with an `authorization` header, somebody's program."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="https://moi.test",
        headers={"sec-fetch-site": "same-origin", "accept": "application/json", **headers},
    ) as browser:
        yield browser


def a_program(app: Litestar, key: str) -> contextlib.AbstractAsyncContextManager[httpx.AsyncClient]:
    """A brand's own program, with an API key and nothing a browser would send."""
    return a_browser(app, authorization=f"Bearer {key}")


def ok(answer: httpx.Response, status: int = 200) -> Any:
    """The answer's body, if it is the one that is expected."""
    assert answer.status_code == status, (answer.request.method, answer.request.url.path, answer.text[:600])
    return answer.json() if answer.content and "json" in answer.headers["content-type"] else answer.text


async def mailed_code(browser: httpx.AsyncClient, address: str) -> str:
    """The code in the newest mail to an address, as the local mailbox shows it."""
    page = html.unescape(ok(await browser.get("/mailbox", headers={"accept": "text/html"})))
    for letter in page.split("<article")[1:]:
        found = re.search(r"/confirm\?code=([\w-]+)", letter)
        if address in letter and found:
            return found[1]
    raise AssertionError(f"no code for {address}")


async def confirm(browser: httpx.AsyncClient, address: str) -> JSON:
    code = await mailed_code(browser, address)
    body = {"code": code, "password": PASSWORD}
    return dict(ok(await browser.post("/v1/email-verifications", json=body), 201))


async def holder_signs_up(browser: httpx.AsyncClient, address: str) -> None:
    body = {"email": address, "password": PASSWORD, "language": "fr", "adult": True}
    ok(await browser.post("/v1/people", json=body), 202)
    assert (await confirm(browser, address))["holder"]


CONTACT = "donnees.personnelles@marques.example"
"""Where a brand is reached about personal data: said on purpose, and no address that anybody signs in with."""


async def brand_signs_up(browser: httpx.AsyncClient, address: str, name: str, siren: str) -> None:
    body = {"email": address, "password": PASSWORD, "legal_name": name, "siren": siren, "charter": EDITION}
    ok(await browser.post("/v1/brands", json=body), 202)
    (seat,) = (await confirm(browser, address))["brands"]
    assert (seat["legal_name"], seat["state"], seat["role"]) == (name, "applied", "owner")
    where = {"contact_address": "2 quai des Chartrons, 33000 Bordeaux, FR", "contact": CONTACT}
    ok(await browser.put("/v1/brand/contact", json=where), 204)


async def signs_in(browser: httpx.AsyncClient, address: str) -> JSON:
    return dict(ok(await browser.post("/v1/sessions", json={"email": address, "password": PASSWORD}), 201))


async def operator_signs_in(browser: httpx.AsyncClient, address: str = "desk@example.org") -> None:
    """`moi operator create` makes operators; from there it is a browser."""
    await factors.provide(await create_person(address, hash_now(PASSWORD), "fr", operator=True))
    session = {"email": address, "password": PASSWORD}
    assert ok(await browser.post("/v1/sessions", json=session), 202) == {"due": "factor"}
    code = {"code": await factor_code(address)}
    assert ok(await browser.post("/v1/sessions/current/factor", json=code), 201)["operator"]


async def operator_approves(browser: httpx.AsyncClient, name: str) -> None:
    (waiting,) = [it for it in ok(await browser.get("/v1/operator/brands")) if it["legal_name"] == name]
    path = f"/v1/operator/brands/{waiting['id']}/approval"
    ok(await browser.post(path, json={"reason": "registered"}), 204)


async def key_is_made(browser: httpx.AsyncClient, *scopes: str) -> str:
    body = {"name": "Le CRM", "scopes": list(scopes)}
    return str(ok(await browser.post("/v1/brand/keys", json=body), 201)["key"])


async def persona_is_listed(
    browser: httpx.AsyncClient, values: dict[str, str] | None = None, **offer: Any
) -> str:
    """Start from a mask, answer, publish; the holder's own name for it."""
    name = ok(await browser.post("/v1/personas", json={"mask": "a-velo"}), 201)["id"]
    answers = CYCLIST if values is None else values
    draft = {
        "traits": {claim: {"stance": "me", "value": value} for claim, value in answers.items()},
        "phrases": ["repare-avant"],
        "said": sorted(answers),
    }
    ok(await browser.put(f"/v1/personas/{name}/draft", json=draft))
    wanted = {"variant": "standard", "period": "P1M", "price_step": 1900, "capacity": 1} | offer
    wanted["charter"] = EDITION
    assert ok(await browser.post(f"/v1/personas/{name}/publication", json=wanted))["state"] == "listed"
    return str(name)


async def card_is_found(program: httpx.AsyncClient, facet: str, words: str) -> JSON:
    found = ok(await program.get("/v1/cards", params={"facet": facet, "q": words}))
    (card,) = found["cards"]
    return dict(ok(await program.get(f"/v1/cards/{card['address']}")))


async def people_under(program: httpx.AsyncClient, address: str) -> list[JSON]:
    return list(ok(await program.get(f"/v1/cards/{address}/personas", params={"limit": 24})))


@dataclass
class Bought:
    """A rental as its brand got it: the agreement, and the address of the page to pay on."""

    agreement: str
    checkout: str
    body: JSON = field(repr=False)


async def rents(program: httpx.AsyncClient, name: str, card: JSON, key: str = "", **changes: Any) -> Bought:
    body = {
        "persona": name,
        "variant": card["variant"],
        "period": card["period"],
        "price_step": card["price_step"],
        "purposes": ["benefits"],
    } | changes
    headers = {"idempotency-key": key or uuid.uuid4().hex}
    answer = ok(await program.post("/v1/rentals", json=body, headers=headers), 201)
    return Bought(answer["agreement"], answer["checkout_url"], answer)


async def pays(browser: httpx.AsyncClient, checkout: str, number: str = cards.ASKS_3DS) -> None:
    """On the hosted page, and at the bank's question where the card asks it; back to our own address."""
    path = httpx.URL(checkout).raw_path.decode()
    assert "19,00" in ok(await browser.get(path))
    form = {"number": number, "expiry": "12/34", "cvc": "123"}
    answer = await browser.post(path, data=form)
    if "authenticate" in answer.headers.get("location", ""):
        question = answer.headers["location"]
        ok(await browser.get(question))
        answer = await browser.post(question, data={"answer": "approve"})
    assert answer.status_code == 303 and "paid=1" in answer.headers["location"], answer.text[:300]


async def invites(program: httpx.AsyncClient, agreement: str, **changes: Any) -> JSON:
    today = clock.market_date(await clock.now())
    offer = {
        "kind": "discount",
        "benefit": {"percent": 20},
        "title": "Une révision offerte",
        "conditions": "Une fois, du mardi au samedi, à l’atelier.",
        "code": "MOI-2026",
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=14)).isoformat(),
    } | changes
    return dict(ok(await program.post(f"/v1/rentals/{agreement}/invitations", json=offer), 201))


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:300]
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")
