"""A holder starts, edits, publishes, hides and retires; a persona says only what was decided."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import ROSTER
from contracts.vocabulary import CLAIMS
from market.base import clock, vault
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.personas import actions, queries, rules
from market.personas.rules import Draft, Stance, Trait
from tests.conftest import FreshDatabase
from tests.factories import CYCLIST, a_brand, a_draft, a_holder, a_persona
from tests.market import Market, market

__all__ = ["market"]

OFFER = {"variant": "standard", "period": "P1M", "price_step": 1900, "capacity": 1}


async def state_of(persona: uuid.UUID) -> str:
    return str(await fetch_value("select state from personas.personas where id = $1", persona))


async def test_a_draft_is_kept_and_nothing_is_published_by_it(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await actions.start(holder, "a-velo")
    draft = a_draft()
    await actions.save_draft(holder, persona, draft)
    row = await queries.own(holder.person, persona)  # type: ignore[arg-type]
    assert await queries.open_draft(holder.person, row) == draft  # type: ignore[arg-type]
    assert row.state == "draft"
    assert await queries.listed() == []


async def test_a_published_persona_has_a_sheet_that_says_what_the_terms_disclose(
    database: FreshDatabase,
) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    row = await queries.own(holder.person, persona)  # type: ignore[arg-type]
    sealed = await fetch_value("select sheet from personas.persona_versions where id = $1", row.version)
    key = await vault.data_key(holder.person)  # type: ignore[arg-type]
    sheet = key.unseal(queries.sheet_place(row.version), sealed)  # type: ignore[arg-type]
    terms = rules.check_offer("standard", "P1M", 1900, 1)
    assert set(sheet["claims"]) == set(terms.disclosure.claims)
    assert sheet["claims"]["region"] == {"value": "bretagne", "stance": "me"}
    assert sheet["claims"]["budget-loisirs"] is None, "what was not answered reads 'not said'"
    assert sheet["claims"]["velo-type"] == {"value": "randonneuse", "stance": "me"}, "what it is about"
    assert "chauffage" not in sheet["claims"], "what the terms do not disclose stays sealed"


SAID = (("region", "bretagne"), ("passion", "velo"), ("foyer", "foyer-seul"))
PHRASED = ("repare-avant", "achete-pres", "revends", "garde-dix-ans")
MONTHS = (("region", "2026-10"), ("passion", "2026-11"))


@given(st.permutations(SAID), st.permutations(PHRASED), st.permutations(MONTHS))
def test_a_sheet_keeps_no_order_of_its_holders(
    said: list[tuple[str, str]], phrases: list[str], months: list[tuple[str, str]]
) -> None:
    """Two brands would know a person again by it: five sentences stand in 120 orders."""
    terms = rules.check_offer("ample", "P1M", 1900, 1)

    def written(said: Sequence[tuple[str, str]], phrases: Sequence[str], months: Mapping[str, str]) -> str:
        traits = {claim: Trait(Stance.ME, value) for claim, value in said}
        return json.dumps(rules.sheet(Draft(traits=traits, phrases=tuple(phrases)), terms, months))

    assert written(said, phrases, dict(months)) == written(SAID, PHRASED, dict(MONTHS))


def test_only_what_is_me_and_allowed_reaches_the_card() -> None:
    draft = Draft(
        traits={
            "region": Trait(Stance.ME, "bretagne"),
            "passion": Trait(Stance.LIKE, "velo"),
            "foyer": Trait(Stance.ME, "foyer-seul"),
            "commune": Trait(Stance.NO),
        },
        phrases=("repare-avant", "achete-pres"),
        said=frozenset({"region", "passion", "repare-avant", "commune"}),
    )
    said = {code for code in rules.card_labels(draft) if code}
    assert "bretagne" in said
    assert "repare-avant" in said
    assert not said & {"velo", "foyer-seul", "achete-pres"}


@pytest.mark.parametrize(
    ("draft", "claim"),
    [
        (Draft(traits={"shoe-size": Trait(Stance.ME, "42")}), "shoe-size"),
        (Draft(traits={"region": Trait(Stance.ME, "atlantide")}), "region"),
        (Draft(traits={"region": Trait(Stance.NO, "bretagne")}), "region"),
        (Draft(traits={"region": Trait(Stance.ME)}), "region"),
        (Draft(phrases=("je-suis-riche",)), "je-suis-riche"),
        (Draft(phrases=("repare-avant", "repare-avant")), "repare-avant"),
        (Draft(said=frozenset({"region"})), "region"),
    ],
)
async def test_an_unknown_claim_or_value_is_refused_and_the_draft_stays(
    database: FreshDatabase, draft: Draft, claim: str
) -> None:
    holder = await a_holder()
    persona = await actions.start(holder, None)
    await actions.save_draft(holder, persona, a_draft())
    with pytest.raises(rules.TraitUnknown) as refused:
        await actions.save_draft(holder, persona, draft)
    assert refused.value.facts["claim"] == claim
    row = await queries.own(holder.person, persona)  # type: ignore[arg-type]
    assert await queries.open_draft(holder.person, row) == a_draft()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"price_step": 1901}, "price_step"),
        ({"price_step": -1900}, "price_step"),
        ({"period": "P1W"}, "period"),
        ({"period": "P60M"}, "period"),
        ({"variant": "generous"}, "variant"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 11}, "capacity"),
    ],
)
async def test_an_offer_that_the_terms_or_the_ladder_lack_is_refused(
    database: FreshDatabase, change: dict[str, object], field: str
) -> None:
    holder = await a_holder()
    persona = await actions.start(holder, None)
    await actions.save_draft(holder, persona, a_draft())
    with pytest.raises(rules.OfferImpossible) as refused:
        await actions.publish(holder, persona, **{**OFFER, **change})  # type: ignore[arg-type]
    assert refused.value.facts["field"] == field
    assert await state_of(persona) == "draft"


async def test_too_few_answers_for_the_terms_are_refused(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await actions.start(holder, None)
    await actions.save_draft(holder, persona, a_draft({"region": "bretagne", "passion": "velo"}))
    with pytest.raises(rules.TooFewTraits) as refused:
        await actions.publish(holder, persona, **OFFER)  # type: ignore[arg-type]
    assert refused.value.facts["answered"] == 2


async def seen(persona: uuid.UUID) -> None:
    """The persona's version stands under a card from now on."""
    version = await fetch_value("select version from personas.personas where id = $1", persona)
    async with transaction():
        await actions.shown({persona: version})


async def test_a_persona_changes_at_most_every_thirty_days(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    await seen(persona)
    with pytest.raises(rules.EditedTooSoon):
        await actions.publish(holder, persona, **OFFER)  # type: ignore[arg-type]
    await clock.travel(timedelta(days=30))
    await actions.publish(holder, persona, **OFFER)  # type: ignore[arg-type]
    numbers = await fetch("select number from personas.persona_versions order by number")
    assert [row["number"] for row in numbers] == [1, 2]


async def test_what_nobody_saw_may_change_at_once(database: FreshDatabase) -> None:
    """Who waits for a crowd follows the studio's advice today, not in a month."""
    holder = await a_holder()
    persona = await a_persona(holder)
    await actions.publish(holder, persona, **OFFER)  # type: ignore[arg-type]
    older = await fetch_value("select id from personas.persona_versions where number = 1")
    async with transaction():
        await actions.shown({persona: older})
    await actions.publish(holder, persona, **OFFER)  # type: ignore[arg-type]
    await seen(persona)
    with pytest.raises(rules.EditedTooSoon):
        await actions.publish(holder, persona, **OFFER)  # type: ignore[arg-type]


async def test_what_was_rented_was_seen(market: Market) -> None:
    holder = await a_holder()
    persona = await a_persona(holder, capacity=2)
    await market.request(await a_brand(), persona)
    with pytest.raises(rules.EditedTooSoon):
        await actions.publish(holder, persona, **OFFER)  # type: ignore[arg-type]


async def test_a_draft_of_earlier_days_opens_with_todays_codes(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await actions.start(holder, None)
    key = await vault.data_key(holder.person)  # type: ignore[arg-type]
    old = {**Draft().to_json(), "traits": {"naissance": ["me", "2005-2009"], "region": ["no", None]}}
    sealed = key.seal(queries.draft_place(persona), old)
    await fetch("update personas.personas set draft = $2 where id = $1", persona, sealed)
    draft = await queries.open_draft(holder.person, await queries.own(holder.person, persona))  # type: ignore[arg-type]
    assert draft.traits == {"naissance": Trait(Stance.ME, "2005-2008"), "region": Trait(Stance.NO)}
    await actions.save_draft(holder, persona, draft)


async def test_a_persona_stands_under_the_edition_it_was_published_with(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    row = await queries.own(holder.person, persona)  # type: ignore[arg-type]
    assert row.terms is ROSTER["standard"]
    kept = await fetch("select variant, terms_version from personas.persona_versions")
    assert [tuple(it.values()) for it in kept] == [("standard", ROSTER["standard"].version)]


async def test_a_version_never_changes(database: FreshDatabase, owner: asyncpg.Connection) -> None:
    await a_persona(await a_holder())
    for statement in (
        "update personas.persona_versions set number = 9",
        "delete from personas.persona_versions",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute(statement)


async def test_another_holders_persona_is_not_there(database: FreshDatabase) -> None:
    persona = await a_persona(await a_holder())
    stranger = await a_holder()
    with pytest.raises(NotFound):
        await queries.own(stranger.person, persona)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await actions.move(stranger, persona, "hidden")
    assert await state_of(persona) == "listed"


async def test_hide_show_and_retire(database: FreshDatabase) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    for state in ("hidden", "listed", "retired"):
        await actions.move(holder, persona, state)
        assert await state_of(persona) == state
    for state in ("hidden", "listed"):
        with pytest.raises(rules.NotInThisState):
            await actions.move(holder, persona, state)


async def test_a_persona_that_is_shown_again_is_young_again(database: FreshDatabase) -> None:
    """A crowd counts the oldest first: who comes and goes stands at its end."""
    holder = await a_holder()
    persona = await a_persona(holder)

    async def since() -> datetime:
        (row,) = await fetch("select listed_since from personas.personas where id = $1", persona)
        found: datetime = row["listed_since"]
        return found

    first = await since()
    await clock.travel(timedelta(days=2))
    await actions.move(holder, persona, "hidden")
    assert await since() == first
    await clock.travel(timedelta(days=2))
    await actions.move(holder, persona, "listed")
    assert await since() - first >= timedelta(days=4)


async def test_the_length_of_a_sealed_sheet_says_little_of_how_much_was_answered(
    database: FreshDatabase,
) -> None:
    """Ten answers or forty: one length, or two at the most."""
    codes = {claim.id: claim.codes[-1].id for claim in CLAIMS.values()}
    disclosed = ROSTER["standard"].disclosure.claims
    lengths = set()
    for answered in (10, 20, 30, 40):
        few = {claim: codes[claim] for claim in disclosed[:answered]}
        await a_persona(await a_holder(), few)
        lengths.add(
            await fetch_value("select octet_length(sheet) from personas.persona_versions order by id desc")
        )
    assert len(lengths) <= 2, lengths


async def test_a_dump_shows_no_answer_in_clear(database: FreshDatabase, owner: asyncpg.Connection) -> None:
    holder = await a_holder()
    await a_persona(holder)
    dump = ""
    for table in ("personas", "persona_versions", "slots"):
        dump += str(await owner.fetch(f"select t::text from personas.{table} t"))
    for value in (*CYCLIST.values(), "repare-avant"):
        assert value not in dump
        assert value.encode().hex() not in dump
    assert str(holder.person) not in dump
