"""A brand that a crowd would welcome is written to by an operator: once, with a figure and with nobody."""

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest
from litestar import Litestar

from market.accounts.refusals import EmailNotValid
from market.base import mail, names
from market.base.access import NotYours
from market.base.clock import market_date, now, travel
from market.base.database import fetch_row, fetch_value
from market.base.errors import NotFound
from market.operators.actions.wanted import invite_brand
from market.operators.errors import AlreadyInvited, LanguageUnknown
from market.relations.welcome.actions import welcome
from market.relations.welcome.jobs import count_wishes
from market.relations.welcome.queries import WANTED, wanted
from market.relations.welcome.rules import FEWEST
from tests.accounts.people import browser
from tests.factories import a_brand, a_holder
from tests.operators.helpers import an_operator, audited
from tests.relations.helpers import a_session, brand_of
from tests.relations.welcome.wishing import HOST, NAME, a_crowd
from tests.web.holders import error_at, pages, words

pytestmark = pytest.mark.usefixtures("database")
ADDRESS = "bonjour@velosdulac.fr"


async def a_wanted_brand() -> uuid.UUID:
    await a_crowd(FEWEST)
    await travel(timedelta(days=1))
    await count_wishes()
    return (await wanted())[0].id


async def test_one_letter_goes_out_and_stays_noted() -> None:
    it, who = await a_wanted_brand(), await an_operator()
    await invite_brand(who, it, ADDRESS, "fr")
    (letter,) = await mail.kept()
    assert (letter.address, letter.language) == (ADDRESS, "fr")
    assert letter.subject == f"Au moins 50 personnes aimeraient être sollicitées par {HOST}"
    assert "/sign-up/brand" in letter.text
    assert (await wanted())[0].invited_on == market_date(await now())
    assert [act[:2] for act in await audited(it)][1:] == [("wanted_brand.invited", "operator")]
    for address in (ADDRESS, "autre@velosdulac.fr"):
        with pytest.raises(AlreadyInvited):
            await invite_brand(who, it, address, "en")
    assert len(await mail.kept()) == 1


async def test_of_two_operators_at_once_one_writes() -> None:
    it, first, second = await a_wanted_brand(), await an_operator(), await an_operator()
    both = await asyncio.gather(
        *(invite_brand(who, it, ADDRESS, "en") for who in (first, second) * 2), return_exceptions=True
    )
    assert sum(isinstance(done, AlreadyInvited) for done in both) == 3 and len(await mail.kept()) == 1


async def test_a_registered_brand_is_led_to_the_catalogue() -> None:
    brand = brand_of(await a_brand(name="Cycles Garonne"))
    for _ in range(FEWEST):
        await welcome(await a_holder(), brand)
    await travel(timedelta(days=1))
    await count_wishes()
    await invite_brand(await an_operator(), (await wanted())[0].id, ADDRESS, "en")
    (letter,) = await mail.kept()
    assert "Cycles Garonne" in letter.subject and "/catalogue" in letter.text


async def test_what_cannot_be_sent_is_refused_and_nothing_is_noted() -> None:
    it, who = await a_wanted_brand(), await an_operator()
    for address, language, refusal in (
        ("nobody", "fr", EmailNotValid),
        ("a@example.org\nBcc: b@example.org", "fr", EmailNotValid),
        (ADDRESS, "de", LanguageUnknown),
    ):
        with pytest.raises(refusal):
            await invite_brand(who, it, address, language)
    with pytest.raises(NotFound):
        await invite_brand(who, uuid.uuid4(), ADDRESS, "fr")
    for other in (await a_holder(), await a_brand()):
        with pytest.raises(NotYours):
            await invite_brand(other, it, ADDRESS, "fr")
    assert await fetch_value("select count(*) from relations.wanted_invitations") == 0
    assert await mail.kept() == []


async def test_the_database_keeps_the_note(owner: asyncpg.Connection) -> None:
    it = await a_wanted_brand()
    await invite_brand(await an_operator(), it, ADDRESS, "fr")
    for change in ("delete from {}", "update {} set sent_at = base.now()", "truncate {}"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute(change.format("relations.wanted_invitations"))
    row = await fetch_row("select * from relations.wanted_invitations")
    assert row and ADDRESS not in str(dict(row)), "the address stands in the letter alone"
    with pytest.raises(asyncpg.CheckViolationError, match="wanted_invitations_language"):
        await owner.execute(
            "insert into relations.wanted_invitations values ($1, 'de', base.now())", uuid.uuid4()
        )


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_by_the_desks_page(app: Litestar, language: str) -> None:
    async with pages(app, await a_session(await an_operator()), language) as desk:
        assert "/operator/wanted" in (await desk.get("/operator")).text
        assert (await desk.get("/operator/wanted")).status_code == 200
        name = names.name(WANTED, await a_wanted_brand(), names.for_operators())
        shown = words(await desk.get("/operator/wanted"))
        assert NAME in shown and HOST in shown and "50" in shown
        path = f"/operator/wanted/{name}"
        refused = await desk.post(path, data={"email": "nobody", "language": "fr"})
        assert refused.status_code == 422 and error_at(refused, "email") and "nobody" in refused.text
        assert (await desk.post(path, data={"email": ADDRESS, "language": "fr"})).status_code == 303
        shown = await desk.get("/operator/wanted")
        assert f'action="{path}"' not in shown.text and ADDRESS not in shown.text
        again = await desk.post(path, data={"email": ADDRESS, "language": "fr"})
        assert again.status_code == 409
        assert (await desk.post("/operator/wanted/x", data={})).status_code == 404


async def test_by_json(app: Litestar) -> None:
    it = names.name(WANTED, await a_wanted_brand(), names.for_operators())
    path = "/v1/operator/wanted-brands"
    async with browser(app, await a_session(await an_operator())) as desk:
        (found,) = (await desk.get(path)).json()
        assert found == {
            "id": it,
            "label": NAME,
            "brand": None,
            "website": HOST,
            "at_least": 50,
            "invited_on": None,
        }
        sent = {"email": ADDRESS, "language": "fr"}
        assert (await desk.post(f"{path}/{it}/invitation", json=sent | {"language": "de"})).status_code == 422
        assert (await desk.post(f"{path}/{it}/invitation", json=sent)).status_code == 204
        again = await desk.post(f"{path}/{it}/invitation", json=sent)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/already-invited")
        assert (await desk.get(path)).json()[0]["invited_on"] == str(market_date(await now()))
