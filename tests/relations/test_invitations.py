"""A brand invites within a running rental; the holder answers; both see it, and both end with the rental."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from contracts.canonical import digest
from contracts.record import verify_chain
from market.base import clock, mail, vault
from market.base.access import NotYours, Principal
from market.base.database import fetch, fetch_row, fetch_value
from market.base.errors import Unauthenticated
from market.base.idempotency import IdempotencyKeyReused
from market.base.ids import new_id
from market.relations import jobs, queries
from market.relations.actions.invite import react, send
from market.relations.errors import (
    ContactNotAllowed,
    InvitationNotFound,
    InvitationOver,
    TooManyInvitations,
    ValidityImpossible,
)
from market.relations.rules import Reaction
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive, RentalNotFound
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_relation, an_offer, brand_of

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")


async def counts() -> tuple[int, ...]:
    """Rows of everything that an invitation or a reaction writes."""
    tables = ("relations.invitations", "relations.reactions", "rentals.record_events", "base.audit_entries")
    return tuple([await fetch_value(f"select count(*) from {table}") for table in tables])


async def sent_by(relation: Relation, **changes: object) -> uuid.UUID:
    return (await send(relation.brand, relation.agreement, await an_offer(**changes))).id


async def test_both_sides_see_the_invitation_and_the_answer() -> None:
    relation = await a_relation()
    offer = await an_offer()
    placed = await send(relation.brand, relation.agreement, offer)
    await react(relation.holder, relation.agreement, placed.id, Reaction.INTERESTED)
    assert relation.holder.person is not None
    ours = await queries.of_brand(brand_of(relation.brand), relation.agreement)
    theirs = await queries.of_holder(relation.holder.person, relation.agreement)
    assert ours == theirs
    (seen,) = ours
    assert (seen.id, seen.content, seen.reaction, seen.month, seen.number) == (
        placed.id,
        offer,
        "interested",
        1,
        1,
    )


async def test_an_invitation_writes_one_audit_row_and_one_event() -> None:
    relation = await a_relation()
    before = await counts()
    invitation = await sent_by(relation)
    assert [b - a for a, b in zip(before, await counts(), strict=True)] == [1, 0, 1, 1]
    row = await fetch_row("select action, actor from base.audit_entries where subject = $1", invitation)
    assert row is not None and tuple(row) == ("invitation.sent", relation.brand.actor.tag)
    await react(relation.holder, relation.agreement, invitation, Reaction.NOT_NOW)
    assert [b - a for a, b in zip(before, await counts(), strict=True)] == [1, 1, 2, 2]


async def test_the_record_commits_to_what_was_offered() -> None:
    relation = await a_relation()
    invitation = await sent_by(relation)
    await react(relation.holder, relation.agreement, invitation, Reaction.NOT_FOR_ME)
    events = await record.read(relation.rental)
    verify_chain(record.urn(relation.agreement), events)
    assert [event.kind for event in events] == ["agreed", "activated", "invited", "reacted"]
    sealed = await fetch_value("select sealed from relations.invitations")
    assert relation.holder.person is not None
    opened = (await vault.data_key(relation.holder.person)).unseal(queries.content_place(invitation), sealed)
    assert events[2].facts["content"] == digest(opened).hex()
    assert events[3].facts == {"invitation": events[2].facts["invitation"], "reaction": "not_for_me"}


async def test_nothing_of_the_text_stands_in_clear(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    offer = await an_offer(title="Zanzibar-titre", conditions="Zanzibar-conditions", code="ZANZIBAR-1")
    await send(relation.brand, relation.agreement, offer, key="k1")
    tables = await owner.fetch(
        "select schemaname || '.' || tablename from pg_tables"
        " where schemaname not in ('pg_catalog', 'information_schema')"
    )
    assert len(tables) > 10
    for (table,) in tables:
        assert not await owner.fetchval(f"select count(*) from {table} t where t::text ilike '%zanzibar%'"), (
            table
        )


async def test_the_text_dies_with_the_holders_key() -> None:
    relation = await a_relation()
    await sent_by(relation)
    assert relation.holder.person is not None
    await vault.destroy_key(relation.holder.person)
    with pytest.raises(vault.Erased):
        await queries.of_brand(brand_of(relation.brand), relation.agreement)


async def test_a_sealed_text_moved_to_another_row_does_not_open(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    await sent_by(relation)
    await owner.execute(
        "insert into relations.invitations (id, rental, month, number, per_month, sealed, sent_at)"
        " select gen_random_uuid(), rental, month, 2, per_month, sealed, sent_at from relations.invitations"
    )
    with pytest.raises(vault.SealBroken):
        await queries.of_brand(brand_of(relation.brand), relation.agreement)


async def test_the_same_key_is_the_same_invitation_and_another_content_an_error() -> None:
    relation = await a_relation()
    offer = await an_offer()
    first = await send(relation.brand, relation.agreement, offer, key="k1")
    before = await counts()
    assert await send(relation.brand, relation.agreement, offer, key="k1") == first
    with pytest.raises(IdempotencyKeyReused):
        await send(relation.brand, relation.agreement, replace(offer, code="AUTRE"), key="k1")
    assert await counts() == before


async def test_a_refused_request_leaves_its_key_free() -> None:
    relation = await a_relation()
    with pytest.raises(ContactNotAllowed):
        await send(relation.brand, relation.agreement, await an_offer(title="jean@exemple.fr"), key="k1")
    assert await send(relation.brand, relation.agreement, await an_offer(), key="k1")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"conditions": "Appelez le 06 12 34 56 78"}, ContactNotAllowed),
        ({"valid_until": date(2020, 1, 1), "valid_from": date(2020, 1, 1)}, ValidityImpossible),
    ],
)
async def test_bad_content_is_refused_and_changes_nothing(
    changes: dict[str, Any], error: type[Exception]
) -> None:
    relation = await a_relation()
    before = await counts()
    with pytest.raises(error):
        await sent_by(relation, **changes)
    assert await counts() == before


@pytest.mark.parametrize(("variant", "allowed"), [("standard", 4), ("simple", 2)])
async def test_one_more_than_the_terms_allow_is_refused(variant: str, allowed: int) -> None:
    relation = await a_relation(variant=variant)
    for _ in range(allowed):
        await sent_by(relation)
    before = await counts()
    with pytest.raises(TooManyInvitations) as refusal:
        await sent_by(relation)
    assert refusal.value.facts == {"per_month": allowed}
    assert await counts() == before


async def test_the_next_rental_month_has_its_own_four() -> None:
    relation = await a_relation(period="P3M")
    for _ in range(4):
        await sent_by(relation)
    with pytest.raises(TooManyInvitations) as refusal:
        await sent_by(relation)
    assert (await clock.now()).date() < date.fromisoformat(str(refusal.value.facts["again_on"]))
    await clock.travel(timedelta(days=32))
    placed = await send(relation.brand, relation.agreement, await an_offer())
    assert (placed.month, placed.number) == (2, 1)


async def test_another_brand_and_another_holder_find_nothing() -> None:
    relation, stranger, other = await a_relation(), await a_brand(), await a_holder()
    invitation = await sent_by(relation)
    with pytest.raises(RentalNotFound):
        await send(stranger, relation.agreement, await an_offer())
    with pytest.raises(RentalNotFound):
        await queries.of_brand(brand_of(stranger), relation.agreement)
    with pytest.raises(RentalNotFound):
        await react(other, relation.agreement, invitation, Reaction.INTERESTED)
    assert other.person is not None
    with pytest.raises(RentalNotFound):
        await queries.of_holder(other.person, relation.agreement)


async def test_an_invitation_of_another_relation_is_not_found() -> None:
    relation = await a_relation()
    elsewhere = await a_relation(holder=relation.holder)
    with pytest.raises(InvitationNotFound):
        await react(relation.holder, relation.agreement, await sent_by(elsewhere), Reaction.INTERESTED)
    with pytest.raises(InvitationNotFound):
        await react(relation.holder, relation.agreement, new_id(), Reaction.INTERESTED)


async def test_a_person_without_a_seat_does_not_invite_and_a_key_does_not_react() -> None:
    relation = await a_relation()
    invitation = await sent_by(relation)
    with pytest.raises(NotYours):
        await send(relation.holder, relation.agreement, await an_offer())
    with pytest.raises(Unauthenticated):
        await react(Principal(scopes=frozenset()), relation.agreement, invitation, Reaction.INTERESTED)


async def test_an_answer_may_change_until_the_last_day_of_validity() -> None:
    relation = await a_relation()
    invitation = await sent_by(relation)
    await react(relation.holder, relation.agreement, invitation, Reaction.NOT_NOW)
    before = await counts()
    await react(relation.holder, relation.agreement, invitation, Reaction.NOT_NOW)
    assert await counts() == before, "the same answer again changes nothing"
    await clock.travel(timedelta(days=14))
    changed = await react(relation.holder, relation.agreement, invitation, Reaction.INTERESTED)
    assert changed.reaction == "interested"
    assert await fetch_value("select count(*) from relations.reactions") == 1
    await clock.travel(timedelta(days=1))
    with pytest.raises(InvitationOver):
        await react(relation.holder, relation.agreement, invitation, Reaction.NOT_FOR_ME)
    assert await fetch_value("select kind from relations.reactions") == "interested"


async def test_after_the_period_everything_ends_by_the_clock_alone() -> None:
    relation = await a_relation()
    invitation = await sent_by(
        relation, valid_until=clock.market_date(await clock.now() + timedelta(days=60))
    )
    await react(relation.holder, relation.agreement, invitation, Reaction.NOT_NOW)
    await clock.travel((await end_of(relation)) - await clock.now() + timedelta(seconds=1))
    assert await fetch_value("select state from rentals.rentals") == "Active", "nothing has recorded the end"
    await refused_after_the_end(relation, invitation)


async def test_after_a_withdrawal_everything_is_refused(market: Market) -> None:
    relation = await a_paid_relation(market)
    offer = await an_offer()
    first = await send(relation.brand, relation.agreement, offer, key="k1")
    await withdraw(relation.holder, relation.agreement)
    await refused_after_the_end(relation, first.id)
    again = await send(relation.brand, relation.agreement, offer, key="k1")
    assert again == first, "a repeated request tells its name again, no answer of the holder's"


async def test_the_record_holds_invitation_answer_and_end_in_order(market: Market) -> None:
    relation = await a_paid_relation(market)
    invitation = await sent_by(relation)
    await react(relation.holder, relation.agreement, invitation, Reaction.INTERESTED)
    await withdraw(relation.holder, relation.agreement)
    events = await record.read(relation.rental)
    verify_chain(record.urn(relation.agreement), events)
    assert [event.kind for event in events] == ["agreed", "activated", "invited", "reacted", "ended"]
    await market.quiet()
    assert await market.findings() == []


async def end_of(relation: Relation) -> Any:
    return (await relation.row()).ends_at


async def refused_after_the_end(relation: Relation, invitation: uuid.UUID) -> None:
    before = await counts()
    with pytest.raises(RentalAlreadyEnded):
        await send(relation.brand, relation.agreement, await an_offer())
    with pytest.raises(RentalAlreadyEnded):
        await react(relation.holder, relation.agreement, invitation, Reaction.INTERESTED)
    with pytest.raises(RentalAlreadyEnded):
        await queries.of_brand(brand_of(relation.brand), relation.agreement)
    assert relation.holder.person is not None
    assert await queries.of_holder(relation.holder.person, relation.agreement), "the holder keeps the history"
    assert await counts() == before


@pytest.mark.parametrize("state", ["TemporarilySuspended", "Inactive"])
async def test_a_rental_that_does_not_run_has_no_contact(state: str, owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    invitation = await sent_by(relation)
    await owner.execute(
        "update rentals.rentals set state = $1, held_until = base.now() + interval '1 hour'", state
    )
    with pytest.raises(RentalNotActive):
        await send(relation.brand, relation.agreement, await an_offer())
    with pytest.raises(RentalNotActive):
        await react(relation.holder, relation.agreement, invitation, Reaction.INTERESTED)
    with pytest.raises(RentalNotActive):
        await queries.of_brand(brand_of(relation.brand), relation.agreement)


async def test_a_renewal_that_has_not_begun_has_no_contact(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    await owner.execute("update rentals.rentals set starts_at = base.now() + interval '1 day'")
    with pytest.raises(RentalNotActive):
        await send(relation.brand, relation.agreement, await an_offer())


async def letters() -> list[str]:
    """What the holder was told, oldest first."""
    return [
        message.kind for message in reversed(await mail.kept()) if message.address == "holder@example.org"
    ]


async def test_the_holder_gets_one_letter_that_repeats_nothing_of_the_text(market: Market) -> None:
    relation = await a_paid_relation(market)
    invitation = await sent_by(relation)
    await market.quiet()
    await jobs.invited(str(invitation))
    assert await letters() == ["rented", "invited"]
    letter = (await mail.kept())[0]
    assert "Cycles Garonne" in letter.subject
    assert str(relation.agreement) in letter.text
    assert "révision" not in letter.text and "MOI-2026" not in letter.text


async def test_no_letter_invites_after_the_end(market: Market) -> None:
    relation = await a_paid_relation(market)
    await sent_by(relation)
    await withdraw(relation.holder, relation.agreement)
    await market.quiet()
    assert "invited" not in await letters()


async def test_the_erased_are_told_nothing_and_the_job_ends(config: object) -> None:
    relation = await a_relation()
    invitation = await sent_by(relation)
    assert relation.holder.person is not None
    await vault.destroy_key(relation.holder.person)
    await jobs.invited(str(invitation))
    await jobs.invited(str(new_id()))
    assert await fetch("select 1 from base.messages") == []
