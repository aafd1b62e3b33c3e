"""In the evening, one letter about all that waited: once, of what came before that evening, and of no more."""

import asyncio
from datetime import UTC, datetime, time, timedelta

import pytest

from market.accounts.notifications import actions, digest, queries
from market.accounts.notifications.rules import Way, last_evening
from market.base import clock, mail
from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.base.database import fetch_value
from market.base.mail import Kept, Topic
from tests.accounts.notifications.test_inbox import ada, told

pytestmark = pytest.mark.usefixtures("database")
NOON = time(12)


async def at_noon() -> datetime:
    """Tomorrow at noon in Paris."""
    tomorrow = clock.market_date(await clock.now()) + timedelta(days=1)
    noon = datetime.combine(tomorrow, NOON, MARKET_ZONE).astimezone(UTC)
    await clock.travel_to(noon)
    return noon


async def daily(who: Principal) -> None:
    await actions.choose(who, {Topic.MESSAGES: Way.DAILY})


async def send() -> None:
    for it in await digest.due():
        await digest.send_digest(it)


async def digests() -> list[Kept]:
    return [it for it in await mail.kept() if it.kind == "digest"]


async def test_nothing_goes_before_the_evening_and_one_letter_after_it() -> None:
    who = await ada()
    await daily(who)
    noon = await at_noon()
    await told(who)
    await told(who)
    await send()
    assert await digests() == []
    await clock.travel_to(noon + timedelta(hours=6))
    for _ in range(2):
        await send()
    (letter,) = await digests()
    assert letter.subject == "Votre journée chez Moi : 2 nouvelles"
    assert letter.text.count("– Un message de Vélos Réunis SAS\n") == 2
    assert "/notifications" in letter.text


async def test_what_comes_in_the_evening_waits_for_the_next() -> None:
    who = await ada()
    await daily(who)
    noon = await at_noon()
    await clock.travel_to(noon + timedelta(hours=7))
    await told(who)
    await send()
    assert await digests() == []
    await clock.travel_to(noon + timedelta(hours=30, minutes=1))
    await send()
    assert len(await digests()) == 1


async def test_two_workers_send_it_once() -> None:
    who = await ada()
    await daily(who)
    noon = await at_noon()
    await told(who)
    await clock.travel_to(noon + timedelta(hours=8))
    await asyncio.gather(*(send() for _ in range(4)))
    assert len(await digests()) == 1
    assert who.person and await queries.unread(who.person) == 1, "a digest is not reading"


async def test_a_digest_has_a_most_and_says_how_many_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "MOST", 2)
    who = await ada()
    await daily(who)
    noon = await at_noon()
    for _ in range(5):
        await told(who)
    await clock.travel_to(noon + timedelta(hours=8))
    await send()
    (letter,) = await digests()
    assert letter.text.count("– Un message") == 2 and "– et 3 de plus\n" in letter.text


async def test_a_brands_name_adds_no_line_and_no_fact() -> None:
    who = await ada()
    await daily(who)
    noon = await at_noon()
    await told(who, brand="Vélos {link}\nBcc: eve@example.org")
    await clock.travel_to(noon + timedelta(hours=8))
    await send()
    (letter,) = await digests()
    assert "– Un message de Vélos {link} Bcc: eve@example.org\n" in letter.text
    assert not await fetch_value("select count(*) from accounts.notifications where awaits_digest")
    assert last_evening(noon) < noon
