"""A casting in a browser: a brand publishes it, people it fits say yes, a place is theirs, the rest goes back."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from market.base import clock
from market.base.clock import MARKET_ZONE
from market.base.database import fetch, fetch_value
from market.base.i18n import Language
from market.catalogue.jobs import compute
from market.money.invariants import check
from tests.browser.test_consent import signed_in
from tests.browser.test_questions import _press
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market
from tests.relations.helpers import with_mailbox
from tests.relations.rewards.rewarding import put_in

pytestmark = pytest.mark.browser


async def _look(visitor: Visitor, name: str) -> None:
    """Keep what is shown, where somebody asked for pictures."""
    if folder := os.environ.get("MOI_PHOTOGRAPHS"):
        await visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def _next_morning(market: Market) -> None:
    at = (await clock.now()).astimezone(MARKET_ZONE)
    await clock.travel_to((at + timedelta(days=1)).replace(hour=9, minute=0, second=0))
    await market.sweep()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_a_casting_is_filled(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    brand, crowd = await a_brand(), [await a_holder() for _ in range(12)]
    for it in crowd:
        await a_persona(it)
    await market.quiet()
    await compute()
    await put_in(market, brand, 60_00)
    chosen, undecided = [await with_mailbox(it, f"{n}@example.org") for n, it in enumerate(crowd[:2])]
    today = clock.market_date(await clock.now())

    desk = await signed_in(street, brand, language, screen)
    await desk.go("/rentals")
    await desk.page.locator("main a[href='/castings']").click()
    await desk.reads(desk.say("You have no casting call yet."))
    await desk.page.locator("main a[href='/castings/new']").first.click()
    await desk.fill(title="Cyclistes du quotidien", text="Un mois pour parler de vos trajets à vélo.")
    await desk.page.select_option("select[name=purpose]", "benefits")
    await desk.fill(places="2", until=(today + timedelta(days=5)).isoformat())
    await _press(desk, "Publish and pay")
    await desk.page.locator("[role=alert]").wait_for()
    box = desk.page.locator("input[name=criteria][value='passion:velo']")
    for summary in await desk.page.locator("details", has=box).locator("> summary").all():
        await summary.click()
    await box.check()
    await _look(desk, f"castings-new-{language}")
    await _press(desk, "Publish and pay")
    await desk.page.wait_for_url(lambda url: url.endswith("/castings"))
    await desk.reads("Cyclistes du quotidien")
    await market.sweep()

    visitor, other = [await signed_in(street, it, language, screen) for it in (chosen, undecided)]
    for it in (visitor, other):
        await it.go("/space")
        await it.page.locator("main a[href='/casting-calls']").click()
        await it.reads("Cyclistes du quotidien")
        await _look(it, f"casting-calls-{language}")
        await _press(it, "Say yes")
        await it.reads(it.say("you said yes"))
    await _press(other, "Take it back")
    await other.reads(other.say("Say yes"))
    await _press(other, "Not for me")
    await other.reads(other.say("No casting call fits you now. When one does, we tell you."))
    await desk.go("/castings")
    assert await fetch("select 1 from rentals.rentals") == [], "nobody knows before the morning"

    await _next_morning(market)
    await visitor.go("/casting-calls")
    await visitor.reads(visitor.say("yours"))
    await visitor.go("/space")
    assert await visitor.page.locator("main a[href^='/relations/']").count() > 0
    await desk.go("/rentals")
    assert await desk.page.locator("main a[href^='/rentals/']").count() == 1
    await desk.go("/castings")
    await _look(desk, f"castings-{language}")
    await _press(desk, "Close it now")
    await desk.reads(desk.say("closed"))
    await market.quiet()
    assert (
        await fetch_value("select count(*) from money.refunds where amount = 1900 and status = 'succeeded'")
        == 1
    )
    assert await check() == []
    assert [it.troubles for it in (desk, visitor, other)] == [["422: /castings"], [], []]
