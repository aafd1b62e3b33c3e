"""A day's digest tells of nothing that its reader is spared, and of no brand whose contact has ended."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from market.accounts.notifications import actions
from market.accounts.notifications import queries as inbox
from market.accounts.notifications.digest import A_PAGE
from market.accounts.notifications.rules import Way
from market.base import clock, mail
from market.base.clock import MARKET_ZONE
from market.base.mail import Topic
from market.relations import digests
from market.relations import jobs as relations
from market.relations.actions import invite
from market.relations.silence.actions import detox, keep_quiet, pause, resume
from market.rentals.actions.end import end_early, withdraw
from market.rentals.jobs import sweep_expired
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_relation, an_offer
from tests.rentals.renewal.renewing import a_rental

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")


async def waiting(relation: Relation) -> Relation:
    """At noon the brand has invited somebody who wants to be told once a day."""
    await actions.choose(relation.holder, {Topic.INVITATIONS: Way.DAILY, Topic.RENTALS: Way.DAILY})
    tomorrow = clock.market_date(await clock.now()) + timedelta(days=1)
    await clock.travel_to(datetime.combine(tomorrow, time(12), MARKET_ZONE).astimezone(UTC))
    placed = await invite.send(relation.brand, relation.agreement, await an_offer())
    await relations.invited(str(placed.id))
    return relation


async def told_at(hour: int) -> list[str]:
    """The digests once the clock of that day shows `hour` in Paris, by their text."""
    day = clock.market_date(await clock.now())
    await clock.travel_to(datetime.combine(day, time(hour), MARKET_ZONE).astimezone(UTC))
    await digests.send_digests()
    return [it.text for it in await mail.kept() if it.kind == "digest"]


async def test_the_day_is_told_in_the_evening() -> None:
    relation = await waiting(await a_relation())
    assert await told_at(17) == []
    (text,) = await told_at(18)
    assert "– Une invitation de " in text
    assert relation.holder.person and await inbox.unread(relation.holder.person) == 1


async def test_quiet_hours_are_kept_and_the_digest_comes_after_them() -> None:
    relation = await waiting(await a_relation())
    await keep_quiet(relation.holder, 17 * 60, 21 * 60)
    assert await told_at(19) == []
    assert len(await told_at(22)) == 1


@pytest.mark.parametrize("spare", [lambda it: pause(it.holder, it.agreement), lambda it: detox(it.holder)])
async def test_who_pauses_is_not_told_of_what_the_brand_said_before(
    spare: Callable[[Relation], Awaitable[None]],
) -> None:
    relation = await waiting(await a_relation())
    await spare(relation)
    assert await told_at(19) == []
    assert relation.holder.person
    (notice,) = await inbox.of_person(relation.holder.person)
    assert notice.topic is Topic.INVITATIONS, "the inbox keeps it"


async def test_what_was_dropped_is_not_told_again_when_it_is_resumed() -> None:
    relation = await waiting(await a_relation())
    await pause(relation.holder, relation.agreement)
    await resume(relation.holder, relation.agreement)
    assert await told_at(19) == []


async def test_pausing_one_brand_leaves_the_others(market: Market) -> None:
    relation = await waiting(await a_relation())
    other = await a_relation(holder=relation.holder)
    placed = await invite.send(other.brand, other.agreement, await an_offer())
    await relations.invited(str(placed.id))
    await pause(relation.holder, relation.agreement)
    (text,) = await told_at(19)
    assert text.count("– Une invitation de ") == 1


@pytest.mark.parametrize("end", ["withdraw", "end_early"])
async def test_with_the_end_of_contact_nothing_of_the_brand_is_told_any_more(
    market: Market, end: str
) -> None:
    relation = await waiting(await a_paid_relation(market))
    if end == "withdraw":
        await withdraw(relation.holder, relation.agreement)
    else:
        await end_early(relation.brand, relation.agreement)
    await market.quiet()
    (text,) = await told_at(19)
    assert "– Une invitation de " not in text
    assert "– Fin de la location par " in text, "that it is over is news of Moi's own"


@pytest.mark.parametrize("renewed", [True, False])
async def test_a_period_that_ends_takes_nothing_from_the_digest_where_the_next_has_begun(
    market: Market, renewed: bool
) -> None:
    rented = await a_rental(market)
    await (rented.paid() if renewed else rented.market.quiet())
    ends = (await rented.row()).ends_at
    assert ends
    await actions.choose(rented.holder, {Topic.INVITATIONS: Way.DAILY, Topic.RENTALS: Way.DAILY})
    await clock.travel_to(ends - timedelta(minutes=30))
    today = clock.market_date(await clock.now())
    placed = await invite.send(rented.brand, rented.agreement, await an_offer(valid_until=today))
    await relations.invited(str(placed.id))
    await clock.travel_to(ends + timedelta(minutes=1))
    await sweep_expired()
    await market.quiet()
    await clock.travel(timedelta(days=1))
    texts = await told_at(19)
    assert any("– Une invitation de " in it for it in texts) is renewed


async def test_everybody_is_reached_however_many_keep_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert A_PAGE > 1
    monkeypatch.setattr("market.accounts.notifications.digest.A_PAGE", 1)
    quiet, other = await waiting(await a_relation()), await waiting(await a_relation())
    for it in (quiet, other):
        await keep_quiet(it.holder, 17 * 60, 20 * 60)
    assert await told_at(19) == []
    assert len(await told_at(21)) == 2
