"""What anybody may ask of the catalogue, over HTTP, and what is refused."""

import json
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

from contracts.terms import ROSTER
from market.base import clock
from market.base.access import Principal, Role
from market.catalogue import jobs, shelf
from market.personas import actions
from tests.catalogue.crowds import CYCLISTS, Listing, a_crowd, addresses, browser, but, erase
from tests.conftest import FreshDatabase
from tests.factories import CYCLIST, a_brand, a_draft, a_holder, a_member, a_person, a_persona

READERS = {**CYCLIST, "passion": "lecture", "region": "normandie"}


@pytest.fixture
async def market(database: FreshDatabase) -> list[Listing]:
    """Two cards: sixteen cyclists in Brittany, seventeen readers in Normandy."""
    found = await a_crowd(16) + await a_crowd(17, READERS)
    await jobs.compute()
    return found


async def cards(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get("/v1/cards", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def found(client: httpx.AsyncClient, **query: Any) -> list[str]:
    return [card["address"].split("-")[0] for card in (await cards(client, **query))["cards"]]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def test_anybody_sees_the_cards_and_what_a_rental_discloses(
    market: list[Listing], client: httpx.AsyncClient
) -> None:
    listed = await cards(client)
    assert [card["address"] for card in listed["cards"]] == await addresses()
    assert listed["next"] is None
    card = (await client.get(f"/v1/cards/{CYCLISTS}")).json()
    assert card["at_least"] == 11
    assert (card["price"], card["price_step"], card["period"]) == (
        {"amount": 1900, "currency": "EUR"},
        1900,
        "P1M",
    )
    assert {it["claim"]: it["code"] for it in card["said"]} == {
        "passion": "velo", "region": "bretagne", "naissance": "1970-1979", "foyer": "foyer-seul",
        "activite": "salariat", "canal": "sur-place",
    }  # fmt: skip
    assert "Bretagne" in card["portrait"]["fr"]
    assert "Brittany" in card["portrait"]["en"]
    assert card["disclosed"]["answered"] == 10
    assert [it["claim"] for it in card["disclosed"]["claims"]] == list(ROSTER["standard"].disclosure.claims)
    plain = (await client.get(card["terms"])).json()
    assert plain["fr"]["title"] != plain["en"]["title"]
    assert refusal(await client.get("/v1/terms/none/reading")) == (404, "not-found")


async def test_cards_are_found_by_codes_and_by_words_of_both_languages(
    market: list[Listing], client: httpx.AsyncClient
) -> None:
    assert await found(client, facet="region:bretagne") == ["velo"]
    assert await found(client, facet=["region:bretagne", "region:normandie"]) == ["lecture", "velo"]
    assert await found(client, facet=["region:bretagne", "passion:lecture"]) == []
    assert await found(client, facet=["price:1900", "variant:standard", "period:P1M"], q="Brittany") == [
        "velo"
    ]
    assert await found(client, facet="price:500") == []
    assert await found(client, q="vélos") == ["velo"]
    assert await found(client, q="reading normandie") == ["lecture"]
    assert await found(client, q="licorne") == []


async def test_words_find_what_they_mean_and_not_the_opposite(
    database: FreshDatabase, client: httpx.AsyncClient
) -> None:
    await a_crowd(16, but(foyer="foyer-couple", passion="jardin"))
    await a_crowd(16, but(foyer="foyer-deux-parents"))
    await jobs.compute()
    for words in ("enfants", "children", "kids", "bike", "vélo", "BICYCLE"):
        assert await found(client, q=words) == ["velo"], words
    for words in ("sans enfant", "no children", "jardinage", "gardener", "Jardiner"):
        assert await found(client, q=words) == ["jardin"], words
    for words in ("19 €", "19 EUR", "région", "household", "bretagne standard"):
        assert len(await found(client, q=words)) == 2, words
    for words in ("29 €", "licorne", "sans vélo"):
        assert await found(client, q=words) == [], words


async def test_a_finer_facet_names_its_coarser_one_and_narrows_it(
    market: list[Listing], client: httpx.AsyncClient
) -> None:
    codes = {c["facet"]: c for it in (await client.get("/v1/facets")).json() for c in it["codes"]}
    assert codes["region:bretagne"]["coarser"] == "region:ouest"
    assert codes["region:ouest"]["coarser"] is None
    assert codes["price:1900"]["value"] == {"fr": "19\u00a0€", "en": "€19"}, "as the cards write it"
    assert await found(client, facet="region:ouest") == ["lecture", "velo"]
    assert await found(client, facet=["region:ouest", "region:bretagne"]) == ["velo"]


async def test_cards_are_compared_side_by_side(market: list[Listing], client: httpx.AsyncClient) -> None:
    readers, cyclists = await addresses()
    answer = await client.get("/v1/cards/compare", params={"card": [cyclists, readers, cyclists]})
    assert answer.status_code == 200, answer.text
    made = answer.json()
    assert [it["address"] for it in made["cards"]] == [cyclists, readers], "in the order asked, each once"
    assert made["cards"][0] == (await client.get(f"/v1/cards/{cyclists}")).json()
    differs = {it["subject"]: it for it in made["differs"]}
    assert differs["region"]["name"] == {"fr": "Région", "en": "Region"}
    assert [[it["code"] for it in values] for values in differs["region"]["values"]] == [
        ["bretagne"],
        ["normandie"],
    ]
    same = {it["subject"]: [value["code"] for value in it["values"]] for it in made["same"]}
    assert same["price"] == ["1900"]
    assert same["invitations"] == ["4"]
    assert set(same["purposes"]) == {"benefits", "recommend", "improve", "market-research"}
    assert not differs.keys() & {"price", "period", "variant", "purposes", "shows", "invitations"}


async def test_pages_follow_each_other_and_show_each_card_once(
    market: list[Listing], client: httpx.AsyncClient
) -> None:
    seen, cursor = [], None
    for _ in range(2):
        page = await cards(client, limit=1, **({"cursor": cursor} if cursor else {}))
        seen += [card["address"] for card in page["cards"]]
        cursor = page["next"]
    assert cursor is None
    assert seen == await addresses()


async def test_a_cursor_serves_one_search_one_reader_and_one_day(
    market: list[Listing], app: Litestar, client: httpx.AsyncClient
) -> None:
    stale = (422, "cursor-stale")
    brands = [await a_brand(), await a_brand()]
    cursors = {}
    for number, who in enumerate([None, *brands]):
        async with browser(app, who) as reader:
            cursors[number] = (await cards(reader, limit=1))["next"]
            assert len((await cards(reader, limit=1, cursor=cursors[number]))["cards"]) == 1
    assert len(set(cursors.values())) == 3
    async with browser(app, brands[0]) as reader:
        for number in (0, 2):
            assert refusal(await reader.get("/v1/cards", params={"cursor": cursors[number]})) == stale
    for query in ({"facet": "price:1900"}, {"q": "vélo"}):
        assert refusal(await client.get("/v1/cards", params={"cursor": cursors[0], **query})) == stale
    for rubbish in ("", "x", "é", "A" * 5000, cursors[0][:-4] + "AAAA", f"{cursors[0]}="):
        assert refusal(await client.get("/v1/cards", params={"cursor": rubbish})) == stale
    await clock.travel(timedelta(days=1))
    await jobs.compute()
    assert refusal(await client.get("/v1/cards", params={"cursor": cursors[0]})) == stale


async def test_a_card_with_words_that_are_gone_is_no_card_until_the_next_snapshot(
    market: list[Listing],
    client: httpx.AsyncClient,
    owner: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A new release dropped a code; the worker's sweep has not come by yet."""
    await owner.execute(
        """update catalogue.classes set vector = '[["gone", 0, "gone"]]' where address = $1""", CYCLISTS
    )
    monkeypatch.setattr(shelf.SEARCHED, "_held", None)
    assert await found(client) == ["lecture"]
    assert refusal(await client.get(f"/v1/cards/{CYCLISTS}")) == (404, "card-unknown")


async def test_a_process_that_keeps_few_cards_shows_the_same(
    market: list[Listing], client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (await client.get("/v1/cards")).content
    monkeypatch.setattr(shelf, "KEPT", 1)
    monkeypatch.setattr(shelf.SEARCHED, "_held", None)
    for _ in range(3):
        assert (await client.get("/v1/cards")).content == before
    assert len(shelf.SEARCHED._held.value.cards) == 1  # type: ignore[union-attr]


async def test_one_brands_members_and_keys_share_its_cursors(market: list[Listing], app: Litestar) -> None:
    owner = await a_brand()
    assert owner.seat is not None
    colleague = await a_member(await a_person(), owner.seat.brand, Role.ANALYST)
    async with browser(app, owner) as one, browser(app, colleague) as other:
        cursor = (await cards(one, limit=1))["next"]
        assert len((await cards(other, limit=1, cursor=cursor))["cards"]) == 1


BAD_INPUT = {
    "/v1/cards?facet=region:atlantide": (422, "facet-unknown"),
    "/v1/cards?facet=": (422, "facet-unknown"),
    "/v1/cards?facet=%00": (422, "facet-unknown"),
    "/v1/facets?facet=nothing:here": (422, "facet-unknown"),
    "/v1/cards/no-such-card-19-standard": (404, "card-unknown"),
    "/v1/cards/%00": (404, "card-unknown"),
    "/v1/cards/" + "a" * 2000: (404, "card-unknown"),
    "/v1/cards?limit=0": (422, "malformed"),
    "/v1/cards?limit=51": (422, "malformed"),
    "/v1/cards?limit=x": (422, "malformed"),
    "/v1/cards?q=" + "a" * 501: (422, "malformed"),
    f"/v1/cards/{CYCLISTS}/personas": (401, "sign-in-required"),
    "/v1/saved": (401, "sign-in-required"),
    "/v1/cards?cursor=%00": (422, "cursor-stale"),
    "/v1/cards?passion=zzz": (422, "parameter-unknown"),
    "/v1/cards?passion=velo": (422, "parameter-unknown"),
    "/v1/cards?facets=passion:velo": (422, "parameter-unknown"),
    "/v1/facets?limit=3": (422, "parameter-unknown"),
    "/v1/facets?q=le": (422, "nothing-searched"),
    **{f"/v1/cards?q={it}": (422, "nothing-searched") for it in ("le", "%25", "%00", "v", "sans", "of+the")},
    "/v1/cards/compare": (422, "comparison-too-small"),
    f"/v1/cards/compare?card={CYCLISTS}": (422, "comparison-too-small"),
    f"/v1/cards/compare?card={CYCLISTS}&card={CYCLISTS}": (422, "comparison-too-small"),
    "/v1/cards/compare?card=a&card=b&card=c&card=d&card=e": (422, "comparison-too-large"),
    f"/v1/cards/compare?card={CYCLISTS}&card=none": (404, "card-unknown"),
    f"/v1/cards/compare?card={CYCLISTS}&card=%00": (404, "card-unknown"),
    f"/v1/cards/compare?card={CYCLISTS}&card={'a' * 2000}": (404, "card-unknown"),
    f"/v1/cards/compare?cards={CYCLISTS}": (422, "parameter-unknown"),
}


async def test_bad_input_has_a_stable_refusal(market: list[Listing], client: httpx.AsyncClient) -> None:
    for path, expected in BAD_INPUT.items():
        assert refusal(await client.get(path)) == expected, path
    for harmless in ("/v1/cards?q=", "/v1/cards?q=+", "/v1/cards?language=en"):
        assert (await client.get(harmless)).status_code == 200, harmless
    named = (await client.get("/v1/cards?passion=zzz&language=en")).json()
    assert named["field"] == "passion"
    assert "/v1/facets" in named["detail"]


async def test_before_the_first_snapshot_everything_is_empty(client: httpx.AsyncClient) -> None:
    assert await cards(client) == {"cards": [], "next": None}
    assert (await client.get("/v1/facets")).json() == []
    assert refusal(await client.get("/v1/cards", params={"cursor": "abc"})) == (422, "cursor-stale")


async def test_facets_count_in_steps_and_a_claims_own_choice_does_not_narrow_it(
    market: list[Listing], client: httpx.AsyncClient
) -> None:
    def counts(answer: httpx.Response) -> dict[str, tuple[int, bool]]:
        return {c["facet"]: (c["at_least"], c["chosen"]) for it in answer.json() for c in it["codes"]}

    whole = counts(await client.get("/v1/facets"))
    assert whole["price:1900"] == (11, False)
    assert whole["region:bretagne"] == (11, False)
    assert all(count in (11, 50, 100) for count, _ in whole.values())
    narrowed = counts(await client.get("/v1/facets", params={"facet": "region:bretagne"}))
    assert narrowed["region:bretagne"] == (11, True)
    assert narrowed["region:normandie"] == (11, False)
    assert "passion:lecture" not in narrowed


async def test_no_count_moves_below_fifty(database: FreshDatabase, client: httpx.AsyncClient) -> None:
    async def price_and_card() -> tuple[int, int]:
        facets = (await client.get("/v1/facets")).json()
        card = (await client.get(f"/v1/cards/{CYCLISTS}")).json()
        return facets[0]["codes"][0]["at_least"], card["at_least"]

    await a_crowd(16)
    for more, expected in ((0, 11), (33, 11), (1, 50)):
        await a_crowd(more)
        await jobs.compute()
        assert await price_and_card() == (expected, expected)


async def test_the_meter_shows_the_card_and_its_step_and_keeps_nothing(
    market: list[Listing], app: Litestar
) -> None:
    async with browser(app, await a_holder()) as studio:
        same = await studio.post("/v1/meter", json=asked(CYCLIST))
        assert same.status_code == 200, same.text
        assert (same.json()["address"], same.json()["at_least"]) == (CYCLISTS, 11)
        alone = (await studio.post("/v1/meter", json=asked(but(passion="soin")))).json()
        assert (alone["address"], alone["at_least"], alone["said"]) == (None, None, [])
        assert refusal(await studio.post("/v1/meter", json=asked(but(region="atlantide")))) == (
            422,
            "trait-unknown",
        )
        off = {**asked(CYCLIST), "offer": {"variant": "standard", "period": "P1M", "price_step": 1234}}
        assert refusal(await studio.post("/v1/meter", json=off)) == (422, "offer-impossible")
        assert refusal(await studio.post("/v1/meter", content=b"{")) in [
            (400, "malformed"),
            (422, "malformed"),
        ]
    async with browser(app, await a_brand()) as brand:
        assert refusal(await brand.post("/v1/meter", json=asked(CYCLIST))) == (403, "not-yours")


def asked(values: dict[str, str]) -> dict[str, Any]:
    return {
        "draft": {
            "traits": {c: {"stance": "me", "value": v} for c, v in values.items()},
            "said": list(values),
        },
        "offer": {"variant": "standard", "period": "P1M", "price_step": 1900},
    }


async def test_the_studio_sees_where_its_persona_stands(market: list[Listing], app: Litestar) -> None:
    mine, other = market[0].holder, market[1].holder
    async with browser(app, mine) as studio, browser(app, other) as stranger:
        name = (await studio.get("/v1/personas")).json()[0]["id"]
        assert (await studio.get(f"/v1/personas/{name}/card")).json()["address"] == CYCLISTS
        assert refusal(await stranger.get(f"/v1/personas/{name}/card")) == (404, "not-found")


# V5 to V7: nothing that anybody can ask depends on a value that no card says.


async def everything(app: Litestar, who: list[Principal | None]) -> list[bytes]:
    """What visitors, a brand and a holder can ask for, byte by byte."""
    pages: list[bytes] = []
    facets = ["region:corse", "region:bretagne", "passion:soin", "passion:velo", "passion:prendre-soin"]
    for reader in who:
        async with browser(app, reader) as client:
            for facet in [None, *facets]:
                query = {"facet": facet} if facet and facet != "passion:prendre-soin" else {}
                for path in (
                    "/v1/cards",
                    "/v1/facets",
                    "/v1/cards?limit=1",
                    "/v1/cards?q=corse",
                    "/v1/cards?q=soin",
                ):
                    pages.append((await client.get(path, params=query or None)).content)
            for address in await addresses():
                pages.append((await client.get(f"/v1/cards/{address}")).content)
                pages.append((await client.get(f"/v1/cards/{address}/personas")).content)
            for values in (
                CYCLIST,
                but(region="corse"),
                but(region="corse", passion="soin"),
                but(passion="soin"),
            ):
                pages.append((await client.post("/v1/meter", json=asked(values))).content)
    return pages


async def test_no_answer_depends_on_a_draft_or_on_one_who_waits(market: list[Listing], app: Litestar) -> None:
    readers = [None, await a_brand(), await a_holder()]
    victim = await a_holder()
    draft = await actions.start(victim, None)
    before = await everything(app, readers)
    for values in (but(region="corse"), but(region="corse", passion="soin"), CYCLIST):
        await actions.save_draft(victim, draft, a_draft(values))
        await jobs.compute()
        assert await everything(app, readers) == before, "a draft is nobody's to ask about"
    for values in (but(region="corse"), but(region="corse", passion="soin"), but(passion="soin")):
        persona = await a_persona(victim, values)
        await jobs.compute()
        assert await addresses() == [json.loads(before[0])["cards"][n]["address"] for n in (0, 1)]
        assert await everything(app, readers) == before, "who waits leaves no trace"
        await actions.move(victim, persona, "retired")


async def test_control_the_same_comparison_sees_what_a_card_does_say(
    market: list[Listing], app: Litestar
) -> None:
    before = await everything(app, [None])
    await a_crowd(16, but(region="corse"))
    await jobs.compute()
    assert await everything(app, [None]) != before


async def test_the_erased_vanish_from_their_card_at_once(market: list[Listing], app: Litestar) -> None:
    async with browser(app, await a_brand()) as client:
        path = f"/v1/cards/{CYCLISTS}/personas?limit=24"
        assert len((await client.get(path)).json()) == 16
        await erase(market[0].holder)
        await actions.move(market[1].holder, market[1].persona, "hidden")
        assert len((await client.get(path)).json()) == 14
        assert (await client.get(f"/v1/cards/{CYCLISTS}")).status_code == 200, (
            "the card stands until tomorrow"
        )
