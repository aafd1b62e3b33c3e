"""A reward in a browser: a brand sets money aside and asks, three people answer, and each takes it another way."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from market.base import clock
from market.base.database import fetch, fetch_value
from market.base.i18n import Language
from market.money.invariants import check
from tests.browser.test_consent import signed_in
from tests.browser.test_questions import _press, _rented
from tests.browser.visitors import DESKTOP, PHONE, Street
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market
from tests.money.payouts.paying import client_money
from tests.relations.helpers import with_mailbox
from tests.relations.rewards.rewarding import a_charity, put_in

pytestmark = pytest.mark.browser

WAYS = {"cash": "as money", "voucher": "as a code", "charity": "given"}
CHARITY, CODE = "Les Vélos du lien", "MERCI-0001"


@pytest.fixture
def held() -> Iterator[None]:
    with client_money():
        yield


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_a_reward_is_redeemed_in_three_ways(
    held: None, market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    brand = await a_brand()
    await put_in(market, brand, 40_00)
    await a_charity(CHARITY)
    people = [await with_mailbox(await a_holder(), f"{way}@example.org") for way in WAYS]
    agreements = [await _rented(market, brand, await a_persona(it)) for it in people]
    today = clock.market_date(await clock.now())

    desk = await signed_in(street, brand, language, screen)
    await desk.go("/rewards")
    await desk.fill(amount="20", until=(today + timedelta(days=30)).isoformat(), rate="150")
    await _press(desk, "Set it aside")
    await desk.page.wait_for_url(lambda url: "/rewards/" in url)
    await desk.fill(codes=f"{CODE}\nMERCI-0002")
    await _press(desk, "Put them in")
    await desk.reads(desk.say("%(left)s of %(all)s are left.", left=2, all=2))
    budget = desk.page.url

    await desk.go("/questions/new?kind=scale")
    await desk.fill(text="Aimeriez-vous un porte-bagages ?", reward="2")
    await desk.fill(until=(today + timedelta(days=2)).isoformat())
    await desk.page.select_option("select[name=purpose]", "benefits")
    await _press(desk, "Look at it")
    await _press(desk, "Ask it")
    await desk.page.wait_for_url(lambda url: "/questions/" in url and not url.endswith("/new"))
    await market.quiet()

    visitors = [await signed_in(street, it, language, screen) for it in people]
    for visitor, agreement in zip(visitors, agreements, strict=True):
        await visitor.go("/space")
        await visitor.page.locator(f"main a[href^='/relations/{agreement}/questions/']").first.click()
        await visitor.page.locator("input[name=value][value='4']").check(force=True)
        await _press(visitor, "Answer")
        await visitor.page.wait_for_url(lambda url: "/questions/" not in url or "#" in url)
    await clock.travel(timedelta(days=4))
    await market.sweep()

    for visitor, agreement, (way, state) in zip(visitors, agreements, WAYS.items(), strict=True):
        await visitor.go(f"/relations/{agreement}")
        await visitor.page.locator(f"main a[href^='/relations/{agreement}/rewards/']").first.click()
        await visitor.page.locator(f"input[name=way][value={way}]").check(force=True)
        await _press(visitor, "So be it")
        await visitor.reads(visitor.say(state))
    money, code, gift = visitors
    await money.reads(money.say("Earnings"))
    await code.reads(CODE)
    await gift.reads(CHARITY)

    await desk.page.goto(budget)
    await desk.reads(desk.say("%(left)s of %(all)s are left.", left=1, all=2))
    assert await fetch_value("select spent from money.reward_budgets") == 4_00, "the code leaves the money"
    taken = [row["status"] for row in await fetch("select status from money.rewards order by status")]
    assert taken == ["exchanged", "given", "paid"]
    assert await check() == []
    assert [it.troubles for it in (desk, *visitors)] == [[]] * 4
