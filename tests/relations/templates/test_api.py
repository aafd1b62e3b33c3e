"""Templates by JSON: kept, read, written anew, sent from, thrown away, refused by name."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

from market.base.database import fetch_value
from market.relations.campaigns.templates import TEMPLATES
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_brand
from tests.relations.helpers import Relation, a_relation, a_session
from tests.relations.templates.test_rules import a_draft

PATH = "/v1/invitation-templates"


def a_body(**changes: Any) -> dict[str, Any]:
    return {"name": "Printemps", "draft": a_draft().to_json() | changes}


@pytest.fixture
async def relation(database: FreshDatabase) -> Relation:
    return await a_relation()


@pytest.fixture
async def brand(app: Litestar, relation: Relation) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app, await a_session(relation.brand)) as visitor:
        yield visitor


async def test_a_template_lives_and_is_sent_from(brand: httpx.AsyncClient, relation: Relation) -> None:
    made = await brand.post(PATH, json=a_body(), headers={"idempotency-key": "k"})
    assert made.status_code == 201, made.text
    again = await brand.post(PATH, json=a_body(), headers={"idempotency-key": "k"})
    assert again.json()["id"] == made.json()["id"]
    inner = await fetch_value("select id from relations.invitation_templates")
    assert str(inner) not in made.text and inner.hex not in made.text
    one = f"{PATH}/{made.json()['id']}"
    assert (await brand.get(one)).json() == made.json()
    listed = (await brand.get(PATH)).json()
    assert [it["own"] for it in listed] == [True, *(False for _ in TEMPLATES)] and listed[0] == made.json()
    sent = await brand.post(f"{one}/campaigns", json={"agreements": [str(relation.agreement)]})
    assert (sent.status_code, sent.json()["label"]) == (201, "Printemps"), sent.text
    assert sent.json()["sent"] == [str(relation.agreement)]
    changed = await brand.put(one, json=a_body(title="Autre") | {"version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2), changed.text
    late = await brand.put(one, json=a_body(title="Encore") | {"version": 1})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/template-changed")
    assert (await brand.delete(one)).status_code == 204
    assert (await brand.get(one)).json()["type"] == "/problems/template-not-found"


async def test_what_it_makes_is_an_invitation_that_may_be_sent_as_it_is(
    brand: httpx.AsyncClient, relation: Relation
) -> None:
    made = (await brand.post(PATH, json=a_body())).json()
    agreement = str(relation.agreement)
    sent = await brand.post(f"/v1/rentals/{agreement}/invitations", json=made["invitation"])
    assert sent.status_code == 201, sent.text


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"days": 14, "hours": 3}, 422, "validity-impossible"),
        ({"days": 367}, 422, "validity-impossible"),
        ({"days": "14"}, 422, "malformed"),
        ({"benefit": {"public_on": "2026-12-01"}}, 422, "malformed"),
        ({"public_in": 3}, 422, "benefit-unfit"),
        ({"kind": "offer"}, 422, "kind-unknown"),
        ({"title": "06 12 34 56 78"}, 422, "contact-not-allowed"),
        ({"surprise": 1}, 422, "malformed"),
    ],
)
async def test_a_bad_template_is_refused_by_name_and_keeps_nothing(
    brand: httpx.AsyncClient, changes: dict[str, Any], status: int, problem: str
) -> None:
    for language in ("fr", "en"):
        answer = await brand.post(PATH, json=a_body(**changes), headers={"accept-language": language})
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}"), answer.text
    assert await fetch_value("select count(*) from relations.invitation_templates") == 0


async def test_another_brands_template_is_not_found(app: Litestar, brand: httpx.AsyncClient) -> None:
    made = (await brand.post(PATH, json=a_body())).json()
    async with browser(app, await a_session(await a_brand())) as stranger:
        assert [it["own"] for it in (await stranger.get(PATH)).json()] == [False for _ in TEMPLATES]
        for name in (made["id"], "x"):
            for answer in (
                await stranger.get(f"{PATH}/{name}"),
                await stranger.put(f"{PATH}/{name}", json=a_body() | {"version": 1}),
                await stranger.delete(f"{PATH}/{name}"),
                await stranger.post(f"{PATH}/{name}/campaigns", json={"agreements": []}),
            ):
                assert (answer.status_code, answer.json()["type"]) == (404, "/problems/template-not-found")
