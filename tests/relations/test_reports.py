"""Either side tells the operators; the words are sealed under the key of whoever wrote them."""

from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock, vault
from market.base.access import NotYours, Principal, Role
from market.base.database import fetch_value, transaction
from market.base.errors import NotFound, Unauthenticated
from market.base.ids import new_id
from market.relations import queries
from market.relations.actions.report import close, in_relation, persona_shown, report
from market.relations.errors import AlreadyReported, ReasonUnknown, ReportAlreadyClosed, ReportNotFound
from market.relations.rules import About
from market.rentals.errors import RentalNotFound
from tests.factories import a_brand, a_holder, a_member, a_person, a_persona
from tests.relations.helpers import a_relation, brand_of

pytestmark = pytest.mark.usefixtures("database")


async def test_a_holder_reports_a_brand_through_the_relation() -> None:
    relation = await a_relation()
    subject = await in_relation(relation.holder, relation.agreement, About.BRAND)
    await report(relation.holder, subject, "asks-identity", "Elle demande : « votre nom ? »")
    (row,) = await queries.open_reports()
    assert (row.side, row.subject_kind, row.subject, row.rental) == (
        "holder",
        "brand",
        brand_of(relation.brand),
        relation.rental,
    )
    assert row.text == "Elle demande : « votre nom ? »"
    assert await fetch_value("select count(*) from base.audit_entries where action = 'report.made'") == 1


async def test_a_brand_reports_the_persona_it_rents_and_one_it_was_shown() -> None:
    relation = await a_relation()
    rented = await in_relation(relation.brand, relation.agreement, About.PERSONA)
    assert (rented.side, rented.identity) == ("brand", relation.persona)
    shown = await persona_shown(await a_persona(await a_holder()))
    await report(relation.brand, rented, "false-traits")
    await report(relation.brand, shown, "not-a-person")
    assert [row.text for row in await queries.open_reports()] == [None, None]
    with pytest.raises(NotFound):
        await persona_shown(new_id())


async def test_a_relation_that_is_over_can_still_be_reported() -> None:
    relation = await a_relation()
    await clock.travel(timedelta(days=32))
    subject = await in_relation(relation.holder, relation.agreement, About.RENTAL)
    assert await report(relation.holder, subject, "not-honoured")


async def test_a_stranger_reports_nothing_of_a_relation() -> None:
    relation = await a_relation()
    for stranger in (await a_holder(), await a_brand()):
        with pytest.raises(RentalNotFound):
            await in_relation(stranger, relation.agreement, About.RENTAL)
    with pytest.raises(NotYours):
        await in_relation(await a_person(), relation.agreement, About.RENTAL)
    with pytest.raises(Unauthenticated):
        await in_relation(Principal(seat=relation.brand.seat), relation.agreement, About.RENTAL)


async def test_a_holder_who_also_sits_in_a_brand_reports_from_the_side_of_the_rental() -> None:
    relation = await a_relation()
    both = replace(relation.brand, holder=True)
    assert (await in_relation(both, relation.agreement, About.RENTAL)).side == "brand"
    seated = replace(relation.holder, seat=(await a_brand()).seat)
    assert (await in_relation(seated, relation.agreement, About.RENTAL)).side == "holder"


async def test_a_party_has_one_open_report_about_a_subject_whoever_writes_it() -> None:
    relation = await a_relation()
    colleague = await a_member(await a_person(), brand_of(relation.brand), Role.BUYER)
    subject = await in_relation(relation.brand, relation.agreement, About.PERSONA)
    first = await report(relation.brand, subject, "false-traits")
    with pytest.raises(AlreadyReported):
        await report(colleague, subject, "not-a-person")
    async with transaction():
        await close(relation.holder.actor, first, "dismissed")
    assert await report(colleague, subject, "not-a-person")


async def test_a_reason_of_the_other_side_is_refused() -> None:
    relation = await a_relation()
    subject = await in_relation(relation.holder, relation.agreement, About.BRAND)
    with pytest.raises(ReasonUnknown):
        await report(relation.holder, subject, "false-traits")
    assert await queries.open_reports() == []


async def test_the_words_are_sealed_and_die_with_their_author(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    subject = await in_relation(relation.holder, relation.agreement, About.RENTAL)
    identity = await report(relation.holder, subject, "other", "Zanzibar")
    assert not await owner.fetchval(
        "select count(*) from relations.reports t where t::text ilike '%zanzibar%'"
    )
    assert (await queries.report(identity)).text == "Zanzibar"
    assert relation.holder.person is not None
    await vault.destroy_key(relation.holder.person)
    assert (await queries.report(identity)).text is None


async def test_a_report_is_closed_once() -> None:
    relation = await a_relation()
    subject = await in_relation(relation.holder, relation.agreement, About.RENTAL)
    identity = await report(relation.holder, subject, "offensive")
    async with transaction():
        await close(relation.holder.actor, identity, "upheld")
    assert await queries.open_reports() == []
    assert (await queries.report(identity)).outcome == "upheld"
    with pytest.raises(ReportAlreadyClosed):
        async with transaction():
            await close(relation.holder.actor, identity, "dismissed")
    with pytest.raises(ReportNotFound):
        async with transaction():
            await close(relation.holder.actor, new_id(), "dismissed")
    with pytest.raises(ReportNotFound):
        await queries.report(new_id())
