"""Conversation and silence by API and on pages: what either side gets, and what is refused by name."""

import html
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from litestar import Litestar

from market.base import clock
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.operators.helpers import an_operator
from tests.relations.conversation.writing import ANSWER, HELLO, brand_writes, holder_writes
from tests.relations.helpers import Relation, a_relation, a_session

TRICK = "<script>alert(1)</script> <b>gras</b> &amp; {{ 7 * 7 }}"


@dataclass(frozen=True)
class Both:
    relation: Relation
    brand: httpx.AsyncClient
    holder: httpx.AsyncClient

    @property
    def rental(self) -> str:
        return f"/rentals/{self.relation.agreement}"

    @property
    def mine(self) -> str:
        return f"/relations/{self.relation.agreement}"


@pytest.fixture
async def both(app: Litestar, database: FreshDatabase) -> AsyncIterator[Both]:
    relation = await a_relation()
    async with (
        browser(app, await a_session(relation.brand)) as brand,
        browser(app, await a_session(relation.holder)) as holder,
    ):
        yield Both(relation, brand, holder)


async def test_both_sides_write_and_read_with_days_alone(both: Both) -> None:
    sent = await both.brand.post(f"/v1{both.rental}/messages", json={"text": HELLO})
    assert sent.status_code == 201
    replied = await both.holder.post(f"/v1{both.mine}/messages", json={"text": ANSWER})
    assert replied.status_code == 201
    today = clock.market_date(await clock.now()).isoformat()
    read = (await both.brand.get(f"/v1{both.rental}/messages")).json()
    assert read == [
        {
            "id": sent.json()["id"],
            "by": "brand",
            "text": HELLO,
            "sent_on": today,
            "read_on": None,
            "picture": None,
            "thanks": None,
        },
        {
            "id": replied.json()["id"],
            "by": "person",
            "text": ANSWER,
            "sent_on": today,
            "read_on": None,
            "picture": None,
            "thanks": None,
        },
    ]
    assert (await both.holder.get(f"/v1{both.mine}/messages")).json() == {"messages": read, "waiting": 0}


async def test_repeated_with_its_key_a_message_is_one(both: Both) -> None:
    for client, path, text in (
        (both.brand, f"/v1{both.rental}/messages", HELLO),
        (both.holder, f"/v1{both.mine}/messages", ANSWER),
    ):
        headers = {"idempotency-key": "once"}
        first, again = [await client.post(path, json={"text": text}, headers=headers) for _ in range(2)]
        assert first.json() == again.json()
        other = await client.post(path, json={"text": "Autre chose."}, headers=headers)
        assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert len((await both.brand.get(f"/v1{both.rental}/messages")).json()) == 2


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"text": ""}, "text-not-accepted"),
        ({"text": "a" * 1001}, "text-not-accepted"),
        ({"text": "Quel est votre nom ?"}, "message-leads-away"),
        ({"text": 7}, "malformed"),
        ({}, "malformed"),
        ({"text": HELLO, "to": "x"}, "malformed"),
    ],
)
async def test_what_a_brand_may_not_write_is_refused_by_name(both: Both, body: object, problem: str) -> None:
    got = await both.brand.post(f"/v1{both.rental}/messages", json=body)
    assert (got.status_code, got.json()["type"]) == (422, f"/problems/{problem}")


async def test_what_a_holder_may_not_write_is_refused_by_name_and_asked_about(both: Both) -> None:
    path = f"/v1{both.mine}/messages"
    got = await both.holder.post(path, json={"text": "mon numéro : 06 12 34 56 78", "confirmed": True})
    assert (got.status_code, got.json()["type"]) == (422, "/problems/gives-you-away")
    doubtful = {"text": "un guidon comme chez Lapierre"}
    got = await both.holder.post(path, json=doubtful)
    assert (got.status_code, got.json()["type"]) == (422, "/problems/may-give-you-away")
    assert (await both.holder.post(path, json=doubtful | {"confirmed": True})).status_code == 201


async def test_a_holder_chooses_for_one_brand_and_for_all(both: Both) -> None:
    path, nothing = f"/v1{both.mine}/contact", {"paused": False, "conversation": True, "receipts": False}
    assert (await both.holder.get(path)).json() == nothing
    chosen = {"paused": True, "conversation": False, "receipts": True}
    for _ in range(2):
        assert (await both.holder.put(path, json=chosen)).json() == chosen
    await both.brand.post(f"/v1{both.rental}/messages", json={"text": HELLO})
    heard = (await both.holder.get(f"/v1{both.mine}/messages")).json()
    assert heard == {"messages": [], "waiting": 1}
    looked = (await both.holder.get(f"/v1{both.mine}/messages", params={"looking": "true"})).json()
    assert [it["text"] for it in looked["messages"]] == [HELLO] and looked["messages"][0]["read_on"] is None
    refused = await both.holder.post(f"/v1{both.mine}/messages", json={"text": ANSWER})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/relation-paused")
    assert (await both.holder.put(path, json=nothing)).json() == nothing
    assert (await both.holder.put(path, json={"paused": "yes"})).status_code == 422
    assert (await both.holder.put("/v1/silence/detox")).status_code == 204
    hours = {"begins": "22:00", "ends": "07:30"}
    assert (await both.holder.put("/v1/silence/quiet-hours", json=hours)).json() == hours
    assert (await both.holder.get("/v1/silence")).json() == {"detox": True, "quiet_hours": hours}
    for body, problem in (
        ({"begins": "22:00", "ends": "22:00"}, "quiet-hours-impossible"),
        ({"begins": "22:00", "ends": "24:00"}, "quiet-hours-impossible"),
        ({"begins": "22h", "ends": "07:30"}, "quiet-hours-impossible"),
        ({"begins": "22:00", "ends": "07:30Z"}, "malformed"),
        ({"begins": 3600, "ends": "07:30"}, "malformed"),
        ({}, "malformed"),
    ):
        got = await both.holder.put("/v1/silence/quiet-hours", json=body)
        assert (got.status_code, got.json()["type"]) == (422, f"/problems/{problem}")
    for it in ("detox", "quiet-hours"):
        assert (await both.holder.delete(f"/v1/silence/{it}")).status_code == 204
    assert (await both.holder.get("/v1/silence")).json() == {"detox": False, "quiet_hours": None}


async def test_html_tricks_show_as_the_text_they_are(both: Both) -> None:
    await brand_writes(both.relation, TRICK)
    await holder_writes(both.relation, "<img src=x onerror=alert(1)>")
    for client, path in ((both.brand, both.rental), (both.holder, both.mine)):
        page = (await client.get(path, headers={"accept": "text/html", "accept-language": "en"})).text
        assert html.escape(TRICK, quote=False) in page.replace("&#39;", "'").replace("&#34;", '"')
        assert (
            "<script>alert" not in page
            and "<img src=x" not in page
            and "49" not in page.split("gras")[1][:30]
        )


async def test_a_person_pauses_looks_resumes_and_answers_without_scripts(both: Both) -> None:
    as_page = {"accept": "text/html", "accept-language": "en"}
    await both.holder.post(f"{both.mine}/contact", data={"act": "pause"}, headers=as_page)
    await brand_writes(both.relation)
    page = (await both.holder.get(both.mine, headers=as_page)).text
    assert html.escape(HELLO) not in page and "1 thing waits" in page and f"{both.mine}/switch-off" in page
    looked = (await both.holder.get(f"{both.mine}?looking=yes", headers=as_page)).text
    assert html.escape(HELLO) in looked
    refused = await both.holder.post(f"{both.mine}/messages", data={"text": ANSWER}, headers=as_page)
    assert refused.status_code == 409 and html.escape(ANSWER) in refused.text
    await both.holder.post(f"{both.mine}/contact", data={"act": "resume"}, headers=as_page)
    doubtful = {"text": "un guidon comme chez Lapierre", "key": "k1"}
    asked = await both.holder.post(f"{both.mine}/messages", data=doubtful, headers=as_page)
    assert asked.status_code == 422 and 'name="sure"' in asked.text and "chez Lapierre" in asked.text
    done = await both.holder.post(f"{both.mine}/messages", data=doubtful | {"sure": "yes"}, headers=as_page)
    assert done.status_code == 303
    assert "Lapierre" in (await both.brand.get(both.rental, headers=as_page)).text


async def test_a_brands_refused_message_stands_on_its_page_as_it_was_typed(both: Both) -> None:
    as_page = {"accept": "text/html", "accept-language": "en"}
    typed = {"text": "Quel est votre nom ?", "key": "k1"}
    got = await both.brand.post(f"{both.rental}/messages", data=typed, headers=as_page)
    assert (
        got.status_code == 422
        and "operators see the count" in got.text
        and "votre nom ?</textarea>" in got.text
    )
    got = await both.brand.post(f"{both.rental}/messages", data={"text": HELLO, "key": "k1"}, headers=as_page)
    assert got.status_code == 303


async def test_calm_hours_and_detox_are_one_page(both: Both) -> None:
    as_page = {"accept": "text/html", "accept-language": "en"}
    got = await both.holder.post(
        "/space/calm", data={"act": "quiet", "begins": "25:00", "ends": ""}, headers=as_page
    )
    assert got.status_code == 422 and 'value="25:00"' in got.text and 'id="hours-error"' in got.text
    for act in ({"act": "quiet", "begins": "22:00", "ends": "07:30"}, {"act": "detox"}):
        assert (await both.holder.post("/space/calm", data=act, headers=as_page)).status_code == 303
    page = (await both.holder.get("/space/calm", headers=as_page)).text
    assert 'value="22:00"' in page and "End the detox" in page
    assert "You pause all brands" in (await both.holder.get("/space", headers=as_page)).text
    for act in ("end-detox", "no-quiet"):
        assert (await both.holder.post("/space/calm", data={"act": act}, headers=as_page)).status_code == 303
    for path in ("/space/calm", f"{both.mine}/contact"):
        assert (await both.holder.post(path, data={"act": "odd"}, headers=as_page)).status_code == 404


async def test_operators_see_how_often_a_brand_asked_who_somebody_is(app: Litestar, both: Both) -> None:
    for text in ("Quel est votre nom ?", "Écrivez à a@b.example."):
        await both.brand.post(f"/v1{both.rental}/messages", json={"text": text})
    async with browser(app, await a_session(await an_operator())) as desk:
        (found,) = (await desk.get("/v1/operator/brands", params={"state": "approved"})).json()
        assert found["refused_messages"] == {"email": 1, "identity": 1}
        page = (
            await desk.get(
                f"/operator/brands/{found['id']}", headers={"accept": "text/html", "accept-language": "en"}
            )
        ).text
        assert "an e-mail address (1), who the person is (1)" in page
