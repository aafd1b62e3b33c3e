"""Requests that nobody means: refused with a stable type, and nothing changed. Over HTTP, as a program sends them."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest

from market.accounts.actions.keys import create_api_key
from market.base import clock
from market.base.access import Principal
from market.base.database import fetch_value
from market.personas import actions as personas
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card
from tests.journeys.steps import a_program
from tests.market import Market, market

__all__ = ["market"]

SCOPES = frozenset({"catalogue:read", "rentals:read", "rentals:write", "invitations:write"})
OFFER = {"variant": "standard", "period": "P1M", "price_step": 1900, "purposes": ["benefits"]}


@dataclass
class Program:
    """A brand's program, a persona it may rent, and whose that is."""

    market: Market
    brand: Principal
    holder: Principal
    persona: uuid.UUID
    http: httpx.AsyncClient

    async def rent(self, name: str, key: str = "", **changes: object) -> httpx.Response:
        headers = {"idempotency-key": key or uuid.uuid4().hex}
        return await self.http.post(
            "/v1/rentals", json={"persona": name, **OFFER, **changes}, headers=headers
        )


@pytest.fixture
async def program(market: Market) -> AsyncIterator[Program]:
    brand, holder = await a_brand(), await a_holder()
    _, key = await create_api_key(brand, "CRM", SCOPES)
    persona = await a_persona(holder)
    await stand_under_a_card(persona)
    async with a_program(market.app, key) as http:
        yield Program(market, brand, holder, persona, http)


@pytest.mark.parametrize(
    "asked", [{}, {"price_step": 900}, {"price_step": 1}, {"period": "P3M"}, {"purposes": ["unheard-of"]}]
)
async def test_full_hidden_foreign_and_made_up_personas_have_one_answer(
    program: Program, asked: dict[str, object]
) -> None:
    """Whatever else is asked: a wrong price must not tell who is rented from who is hidden."""
    mine = await program.market.name_of(program.brand, program.persona)
    other = await program.market.name_of(await a_brand(name="Velours"), program.persona)
    full = await a_persona(await a_holder())
    await program.market.rented(await a_brand(name="Brume"), full)
    await stand_under_a_card(full)  # as a full one does, until the next day
    taken = await program.market.name_of(program.brand, full)
    await personas.move(program.holder, program.persona, "hidden")
    await stand_under_a_card(program.persona)  # as it does until the next day's cards
    answers = [await program.rent(name, **asked) for name in (mine, other, taken, "x", "x" * 64, "é")]
    said = {(it.status_code, json.dumps(it.json(), sort_keys=True)) for it in answers}
    assert len(said) == 1, said
    ((status, body),) = said
    assert (status, json.loads(body)["type"]) == (404, "/problems/persona-unavailable")
    assert await fetch_value("select count(*) from money.orders") == 1


@pytest.mark.parametrize(
    "asked", [{"price_step": "1900"}, {"price_step": 1900.0}, {"price_step": True}, {"keep_card": "yes"}]
)
async def test_a_number_is_sent_as_a_number(program: Program, asked: dict[str, object]) -> None:
    name = await program.market.name_of(program.brand, program.persona)
    answer = await program.rent(name, **asked)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/malformed")
    assert answer.json()["errors"][0]["key"] == next(iter(asked))
    assert await fetch_value("select count(*) from money.orders") == 0


async def test_the_same_request_after_midnight_gives_the_same_rental(program: Program) -> None:
    name = await program.market.name_of(program.brand, program.persona)
    first = await program.rent(name, "one")
    assert first.status_code == 201
    await clock.travel(timedelta(days=1))
    again = await program.rent(name, "one")
    assert (again.status_code, again.json()["agreement"]) == (201, first.json()["agreement"])
    other = await program.rent(name, "one", purposes=["benefits", "improve"])
    assert (other.status_code, other.json()["type"]) == (409, "/problems/idempotency-key-reused")
    assert await fetch_value("select count(*) from money.orders") == 1


@pytest.mark.parametrize(
    "body", [b'{"persona":"\xff"}', b"[" * 50_000, b'{"a":' * 20_000, b"{", b"\x00", b'"\\ud800"', b"NaN"]
)
async def test_a_body_that_is_no_json_of_ours_is_malformed(program: Program, body: bytes) -> None:
    for path in ("/v1/rentals", "/v1/sessions"):
        headers = {"content-type": "application/json", "idempotency-key": "one"}
        answer = await program.http.post(path, content=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) in {
            (400, "/problems/malformed"),
            (422, "/problems/malformed"),
        }


async def test_dates_at_the_end_of_time_are_refused(program: Program) -> None:
    agreement = await program.market.rented(program.brand, program.persona)
    offer = {
        "kind": "discount",
        "benefit": {"percent": 20},
        "title": "Une révision",
        "conditions": "Une fois.",
        "code": "MOI-2026",
        "link": None,
    }
    for first, last in (
        ("9999-12-31", "9999-12-31"),
        ("0001-01-01", "2026-12-01"),
        ("2026-12-01", "9999-12-31"),
    ):
        answer = await program.http.post(
            f"/v1/rentals/{agreement}/invitations",
            json=offer | {"valid_from": first, "valid_until": last},
            headers={"idempotency-key": "one"},
        )
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/validity-impossible")
