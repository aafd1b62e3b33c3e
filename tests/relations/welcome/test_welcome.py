"""Brands that a holder would welcome: theirs alone, once each, with nothing that says who they are."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest
from litestar import Litestar

from market.base import vault
from market.base.database import fetch, fetch_value, transaction
from market.base.embedded import SERVICE
from market.base.errors import NotFound, Unauthenticated
from market.money.payouts.account import payee
from market.money.payouts.actions.identity import keep_account
from market.relations.conduct.queries import name_of
from market.relations.errors import GivesYouAway, LinkNotAccepted, TooManyWishes
from market.relations.queries import ROOM
from market.relations.welcome import actions
from market.relations.welcome.actions import take_back, welcome, welcome_typed
from market.relations.welcome.queries import outward
from market.relations.welcome.rules import WISHES_MOST
from market.rentals.actions.leave import leave
from tests.accounts.people import PASSWORD, browser
from tests.conftest import FreshDatabase
from tests.factories import a_brand, a_holder, a_persona
from tests.money.payouts.paying import IBAN
from tests.relations.helpers import a_relation, a_session, brand_of, with_mailbox
from tests.relations.welcome.wishing import HOST, NAME, listed, wishes
from tests.web.holders import a_signed_in_holder, error_at, pages, words

pytestmark = pytest.mark.usefixtures("database")


async def test_a_brand_is_named_once_however_it_is_spelled_and_taken_back() -> None:
    who = await a_holder()
    for name, website in ((NAME, HOST), ("VELOS DU LAC", f"https://www.{HOST}/fr")):
        await welcome_typed(who, name, website)
    (kept,) = await listed(who)
    assert (kept.label, kept.host, kept.page) == (NAME, HOST, None)
    assert who.person
    await take_back(who, outward(who.person, kept.id))
    assert await listed(who) == []
    acts = await fetch("select action from base.audit_entries where action like 'wish.%' order by id")
    assert [it["action"] for it in acts] == ["wish.kept", "wish.taken_back"]


async def test_a_person_counts_once_whatever_personas_they_have() -> None:
    who = await a_holder()
    for _ in range(2):
        await a_persona(who)
        await welcome_typed(who, NAME, HOST)
    assert await wishes() == 1


async def test_a_registered_brand_is_named_by_its_public_page() -> None:
    who, brand = await a_holder(), await a_brand(name="Cycles Garonne")
    await welcome(who, brand_of(brand))
    await welcome(who, brand_of(brand))
    (kept,) = await listed(who)
    assert (kept.label, kept.page, kept.host) == ("Cycles Garonne", name_of(brand_of(brand)), None)
    waiting = await a_brand(approved=False)
    with pytest.raises(NotFound):
        await welcome(who, brand_of(waiting))


async def test_two_who_want_the_same_stand_under_one_digest_and_two_seals() -> None:
    for who in (await a_holder(), await a_holder()):
        await welcome_typed(who, NAME, HOST)
    first, second = await fetch("select holder, wanted, sealed from relations.wishes")
    assert first["wanted"] == second["wanted"] and first["holder"] != second["holder"]
    for row in (first, second):
        assert HOST.encode() not in row["sealed"] and b"Lac" not in row["sealed"]


@pytest.mark.parametrize("name", ["a", "x" * 80])
async def test_the_seal_does_not_say_how_long_a_name_is(name: str) -> None:
    who = await a_holder()
    await welcome_typed(who, name, HOST)
    assert await fetch_value("select octet_length(sealed) from relations.wishes") == 1 + 12 + 512 + 16


async def test_what_leads_to_the_holder_is_refused() -> None:
    who = await with_mailbox(await a_holder(), "camille.dupont@dupontvelo.fr")
    for name, website, field in (
        ("camille.dupont@dupontvelo.fr", HOST, "name"),
        ("06 12 34 56 78", HOST, "name"),
        ("Je m’appelle Zoé", HOST, "name"),
        (NAME, "dupontvelo.fr", "website"),
        (NAME, "camilledupont.fr", "website"),
        (NAME, "0612345678.fr", "website"),
    ):
        with pytest.raises(GivesYouAway) as refused:
            await welcome_typed(who, name, website)
        assert refused.value.facts["field"] == field, (name, website)
    with pytest.raises(LinkNotAccepted):
        await welcome_typed(who, NAME, "nowhere")
    assert await wishes() == 0


async def test_the_name_of_who_is_paid_is_refused_in_either_field() -> None:
    who = await a_holder()
    assert who.person
    async with transaction():
        await keep_account(who.actor, who.person, payee("Zénobie Quesnel", IBAN), first=True)
    for name, website in (("Chez Quesnel", HOST), (NAME, "zenobie-quesnel.fr")):
        with pytest.raises(GivesYouAway):
            await welcome_typed(who, name, website)


async def test_a_list_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "WISHES_MOST", 2)
    who, other = await a_holder(), await a_holder()
    for host in ("un.fr", "deux.fr"):
        await welcome_typed(who, NAME, host)
    with pytest.raises(TooManyWishes):
        await welcome_typed(who, NAME, "trois.fr")
    await welcome_typed(who, NAME, "deux.fr")
    await welcome_typed(other, NAME, "trois.fr")
    assert len(await listed(who)) == 2 and WISHES_MOST == 100


async def test_wishes_at_once_do_not_pass_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "WISHES_MOST", 2)
    who = await a_holder()
    wishes = (welcome_typed(who, NAME, f"numero-{number}.fr") for number in range(6))
    came = await asyncio.gather(*wishes, return_exceptions=True)
    assert sum(isinstance(it, TooManyWishes) for it in came) == 4
    assert len(await listed(who)) == 2


async def test_nobody_else_reads_or_changes_the_list() -> None:
    who, stranger = await a_holder(), await a_holder()
    await welcome_typed(who, NAME, HOST)
    assert await listed(stranger) == []
    (kept,) = await listed(who)
    assert who.person and stranger.person
    for name in (outward(who.person, kept.id), outward(stranger.person, kept.id)):
        with pytest.raises(NotFound):
            await take_back(stranger, name)
    assert len(await listed(who)) == 1
    for act in (
        welcome_typed(replace(who, person=None), NAME, HOST),
        take_back(replace(who, person=None), "x"),
    ):
        with pytest.raises(Unauthenticated):
            await act


async def test_who_leaves_wants_nothing_any_more(app: Litestar) -> None:
    _, who = await a_signed_in_holder()
    other = await a_holder()
    for it in (who, other):
        await welcome_typed(it, NAME, HOST)
    await leave(who, PASSWORD)
    rows = await fetch("select holder from relations.wishes")
    assert other.person and [row["holder"] for row in rows] == [vault.tag(ROOM, other.person)]


async def test_nothing_that_a_brand_reads_looks_at_a_wish(app: Litestar, owner: asyncpg.Connection) -> None:
    """With the tables out of the service's reach, a brand's pages are what they were."""
    relation = await a_relation()
    await welcome(relation.holder, brand_of(relation.brand))
    public = f"/brands/{name_of(brand_of(relation.brand))}"
    paths = (
        public,
        f"/v1{public}",
        "/v1/rentals",
        f"/v1/rentals/{relation.agreement}",
        "/rentals",
        "/campaigns",
    )
    async with browser(app, await a_session(relation.brand)) as brand:
        before = [(await brand.get(path)) for path in paths]
        for table in ("wishes", "wanted_brands", "wanted_invitations"):
            await owner.execute(f"revoke all on relations.{table} from {SERVICE}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch("select * from relations.wishes")
        after = [(await brand.get(path)) for path in paths]
    assert [it.status_code for it in after] == [it.status_code for it in before]
    assert [it.text for it in after] == [it.text for it in before] and 200 in {it.status_code for it in after}


async def test_the_database_keeps_one_wish_of_a_person_and_a_brand(database: FreshDatabase) -> None:
    await welcome_typed(await a_holder(), NAME, HOST)
    service = await asyncpg.connect(database.service)
    copy = "insert into relations.wishes select uuidv7(), {}, {}, sealed, since from relations.wishes"
    try:
        with pytest.raises(asyncpg.UniqueViolationError, match="wishes_once"):
            await service.execute(copy.format("holder", "wanted"))
        for columns in (("''::bytea", "wanted"), ("holder", "''::bytea")):
            with pytest.raises(asyncpg.CheckViolationError, match="wishes_lengths"):
                await service.execute(copy.format(*columns))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute("update relations.wishes set since = base.now()")
    finally:
        await service.close()


async def test_by_json(app: Litestar) -> None:
    who, brand = await a_holder(), name_of(brand_of(await a_brand()))
    async with browser(app, await a_session(who)) as ada:
        for sent in (
            {"brand": brand},
            {"name": NAME, "website": HOST},
            {"name": "velos du lac", "website": HOST},
        ):
            assert (await ada.post("/v1/wishes", json=sent)).status_code == 204, sent
        found = (await ada.get("/v1/wishes")).json()
        assert [(it["label"], it["brand"], it["website"]) for it in found] == [
            (NAME, None, HOST),
            ("Cycles Garonne", brand, None),
        ]
        for sent in ({}, {"brand": brand, "name": NAME}, {"brand": brand, "website": HOST}):
            refused = await ada.post("/v1/wishes", json=sent)
            assert refused.status_code == 422 and refused.json()["type"].endswith("wish-unclear"), sent
        half = await ada.post("/v1/wishes", json={"name": NAME})
        assert half.status_code == 422 and half.json()["type"].endswith("text-not-accepted")
        assert (await ada.post("/v1/wishes", json={"brand": "nobody"})).status_code == 404
        for it in found:
            assert (await ada.delete(f"/v1/wishes/{it['id']}")).status_code == 204
            assert (await ada.delete(f"/v1/wishes/{it['id']}")).status_code == 404
        assert (await ada.get("/v1/wishes")).json() == []


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_by_the_page_what_was_typed_is_kept_on_it(app: Litestar, language: str) -> None:
    token, who = await a_signed_in_holder()
    brand = brand_of(await a_brand(name="Cycles Garonne"))
    async with pages(app, token, language) as ada:
        assert "/space/welcome" in (await ada.get("/space")).text
        refused = await ada.post("/space/welcome", data={"name": NAME, "website": "nowhere"})
        assert refused.status_code == 422 and error_at(refused, "website") and NAME in refused.text
        refused = await ada.post("/space/welcome", data={"name": "06 12 34 56 78", "website": HOST})
        assert refused.status_code == 422 and error_at(refused, "name") and HOST in refused.text
        assert (await ada.post("/space/welcome", data={"name": NAME, "website": HOST})).status_code == 303
        page = f"/brands/{name_of(brand)}"
        assert 'name="brand"' in (await ada.get(page)).text
        assert (await ada.post("/space/welcome", data={"brand": name_of(brand)})).status_code == 303
        assert 'value="take-back"' in (await ada.get(page)).text
        shown = await ada.get("/space/welcome")
        assert NAME in words(shown) and "Cycles Garonne" in words(shown) and f'href="{page}"' in shown.text
        typed = await ada.post(
            "/space/welcome", data={"name": "", "website": f"{app.state.settings.url}{page}"}
        )
        assert typed.status_code == 303 and len(await listed(who)) == 2
        for wish in await listed(who):
            assert who.person
            gone = {"act": "take-back", "wish": outward(who.person, wish.id)}
            assert (await ada.post("/space/welcome", data=gone)).status_code == 303
        assert (await ada.post("/space/welcome", data=gone)).status_code == 404
        assert (await ada.post("/space/welcome", data={"brand": "nobody"})).status_code == 404
    assert await wishes() == 0
    async with pages(app, None, language) as visitor:
        assert 'name="brand"' not in (await visitor.get(page)).text
