"""A pause keeps what a brand sends until it is over: shown and told then, answered then, and lost never."""

from datetime import timedelta

import asyncpg
import pytest

from contracts.vocabulary import CLAIMS
from market.base import clock, mail
from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.base.database import fetch_value
from market.base.errors import Unauthenticated
from market.personas.rules import Stance, Trait
from market.relations import jobs as relations
from market.relations import queries as invitations
from market.relations.actions import invite, redeem
from market.relations.errors import RelationPaused
from market.relations.questions import queries as questions
from market.relations.questions.answering import answer, leave, set_rules
from market.relations.questions.rules import Rules
from market.relations.rules import Reaction
from market.relations.silence import queries
from market.relations.silence.actions import choose, detox, end_detox, end_quiet, keep_quiet, pause, resume
from market.relations.silence.jobs import deliver
from market.relations.silence.tables import RECEIPTS
from market.rentals import record
from market.rentals.actions.end import withdraw
from market.rentals.errors import RentalAlreadyEnded, RentalNotFound
from tests.factories import a_brand, a_holder
from tests.market import Market, market
from tests.relations.conversation.writing import HELLO, brand_writes, heard, holder_writes, texts
from tests.relations.helpers import Relation, a_paid_relation, a_relation, an_offer
from tests.relations.questions.asked import asked, seen
from tests.relations.questions.test_silence import saying

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")


async def letters() -> list[str]:
    return [it.kind for it in reversed(await mail.kept()) if it.address == "holder@example.org"]


async def invited(relation: Relation) -> str:
    placed = await invite.send(relation.brand, relation.agreement, await an_offer())
    await relations.invited(str(placed.id))
    return invite.names.name(invite.KIND, placed.id, invite.names.for_agreement(relation.agreement))


async def shown(relation: Relation, *, looking: bool = False) -> tuple[int, int, int]:
    """How many invitations, questions and messages the holder is shown."""
    person = relation.holder.person
    assert person is not None
    return (
        len(await invitations.of_holder(person, relation.agreement, looking=looking)),
        len(await questions.of_holder(person, relation.agreement, looking=looking)),
        len((await heard(relation, looking=looking)).said),
    )


async def begin(relation: Relation, which: str) -> None:
    await (pause(relation.holder, relation.agreement) if which == "pause" else detox(relation.holder))


async def end(relation: Relation, which: str) -> None:
    await (resume(relation.holder, relation.agreement) if which == "pause" else end_detox(relation.holder))


@pytest.mark.parametrize("which", ["pause", "detox"])
async def test_what_comes_in_a_pause_lies_until_it_is_over_or_looked_at(which: str) -> None:
    relation = await a_relation()
    await begin(relation, which)
    await begin(relation, which)  # again is the same
    await invited(relation)
    await asked(relation)
    await brand_writes(relation)
    assert await shown(relation) == (0, 0, 0) and (await heard(relation)).lying == 1
    assert await shown(relation, looking=True) == (1, 1, 1)
    await deliver()
    assert await letters() == []
    await end(relation, which)
    assert await shown(relation) == (1, 1, 1)
    await deliver()
    assert sorted(await letters()) == ["asked", "invited", "messaged"]
    await deliver()
    assert len(await letters()) == 3


async def test_what_came_before_a_pause_stays_in_sight() -> None:
    relation = await a_relation()
    await brand_writes(relation)
    await pause(relation.holder, relation.agreement)
    await brand_writes(relation, "Toujours là ?")
    assert await texts(relation) == [HELLO]


@pytest.mark.parametrize("which", ["pause", "detox"])
async def test_who_pauses_says_nothing_on_any_way(which: str) -> None:
    relation = await a_relation()
    invitation, question = await invited(relation), await asked(relation)
    await begin(relation, which)
    events = len(await record.read(relation.rental))
    holder, agreement = relation.holder, relation.agreement
    for act in (
        invite.react_to(holder, agreement, invitation, Reaction.INTERESTED),
        redeem.say_redeemed(holder, agreement, invitation, told=True),
        redeem.take_back(holder, agreement, invitation),
        answer(holder, agreement, question, [1]),
        leave(holder, agreement, question),
        holder_writes(relation),
    ):
        with pytest.raises(RelationPaused) as refusal:
            await act
        assert refusal.value.facts == {"by": which}
    assert len(await record.read(relation.rental)) == events
    await end(relation, which)
    await answer(holder, agreement, question, [1])
    await holder_writes(relation)


async def test_a_rule_that_always_answers_waits_too() -> None:
    codes = [it.id for it in CLAIMS["publicite"].codes]
    relation = await saying(Trait(Stance.ME, codes[1]))
    await set_rules(relation.holder, relation.persona, Rules({"media": "always"}))
    await pause(relation.holder, relation.agreement)
    await asked(relation, kind="claim", claim="publicite")
    await deliver()
    assert (await seen(relation)).answer is None
    await resume(relation.holder, relation.agreement)
    await deliver()
    assert (await seen(relation)).answer is not None


async def test_a_pause_is_of_one_persona_and_brand_and_a_detox_of_all() -> None:
    one = await a_relation()
    other = await a_relation(holder=one.holder, brand=await a_brand())
    stranger = await a_relation(holder=await a_holder(), brand=one.brand)
    await pause(one.holder, one.agreement)
    for relation in (one, other, stranger):
        await brand_writes(relation)
    assert [len(await texts(it)) for it in (one, other, stranger)] == [0, 1, 1]
    await detox(one.holder)
    for relation in (one, other, stranger):
        await brand_writes(relation, "Toujours là ?")
    assert [len(await texts(it)) for it in (one, other, stranger)] == [0, 1, 2]
    await end_detox(one.holder)
    assert [len(await texts(it)) for it in (one, other, stranger)] == [0, 2, 2]


async def test_listings_stay_while_everything_is_paused() -> None:
    relation = await a_relation()
    before = await fetch_value("select state from personas.personas where id = $1", relation.persona)
    await detox(relation.holder)
    assert await fetch_value("select state from personas.personas where id = $1", relation.persona) == before


async def test_after_the_end_no_pause_begins_and_one_that_stands_ends_with_all_that_lay(
    market: Market,
) -> None:
    relation = await a_paid_relation(market)
    await pause(relation.holder, relation.agreement)
    await brand_writes(relation)
    await invited(relation)
    await withdraw(relation.holder, relation.agreement)  # in a pause, too
    with pytest.raises(RentalAlreadyEnded):
        await choose(relation.holder, relation.agreement, {RECEIPTS: True})
    assert await fetch_value("select count(*) from relations.choices") == 1
    await resume(relation.holder, relation.agreement)
    assert (await shown(relation))[2] == 1 == (await shown(relation))[0]
    await deliver()
    assert not {"messaged", "invited"} & set(await letters())  # nothing that is over is announced
    assert await fetch_value("select count(*) from relations.messages where notified_at is null") == 0


async def test_only_the_holder_of_a_relation_pauses_it() -> None:
    relation, other = await a_relation(), await a_holder()
    for act in (pause(other, relation.agreement), resume(other, relation.agreement)):
        with pytest.raises(RentalNotFound):
            await act
    for act in (pause(Principal(), relation.agreement), detox(Principal()), keep_quiet(Principal(), 0, 1)):
        with pytest.raises(Unauthenticated):
            await act


async def quiet_now(relation: Relation) -> None:
    """Quiet hours that began in this minute and last for an hour."""
    wall = (await clock.now()).astimezone(MARKET_ZONE)
    minute = wall.hour * 60 + wall.minute
    await keep_quiet(relation.holder, minute, (minute + 60) % 1440)


async def test_what_is_written_in_quiet_hours_is_shown_and_told_after_them() -> None:
    relation = await a_relation()
    await brand_writes(relation)
    await clock.travel(timedelta(minutes=2))
    await quiet_now(relation)
    await brand_writes(relation, "Bonsoir.")
    await asked(relation)
    assert len(await letters()) == 1 and (await shown(relation))[1:] == (0, 1)
    await holder_writes(relation)  # whoever keeps quiet hours may speak in them
    await deliver()
    assert len(await letters()) == 1
    await clock.travel(timedelta(minutes=61))
    await deliver()
    assert (await shown(relation))[1:] == (1, 3)
    assert sorted(await letters()) == ["asked", "messaged", "messaged"]


async def test_quiet_hours_are_changed_and_given_up() -> None:
    relation = await a_relation()
    assert relation.holder.person is not None
    await keep_quiet(relation.holder, 60, 120)
    kept = await keep_quiet(relation.holder, 1320, 450)
    assert (await queries.of_person(relation.holder.person)).hours == kept
    await end_quiet(relation.holder)
    await end_quiet(relation.holder)
    assert (await queries.of_person(relation.holder.person)).hours is None


async def test_nothing_of_a_silence_is_an_event_of_the_record(owner: asyncpg.Connection) -> None:
    relation = await a_relation()
    before = len(await record.read(relation.rental))
    await pause(relation.holder, relation.agreement)
    await detox(relation.holder)
    await quiet_now(relation)
    await resume(relation.holder, relation.agreement)
    assert len(await record.read(relation.rental)) == before
    acts = [
        it["action"]
        for it in await owner.fetch("select action from base.audit_entries order by id desc limit 4")
    ]
    assert acts == ["relation.pause_over", "person.quiet_hours", "person.detox", "relation.pause"]
