"""An intent in a browser, to its fulfilment: said, bid on by two, compared, one taken, begun by night, rated."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from market.base import clock
from market.base.clock import MARKET_ZONE
from market.base.database import fetch_value
from market.base.i18n import Language
from market.money.invariants import check
from market.relations.intents.jobs import settle
from tests.browser.test_castings import _look
from tests.browser.test_consent import signed_in
from tests.browser.test_questions import _press
from tests.browser.visitors import DESKTOP, PHONE, Street
from tests.factories import CYCLIST, a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market
from tests.relations.helpers import with_mailbox
from tests.relations.rewards.rewarding import put_in

pytestmark = pytest.mark.browser


async def _days(market: Market, number: int) -> None:
    at = (await clock.now()).astimezone(MARKET_ZONE)
    await clock.travel_to((at + timedelta(days=number)).replace(hour=11, minute=0, second=0))
    await asyncio.gather(settle(), settle())
    await market.quiet()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_what_somebody_looks_for_is_found(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    holder = await with_mailbox(await a_holder(), "ada@example.org")
    persona = await a_persona(holder, CYCLIST)
    brands = [await a_brand(name=name) for name in ("Cycles Garonne", "Vélos du Lac")]
    for it in brands:
        await put_in(market, it, 100_00)
    await stand_under_a_card(persona)
    today = clock.market_date(await clock.now())

    phone = await signed_in(street, holder, language, screen)
    await phone.go("/space")
    await phone.page.locator("main a[href='/intents']").click()
    await phone.reads(phone.say("You look for nothing yet."))
    await _look(phone, f"intents-none-{language}")
    await phone.page.locator("main a[href='/intents/new']").first.click()
    await _look(phone, f"intents-what-{language}")
    await phone.page.locator("main a[href='/intents/new?category=velo']").click()
    await phone.page.select_option("select[name=quoi]", "ville")
    await phone.fill(text="Un vélo léger, comme celui de Camille.", budget_from="400", budget_to="900")
    await phone.fill(until=(today + timedelta(days=4)).isoformat())
    await phone.page.locator("input[name=most][value=accord]").check()
    await _press(phone, "Publish")
    await phone.page.locator("input[name=confirmed]").check()
    await _look(phone, f"intents-new-{language}")
    await _press(phone, "Publish")
    await phone.page.wait_for_url(lambda url: url.endswith("/intents"))
    await phone.reads("Un vélo léger")
    await _look(phone, f"intents-{language}")
    await _days(market, 1)

    desks = [await signed_in(street, it, language, screen) for it in brands]
    for desk, terms in zip(desks, ("accord", "discret"), strict=True):
        await desk.go("/rentals")
        await desk.page.locator("main a[href='/open-intents']").click()
        await desk.page.select_option("select[name=category]", "velo")
        await _press(desk, "Search")
        await desk.page.select_option("select[name=quoi]", "ville")
        await _press(desk, "Search")
        await _press(desk, "Save this search")
        await desk.reads(desk.say("Saved searches"))
        await _look(desk, f"open-intents-{language}")
        await desk.page.locator("main h2 a[href^='/open-intents/']").click()
        await _press(desk, "Bid")
        await desk.page.locator("[role=alert]").wait_for()
        await desk.page.locator(f"input[name=terms][value={terms}]").check()
        await desk.page.locator("input[name=purposes][value=benefits]").check()
        await desk.page.select_option("select[name=kind]", "discount")
        await desk.fill(percent="10", words="Venez en essayer trois.")
        await _look(desk, f"open-intent-{language}")
        await _press(desk, "Bid")
        await desk.reads(desk.say("Your bid"))
        await desk.reads("Venez en essayer trois.")
    await _look(desks[0], f"open-intent-own-{language}")
    await phone.go("/intents")
    await phone.page.locator("main h2 a").first.click()
    assert "Cycles Garonne" not in await phone.page.content(), "sealed"
    await _look(phone, f"intent-sealed-{language}")

    await _days(market, 4)
    await phone.page.reload()
    await phone.reads("Vélos du Lac")
    names = await phone.page.locator("main article h2 a").all_inner_texts()
    assert names == ["Vélos du Lac", "Cycles Garonne"], "what asks least comes first"
    await _look(phone, f"intent-bids-{language}")
    await phone.page.locator("main article button").first.click()
    await phone.page.wait_for_load_state()
    await _look(phone, f"intent-accepted-{language}")
    await desks[1].go("/bids")
    await desks[1].reads(desks[1].say("being compared"))
    assert await fetch_value("select count(*) from rentals.rentals") == 0

    await stand_under_a_card(persona)
    await clock.travel(timedelta(hours=14))
    await stand_under_a_card(persona)
    await settle()
    await market.quiet()
    for desk, words in zip(desks, ("over", "won"), strict=True):
        await desk.go("/bids")
        await desk.reads(desk.say(words))
    await _look(desks[1], f"bids-{language}")
    await desks[1].page.locator("main h2 a[href^='/rentals/']").click()
    await phone.page.reload()
    await phone.page.select_option("select[name=fulfilled]", "yes")
    await phone.page.select_option("select[name=rating]", "4")
    await _look(phone, f"intent-rate-{language}")
    await _press(phone, "Say so")
    await phone.reads(phone.say("You gave it %(rating)s of 5.", rating=4))
    assert await check() == []
    assert phone.troubles == ["422: /intents"]
    assert [len(it.troubles) for it in desks] == [1, 1]
