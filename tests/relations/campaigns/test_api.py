"""Campaigns, codes and templates by JSON: the same actions, refused by name."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from market.base import clock
from market.base.database import fetch_value
from market.relations.benefits import KINDS
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_brand
from tests.relations.helpers import Relation, a_relation, a_session


@dataclass(frozen=True)
class Scene:
    """A relation, and a browser signed in on each side of it."""

    relation: Relation
    holder: httpx.AsyncClient
    brand: httpx.AsyncClient

    async def campaign(self, **changes: Any) -> dict[str, Any]:
        today = clock.market_date(await clock.now())
        invitation = {
            "kind": "experience",
            "benefit": {"where": "À l’atelier", "when": "Le samedi"},
            "title": "Une matinée à l’atelier",
            "conditions": "Dix places.",
            "code": "MOI-2026",
            "valid_from": today.isoformat(),
            "valid_until": (today + timedelta(days=14)).isoformat(),
        }
        body = {"label": "Printemps", "agreements": [str(self.relation.agreement)], "invitation": invitation}
        return body | changes


@pytest.fixture
async def scene(app: Litestar, database: FreshDatabase) -> AsyncIterator[Scene]:
    relation = await a_relation()
    tokens = await a_session(relation.holder), await a_session(relation.brand)
    async with browser(app, tokens[0]) as holder, browser(app, tokens[1]) as brand:
        yield Scene(relation, holder, brand)


async def test_a_campaign_is_sent_received_redeemed_and_read(scene: Scene) -> None:
    sent = await scene.brand.post("/v1/campaigns", json=await scene.campaign())
    assert sent.status_code == 201, sent.text
    made = sent.json()
    agreement = str(scene.relation.agreement)
    assert (made["kind"], made["sent"], made["skipped"]) == ("experience", [agreement], [])
    assert (made["redeemed_more_than"], made["told"]) == (None, [])
    inner = await fetch_value("select id from relations.campaigns")
    assert str(inner) not in sent.text and inner.hex not in sent.text
    receiving = f"/v1/relations/{agreement}/invitations"
    (got,) = (await scene.holder.get(receiving)).json()
    assert got["benefit"] | {} == {
        "percent": None,
        "amount": None,
        "what": None,
        "where": "À l’atelier",
        "when": "Le samedi",
        "public_on": None,
    }
    redemption = f"{receiving}/{got['id']}/redemption"
    path = f"/v1/campaigns/{made['id']}"
    said = await scene.holder.put(redemption, json={})
    assert (said.status_code, said.json()["redeemed"]) == (200, "said")
    seen = await scene.brand.get(path), await scene.brand.get(f"/v1/rentals/{agreement}/invitations")
    assert seen[0].json() == made and seen[1].json()[0]["redeemed"] is None
    told = await scene.holder.put(redemption, json={"told": True})
    assert told.json()["redeemed"] == "told"
    assert (await scene.brand.get(path)).json()["told"] == [agreement]
    back = await scene.holder.delete(redemption)
    assert (back.status_code, back.json()["redeemed"]) == (200, None)
    assert (await scene.brand.get("/v1/campaigns")).json() == [made]


async def test_a_code_of_some_hours_ends_at_its_hour_in_the_markets_zone(scene: Scene) -> None:
    ends_at = (await clock.now() + timedelta(hours=2)).replace(second=0, microsecond=0)
    body = await scene.campaign()
    body["invitation"] |= {"ends_at": ends_at.isoformat(), "valid_until": None}
    assert (await scene.brand.post("/v1/campaigns", json=body)).status_code == 201
    receiving = f"/v1/relations/{scene.relation.agreement}/invitations"
    (got,) = (await scene.holder.get(receiving)).json()
    wall = ends_at.astimezone(clock.MARKET_ZONE)
    assert (got["ends_at"], got["valid_until"]) == (wall.isoformat(), wall.date().isoformat())
    await clock.travel_to(ends_at)
    for answer in (
        await scene.holder.put(f"{receiving}/{got['id']}/redemption", json={}),
        await scene.holder.put(f"{receiving}/{got['id']}/reaction", json={"reaction": "interested"}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/invitation-over")
        assert answer.json()["ended_at"] == wall.isoformat(timespec="minutes")


@pytest.mark.parametrize(
    ("changes", "status", "problem"),
    [
        ({"agreements": []}, 422, "recipients-impossible"),
        ({"label": " "}, 422, "text-not-accepted"),
        ({"label": "Écrivez à a@b.fr"}, 422, "contact-not-allowed"),
        ({"agreements": ["00000000-0000-4000-8000-000000000000"]}, 404, "rental-not-found"),
        ({"agreements": ["x"]}, 422, "malformed"),
        ({"surprise": 1}, 422, "malformed"),
    ],
)
async def test_a_bad_campaign_is_refused_by_name_and_changes_nothing(
    scene: Scene, changes: dict[str, Any], status: int, problem: str
) -> None:
    for language in ("fr", "en"):
        answer = await scene.brand.post(
            "/v1/campaigns", json=await scene.campaign(**changes), headers={"accept-language": language}
        )
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}"), answer.text
    assert await fetch_value("select count(*) from relations.invitations") == 0


async def test_each_template_is_an_invitation_that_may_be_sent_as_it_is(scene: Scene) -> None:
    for language in ("fr", "en"):
        found = (
            await scene.brand.get("/v1/invitation-templates", headers={"accept-language": language})
        ).json()
        assert {it["invitation"]["kind"] for it in found} == set(KINDS)
        for it in found:
            refused = await scene.brand.post(
                "/v1/campaigns",
                json=await scene.campaign(invitation=it["invitation"], agreements=[]),
            )
            assert refused.json()["type"] == "/problems/recipients-impossible"
            sent = await scene.brand.post(
                "/v1/campaigns", json=await scene.campaign(invitation=it["invitation"])
            )
            if sent.status_code == 409:  # the month is full: it got past all that looks at its words
                assert sent.json()["type"] == "/problems/nobody-to-invite"
                assert sent.json()["skipped"] == [
                    {"agreement": str(scene.relation.agreement), "reason": "too-many-invitations"}
                ]
            else:
                assert sent.status_code == 201, sent.text


async def test_another_brands_campaign_is_not_found(app: Litestar, scene: Scene) -> None:
    made = (await scene.brand.post("/v1/campaigns", json=await scene.campaign())).json()
    async with browser(app, await a_session(await a_brand())) as stranger:
        for path in (f"/v1/campaigns/{made['id']}", "/v1/campaigns/x", f"/v1/campaigns?before={made['id']}"):
            answer = await stranger.get(path)
            assert (answer.status_code, answer.json()["type"]) == (404, "/problems/campaign-not-found")
        assert (await stranger.get("/v1/campaigns")).json() == []


async def test_a_list_of_campaigns_goes_on_where_it_stopped(scene: Scene) -> None:
    for label in ("Un", "Deux", "Trois"):
        await scene.brand.post("/v1/campaigns", json=await scene.campaign(label=label))
    first = await scene.brand.get("/v1/campaigns?limit=2")
    assert [it["label"] for it in first.json()] == ["Trois", "Deux"]
    rest = await scene.brand.get(first.links["next"]["url"])
    assert [it["label"] for it in rest.json()] == ["Un"] and "next" not in rest.links
