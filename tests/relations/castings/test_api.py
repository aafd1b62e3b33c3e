"""The API of castings: what each side reads, and that a brand reads nothing of whom its criteria fit."""

import re
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest

from market.base import clock
from market.base.access import Principal
from market.base.clock import market_date
from market.relations.castings import jobs
from tests.accounts.people import browser
from tests.factories import CYCLIST, a_brand
from tests.market import Market, market
from tests.relations.castings.casting import a_candidate, a_crowd, next_morning
from tests.relations.helpers import a_session
from tests.relations.rewards.rewarding import put_in

__all__ = ["market"]


LOOKS_FOR = re.compile(r"<dl.*?</dl>|[A-Za-z0-9_-]{44}|casting-\d", re.DOTALL)
"""What of a page tells two castings apart by what the brand itself wrote, and their names."""


async def _client(market: Market, who: Principal) -> httpx.AsyncClient:
    return browser(market.app, await a_session(who))


async def _asked(**changes: Any) -> dict[str, Any]:
    until = (market_date(await clock.now()) + timedelta(days=10)).isoformat()
    return {
        "title": "Cyclistes",
        "text": "Un mois à vélo.",
        "purpose": "benefits",
        "criteria": [{"claim": "passion", "codes": ["velo"]}],
        "period": "P1M",
        "price_step": 1900,
        "places": 2,
        "until": until,
    } | changes


async def _publish(client: httpx.AsyncClient, **changes: Any) -> httpx.Response:
    key = {"idempotency-key": uuid.uuid4().hex}
    return await client.post("/v1/castings", json=await _asked(**changes), headers=key)


async def test_a_casting_by_the_api_from_the_brief_to_the_rental(market: Market) -> None:
    brand, crowd = await a_brand(), await a_crowd()
    await put_in(market, brand, 100_00)
    async with await _client(market, brand) as desk, await _client(market, crowd[0][0]) as holder:
        made = await _publish(desk)
        assert made.status_code == 201
        assert (made.json()["amount"], made.json()["place_price"], made.json()["taken"]) == (3800, 1900, 0)
        await jobs.look_for_people()
        (call,) = (await holder.get("/v1/casting-calls")).json()
        assert (call["yours"], call["state"], call["brand"]) == (1520, "open", "Cycles Garonne")
        path = f"/v1/casting-calls/{call['id']}/acceptance"
        said = await holder.post(path, json={"persona": call["personas"][0]})
        assert (said.status_code, said.json()["state"]) == (200, "waiting")
        own = f"/v1/castings/{made.json()['id']}"
        assert (await desk.get(own)).json() == made.json(), "nothing shows before the morning"
        await next_morning()
        assert (await desk.get(own)).json()["taken"] == 1
        assert (await holder.get("/v1/casting-calls")).json()[0]["state"] == "chosen"
        closed = (await desk.post(f"{own}/closure")).json()
        assert (closed["state"], closed["because"]) == ("closed", "brand")


async def test_a_brand_reads_the_same_whether_ten_fit_or_eleven_or_nobody(market: Market) -> None:
    """V6: no count, no rounding edge, no difference between two castings that one person tells apart."""
    brand = await a_brand()
    await put_in(market, brand, 200_00)
    await a_crowd(10)
    target, _ = await a_candidate(CYCLIST | {"region": "corse"})
    everybody = {"criteria": [{"claim": "passion", "codes": ["velo"]}]}
    without = {
        "criteria": [
            {"claim": "passion", "codes": ["velo"]},
            {"claim": "region", "codes": ["bretagne"]},
        ]
    }
    alone = {"criteria": [{"claim": "region", "codes": ["corse"]}]}
    async with await _client(market, brand) as desk, await _client(market, target) as holder:
        for criteria in (everybody, without, alone):
            assert (await _publish(desk, **criteria)).status_code == 201
        await jobs.look_for_people()
        assert len((await holder.get("/v1/casting-calls")).json()) == 1, "only the crowd's reaches them"
    for moment in (timedelta(), timedelta(days=1), timedelta(days=12)):
        await clock.travel(moment)
        await jobs.look_for_people()
        await next_morning()
        async with await _client(market, brand) as desk:
            read = (await desk.get("/v1/castings")).json()
            seen = [{it: row[it] for it in row if it not in ("id", "brief")} for row in read]
            assert seen[0] == seen[1] == seen[2]
            page = (await desk.get("/castings")).text
            parts = [
                re.sub(r"<dl.*?</dl>|[A-Za-z0-9_-]{44}|casting-\d", "", it, flags=re.DOTALL)
                for it in page.split("<article")
            ]
            assert parts[1] == parts[2] and len(parts) == 4
    assert [row["state"] for row in read] == ["closed"] * 3


@pytest.mark.parametrize(
    ("changes", "status", "kind"),
    [
        ({"criteria": [{"claim": "passion", "codes": ["velo"], "more": 1}]}, 400, None),
        ({"criteria": []}, 422, "criteria-impossible"),
        ({"price_step": 1800}, 422, "casting-impossible"),
        ({"price_step": "1900"}, 400, None),
        ({"text": "Appelez le 06 12 34 56 78."}, 422, "contact-not-allowed"),
        ({"places": 12}, 409, "balance-too-low"),
    ],
)
async def test_what_a_casting_may_not_be(
    market: Market, changes: dict[str, Any], status: int, kind: str | None
) -> None:
    brand = await a_brand()
    await put_in(market, brand, 100_00)
    async with await _client(market, brand) as desk:
        refused = await _publish(desk, **changes)
        assert refused.status_code == status or (kind is None and refused.status_code == 422), refused.text
        if kind:
            assert refused.json()["type"].endswith(kind)
        assert (await desk.get("/v1/castings")).json() == []
        keyless = await desk.post("/v1/castings", json=await _asked())
        assert keyless.json()["type"].endswith("idempotency-key-missing")
