"""Cards are ticked, kept through pages and filters, and compared: in a browser, in both languages."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import expect

from market.base.database import fetch
from market.base.i18n import Language
from market.catalogue import jobs
from market.web.browse import PER_PAGE
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.catalogue.crowds import a_crowd, addresses, but
from tests.market import Market

pytestmark = pytest.mark.browser

REGIONS = (
    "auvergne-rhone-alpes", "bourgogne-franche-comte", "bretagne", "centre-val-de-loire", "corse", "grand-est",
    "hauts-de-france", "ile-de-france", "normandie", "nouvelle-aquitaine", "occitanie", "pays-de-la-loire",
    "provence-alpes-cote-d-azur",
)  # fmt: skip


@pytest.fixture
async def cards(market: Market) -> list[str]:
    """More cards than a page holds, asked for before `street`: its worker would compute them at the same time."""
    for region in REGIONS:
        await a_crowd(16, but(region=region))
    await jobs.compute()
    # As if they had confirmed their addresses: the worker forgets sign-ups that nobody confirms.
    await fetch("update accounts.people set email_verified_at = created_at where email_verified_at is null")
    found = await addresses()
    assert len(found) == len(REGIONS) > PER_PAGE
    return found


def ticked(visitor: Visitor) -> list[str]:
    """The cards that the address says are ticked."""
    return parse_qs(urlsplit(visitor.page.url).query).get("card", [])


async def tick(visitor: Visitor, nth: int) -> str:
    """Tick a card of this page; the bar follows."""
    before = len(ticked(visitor))
    box = visitor.main.locator("label.compare input").nth(nth)
    address = await box.get_attribute("value")
    await box.check()
    await visitor.reads(f"{before + 1}", "#comparing")
    assert address in ticked(visitor)
    await expect(box).to_be_checked()
    return str(address)


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)], ids=["phone", "desktop"])
async def test_cards_ticked_on_two_pages_and_through_a_search_are_compared(
    market: Market, cards: list[str], street: Street, language: Language, screen: dict[str, Any]
) -> None:
    visitor = await street.visitor(language, screen)
    await visitor.go("/catalogue")
    first = await tick(visitor, 1)
    await visitor.reads(visitor.say(": tick another one"), "#comparing")
    await visitor.main.locator("a[rel=next]").click()
    await visitor.page.wait_for_url("**cursor=*")
    second = await tick(visitor, 0)
    assert "cursor=" in visitor.page.url, "a tick stays on its page"
    await visitor.main.locator("#q").press_sequentially("corse")
    await visitor.page.wait_for_url("**q=corse*")
    third = await tick(visitor, 0)
    assert third.startswith("velo-corse")
    go = visitor.main.locator("#comparing a.go")
    await expect(go).to_have_text(visitor.say("Compare (%(count)s)", count=3))
    await go.click()
    await visitor.page.wait_for_url("**/compare?*")
    assert sorted(ticked(visitor)) == sorted([first, second, third])
    head = visitor.main.locator(".versus thead")
    await expect(head.locator("h2")).to_have_count(3)
    line = visitor.main.locator(".versus tbody tr")
    await expect(line).to_have_count(1)  # they differ in the region, and in nothing else
    boxes = [await cell.bounding_box() for cell in await line.locator("td").all()]
    assert all(boxes)
    tops = {round(box["y"]) for box in boxes if box}
    assert len(tops) == (1 if screen is DESKTOP else 3), "side by side; on a phone below each other"
    await visitor.reads(visitor.say("The same for all"), "section:has(#same)")
    await head.get_by_text(visitor.say("Take away")).first.click()
    await expect(head.locator("h2")).to_have_count(2)
    assert street.troubles() == []


async def test_cards_are_compared_without_scripts(market: Market, cards: list[str], street: Street) -> None:
    visitor = await street.visitor("fr", PHONE, scripts=False)
    await visitor.go("/catalogue")
    for nth in (0, 2):
        await visitor.main.locator("label.compare input").nth(nth).check()
    await visitor.main.locator("button[formaction='/compare']").click()
    await visitor.page.wait_for_url("**/compare?card=*")
    assert len(ticked(visitor)) == 2
    await expect(visitor.main.locator(".versus thead h2")).to_have_count(2)
    await visitor.page.go_back()
    await visitor.main.locator("label.compare input").nth(4).check()
    await visitor.main.locator("aside button").click()  # what is ticked goes through the filters too
    await visitor.page.wait_for_url("**/catalogue?*card=*")
    await expect(visitor.main.locator("#comparing")).to_be_visible()
    assert street.troubles() == []
