"""Traits that an operator has checked: asked, decided once, and the marks that follow the very answer."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.base import clock, vault
from market.base.access import NotYours, Principal
from market.base.database import fetch, fetch_value
from market.base.errors import NotFound
from market.operators.actions.checks import refuse_trait, verify_trait
from market.operators.actions.decisions import Reason
from market.operators.errors import OwnPersona
from market.personas import actions
from market.personas.checks import actions as checks
from market.personas.checks import queries
from market.personas.checks.rules import (
    CHECKABLE,
    CheckDecided,
    CheckedAlready,
    NotCheckable,
    NothingToCheck,
    Verified,
    marks,
    month_of,
)
from market.personas.queries import open_draft, own, sealed_sheet, sheet_place
from market.personas.rules import Draft, EditedTooSoon, NotInThisState, Stance, Trait
from market.relations.errors import ReasonNeedsWords, ReasonUnknown
from market.rentals.credentials.handing_out import hand_out
from tests.accounts.people import mailed
from tests.conftest import FreshDatabase
from tests.factories import CYCLIST, a_brand, a_draft, a_holder, a_person, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.relations.helpers import with_mailbox
from tests.rentals.credentials.holding import a_key, register, verified

__all__ = ["market"]

SEEN = Reason("document-seen")
OFFER = {"variant": "standard", "period": "P1M", "price_step": 1900}


async def asked(holder: Principal, persona: uuid.UUID, claim: str = "region") -> uuid.UUID:
    await checks.ask(holder, persona, claim)
    found: uuid.UUID = await fetch_value("select id from personas.checks order by id desc limit 1")
    return found


async def checked(holder: Principal, persona: uuid.UUID, claim: str = "region") -> uuid.UUID:
    check = await asked(holder, persona, claim)
    await verify_trait(await a_person(operator=True), check, SEEN)
    return check


async def answers(holder: Principal, persona: uuid.UUID, **changes: str) -> None:
    """The holder changes the draft: "" takes an answer away."""
    values = {claim: value for claim, value in (CYCLIST | changes).items() if value}
    await actions.save_draft(holder, persona, a_draft(values, said=set(values)))


async def marks_of(holder: Principal, persona: uuid.UUID) -> dict[str, str]:
    """What the sheet of the version that stands says was verified."""
    assert holder.person
    row = await own(holder.person, persona)
    assert row.version
    key = await vault.data_key(holder.person)
    sheet = json.loads(key.unseal_bytes(sheet_place(row.version), await sealed_sheet(row.version)))
    found: dict[str, str] = sheet["verified"]
    return found


async def month() -> str:
    return month_of(await clock.now())


TRAITS = st.sampled_from(Stance).flatmap(
    lambda stance: st.builds(
        Trait, st.just(stance), st.none() if stance is Stance.NO else st.sampled_from(["bretagne", "corse"])
    )
)


@given(TRAITS | st.none(), st.sampled_from(["bretagne", "corse"]))
def test_a_mark_follows_the_very_answer_as_it_is_meant(trait: Trait | None, was: str) -> None:
    draft = Draft(traits={"region": trait} if trait else {})
    same = trait is not None and trait.stance is Stance.ME and trait.value == was
    assert marks(draft, [Verified("region", was, "2026-11")]) == ({"region": "2026-11"} if same else {})


async def test_what_is_verified_bears_its_mark_from_the_next_publication(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    check = await checked(holder, persona)
    assert await marks_of(holder, persona) == {}, "a version is as it was"
    await actions.publish(holder, persona, **OFFER)
    assert await marks_of(holder, persona) == {"region": await month()}
    acts = await fetch(
        "select action, facts::text from base.audit_entries where subject = $1 order by id", check
    )
    assert [tuple(row) for row in acts] == [("trait_check.asked", "{}"), ("trait_check.verified", "{}")]
    assert await fetch_value("select act || ' ' || reason from operators.decisions") == "verify document-seen"


async def test_a_mark_is_kept_through_edits_only_while_the_answer_is_the_same(
    database: FreshDatabase,
) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    await checked(holder, persona)
    said = []
    for changes in ({"foyer": "foyer-couple"}, {"region": "corse"}, {"region": ""}, {}):
        await answers(holder, persona, **changes)
        await actions.publish(holder, persona, **OFFER)
        said.append(await marks_of(holder, persona))
        await clock.travel(timedelta(days=31))
    marked = {"region": said[0]["region"]}
    assert said == [marked, {}, {}, marked]


async def test_a_later_answer_that_is_verified_takes_the_earlier_ones_place(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    await checked(holder, persona)
    await answers(holder, persona, region="corse")
    await clock.travel(timedelta(days=40))
    await checked(holder, persona)
    states = await fetch("select state from personas.checks order by id")
    assert [row["state"] for row in states] == ["replaced", "verified"]
    await answers(holder, persona)
    await actions.publish(holder, persona, **OFFER)
    assert await marks_of(holder, persona) == {}, "they moved: the earlier answer is not verified any more"


async def test_for_a_mark_alone_one_need_not_wait_and_for_anything_else_one_must(
    database: FreshDatabase,
) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    await stand_under_a_card(persona)
    await fetch("update personas.personas set shown_at = base.now()")  # as the catalogue tells: it was seen
    with pytest.raises(EditedTooSoon):
        await actions.publish(holder, persona, **OFFER)
    await checked(holder, persona)
    for changed in (OFFER | {"price_step": 2900}, OFFER | {"variant": "simple"}, OFFER | {"capacity": 2}):
        with pytest.raises(EditedTooSoon):
            await actions.publish(holder, persona, **changed)
    await answers(holder, persona, foyer="foyer-couple")
    with pytest.raises(EditedTooSoon):
        await actions.publish(holder, persona, **OFFER)
    await answers(holder, persona)
    await actions.publish(holder, persona, **OFFER)
    await fetch("update personas.personas set shown_at = base.now()")
    with pytest.raises(EditedTooSoon):
        await actions.publish(holder, persona, **OFFER)


@pytest.mark.parametrize("claim", ["passion", "foyer", "repare-avant", "nothing", ""])
async def test_what_no_document_shows_is_not_checked(database: FreshDatabase, claim: str) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    with pytest.raises(NotCheckable):
        await checks.ask(holder, persona, claim)
    assert CHECKABLE == ("naissance", "region")


async def test_nothing_is_checked_that_is_not_said_to_be_me(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    draft = a_draft()
    for traits in ({}, {"region": Trait(Stance.LIKE, "corse")}, {"region": Trait(Stance.NO)}):
        await actions.save_draft(holder, persona, replace(draft, traits=traits, said=frozenset()))
        with pytest.raises(NothingToCheck):
            await checks.ask(holder, persona, "region")


async def test_a_check_is_asked_once_and_decided_once(database: FreshDatabase) -> None:
    holder, operator = await a_holder(), await a_person(operator=True)
    persona = await a_persona(holder)
    check = await asked(holder, persona)
    with pytest.raises(CheckedAlready):
        await checks.ask(holder, persona, "region")
    await refuse_trait(operator, check, Reason("document-differs"))
    for act in (verify_trait, refuse_trait):
        with pytest.raises(CheckDecided):
            await act(operator, check, SEEN if act is verify_trait else Reason("not-shown"))
    again = await asked(holder, persona)
    await verify_trait(operator, again, SEEN)
    with pytest.raises(CheckedAlready):
        await checks.ask(holder, persona, "region")
    with pytest.raises(NothingToCheck):
        await checks.withdraw(holder, persona, "region")


async def test_of_many_who_ask_and_decide_at_once_one_does(
    database: FreshDatabase, owner: asyncpg.Connection
) -> None:
    holder, operator = await a_holder(), await a_person(operator=True)
    persona = await a_persona(holder)

    async def all_ask() -> list[object]:
        return await asyncio.gather(
            *(checks.ask(holder, persona, "region") for _ in range(5)), return_exceptions=True
        )

    assert sorted(type(it).__name__ for it in await all_ask()) == ["CheckedAlready"] * 4 + ["NoneType"]
    check = await fetch_value("select id from personas.checks")
    decided = await asyncio.gather(
        *(verify_trait(operator, check, SEEN) for _ in range(5)),
        *(refuse_trait(operator, check, Reason("not-shown")) for _ in range(5)),
        return_exceptions=True,
    )
    assert sorted(type(it).__name__ for it in decided) == ["CheckDecided"] * 9 + ["NoneType"]
    await owner.execute("drop index personas.checks_asked")
    await answers(holder, persona, region="corse")
    assert [type(it).__name__ for it in await all_ask()] == ["NoneType"] * 5, (
        "the control: the index is the wall"
    )


@pytest.mark.parametrize(
    "change", ["state = 'refused', reason = 'x'", "claim = 'naissance'", "sealed = 'x'", "state = 'asked'"]
)
async def test_what_was_decided_is_not_altered(
    database: FreshDatabase, owner: asyncpg.Connection, change: str
) -> None:
    holder = await a_holder()
    await checked(holder, await a_persona(holder))
    with pytest.raises(asyncpg.CheckViolationError, match="decided once"):
        await fetch(f"update personas.checks set {change}")
    await owner.execute("drop trigger checks_move on personas.checks")
    await owner.execute("alter table personas.checks drop constraint checks_decided")
    await fetch(f"update personas.checks set {change}")


async def test_only_an_operator_decides_with_a_reason_and_not_on_their_own(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    check = await asked(holder, persona)
    operator = await a_person(operator=True)
    with pytest.raises(NotYours):
        await verify_trait(holder, check, SEEN)
    with pytest.raises(OwnPersona):
        await verify_trait(replace(holder, operator=True), check, SEEN)
    for reason, error in ((Reason("because"), ReasonUnknown), (Reason("other"), ReasonNeedsWords)):
        with pytest.raises(error):
            await verify_trait(operator, check, reason)
    with pytest.raises(NotFound):
        await verify_trait(operator, uuid.uuid4(), SEEN)
    assert await fetch_value("select state from personas.checks") == "asked"


async def test_the_desk_sees_the_answer_that_was_asked_about_and_the_holder_is_told_without_it(
    database: FreshDatabase,
) -> None:
    holder = await with_mailbox(await a_holder(), "holder@example.org")
    persona = await a_persona(holder)
    check = await asked(holder, persona)
    await answers(holder, persona, region="corse")
    row, _ = await queries.opened(check)
    assert row.value == "bretagne", "an answer that changed meanwhile is not what is looked at"
    await verify_trait(await a_person(operator=True), check, SEEN)
    [letter] = [
        it for it in await mailed("holder@example.org") if "erif" in it.subject or "érif" in it.subject
    ]
    assert row.words in letter.text
    assert not {"bretagne", "région", "region"} & set(letter.text.lower().split())


async def test_what_is_gone_or_retired_waits_for_nobody(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    check = await asked(holder, persona)
    assert [row["id"] for row in await queries.waiting()] == [check]
    await actions.move(holder, persona, "retired")
    assert await queries.waiting() == []
    with pytest.raises(NotFound):
        await verify_trait(await a_person(operator=True), check, SEEN)
    with pytest.raises(NotInThisState):
        await checks.ask(holder, persona, "naissance")


async def test_another_holder_asks_for_and_sees_nothing(database: FreshDatabase) -> None:
    holder, other = await a_holder(), await a_holder()
    persona = await a_persona(holder)
    for act in (checks.ask, checks.withdraw):
        with pytest.raises(NotFound):
            await act(other, persona, "region")
    assert other.person and await queries.verified_of(other.person, await vault.data_key(other.person)) == []


async def test_a_rented_sheet_and_its_credential_say_what_was_verified(market: Market) -> None:
    """The sheet with its month, the credential with a word alone: when, is one fact for all who rent it."""
    holder = await with_mailbox(await a_holder(), "holder@example.org")
    persona = await a_persona(holder)
    await checked(holder, persona)
    await actions.publish(holder, persona, **OFFER)
    brand = await a_brand()
    key = await register(brand, a_key())
    agreement = await market.rented(brand, persona)
    sheet = json.loads(await market.read(brand, agreement))
    assert sheet["verified"] == {"region": await month()}
    assert brand.seat
    text = await hand_out(brand.seat.brand, agreement, "benefits", "api")
    reading = await verified(text, key)
    assert reading.said["region"].provenance == "verified"
    assert {it.provenance for claim, it in reading.said.items() if claim != "region"} == {"declared"}
    assert (await month()).encode() not in text.encode()


async def test_a_running_rental_keeps_the_sheet_that_it_was_agreed_on(market: Market) -> None:
    """A mark that came to two brands on one day would tell them that they rent one persona."""
    holder = await with_mailbox(await a_holder(), "holder@example.org")
    persona = await a_persona(holder)
    brand = await a_brand()
    agreement = await market.rented(brand, persona)
    before = await market.read(brand, agreement)
    await checked(holder, persona)
    await actions.publish(holder, persona, **OFFER)
    assert await market.read(brand, agreement) == before and json.loads(before)["verified"] == {}


async def test_a_draft_is_checked_before_it_was_ever_published(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await actions.start(holder, "a-velo")
    await actions.save_draft(holder, persona, a_draft())
    await checked(holder, persona, "naissance")
    await actions.publish(holder, persona, **OFFER)
    assert set(await marks_of(holder, persona)) == {"naissance"}
    assert holder.person and (await open_draft(holder.person, await own(holder.person, persona))).traits
