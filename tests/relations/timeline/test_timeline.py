"""A relation's timeline: all that both sides did in it and its renewals, for its holder alone."""

import uuid
from datetime import timedelta

import pytest
from litestar import Litestar

from market.base import clock, names
from market.base.access import Principal
from market.relations.actions import invite, redeem, report
from market.relations.questions.answering import leave
from market.relations.rules import About, Reaction
from market.relations.silence.actions import choose, detox, end_detox, pause, resume
from market.relations.silence.tables import CLOSED, RECEIPTS
from market.relations.timeline.queries import page_of
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalNotFound
from tests.accounts.people import browser
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.conversation.writing import brand_writes, holder_writes
from tests.relations.helpers import Relation, a_paid_relation, a_relation, a_session, an_offer
from tests.relations.questions.asked import asked
from tests.rentals.renewal.renewing import a_rental

__all__ = ["market"]


async def acts(who: Principal, agreement: uuid.UUID) -> list[tuple[str, str, bool]]:
    """The whole timeline, oldest first."""
    assert who.person
    found = await page_of(who.person, agreement, 100)
    return [(it.told.act, it.told.by, it.private) for it in reversed(found)]


async def lived(market: Market) -> Relation:
    """A relation in which each side has done everything."""
    relation = await a_paid_relation(market)
    holder, agreement = relation.holder, relation.agreement
    await market.read(relation.brand, agreement)
    placed = await invite.send(relation.brand, agreement, await an_offer())
    await invite.react(holder, agreement, placed.id, Reaction.INTERESTED)
    name = names.name(invite.KIND, placed.id, names.for_agreement(agreement))
    await redeem.say_redeemed(holder, agreement, name, told=False)
    await redeem.take_back(holder, agreement, name)
    question = await asked(relation)
    await leave(holder, agreement, question)
    await brand_writes(relation)
    await holder_writes(relation)
    await pause(holder, agreement)
    await resume(holder, agreement)
    await choose(holder, agreement, {CLOSED: True, RECEIPTS: True})
    await choose(holder, agreement, {CLOSED: False, RECEIPTS: False})
    await detox(holder)
    await end_detox(holder)
    await report.report(holder, await report.in_relation(holder, agreement, About.BRAND), "asks-identity")
    await clock.travel(timedelta(days=1))
    await withdraw(holder, agreement)
    return relation


LIFE = [
    ("requested", "brand", False),
    ("agreed", "brand", False),
    ("activated", "brand", False),
    ("read", "brand", False),
    ("invited", "brand", False),
    ("reacted", "person", False),
    ("redeemed", "person", True),
    ("redemption_taken_back", "person", True),
    ("asked", "brand", False),
    ("question_left", "person", True),
    ("messaged", "brand", False),
    ("messaged", "person", False),
    ("paused", "person", True),
    ("resumed", "person", True),
    ("conversation_closed", "person", True),
    ("receipts_given", "person", False),
    ("conversation_opened", "person", True),
    ("receipts_withheld", "person", True),
    ("all_paused", "person", True),
    ("all_resumed", "person", True),
    ("reported", "person", True),
    ("ended", "person", False),
    ("refunded", "clock", False),
]


async def test_what_both_sides_did_is_told_in_its_order_and_what_no_brand_knows_is_marked(
    market: Market,
) -> None:
    relation = await lived(market)
    assert await acts(relation.holder, relation.agreement) == LIFE
    await clock.travel(timedelta(days=1))
    await detox(relation.holder)
    assert await acts(relation.holder, relation.agreement) == LIFE, "of what was over it pauses nothing"


async def test_a_page_at_a_time_is_the_same_timeline(market: Market) -> None:
    relation = await lived(market)
    assert relation.holder.person
    whole = await page_of(relation.holder.person, relation.agreement, 100)
    paged, before = [], None
    while found := await page_of(relation.holder.person, relation.agreement, 3, before):
        paged += found
        before = found[-1].at
    assert paged == whole


async def test_a_renewal_goes_on_with_the_same_timeline(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following
    of_first = await acts(it.holder, it.agreement)
    assert await acts(it.holder, following.agreement) == of_first
    assert [act for act, _, _ in of_first].count("activated") == 2
    assert ("renewed", "clock", False) in of_first


async def test_it_tells_of_no_other_relation_and_is_told_to_nobody_else(
    market: Market, app: Litestar
) -> None:
    first = await a_paid_relation(market)
    second = await a_relation(holder=first.holder, brand=await a_brand(name="Velours"))
    await pause(first.holder, first.agreement)
    assert [act for act, _, _ in await acts(second.holder, second.agreement)] == [
        "requested",
        "agreed",
        "activated",
    ]
    stranger = await a_holder()
    assert stranger.person
    with pytest.raises(RentalNotFound):
        await page_of(stranger.person, first.agreement, 10)
    for who in (stranger, first.brand):
        async with browser(app, await a_session(who)) as other:
            for path in (
                f"/v1/relations/{first.agreement}/timeline",
                f"/relations/{first.agreement}/timeline",
            ):
                assert (await other.get(path)).status_code in (403, 404)


async def test_its_pages_in_both_languages_say_who_did_what(market: Market, app: Litestar) -> None:
    relation = await lived(market)
    path = f"/relations/{relation.agreement}"
    async with browser(app, await a_session(relation.holder)) as holder:
        french = (await holder.get(f"{path}/timeline?language=fr")).text
        english = (await holder.get(f"{path}/timeline?language=en")).text
        assert "Vous avez mis cette marque en pause" in french and "la marque n’en sait rien" in french
        assert "You paused this brand" in english and "the brand is not told" in english
        assert f'href="{path}/timeline"' in (await holder.get(path)).text
        first = await holder.get(f"/v1{path}/timeline?limit=5")
        assert first.links["next"]["url"].startswith(f"/v1{path}/timeline?before=")
        assert {"act", "at", "by", "private", "facts"} == first.json()[0].keys()
        refused = await holder.get(f"/v1{path}/timeline?before=yesterday")
        assert refused.status_code == 422 and refused.json()["type"].endswith("instant-not-valid")
