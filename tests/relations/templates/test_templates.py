"""A brand keeps templates for itself, writes them anew, throws them away, and invites from them."""

import asyncio
import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.access import NotYours
from market.base.database import fetch, fetch_value
from market.base.idempotency import IdempotencyKeyReused
from market.base.ids import new_id
from market.relations import queries as relations
from market.relations.errors import (
    ContactNotAllowed,
    TemplateChanged,
    TemplateNameTaken,
    TemplateNotFound,
    TemplateUnknown,
    TooManyTemplates,
)
from market.relations.templates import actions, queries
from market.relations.templates.rules import TEMPLATES_MOST
from tests.factories import a_brand
from tests.relations.helpers import a_relation, brand_of
from tests.relations.templates.test_rules import a_draft

pytestmark = pytest.mark.usefixtures("database")


async def rows() -> tuple[int, int]:
    return (
        await fetch_value("select count(*) from relations.invitation_templates"),
        await fetch_value("select count(*) from base.audit_entries"),
    )


async def test_it_is_kept_written_anew_and_thrown_away_each_with_its_trace() -> None:
    brand = await a_brand()
    kept = await actions.keep(brand, "Printemps", a_draft())
    anew = await actions.change(brand, kept.id, "Été", a_draft(title="Autre"), kept.version)
    assert (anew.name, anew.draft.title, anew.version) == ("Été", "Autre", 2)
    assert await queries.of_brand(brand_of(brand)) == [anew]
    await actions.delete(brand, kept.id)
    assert await queries.of_brand(brand_of(brand)) == []
    acts = await fetch("select action from base.audit_entries where action like 'template.%' order by id")
    assert [it["action"] for it in acts] == ["template.kept", "template.changed", "template.deleted"]


async def test_the_same_again_changes_nothing() -> None:
    brand = await a_brand()
    kept = await actions.keep(brand, "Printemps", a_draft())
    before = await rows()
    assert await actions.change(brand, kept.id, " Printemps ", a_draft(), 1) == kept
    assert await rows() == before


async def test_what_somebody_wrote_meanwhile_is_not_written_over() -> None:
    brand = await a_brand()
    kept = await actions.keep(brand, "Printemps", a_draft())
    results = await asyncio.gather(
        *(actions.change(brand, kept.id, "Printemps", a_draft(title=it), 1) for it in ("Un", "Deux")),
        return_exceptions=True,
    )
    assert sorted(type(it).__name__ for it in results) == ["TemplateChanged", "TemplateRow"]
    with pytest.raises(TemplateChanged):
        await actions.change(brand, kept.id, "Printemps", a_draft(title="Trois"), 1)


async def test_a_name_is_one_templates_also_of_two_at_once() -> None:
    brand = await a_brand()
    results = await asyncio.gather(
        *(actions.keep(brand, "Printemps", a_draft(title=it)) for it in ("Un", "Deux")),
        return_exceptions=True,
    )
    assert sorted(type(it).__name__ for it in results) == ["TemplateNameTaken", "TemplateRow"]
    other = await actions.keep(brand, "Été", a_draft())
    before = await rows()
    with pytest.raises(TemplateNameTaken):
        await actions.change(brand, other.id, "Printemps", a_draft(), 1)
    assert await rows() == before
    assert (await actions.keep(await a_brand(), "Printemps", a_draft())).name == "Printemps"


async def test_the_same_key_is_the_same_template() -> None:
    brand = await a_brand()
    kept = await actions.keep(brand, "Printemps", a_draft(), "k")
    before = await rows()
    assert await actions.keep(brand, "Printemps", a_draft(), "k") == kept
    with pytest.raises(IdempotencyKeyReused):
        await actions.keep(brand, "Été", a_draft(), "k")
    assert await rows() == before


async def test_it_is_its_brands_alone() -> None:
    brand, stranger = await a_brand(), await a_brand()
    kept = await actions.keep(brand, "Printemps", a_draft())
    before = await rows()
    for act in (
        queries.one(brand_of(stranger), kept.id),
        actions.change(stranger, kept.id, "À moi", a_draft(), 1),
        actions.delete(stranger, kept.id),
        actions.invite_from(stranger, kept.id, "", [uuid.uuid4()]),
    ):
        with pytest.raises(TemplateNotFound):
            await act
    name = queries.name_of(brand_of(brand), kept.id)
    with pytest.raises(TemplateNotFound):
        queries.named(brand_of(stranger), name)
    for word in (name, "x"):
        with pytest.raises(TemplateUnknown):
            await queries.drafted(brand_of(stranger), word, "fr", await clock.now())
    assert await queries.of_brand(brand_of(stranger)) == []
    assert await rows() == before


async def test_what_may_not_be_sent_leaves_no_trace() -> None:
    brand, relation = await a_brand(), await a_relation()
    before = await rows()
    with pytest.raises(ContactNotAllowed):
        await actions.keep(brand, "Printemps", a_draft(title="Écrivez à a@b.fr"))
    with pytest.raises(NotYours):
        await actions.keep(relation.holder, "Printemps", a_draft())
    kept = await actions.keep(brand, "Printemps", a_draft())
    with pytest.raises(ContactNotAllowed):
        await actions.change(brand, kept.id, "Printemps", a_draft(conditions="Votre adresse ?"), 1)
    assert await rows() == (before[0] + 1, before[1] + 1)


async def test_there_is_room_for_so_many() -> None:
    brand = await a_brand()
    for n in range(TEMPLATES_MOST):
        await actions.keep(brand, f"Modèle {n}", a_draft())
    with pytest.raises(TooManyTemplates) as refusal:
        await actions.keep(brand, "Un de plus", a_draft())
    assert refusal.value.facts == {"most": TEMPLATES_MOST}


async def test_who_is_invited_from_it_gets_what_it_says_valid_from_that_day() -> None:
    relation = await a_relation()
    kept = await actions.keep(relation.brand, "Printemps", a_draft())
    await clock.travel(timedelta(days=5))
    made = await actions.invite_from(relation.brand, kept.id, "", [relation.agreement])
    assert (made.label, made.sent) == ("Printemps", (relation.agreement,))
    assert relation.holder.person
    (got,) = await relations.of_holder(relation.holder.person, relation.agreement)
    assert got.content == kept.draft.invitation(await clock.now())
    assert got.content.valid_from == clock.market_date(await clock.now())
    await actions.delete(relation.brand, kept.id)
    (still,) = await relations.of_holder(relation.holder.person, relation.agreement)
    assert still.content == got.content


async def test_the_same_key_is_the_same_campaign_on_another_day_too() -> None:
    relation = await a_relation()
    kept = await actions.keep(relation.brand, "Printemps", a_draft(days=None, hours=30))
    which = [relation.agreement]
    made = await actions.invite_from(relation.brand, kept.id, "Mars", which, "k")
    await clock.travel(timedelta(days=1))
    assert (await actions.invite_from(relation.brand, kept.id, "Mars", which, "k")).id == made.id
    with pytest.raises(IdempotencyKeyReused):
        await actions.invite_from(relation.brand, kept.id, "Avril", which, "k")
    assert await fetch_value("select count(*) from relations.invitations") == 1


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("name = ' '", "invitation_templates_named"),
        ("kind = 'offer'", "invitation_templates_kind"),
        ("version = 0", "invitation_templates_version"),
    ],
)
async def test_the_schema_defends_itself(change: str, constraint: str) -> None:
    await actions.keep(await a_brand(), "Printemps", a_draft())
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await fetch(f"update relations.invitation_templates set {change}")


async def test_a_name_stands_once_in_the_table() -> None:
    brand = await a_brand()
    await actions.keep(brand, "Printemps", a_draft())
    with pytest.raises(asyncpg.UniqueViolationError, match="invitation_templates_name"):
        await fetch(
            "insert into relations.invitation_templates (id, brand, name, kind, said, version, changed_at)"
            " values ($1, $2, 'Printemps', 'discount', '{}', 1, base.now())",
            *(new_id(), brand_of(brand)),
        )
