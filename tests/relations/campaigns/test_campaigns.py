"""A brand sends one draft to several; who cannot be reached is said by name; what is said of codes stays in fives."""

import asyncio
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock, names
from market.base.access import NotYours, Principal
from market.base.database import fetch, fetch_value
from market.base.errors import Unauthenticated
from market.base.idempotency import IdempotencyKeyReused
from market.base.ids import new_id
from market.relations import queries as relations
from market.relations.actions.invite import KIND, send
from market.relations.actions.redeem import say_redeemed, take_back
from market.relations.campaigns import queries
from market.relations.campaigns.actions import send_campaign
from market.relations.campaigns.queries import CampaignRow, Skipped
from market.relations.errors import (
    CampaignNotFound,
    InvitationNotBegun,
    InvitationNotFound,
    InvitationOver,
    KindUnknown,
    NobodyToInvite,
    NoCodeToRedeem,
    RecipientsImpossible,
)
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded, RentalNotFound
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_relation, an_offer, brand_of, with_mailbox

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Round:
    """A brand, its running rentals, and a campaign that reached them all."""

    brand: Principal
    relations: list[Relation]
    campaign: uuid.UUID

    async def read(self) -> CampaignRow:
        return await queries.one(brand_of(self.brand), self.campaign)


async def a_round(count: int) -> Round:
    brand = await a_brand()
    found = [await a_relation(brand=brand) for _ in range(count)]
    made = await send_campaign(brand, "Printemps", [it.agreement for it in found], await an_offer())
    assert len(made.sent) == count
    return Round(brand, found, made.id)


async def name_in(relation: Relation) -> str:
    invitation = await fetch_value(
        "select id from relations.invitations where rental = $1 order by id desc limit 1", relation.rental
    )
    return names.name(KIND, invitation, names.for_agreement(relation.agreement))


async def says(relation: Relation, *, told: bool = False) -> None:
    await say_redeemed(relation.holder, relation.agreement, await name_in(relation), told=told)


async def counts() -> tuple[int, ...]:
    tables = ("invitations", "campaigns", "campaign_skips", "redemptions")
    found = [await fetch_value(f"select count(*) from relations.{it}") for it in tables]
    return (*found, await fetch_value("select count(*) from base.audit_entries"))


# Sending


async def test_one_draft_reaches_each_and_who_cannot_be_is_said_by_name(market: Market) -> None:
    brand = await a_brand()
    free, full = await a_relation(brand=brand), await a_relation(brand=brand, variant="simple")
    for _ in range(2):
        await send(brand, full.agreement, await an_offer())
    holder = await with_mailbox(await a_holder(), "gone@example.org")
    over = await market.rented(brand, await a_persona(holder))
    await withdraw(holder, over)
    made = await send_campaign(brand, " Printemps ", [free.agreement, full.agreement, over], await an_offer())
    assert (made.label, made.kind, made.sent) == ("Printemps", "discount", (free.agreement,))
    assert set(made.skipped) == {
        Skipped(full.agreement, "too-many-invitations"),
        Skipped(over, "rental-already-ended"),
    }
    assert free.holder.person
    (got,) = await relations.of_holder(free.holder.person, free.agreement)
    assert got.content == await an_offer()
    assert [it.kind for it in await record.read(free.rental)][-1] == "invited"


async def test_a_campaign_that_reaches_nobody_is_refused_and_leaves_nothing() -> None:
    relation = await a_relation(variant="simple")
    for _ in range(2):
        await send(relation.brand, relation.agreement, await an_offer())
    before = await counts()
    with pytest.raises(NobodyToInvite) as refusal:
        await send_campaign(relation.brand, "Printemps", [relation.agreement], await an_offer())
    assert refusal.value.facts["skipped"] == [
        {"agreement": str(relation.agreement), "reason": "too-many-invitations"}
    ]
    assert await counts() == before


async def test_another_brands_rental_stops_the_whole_of_it() -> None:
    ours, theirs = await a_relation(), await a_relation()
    before = await counts()
    with pytest.raises(RentalNotFound):
        await send_campaign(ours.brand, "Tous", [ours.agreement, theirs.agreement], await an_offer())
    assert await counts() == before


async def test_the_same_key_is_the_same_campaign_and_another_draft_an_error() -> None:
    relation = await a_relation()
    offer, which = await an_offer(), [relation.agreement]
    first = await send_campaign(relation.brand, "Printemps", which, offer, "k")
    before = await counts()
    assert await send_campaign(relation.brand, "Printemps", which, offer, "k") == first
    for label, draft in (("Été", offer), ("Printemps", replace(offer, code="AUTRE"))):
        with pytest.raises(IdempotencyKeyReused):
            await send_campaign(relation.brand, label, which, draft, "k")
    assert await counts() == before


async def test_an_empty_list_an_old_kind_and_a_person_without_a_seat_are_refused() -> None:
    relation = await a_relation()
    before = await counts()
    with pytest.raises(RecipientsImpossible):
        await send_campaign(relation.brand, "Printemps", [], await an_offer())
    with pytest.raises(KindUnknown):
        await send_campaign(relation.brand, "Printemps", [relation.agreement], await an_offer(kind="offer"))
    with pytest.raises(NotYours):
        await send_campaign(relation.holder, "Printemps", [relation.agreement], await an_offer())
    assert await counts() == before


async def test_two_campaigns_at_once_send_no_fifth_invitation() -> None:
    brand = await a_brand()
    found = [await a_relation(brand=brand) for _ in range(2)]
    for it in found:
        for _ in range(3):
            await send(brand, it.agreement, await an_offer())
    offer, forth = await an_offer(), [it.agreement for it in found]
    ways = (forth, forth[::-1])
    results = await asyncio.gather(
        *(send_campaign(brand, "À la fois", it, offer) for it in ways), return_exceptions=True
    )
    assert sorted(type(it).__name__ for it in results) == ["CampaignRow", "NobodyToInvite"]
    assert await fetch_value("select count(*) from relations.invitations") == 8


async def test_a_campaign_is_its_brands_alone() -> None:
    made = await a_round(1)
    stranger = await a_brand()
    with pytest.raises(CampaignNotFound):
        await queries.one(brand_of(stranger), made.campaign)
    assert await queries.of_brand(brand_of(stranger)) == []
    assert [it.id for it in await queries.of_brand(brand_of(made.brand))] == [made.campaign]


async def test_candidates_are_what_runs_with_what_is_left() -> None:
    made = await a_round(2)
    found = await queries.candidates(brand_of(made.brand))
    assert {it.rental.agreement: it.left for it in found} == {it.agreement: 3 for it in made.relations}
    await clock.travel(timedelta(days=32))
    assert await queries.candidates(brand_of(made.brand)) == []


# What is said of the code


async def test_sixteen_who_say_so_are_more_than_ten_from_the_day_after_and_never_less() -> None:
    made = await a_round(16)
    for it in made.relations[:10]:
        await says(it)
    await clock.travel(timedelta(days=1))
    assert (await made.read()).more_than is None
    await says(made.relations[10])
    assert (await made.read()).more_than is None, "not before the market's next day"
    await clock.travel(timedelta(days=1))
    assert (await made.read()).more_than == 10
    for it in made.relations[11:]:
        await says(it)
    for it in made.relations[:5]:
        await take_back(it.holder, it.agreement, await name_in(it))
    await clock.travel(timedelta(days=1))
    assert (await made.read()).more_than == 10, "nor of all, nor less than before"


async def test_who_lets_the_brand_know_is_told_at_once_and_alone() -> None:
    made = await a_round(2)
    quiet, open_ = made.relations
    await says(quiet)
    await says(open_, told=True)
    assert (await made.read()).told == (open_.agreement,)
    for it, before_brand, before_holder in ((quiet, None, "said"), (open_, "told", "told")):
        (theirs,) = await relations.of_brand(brand_of(made.brand), it.agreement)
        assert theirs.redeemed == before_brand
        assert it.holder.person
        (own,) = await relations.of_holder(it.holder.person, it.agreement)
        assert own.redeemed == before_holder
    await take_back(open_.holder, open_.agreement, await name_in(open_))
    assert (await made.read()).told == ()


async def test_to_the_brand_a_word_that_is_kept_from_it_changes_no_byte() -> None:
    made = await a_round(2)
    quiet = made.relations[0]

    async def seen() -> tuple[object, ...]:
        return (
            await made.read(),
            await relations.of_brand(brand_of(made.brand), quiet.agreement),
            [it.kind for it in await record.read(quiet.rental)],
            await fetch_value("select count(*) from jobs.pgqueuer"),
        )

    before = await seen()
    await says(quiet)
    assert await seen() == before
    await take_back(quiet.holder, quiet.agreement, await name_in(quiet))
    assert await seen() == before


async def test_what_is_said_may_be_said_otherwise_and_again_changes_nothing() -> None:
    relation = await a_relation()
    await send(relation.brand, relation.agreement, await an_offer())
    await says(relation)
    before = await counts()
    await says(relation)
    assert await counts() == before
    await says(relation, told=True)
    rows = await fetch("select told, taken_back_at is null as stands from relations.redemptions order by id")
    assert [tuple(it) for it in rows] == [(False, False), (True, True)]


async def test_it_is_the_holders_alone_to_say() -> None:
    relation, other = await a_relation(), await a_holder()
    await send(relation.brand, relation.agreement, await an_offer())
    name, before = await name_in(relation), await counts()
    for who, error in (
        (other, InvitationNotFound),
        (relation.brand, InvitationNotFound),
        (Principal(scopes=frozenset()), Unauthenticated),
    ):
        with pytest.raises(error):
            await say_redeemed(who, relation.agreement, name, told=False)
    elsewhere = await a_relation(holder=relation.holder, persona=await a_persona(relation.holder))
    for wrong in (name, "x"):
        with pytest.raises(InvitationNotFound):
            await say_redeemed(relation.holder, elsewhere.agreement, wrong, told=False)
    assert (await counts())[:4] == (before[0], *before[1:4])


async def test_what_has_no_code_or_has_not_begun_is_not_redeemed() -> None:
    relation = await a_relation()
    today = clock.market_date(await clock.now())
    await send(relation.brand, relation.agreement, await an_offer(code=None, link="https://exemple.fr/x"))
    with pytest.raises(NoCodeToRedeem):
        await says(relation)
    later = await an_offer(valid_from=today + timedelta(days=2))
    await send(relation.brand, relation.agreement, later)
    with pytest.raises(InvitationNotBegun) as refusal:
        await says(relation)
    assert refusal.value.facts == {"begins_on": (today + timedelta(days=2)).isoformat()}
    await clock.travel(timedelta(days=2))
    await says(relation)


async def test_after_its_hour_nothing_is_said_or_taken_back_and_the_time_is_told() -> None:
    relation = await a_relation()
    ends_at = (await clock.now() + timedelta(hours=3)).replace(second=0, microsecond=0)
    last = clock.market_date(ends_at)
    await send(relation.brand, relation.agreement, await an_offer(ends_at=ends_at, valid_until=last))
    await clock.travel_to(ends_at - timedelta(seconds=5))
    await says(relation)
    await clock.travel_to(ends_at)
    with pytest.raises(InvitationOver) as refusal:
        await take_back(relation.holder, relation.agreement, await name_in(relation))
    wall = ends_at.astimezone(clock.MARKET_ZONE).isoformat(timespec="minutes")
    assert refusal.value.facts == {"ended_on": last.isoformat(), "ended_at": wall}
    assert await fetch_value("select count(*) from relations.redemptions where taken_back_at is null") == 1


async def test_after_the_end_of_the_rental_nothing_is_said_of_its_codes(market: Market) -> None:
    relation = await a_paid_relation(market)
    made = await send_campaign(relation.brand, "Fin", [relation.agreement], await an_offer())
    await says(relation, told=True)
    await withdraw(relation.holder, relation.agreement)
    before = await counts()
    with pytest.raises(RentalAlreadyEnded):
        await take_back(relation.holder, relation.agreement, await name_in(relation))
    assert await counts() == before
    after = await queries.one(brand_of(relation.brand), made.id)
    assert after.told == (), "what it was let know ends with the rental"


# The schema defends itself


async def test_one_word_stands_for_an_invitation_and_is_taken_back_once(owner: asyncpg.Connection) -> None:
    made = await a_round(1)
    await says(made.relations[0])
    invitation = await fetch_value("select id from relations.invitations")
    insert = (
        "insert into relations.redemptions (id, invitation, told, said_at) values ($1, $2, true, base.now())"
    )
    with pytest.raises(asyncpg.UniqueViolationError, match="redemptions_one_stands"):
        await fetch(insert, new_id(), invitation)
    with pytest.raises(asyncpg.CheckViolationError, match="redemptions_order"):
        await owner.execute("update relations.redemptions set taken_back_at = said_at - interval '1 s'")
    for change in ("told = true", "said_at = base.now()", "invitation = id"):
        with pytest.raises(asyncpg.CheckViolationError, match="taken back"):
            await owner.execute(f"update relations.redemptions set taken_back_at = base.now(), {change}")
    await owner.execute("update relations.redemptions set taken_back_at = base.now()")
    with pytest.raises(asyncpg.CheckViolationError, match="taken back"):
        await owner.execute("update relations.redemptions set taken_back_at = base.now()")
    for statement in (
        "delete from relations.redemptions",
        "update relations.campaigns set label = 'Autre'",
        "delete from relations.campaign_skips",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await owner.execute(statement)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="not rewritten"):
        await owner.execute("update relations.invitations set campaign = null")


@pytest.mark.parametrize(
    ("label", "kind", "constraint"), [(" ", "sample", "campaigns_label"), ("Un", "offer", "campaigns_kind")]
)
async def test_a_campaign_is_whole(label: str, kind: str, constraint: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match=constraint):
        await fetch(
            "insert into relations.campaigns (id, brand, label, kind, sent_at) values ($1, $1, $2, $3, base.now())",
            *(new_id(), label, kind),
        )


async def test_who_was_passed_over_is_named_once_with_a_reason_that_there_is() -> None:
    made = await a_round(1)
    insert = "insert into relations.campaign_skips (id, campaign, rental, reason) values ($1, $2, $3, $4)"
    rental = made.relations[0].rental
    with pytest.raises(asyncpg.CheckViolationError, match="campaign_skips_reason"):
        await fetch(insert, new_id(), made.campaign, rental, "tired")
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="campaign_skips_rental"):
        await fetch(insert, new_id(), made.campaign, new_id(), "rental-not-active")
    await fetch(insert, new_id(), made.campaign, rental, "rental-not-active")
    with pytest.raises(asyncpg.UniqueViolationError, match="campaign_skips_once"):
        await fetch(insert, new_id(), made.campaign, rental, "rental-not-active")
