"""The desk's routes: for operators only, under the desk's own names, refusing by name."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from litestar import Litestar

from market.base import names
from market.base.access import Principal
from market.base.database import fetch_value
from market.relations.actions.report import in_relation, report
from market.relations.rules import About
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_holder, a_persona
from tests.operators.helpers import an_operator, an_owner, state_of
from tests.relations.helpers import Relation, a_relation, a_session, brand_of

BRANDS, REPORTS = "/v1/operator/brands", "/v1/operator/reports"


@dataclass(frozen=True)
class Desk:
    operator: Principal
    browser: httpx.AsyncClient


@pytest.fixture
async def desk(app: Litestar, database: FreshDatabase) -> AsyncIterator[Desk]:
    operator = await an_operator()
    async with browser(app, await a_session(operator)) as page:
        yield Desk(operator, page)


async def test_a_waiting_brand_is_listed_approved_and_gone_from_the_list(desk: Desk) -> None:
    owner = await an_owner(approved=False)
    (waiting,) = (await desk.browser.get(BRANDS)).json()
    assert waiting["legal_name"] == "Cycles Garonne" and waiting["siren"] and waiting["decisions"] == []
    assert str(brand_of(owner)) not in json.dumps(waiting)
    approval = f"{BRANDS}/{waiting['id']}/approval"
    refused = await desk.browser.post(approval, json={"reason": "because"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/reason-unknown")
    assert "registered" in refused.json()["known"]
    assert (await desk.browser.post(approval, json={})).status_code == 422
    assert (await desk.browser.post(approval, json={"reason": "registered"})).status_code == 204
    assert (await desk.browser.get(BRANDS)).json() == []
    (approved,) = (await desk.browser.get(BRANDS, params={"state": "approved"})).json()
    assert [past["reason"] for past in approved["decisions"]] == ["registered"]
    again = await desk.browser.post(approval, json={"reason": "registered"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/brand-not-movable")
    assert (await desk.browser.get(BRANDS, params={"state": "odd"})).status_code == 422


async def test_a_brand_is_refused_and_another_stopped(desk: Desk) -> None:
    first, second = await an_owner(approved=False), await an_owner(address="b@example.org")
    (waiting,) = (await desk.browser.get(BRANDS)).json()
    path = f"{BRANDS}/{waiting['id']}/refusal"
    assert (await desk.browser.post(path, json={"reason": "unlawful"})).status_code == 204
    assert await state_of(first) == "refused"
    (running,) = (await desk.browser.get(BRANDS, params={"state": "approved"})).json()
    stopped = await desk.browser.post(f"{BRANDS}/{running['id']}/stop", json={"reason": "fraud"})
    assert (stopped.status_code, stopped.json()) == (200, {"rentals_ended": 0})
    assert await state_of(second) == "stopped"


async def test_reports_are_read_under_the_desks_names_and_lead_to_a_stop(desk: Desk) -> None:
    relation = await a_relation()
    await made(relation)
    (seen,) = (await desk.browser.get(REPORTS)).json()
    assert (seen["side"], seen["about"], seen["reason"]) == ("brand", "persona", "false-traits")
    assert seen["text"] == "Elle n’existe pas."
    for known in (relation.persona, relation.rental, brand_of(relation.brand), relation.holder.person):
        assert str(known) not in json.dumps(seen)
    assert names.inner_id("brand", seen["brand"], names.for_operators()) == brand_of(relation.brand)
    closing = f"{REPORTS}/{seen['id']}/closure"
    bad = await desk.browser.post(closing, json={"outcome": "open", "reason": "proven"})
    assert bad.status_code == 422
    closed = await desk.browser.post(closing, json={"outcome": "upheld", "reason": "proven"})
    assert closed.status_code == 204
    assert (await desk.browser.get(REPORTS)).json() == []
    again = await desk.browser.post(closing, json={"outcome": "dismissed", "reason": "unfounded"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/report-already-closed")
    idle = names.name("persona", await a_persona(await a_holder()), names.for_operators())
    stop = await desk.browser.post(f"/v1/operator/personas/{idle}/stop", json={"reason": "false-traits"})
    assert (stop.status_code, stop.json()) == (200, {"rentals_ended": 0})


async def test_a_report_of_a_shown_persona_has_no_relation(desk: Desk) -> None:
    from market.relations.actions.report import persona_shown

    owner = await an_owner()
    persona = await a_persona(await a_holder())
    await report(owner, await persona_shown(persona), "not-a-person")
    (seen,) = (await desk.browser.get(REPORTS)).json()
    assert (seen["agreement"], seen["brand"], seen["text"]) == (None, None, None)
    assert names.inner_id("persona", seen["persona"], names.for_operators()) == persona


@pytest.mark.parametrize(
    "path", ["brands/x/approval", "brands/x/refusal", "brands/x/stop", "personas/x/stop", "reports/x/closure"]
)
async def test_a_malformed_or_foreign_name_is_not_found(desk: Desk, path: str) -> None:
    owner = await an_owner(approved=False)
    body = {"reason": "other", "note": "…"} | ({"outcome": "upheld"} if "closure" in path else {})
    foreign = names.name("brand", brand_of(owner), names.for_brand(brand_of(owner)))
    for name in ("x", foreign):
        answer = await desk.browser.post(f"/v1/operator/{path.replace('/x/', f'/{name}/')}", json=body)
        assert answer.status_code == 404
    assert await fetch_value("select count(*) from operators.decisions") == 0


async def test_the_desk_is_for_operators_only(app: Litestar, client: httpx.AsyncClient) -> None:
    relation = await a_relation()
    name = names.name("brand", brand_of(relation.brand), names.for_operators())
    stop = f"{BRANDS}/{name}/stop"
    assert (await client.get(BRANDS)).status_code == 401
    assert (await client.post(stop, json={"reason": "breach"})).status_code == 401
    for who in (relation.holder, relation.brand):
        async with browser(app, await a_session(who)) as page:
            for path in (BRANDS, REPORTS):
                assert (await page.get(path)).status_code == 403
            assert (await page.post(stop, json={"reason": "breach"})).status_code == 403
    assert await state_of(relation.brand) == "approved"


async def made(relation: Relation) -> None:
    subject = await in_relation(relation.brand, relation.agreement, About.PERSONA)
    await report(relation.brand, subject, "false-traits", "Elle n’existe pas.")


@pytest.mark.parametrize(
    ("path", "name"),
    [(BRANDS, "state"), ("/v1/operator/findings", "state"), ("/v1/operator/findings", "kind")],
)
async def test_a_filter_is_refused_under_the_name_that_it_was_asked_by(
    desk: Desk, path: str, name: str
) -> None:
    answer = await desk.browser.get(path, params={name: "nonsense"})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["key"], error["source"], error["kind"]) == (name, "query", "unlisted")
