"""What a brand may begin that has not signed the charter: nothing new, and what runs goes on."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

import pytest

from market.accounts.actions.charter import sign
from market.accounts.refusals import CharterNotSigned
from market.base import clock
from market.base.clock import market_date
from market.base.database import fetch_value
from market.relations.actions.invite import send
from market.relations.campaigns.actions import send_campaign
from market.relations.conversation.actions import write_as_brand
from market.relations.questions.asking import ask, ask_all
from market.rentals.actions.end import withdraw
from tests import charters
from tests.factories import EDITION, a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.relations.conversation.writing import HELLO, holder_writes, seen
from tests.relations.helpers import Relation, a_paid_relation, an_offer
from tests.relations.questions.asked import a_question
from tests.rentals.negotiation.asking import a_request
from tests.web.brands import Page, reading

__all__ = ["market"]

pytestmark = pytest.mark.usefixtures("database")
A_DAY = timedelta(days=1)


async def today() -> date:
    return market_date(await clock.now())


async def wait(days: int) -> None:
    await clock.travel_to(await clock.now() + days * A_DAY)


async def contacts(it: Relation) -> list[Callable[[], Awaitable[Any]]]:
    """Each way to begin something with a person."""
    offer, question = await an_offer(), await a_question()
    return [
        lambda: send(it.brand, it.agreement, offer),
        lambda: send_campaign(it.brand, "Rentrée", [it.agreement], offer),
        lambda: ask(it.brand, it.agreement, question),
        lambda: ask_all(it.brand, question),
        lambda: write_as_brand(it.brand, it.agreement, HELLO),
    ]


async def written() -> int:
    found: int = await fetch_value(
        "select (select count(*) from relations.invitations) + (select count(*) from relations.campaigns)"
        " + (select count(*) from relations.questions) + (select count(*) from relations.messages)"
    )
    return found


async def test_who_has_not_signed_rents_nobody(market: Market) -> None:
    brand, persona = await a_brand(signed=False), await a_persona(await a_holder())
    with pytest.raises(CharterNotSigned):
        await market.request(brand, persona)
    with pytest.raises(CharterNotSigned):
        await a_request(market, brand=brand)
    assert await fetch_value("select count(*) from rentals.rentals") == 0
    await sign(brand, EDITION)
    assert await market.state(await market.rented(brand, persona)) == "Active"


async def test_the_page_before_says_so_and_leads_there(market: Market) -> None:
    brand, persona = await a_brand(signed=False), await a_persona(await a_holder())
    await stand_under_a_card(persona)
    address = await fetch_value("select address from catalogue.classes limit 1")
    name = await market.name_of(brand, persona)
    async with reading(market, brand) as visitor:
        for path in (f"/moi/{address}/rent?persona={name}", f"/rent?pick={address}:{name}"):
            page = Page(await visitor.get(path))
            assert "has not signed today’s house rules" in page.words, path
            assert "/brand/charter" in page.links and "Agree and pay" not in page.words
        await sign(brand, EDITION)
        page = Page(await visitor.get(f"/moi/{address}/rent?persona={name}"))
        assert "One thing is missing" not in page.words and "Agree and pay" in page.words


async def test_after_the_term_of_a_new_edition_it_writes_to_nobody(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    it = await a_paid_relation(market)
    edition = charters.publish(monkeypatch, await today() + A_DAY, term_days=5)
    await wait(2)
    await send(it.brand, it.agreement, await an_offer())
    await wait(4)
    before = await written()
    for begun in await contacts(it):
        with pytest.raises(CharterNotSigned):
            await begun()
    assert await written() == before
    await sign(it.brand, edition.edition)
    begun_anew = await contacts(it)
    for begun in (*begun_anew[:3], begun_anew[4]):
        await begun()


async def test_what_runs_goes_on(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads what it paid for, and the person answers, hears and ends as ever."""
    it = await a_paid_relation(market)
    charters.publish(monkeypatch, await today() + A_DAY, term_days=1)
    await wait(3)
    with pytest.raises(CharterNotSigned):
        await write_as_brand(it.brand, it.agreement, HELLO)
    await holder_writes(it)
    assert [side for side, _ in await seen(it)] == ["person"]
    async with reading(market, it.brand) as visitor:
        sheet = await visitor.get(f"/v1/rentals/{it.agreement}/sheet", params={"purpose": "benefits"})
        assert sheet.status_code == 200, sheet.text
    await withdraw(it.holder, it.agreement)
    assert (await it.row()).phase == "Terminated"


async def test_what_was_asked_for_in_time_is_answered_after_the_term(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The holder's yes is not lost because no owner of the brand has signed meanwhile."""
    asked, persona = await a_request(market), await a_persona(await a_holder())
    charters.publish(monkeypatch, await today() + A_DAY, term_days=1)
    await wait(2)
    with pytest.raises(CharterNotSigned):
        await market.request(asked.brand, persona)
    await asked.accept()
    assert await market.state(asked.agreement) == "Active"


async def test_a_counter_offer_is_taken_by_who_has_signed(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await a_request(market)
    await asked.offer()
    edition = charters.publish(monkeypatch, await today() + A_DAY, term_days=1)
    await wait(2)
    with pytest.raises(CharterNotSigned):
        await asked.take_up()
    await sign(asked.brand, edition.edition)
    await asked.take_up()
    assert await market.state(asked.agreement) == "Active"
