"""The routes: who passes, what the bytes say, what a malformed request gets."""

import json
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from market.accounts.actions.keys import create_api_key
from market.accounts.authentication import COOKIE
from market.base import clock, names
from market.base.access import Principal
from market.base.database import fetch_value
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_holder, a_persona
from tests.relations.helpers import Relation, a_relation, a_session, brand_of


@dataclass(frozen=True)
class Scene:
    """A relation, and a browser signed in on each side of it."""

    relation: Relation
    holder: httpx.AsyncClient
    brand: httpx.AsyncClient

    @property
    def sending(self) -> str:
        return f"/v1/rentals/{self.relation.agreement}/invitations"

    @property
    def receiving(self) -> str:
        return f"/v1/relations/{self.relation.agreement}/invitations"


@pytest.fixture
async def scene(app: Litestar, database: FreshDatabase) -> AsyncIterator[Scene]:
    relation = await a_relation()
    holder_token, brand_token = await a_session(relation.holder), await a_session(relation.brand)
    async with browser(app, holder_token) as holder, browser(app, brand_token) as brand:
        yield Scene(relation, holder, brand)


async def offer(**changes: Any) -> dict[str, Any]:
    today = clock.market_date(await clock.now())
    return {
        "kind": "discount",
        "benefit": {"percent": 20},
        "title": "Une révision offerte",
        "conditions": "Une fois, du mardi au samedi.",
        "code": "MOI-2026",
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=14)).isoformat(),
    } | changes


async def test_invite_answer_and_see_the_answer(scene: Scene) -> None:
    sent = await scene.brand.post(scene.sending, json=await offer(link="https://exemple.fr/revision"))
    assert sent.status_code == 201, sent.text
    made = sent.json()
    assert (made["month"], made["number"], made["warnings"]) == (1, 1, ["link-reveals-address"])
    (received,) = (await scene.holder.get(scene.receiving)).json()
    assert (received["id"], received["title"], received["reaction"]) == (
        made["id"],
        "Une révision offerte",
        None,
    )
    assert received["warnings"] == ["link-reveals-address"]
    answered = await scene.holder.put(
        f"{scene.receiving}/{made['id']}/reaction", json={"reaction": "interested"}
    )
    assert answered.status_code == 200, answered.text
    (seen,) = (await scene.brand.get(scene.sending)).json()
    assert seen == answered.json()
    assert seen["reaction"] == "interested"


async def test_what_the_brand_sees_tells_days_and_no_time(scene: Scene) -> None:
    made = (await scene.brand.post(scene.sending, json=await offer())).json()
    await scene.holder.put(f"{scene.receiving}/{made['id']}/reaction", json={"reaction": "not_now"})
    (seen,) = (await scene.brand.get(scene.sending)).json()
    today = clock.market_day(await clock.now())
    assert (seen["sent_on"], seen["reacted_on"]) == (today, today)
    assert not [value for value in seen.values() if isinstance(value, str) and "T" in value and ":" in value]


async def test_no_inner_id_leaves_the_house(scene: Scene) -> None:
    made = (await scene.brand.post(scene.sending, json=await offer())).json()
    everything = json.dumps([made, (await scene.brand.get(scene.sending)).json()])
    inner = await fetch_value("select id from relations.invitations")
    for known in (inner, scene.relation.rental, scene.relation.persona, scene.relation.holder.person):
        assert str(known) not in everything and known.hex not in everything
    audience = names.for_agreement(scene.relation.agreement)
    assert names.inner_id("invitation", made["id"], audience) == inner


async def test_the_name_of_another_relation_is_not_found(scene: Scene) -> None:
    made = (await scene.brand.post(scene.sending, json=await offer())).json()
    other = await a_relation(holder=scene.relation.holder, persona=await a_persona(scene.relation.holder))
    elsewhere = f"/v1/relations/{other.agreement}/invitations/{made['id']}/reaction"
    answer = await scene.holder.put(elsewhere, json={"reaction": "interested"})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/invitation-not-found")


async def test_the_same_idempotency_key_gives_the_same_answer(scene: Scene) -> None:
    body, key = await offer(), {"idempotency-key": "abc"}
    first = await scene.brand.post(scene.sending, json=body, headers=key)
    assert (await scene.brand.post(scene.sending, json=body, headers=key)).json() == first.json()
    other = await scene.brand.post(scene.sending, json=body | {"code": "AUTRE"}, headers=key)
    assert other.status_code == 409
    for bad in ("", "x" * 256):
        refused = await scene.brand.post(scene.sending, json=body, headers={"idempotency-key": bad})
        code = "idempotency-key-not-valid" if bad else "idempotency-key-missing"
        assert (refused.status_code, refused.json()["type"]) == (422, f"/problems/{code}")
    assert await fetch_value("select count(*) from relations.invitations") == 1


@pytest.mark.parametrize(
    ("changes", "problem", "facts"),
    [
        ({"title": "06 12 34 56 78"}, "contact-not-allowed", {"field": "title", "what": "phone"}),
        ({"conditions": "Votre nom ?"}, "contact-not-allowed", {"field": "conditions", "what": "identity"}),
        ({"link": "http://exemple.fr"}, "link-not-accepted", {"field": "link", "reason": "not-https"}),
        ({"title": "a" * 121}, "text-not-accepted", {"field": "title", "reason": "too-long", "most": 120}),
        ({"code": None}, "nothing-to-redeem", {"field": "code"}),
        ({"valid_until": "2020-01-01"}, "validity-impossible", {"field": "valid_until"}),
        ({"title": "a" * 10_000}, "malformed", {}),
        ({"valid_from": "hier"}, "malformed", {}),
        ({"surprise": 1}, "malformed", {}),
        ({"kind": "threat"}, "kind-unknown", {"field": "kind"}),
        ({"kind": "offer"}, "kind-unknown", {"field": "kind"}),
        ({"benefit": {"percent": 0}}, "benefit-unfit", {"field": "percent", "reason": "out-of-range"}),
        (
            {"benefit": {"what": "Un flacon"}},
            "benefit-unfit",
            {"field": "what", "reason": "not-of-this-type"},
        ),
        ({"benefit": {}}, "benefit-unfit", {"field": "percent", "reason": "one-of-two"}),
        ({"benefit": {"surprise": 1}}, "malformed", {}),
        ({"valid_until": None}, "validity-impossible", {"field": "valid_until", "reason": "no-day"}),
        ({"ends_at": "2026-11-27T18:30:00"}, "malformed", {}),
        (
            {"valid_until": None, "ends_at": "9999-12-31T23:59:00-12:00"},
            "validity-impossible",
            {"field": "ends_at", "reason": "too-long"},
        ),
        (
            {"ends_at": "9999-12-31T23:59:00-12:00"},
            "validity-impossible",
            {"field": "ends_at", "reason": "too-long"},
        ),
        ({"ends_at": "2020-01-01T18:30:00+01:00"}, "validity-impossible", {"reason": "another-day"}),
    ],
)
async def test_a_bad_invitation_is_refused_by_name_and_changes_nothing(
    scene: Scene, changes: dict[str, Any], problem: str, facts: dict[str, Any]
) -> None:
    refused = await scene.brand.post(scene.sending, json=await offer(**changes))
    answer = refused.json()
    assert (refused.status_code, answer["type"]) == (422, f"/problems/{problem}")
    assert facts.items() <= answer.items()
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert await fetch_value("select count(*) from relations.invitations") == 0


async def test_the_fifth_is_refused_in_the_readers_language(scene: Scene) -> None:
    for _ in range(4):
        assert (await scene.brand.post(scene.sending, json=await offer())).status_code == 201
    for language, title in (
        ("fr", "Toutes les invitations de ce mois sont envoyées."),
        ("en", "All invitations of this month have been sent."),
    ):
        refused = await scene.brand.post(
            scene.sending, json=await offer(), headers={"accept-language": language}
        )
        assert (refused.status_code, refused.json()["title"]) == (409, title)


async def test_after_the_end_the_brand_is_refused_and_the_holder_reads_on(scene: Scene) -> None:
    made = (await scene.brand.post(scene.sending, json=await offer())).json()
    await clock.travel(timedelta(days=32))
    for page, who in ((scene.brand, scene.relation.brand), (scene.holder, scene.relation.holder)):
        page.cookies.set(COOKIE, await a_session(who))  # the old one was idle for too long
    reaction = f"{scene.receiving}/{made['id']}/reaction"
    for refused in (
        await scene.brand.post(scene.sending, json=await offer()),
        await scene.brand.get(scene.sending),
        await scene.holder.put(reaction, json={"reaction": "interested"}),
    ):
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/rental-already-ended")
    assert len((await scene.holder.get(scene.receiving)).json()) == 1


@pytest.mark.parametrize("agreement", ["x", "0", str(uuid.UUID(int=0)), "%00", "é"])
async def test_a_malformed_or_unknown_agreement_is_not_found(scene: Scene, agreement: str) -> None:
    for answer in (
        await scene.brand.get(f"/v1/rentals/{agreement}/invitations"),
        await scene.brand.post(f"/v1/rentals/{agreement}/invitations", json=await offer()),
        await scene.holder.get(f"/v1/relations/{agreement}/invitations"),
        await scene.holder.put(
            f"/v1/relations/{agreement}/invitations/x/reaction", json={"reaction": "interested"}
        ),
    ):
        assert answer.status_code == 404, answer.text


async def test_each_side_has_its_own_doors(scene: Scene, client: httpx.AsyncClient) -> None:
    assert (await scene.holder.get(scene.sending)).status_code == 403
    assert (await scene.holder.post(scene.sending, json=await offer())).status_code == 403
    assert (await scene.brand.get(scene.receiving)).status_code == 403
    for path in (scene.sending, scene.receiving):
        assert (await client.get(path)).status_code == 401
    assert (await client.post("/v1/reports", json={})).status_code == 401


@pytest.mark.parametrize(
    ("scopes", "read", "written"),
    [({"invitations:write"}, 403, 201), ({"rentals:read"}, 200, 403), ({"catalogue:read"}, 403, 403)],
)
async def test_a_key_invites_and_reads_by_its_scopes(
    scene: Scene, app: Litestar, scopes: set[str], read: int, written: int
) -> None:
    brand: Principal = scene.relation.brand
    _, key = await create_api_key(brand, "crm", frozenset(scopes))
    async with browser(app, authorization=f"Bearer {key}") as machine:
        assert (await machine.post(scene.sending, json=await offer())).status_code == written
        assert (await machine.get(scene.sending)).status_code == read
        report = {"about": "rental", "agreement": str(scene.relation.agreement), "reason": "offensive"}
        assert (await machine.post("/v1/reports", json=report)).status_code == 403, "people report"


async def test_both_sides_report(scene: Scene) -> None:
    agreement = str(scene.relation.agreement)
    mine = {
        "about": "brand",
        "agreement": agreement,
        "reason": "misleading",
        "text": "Le code ne marche pas.",
    }
    made = await scene.holder.post("/v1/reports", json=mine)
    assert made.status_code == 201, made.text
    again = await scene.holder.post("/v1/reports", json=mine)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-reported")
    ours = {"about": "persona", "agreement": agreement, "reason": "false-traits"}
    assert (await scene.brand.post("/v1/reports", json=ours)).status_code == 201


async def test_a_brand_reports_a_persona_by_the_name_it_was_shown(scene: Scene) -> None:
    brand = brand_of(scene.relation.brand)
    persona = await a_persona(await a_holder())
    today = clock.market_date(await clock.now())
    report = {"about": "persona", "reason": "not-a-person"}
    for name in (
        names.name("persona", persona, names.for_brand_today(brand, today - timedelta(days=1))),
        names.name("persona", persona, names.for_brand(uuid.uuid4())),
        "x",
    ):
        refused = await scene.brand.post("/v1/reports", json=report | {"persona": name})
        assert refused.status_code == 404
    shown = names.name("persona", persona, names.for_brand_today(brand, today))
    assert (await scene.brand.post("/v1/reports", json=report | {"persona": shown})).status_code == 201
    saved = names.name("persona", persona, names.for_brand(brand))
    again = await scene.brand.post("/v1/reports", json=report | {"persona": saved})
    assert again.status_code == 409, "the same persona under its other name"
    assert (await scene.holder.post("/v1/reports", json=report | {"persona": shown})).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"about": "rental", "reason": "offensive"},
        {"about": "brand", "persona": "x", "reason": "offensive"},
        {"about": "persona", "persona": "x", "agreement": str(uuid.UUID(int=0)), "reason": "other"},
        {"about": "person", "reason": "offensive"},
        {"about": "rental", "agreement": "x", "reason": "offensive"},
    ],
)
async def test_a_report_names_one_thing(scene: Scene, body: dict[str, Any]) -> None:
    assert (await scene.brand.post("/v1/reports", json=body)).status_code == 422
