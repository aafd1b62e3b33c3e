"""The personas under a card: each brand its own names and order, and only those it could rent now."""

import base64
import contextlib
import json
import re
import uuid
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from litestar import Litestar

from market.accounts.actions.keys import create_api_key
from market.base import clock, names, vault
from market.base.access import Principal, Role
from market.base.database import fetch, transaction
from market.base.ids import new_id
from market.catalogue import jobs, people, saved
from market.catalogue.people import resolve, tell_the_card
from market.personas import actions, slots
from market.personas.slots import PersonaUnavailable
from market.rentals.actions.rent import RentalRequested
from market.web.static_files import FOR_EVER
from tests.catalogue.crowds import CYCLISTS, Listing, a_crowd, browser, erase
from tests.catalogue.test_catalogue_api import refusal
from tests.conftest import FreshDatabase
from tests.factories import CYCLIST, a_brand, a_holder, a_member, a_persona


@pytest.fixture
async def crowd(database: FreshDatabase) -> list[Listing]:
    found = await a_crowd(17)
    await jobs.compute()
    return found


def brand_of(who: Principal) -> uuid.UUID:
    assert who.seat is not None
    return who.seat.brand


async def today() -> date:
    return clock.market_date(await clock.now())


async def under(brand: uuid.UUID, limit: int = 24) -> list[uuid.UUID]:
    """The personas that a brand is shown, opened."""
    day = await today()
    return [resolve(it.name, brand, day) for it in await people.personas_under(CYCLISTS, brand, day, limit)]


async def hold(persona: uuid.UUID, brand: uuid.UUID, **held: int) -> uuid.UUID:
    rental = new_id()
    async with transaction():
        await slots.take(persona, brand, rental, await clock.now() + timedelta(**held))
    return rental


async def test_each_brand_sees_its_own_names_in_its_own_order(crowd: list[Listing]) -> None:
    one, other = new_id(), new_id()
    assert sorted(await under(one)) == sorted(it.persona for it in crowd)
    assert await under(one) == await under(one)
    assert await under(one) != await under(other)
    day = await today()
    shown = {it.name for it in await people.personas_under(CYCLISTS, one, day, 24)}
    assert not shown & {it.name for it in await people.personas_under(CYCLISTS, other, day, 24)}
    tomorrow = await people.personas_under(CYCLISTS, one, day + timedelta(days=1), 24)
    assert not shown & {it.name for it in tomorrow}


async def test_a_name_of_another_brand_day_or_kind_leads_nowhere(crowd: list[Listing]) -> None:
    one, other, day = new_id(), new_id(), await today()
    name = (await people.personas_under(CYCLISTS, one, day))[0].name
    assert resolve(name, one, day) in {it.persona for it in crowd}
    for brand, when in ((other, day), (one, day + timedelta(days=1)), (one, day - timedelta(days=1))):
        with pytest.raises(PersonaUnavailable):
            resolve(name, brand, when)
    foreign = names.name("message", crowd[0].persona, names.for_brand(one))
    for rubbish in ("", "x", "é" * 44, "A" * 44, str(crowd[0].persona), foreign):
        with pytest.raises(PersonaUnavailable):
            resolve(rubbish, one, day)


async def test_hidden_full_stopped_erased_and_edited_personas_are_gone_at_once(crowd: list[Listing]) -> None:
    brand = new_id()
    gone = crowd[:5]
    await actions.move(gone[0].holder, gone[0].persona, "hidden")
    await hold(gone[1].persona, new_id(), minutes=15)
    async with transaction():
        await actions.stop(gone[2].holder.actor, gone[2].persona)
    await erase(gone[3].holder)
    await fetch("update personas.personas set version = $2 where id = $1", gone[4].persona, new_id())
    assert sorted(await under(brand)) == sorted(it.persona for it in crowd[5:])


async def test_full_is_decided_by_the_clock_and_the_card_stands(crowd: list[Listing]) -> None:
    brand, renter = new_id(), new_id()
    rental = await hold(crowd[0].persona, renter, minutes=15)
    assert crowd[0].persona not in await under(brand)
    await clock.travel(timedelta(minutes=15))
    assert crowd[0].persona in await under(brand), "a lapsed hold is nobody's"
    for it in crowd:
        rental = await hold(it.persona, renter, minutes=15)
        async with transaction():
            await slots.occupy(rental, await clock.now() + timedelta(days=31))
    assert await under(brand) == []
    await clock.travel(timedelta(days=1))
    await jobs.compute()
    assert await under(brand) == [], "and yet the card stands: nobody is told who was rented"
    await clock.travel(timedelta(days=30))
    assert len(await under(brand)) == 17, "over, whatever any job does"


async def test_a_brand_does_not_see_what_it_rents_nor_its_own_people(crowd: list[Listing]) -> None:
    member = await a_brand()
    brand = brand_of(member)
    await a_member(crowd[0].holder, brand, Role.ANALYST)
    shared = crowd[1].persona
    await fetch("update personas.personas set capacity = 5 where id = $1", shared)
    await hold(shared, brand, minutes=15)
    seen = await under(brand)
    assert crowd[0].persona not in seen, "a refusal at renting would tell that a member is this persona"
    assert shared not in seen
    assert shared in await under(new_id())


async def test_only_who_stands_under_a_card_can_be_rented(crowd: list[Listing]) -> None:
    await tell_the_card(RentalRequested(crowd[0].persona))
    late = Listing(holder := await a_holder(), await a_persona(holder))
    for it in (late, Listing(holder, new_id())):
        with pytest.raises(PersonaUnavailable):
            await tell_the_card(RentalRequested(it.persona))
    await jobs.compute()
    await tell_the_card(RentalRequested(late.persona))


async def test_no_more_are_shown_than_asked_for(crowd: list[Listing], app: Litestar) -> None:
    async with browser(app, await a_brand(approved=False)) as client:
        path = f"/v1/cards/{CYCLISTS}/personas"
        assert len((await client.get(path)).json()) == 12
        assert len((await client.get(path, params={"limit": 3})).json()) == 3
        assert refusal(await client.get(path, params={"limit": 25})) == (422, "malformed")
        assert refusal(await client.get("/v1/cards/none-19-standard/personas")) == (404, "card-unknown")
        face = (await client.get(path)).json()[0]["face"]
        assert (await client.get(face)).headers["content-type"].startswith("image/svg+xml")
    async with browser(app, crowd[0].holder) as holder:
        assert refusal(await holder.get(path)) == (403, "not-yours")


async def test_a_key_looks_with_its_scope_and_keeps_nothing(crowd: list[Listing], app: Litestar) -> None:
    who = await a_brand()
    path = f"/v1/cards/{CYCLISTS}/personas"
    _, good = await create_api_key(who, "crm", frozenset({"catalogue:read"}))
    _, other = await create_api_key(who, "crm", frozenset({"rentals:read"}))
    async with browser(app) as machine, browser(app, who) as member:
        answer = await machine.get(path, headers={"authorization": f"Bearer {good}"})
        assert answer.content == (await member.get(path)).content, "a key and a member are one brand"
        assert refusal(await machine.get(path, headers={"authorization": f"Bearer {other}"})) == (
            403,
            "not-yours",
        )
        for method in ("GET", "POST", "DELETE"):
            where = "/v1/saved/x" if method == "DELETE" else "/v1/saved"
            refused = await machine.request(method, where, headers={"authorization": f"Bearer {good}"})
            assert refusal(refused) == (403, "not-yours"), method


# Cards that a brand keeps.


async def first_under(client: httpx.AsyncClient) -> str:
    return str((await client.get(f"/v1/cards/{CYCLISTS}/personas")).json()[0]["name"])


async def test_a_saved_persona_keeps_a_lasting_name(crowd: list[Listing], app: Litestar) -> None:
    who = await a_brand(approved=False)
    async with browser(app, who) as client:
        name = await first_under(client)
        kept = (await client.post("/v1/saved", json={"address": CYCLISTS, "name": name})).json()
        assert kept["name"] != name
        assert kept["saved"]
        for again in (name, kept["name"]):
            answer = await client.post("/v1/saved", json={"address": CYCLISTS, "name": again})
            assert answer.json() == kept
        listed = (await client.get("/v1/saved")).json()
        assert [(it["name"], it["address"], it["available"]) for it in listed] == [
            (kept["name"], CYCLISTS, True)
        ]
    await clock.travel(timedelta(days=1))
    await jobs.compute()
    async with browser(app, who) as client:
        shown = (await client.get(f"/v1/cards/{CYCLISTS}/personas?limit=24")).json()
        assert [it["name"] for it in shown if it["saved"]] == [kept["name"]]
    persona = resolve(kept["name"], brand_of(who), await today())
    assert persona in {it.persona for it in crowd}


async def test_a_kept_persona_that_cannot_be_had_is_merely_unavailable(
    crowd: list[Listing], app: Litestar
) -> None:
    who = await a_brand()
    brand = brand_of(who)
    async with browser(app, who) as client:
        for shown in (await client.get(f"/v1/cards/{CYCLISTS}/personas?limit=4")).json():
            await client.post("/v1/saved", json={"address": CYCLISTS, "name": shown["name"]})
        listing = {it.persona: it for it in crowd}
        lasting = [it["name"] for it in (await client.get("/v1/saved")).json()]
        day = await today()
        hidden, full, erased = (listing[resolve(name, brand, day)] for name in lasting[:3])
        await actions.move(hidden.holder, hidden.persona, "hidden")
        await hold(full.persona, new_id(), minutes=15)
        await erase(erased.holder)
        answers = (await client.get("/v1/saved")).json()
        assert [it["available"] for it in answers] == [False, False, False, True]
        assert {tuple(it) for it in answers} == {tuple(answers[0])}
        refusals = [
            (await client.post("/v1/saved", json={"address": CYCLISTS, "name": name})).content
            for name in (*lasting[:3], "A" * 44)
        ]
        assert len(set(refusals)) == 1, "hidden, full, erased and never existed look the same"
        assert json.loads(refusals[0])["type"] == "/problems/persona-unavailable"


async def test_what_another_brand_keeps_changes_nothing(crowd: list[Listing], app: Litestar) -> None:
    path = f"/v1/cards/{CYCLISTS}/personas?limit=24"
    async with browser(app, await a_brand()) as client, browser(app, await a_brand()) as other:
        before = (await client.get(path)).content
        for it in (await other.get(path)).json():
            await other.post("/v1/saved", json={"address": CYCLISTS, "name": it["name"]})
        assert (await client.get(path)).content == before


async def test_a_kept_persona_is_let_go_by_its_own_brand_only(crowd: list[Listing], app: Litestar) -> None:
    one, other = await a_brand(), await a_brand()
    async with browser(app, one) as client, browser(app, other) as stranger:
        name = await first_under(client)
        kept = (await client.post("/v1/saved", json={"address": CYCLISTS, "name": name})).json()["name"]
        assert refusal(await stranger.delete(f"/v1/saved/{kept}")) == (404, "not-found")
        assert (await stranger.get("/v1/saved")).json() == []
        assert refusal(await stranger.post("/v1/saved", json={"address": CYCLISTS, "name": kept})) == (
            404,
            "persona-unavailable",
        )
        assert (await client.delete(f"/v1/saved/{kept}")).status_code == 204
        assert refusal(await client.delete(f"/v1/saved/{kept}")) == (404, "not-found")
        for body in ({"address": "\x00", "name": name}, {"address": "19-standard", "name": name}):
            assert refusal(await client.post("/v1/saved", json=body)) == (404, "persona-unavailable")
        assert refusal(await client.post("/v1/saved", json={"name": name, "more": 1})) == (422, "malformed")
        theirs = (await stranger.get(f"/v1/cards/{CYCLISTS}/personas?limit=24")).json()
        for it in theirs:
            await stranger.post("/v1/saved", json={"address": CYCLISTS, "name": it["name"]})
        again = (await client.post("/v1/saved", json={"address": CYCLISTS, "name": name})).json()["name"]
        assert again == kept
        assert (await client.delete(f"/v1/saved/{kept}")).status_code == 204
        assert len((await stranger.get("/v1/saved")).json()) == len(theirs)
    actions_done = await fetch("select action from base.audit_entries where action like 'card.%' order by id")
    assert [row["action"] for row in actions_done] == [
        *("card.saved", "card.forgotten"),
        *("card.saved" for _ in theirs),
        *("card.saved", "card.forgotten"),
    ]


async def test_a_brand_keeps_so_many_and_no_more(
    crowd: list[Listing], app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("market.catalogue.actions.MOST_SAVED", 2)
    async with browser(app, await a_brand()) as client:
        shown = (await client.get(f"/v1/cards/{CYCLISTS}/personas?limit=3")).json()
        answers = [
            (await client.post("/v1/saved", json={"address": CYCLISTS, "name": it["name"]})).status_code
            for it in (*shown, shown[0])
        ]
    assert answers == [200, 200, 409, 200]


# V1: what two brands see has nothing in common that we made.


def tokens(body: bytes) -> set[bytes]:
    """Everything of at least 32 bits in a body: strings, their parts, and what base64 and hexadecimal hide."""
    found: set[bytes] = set()
    for text in re.findall(rb'"((?:[^"\\]|\\.)*)"', body):
        for part in {text, *re.split(rb"[^A-Za-z0-9_=-]+", text)}:
            found.add(part)
            for raw in decoded(part):
                found |= {raw[n : n + 4] for n in range(len(raw) - 3)}
    return {token for token in found if len(token) >= 4}


def decoded(part: bytes) -> list[bytes]:
    """What a text may hide."""
    found = []
    if len(part) < 16:
        return []  # a handle: 28 bits of its own
    with contextlib.suppress(ValueError):
        found.append(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    with contextlib.suppress(ValueError):
        found.append(bytes.fromhex(part.decode()))
    return found


async def seen_by(app: Litestar, who: Principal | None) -> set[bytes]:
    """Every token that somebody can make the catalogue say, headers included."""
    found: set[bytes] = set()
    async with browser(app, who) as client:
        paths = ["/v1/cards?limit=1", "/v1/cards", "/v1/facets", f"/v1/cards/{CYCLISTS}"]
        answers = [await client.get(path) for path in paths]
        following: dict[str, Any] = answers[0].json()
        answers.append(await client.get("/v1/cards", params={"limit": 1, "cursor": following["next"]}))
        if who is not None:
            shown = await client.get(f"/v1/cards/{CYCLISTS}/personas?limit=24")
            answers.append(shown)
            for it in shown.json():
                answers.append(await client.post("/v1/saved", json={"address": CYCLISTS, "name": it["name"]}))
                answers.append(await client.get(it["face"]))
            answers.append(await client.get("/v1/saved"))
        for answer in answers:
            assert answer.status_code == 200
            assert "etag" not in answer.headers
            if not answer.headers["content-type"].startswith("image/"):
                found |= tokens(answer.content)
            found |= {value.encode() for name, value in answer.headers.items() if name != "content-length"}
    return found


async def test_brands_share_no_token_that_is_not_the_same_for_everybody(
    crowd: list[Listing], app: Litestar
) -> None:
    await a_crowd(17, {**CYCLIST, "region": "normandie"})
    await jobs.compute()
    public = await seen_by(app, None)
    # Of three, because two have four bytes in common by chance in one run of a thousand.
    one, two, three = [await seen_by(app, await a_brand()) for _ in range(3)]
    assert (one & two & three) - public - await words_of_the_shape() == set()
    assert len(one - public) > 1000


async def words_of_the_shape() -> set[bytes]:
    """The names of fields, the day, and how long an answer is: the same for every brand."""
    fields = b'"name" "handle" "face" "saved" "address" "available" "saved_on" "faces" "true" "false"'
    day = f'"{(await today()).isoformat()}"'.encode()
    return {*tokens(fields), *tokens(day), b"image/svg+xml", FOR_EVER.encode()}


def test_control_a_name_made_without_its_audience_would_be_seen() -> None:
    persona, shared = new_id(), names.for_operators()
    one, other = (f'{{"name":"{names.name("persona", persona, shared)}"}}'.encode() for _ in range(2))
    assert tokens(one) & tokens(other) - {b"name"}


async def test_where_a_saved_persona_was_found_stands_in_no_table_in_clear(
    crowd: list[Listing], app: Litestar
) -> None:
    """P6: the card goes with its day; what the brand keeps would have said for ever what the persona is."""
    brand = await a_brand()
    async with browser(app, brand) as client:
        (shown,) = (await client.get(f"/v1/cards/{CYCLISTS}/personas?limit=1")).json()
        for _ in range(2):
            await client.post("/v1/saved", json={"address": CYCLISTS, "name": shown["name"]})
        (row,) = await fetch("select s::text as row, s.id from catalogue.saved_cards s")
        assert CYCLISTS not in row["row"] and CYCLISTS.encode().hex() not in row["row"]
        (kept,) = (await client.get("/v1/saved")).json()
        assert (kept["address"], kept["available"]) == (CYCLISTS, True)

        await fetch("update catalogue.saved_cards set id = $1", new_id())  # the seal is bound to its row
        with pytest.raises(vault.SealBroken):
            await saved.saved(brand_of(brand))
        await fetch("update catalogue.saved_cards set id = $1", row["id"])

        # Hidden or gone with its key: one and the same answer, or it would show whose personas belong together.
        persona = resolve(kept["name"], brand_of(brand), await today())
        (whose,) = [it for it in crowd if it.persona == persona]
        await actions.move(whose.holder, whose.persona, "hidden")
        hidden = (await client.get("/v1/saved")).json()
        await erase(whose.holder)
        (gone,) = (await client.get("/v1/saved")).json()
        assert [gone] == hidden
        assert (gone["address"], gone["available"], gone["name"]) == (None, False, kept["name"])


async def test_a_persona_saved_under_another_card_is_found_under_that(
    crowd: list[Listing], app: Litestar
) -> None:
    brand = await a_brand()
    persona = crowd[0].persona
    async with transaction():
        assert await saved.keep(brand_of(brand), persona, "velo-elsewhere")
        assert not await saved.keep(brand_of(brand), persona, "velo-elsewhere")
        assert await saved.keep(brand_of(brand), persona, CYCLISTS)
    (kept,) = await saved.saved(brand_of(brand))
    assert (kept.address, kept.available) == (CYCLISTS, True)
