"""A holder signs the charter with their first persona; that they did is known to nobody else."""

from datetime import date, timedelta

import asyncpg
import pytest
from litestar import Litestar

from contracts.charter import current
from market.accounts.refusals import CharterEditionNeeded
from market.base import clock, vault
from market.base.access import Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_value, transaction
from market.base.embedded import SERVICE
from market.personas import actions, queries
from market.personas.charter.actions import sign
from market.personas.charter.queries import of_holder
from market.relations.actions.invite import send
from market.relations.conduct.queries import conduct_of
from market.relations.conversation.actions import write_as_brand
from tests import charters
from tests.accounts.people import browser
from tests.factories import EDITION, a_draft, a_person, a_persona
from tests.relations.conversation.writing import HELLO
from tests.relations.helpers import a_relation, a_session, an_offer, with_mailbox

pytestmark = pytest.mark.usefixtures("database")

OFFER = {"variant": "standard", "period": "P1M", "price_step": 1900}
A_DAY = timedelta(days=1)


async def newcomer() -> Principal:
    return await a_person(holder=True, signed=False)


async def a_started(who: Principal) -> object:
    persona = await actions.start(who, "a-velo")
    await actions.save_draft(who, persona, a_draft())
    return persona


async def publish(who: Principal, persona: object, edition: int | None = None) -> None:
    await actions.publish(who, persona, **OFFER, charter=edition)  # type: ignore[arg-type]


async def today() -> date:
    return market_date(await clock.now())


async def standing(who: Principal) -> str:
    assert who.person is not None
    return (await of_holder(who.person)).standing


async def test_the_first_persona_is_listed_by_signing() -> None:
    who = await newcomer()
    persona = await a_started(who)
    for edition in (None, EDITION + 1):
        with pytest.raises(CharterEditionNeeded):
            await publish(who, persona, edition)
    assert who.person is not None
    (row,) = await queries.of_holder(who.person)
    assert row.state == "draft" and await fetch_value("select count(*) from personas.persona_versions") == 0
    await publish(who, persona, EDITION)
    assert await standing(who) == "signed"
    await publish(who, await a_started(who))  # the second needs nothing more


async def test_a_refused_publication_signs_nothing() -> None:
    who = await newcomer()
    persona = await actions.start(who, "a-velo")
    with pytest.raises(Exception, match="answered"):
        await publish(who, persona, EDITION)
    assert await fetch_value("select count(*) from personas.charter_signatures") == 0


async def test_a_new_edition_leaves_its_term_to_who_has_listed_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who, late = await newcomer(), await newcomer()
    await publish(who, await a_started(who), EDITION)
    edition = charters.publish(monkeypatch, await today() + A_DAY, term_days=5)
    await clock.travel_to(await clock.now() + 2 * A_DAY)
    assert (await standing(who), await standing(late)) == ("term", "unsigned")
    await publish(who, await a_started(who))
    await clock.travel_to(await clock.now() + 4 * A_DAY)
    assert await standing(who) == "unsigned"
    with pytest.raises(CharterEditionNeeded):
        await publish(who, await a_started(who))
    assert who.person is not None
    assert {it.state for it in await queries.of_holder(who.person)} == {"listed", "draft"}, (
        "what runs goes on"
    )
    await sign(who, edition.edition)
    await publish(who, await a_started(who))


async def test_signing_again_changes_nothing() -> None:
    who = await newcomer()
    await sign(who, EDITION)
    await sign(who, EDITION)
    written = "select count(*) from base.audit_entries where action = 'holder.charter_signed'"
    assert await fetch_value(written) == 1
    assert await fetch_value("select count(*) from personas.charter_signatures") == 1


async def test_it_stands_under_a_tag_and_goes_with_the_account() -> None:
    who = await newcomer()
    assert who.person is not None
    await sign(who, EDITION)
    (row,) = await fetch("select * from personas.charter_signatures")
    assert bytes(row["holder"]) == vault.tag("personas", who.person)
    assert who.person.bytes not in bytes(row["holder"])
    async with transaction():
        await actions.erase_all(who.actor, who.person)
    assert await fetch_value("select count(*) from personas.charter_signatures") == 0


async def test_by_the_api(app: Litestar) -> None:
    who = await newcomer()
    async with browser(app, await a_session(who)) as ada:
        assert (await ada.get("/v1/me/charter")).json() == {
            "current": EDITION,
            "due_on": current().due_on.isoformat(),
            "signed": None,
            "signed_on": None,
            "standing": "unsigned",
        }
        name = (await ada.post("/v1/personas", json={"mask": "a-velo"})).json()["id"]
        refused = await ada.post(f"/v1/personas/{name}/publication", json=OFFER)
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/charter-edition-needed")
        assert (await ada.put("/v1/me/charter", json={"edition": EDITION + 1})).status_code == 422
        assert (await ada.put("/v1/me/charter", json={"edition": EDITION})).status_code == 204
        said = (await ada.get("/v1/me/charter")).json()
        assert (said["standing"], said["signed_on"]) == ("signed", str(await today()))


async def test_nothing_that_a_brand_does_looks_at_a_holders_signature(owner: asyncpg.Connection) -> None:
    """With the table out of the service's reach, a brand rents, invites, writes and reads as before."""
    holder = await a_person(holder=True, age=timedelta(days=60))
    persona = await a_persona(await with_mailbox(holder, "holder@example.org"))
    await owner.execute(f"revoke all on personas.charter_signatures from {SERVICE}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await fetch("select * from personas.charter_signatures")
    it = await a_relation(holder=holder, persona=persona)
    await send(it.brand, it.agreement, await an_offer())
    await write_as_brand(it.brand, it.agreement, HELLO)
    assert it.brand.seat and (await conduct_of(it.brand.seat.brand)).due == 0
