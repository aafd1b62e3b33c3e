"""A holder's own note of a relation: sealed, kept over renewals, lost to nobody, shown to nobody else."""

import asyncio
from dataclasses import replace

import asyncpg
import pytest
from litestar import Litestar

from market.base import vault
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import Unauthenticated
from market.relations.errors import NoteChanged, TextNotAccepted
from market.relations.notes.actions import keep
from market.relations.notes.queries import MOST, Noted, of_holder
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalNotFound
from tests.accounts.people import browser
from tests.conftest import FreshDatabase
from tests.factories import a_holder
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_relation, a_session
from tests.rentals.renewal.renewing import a_rental

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")
WORDS = "Rappeler le vendeur du quai.\nIl avait une selle en cuir."


async def noted(relation: Relation) -> Noted:
    assert relation.holder.person
    return await of_holder(relation.holder.person, relation.agreement)


async def test_what_is_noted_is_kept_changed_and_emptied() -> None:
    relation = await a_relation()
    assert await noted(relation) == Noted()
    first = await keep(relation.holder, relation.agreement, f"  {WORDS}\r\n", 0)
    assert (first.text, first.version) == (WORDS, 1) and await noted(relation) == first
    again = await keep(relation.holder, relation.agreement, WORDS, 1)
    assert again == first, "the same again changes nothing"
    await keep(relation.holder, relation.agreement, "Vu.", 1)
    assert (await noted(relation)).text == "Vu."
    await keep(relation.holder, relation.agreement, " \n", 2)
    assert (await noted(relation)).text == "" and (await noted(relation)).version == 3
    acts = await fetch("select subject from base.audit_entries where action = 'relation.note'")
    assert [it["subject"] for it in acts] == [relation.rental] * 3


async def test_nothing_of_it_stands_in_clear_nor_how_long_it_is() -> None:
    relation = await a_relation()
    lengths = set()
    for version, text in enumerate(["Une selle", WORDS, "é" * MOST]):
        await keep(relation.holder, relation.agreement, text, version)
        sealed = await fetch_value("select sealed from relations.notes")
        assert text.encode() not in sealed
        lengths.add(len(sealed))
    assert len(lengths) == 1


async def test_one_who_did_not_see_the_other_writes_over_nothing() -> None:
    relation = await a_relation()
    await keep(relation.holder, relation.agreement, "d’un téléphone", 0)
    for stale in (0, 2):
        with pytest.raises(NoteChanged):
            await keep(relation.holder, relation.agreement, "d’un bureau", stale)
    assert (await noted(relation)).text == "d’un téléphone"


@pytest.mark.parametrize("seen", [0, 1])
async def test_of_two_at_once_one_writes(seen: int) -> None:
    relation = await a_relation()
    if seen:
        await keep(relation.holder, relation.agreement, "avant", 0)
    both = await asyncio.gather(
        *(keep(relation.holder, relation.agreement, f"par {n}", seen) for n in range(6)),
        return_exceptions=True,
    )
    won = [it for it in both if isinstance(it, Noted)]
    assert len(won) == 1 and sum(isinstance(it, NoteChanged) for it in both) == 5
    assert (await noted(relation)).text == won[0].text


async def test_it_is_of_persona_and_brand_over_a_renewal_and_after_the_end(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following and it.holder.person
    await keep(it.holder, it.agreement, WORDS, 0)
    assert (await of_holder(it.holder.person, following.agreement)).text == WORDS
    await keep(it.holder, following.agreement, "Suite.", 1)
    assert (await of_holder(it.holder.person, it.agreement)).text == "Suite."
    over = await a_paid_relation(market)
    await withdraw(over.holder, over.agreement)
    await keep(over.holder, over.agreement, WORDS, 0)
    assert (await noted(over)).text == WORDS


async def test_only_the_holder_has_a_note(app: Litestar) -> None:
    relation = await a_relation()
    await keep(relation.holder, relation.agreement, WORDS, 0)
    stranger = await a_holder()
    assert stranger.person
    with pytest.raises(RentalNotFound):
        await of_holder(stranger.person, relation.agreement)
    with pytest.raises(RentalNotFound):
        await keep(stranger, relation.agreement, "!", 1)
    with pytest.raises(Unauthenticated):
        await keep(replace(stranger, person=None), relation.agreement, "!", 1)
    path = f"/relations/{relation.agreement}/note"
    for who in (stranger, relation.brand):
        async with browser(app, await a_session(who)) as other:
            assert (await other.get(path)).status_code in (403, 404)
            assert (await other.get(f"/v1{path}")).status_code in (403, 404)


@pytest.mark.parametrize(("text", "reason"), [("x" * (MOST + 1), "too-long"), ("a\u202eb", "characters")])
async def test_what_cannot_be_kept_is_refused_by_name(text: str, reason: str) -> None:
    relation = await a_relation()
    with pytest.raises(TextNotAccepted) as refused:
        await keep(relation.holder, relation.agreement, text, 0)
    assert refused.value.facts["reason"] == reason and await noted(relation) == Noted()


async def test_with_its_holders_key_the_note_is_gone() -> None:
    relation = await a_relation()
    await keep(relation.holder, relation.agreement, WORDS, 0)
    assert relation.holder.person
    async with transaction():
        await vault.destroy_key(relation.holder.person)
    with pytest.raises(vault.Erased):
        await noted(relation)


async def test_the_database_keeps_one_note_of_a_persona_and_a_brand(database: FreshDatabase) -> None:
    relation = await a_relation()
    await keep(relation.holder, relation.agreement, WORDS, 0)
    owner = await asyncpg.connect(database.service)
    try:
        with pytest.raises(asyncpg.UniqueViolationError, match="notes_once"):
            await owner.execute(
                "insert into relations.notes select uuidv7(), persona, brand, version, sealed, changed_at"
                " from relations.notes"
            )
        with pytest.raises(asyncpg.CheckViolationError, match="notes_version"):
            await owner.execute("update relations.notes set version = 0")
        with pytest.raises(asyncpg.ForeignKeyViolationError, match="notes_persona"):
            await owner.execute("update relations.notes set persona = uuidv7()")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute("delete from relations.notes")
    finally:
        await owner.close()


async def test_by_pages_and_json_nothing_typed_is_lost(app: Litestar) -> None:
    relation = await a_relation()
    path = f"/relations/{relation.agreement}"
    async with browser(app, await a_session(relation.holder)) as holder:
        kept = await holder.post(f"{path}/note", data={"text": WORDS, "version": "0"})
        assert kept.status_code == 303
        assert "une selle en cuir" in (await holder.get(path)).text
        read = (await holder.get(f"/v1{path}/note")).json()
        assert (read["text"], read["version"]) == (WORDS, 1)
        stale = await holder.post(f"{path}/note?language=en", data={"text": "Mes mots <b>", "version": "0"})
        assert stale.status_code == 409
        assert "Mes mots &lt;b&gt;" in stale.text and "une selle en cuir" in stale.text
        assert 'name="version" value="1"' in stale.text and "has changed meanwhile" in stale.text
        refused = await holder.put(f"/v1{path}/note", json={"text": "x", "version": 0})
        assert refused.status_code == 409 and refused.json()["type"].endswith("note-changed")
        long = await holder.put(f"/v1{path}/note", json={"text": "x" * (MOST + 1), "version": 1})
        assert long.status_code == 422 and long.json()["type"].endswith("text-not-accepted")
        done = await holder.put(f"/v1{path}/note", json={"text": "Vu.", "version": 1})
        assert done.status_code == 200 and done.json()["version"] == 2
