"""A request in a browser: asked, answered on a phone, agreed on, downloaded, verified offline, switched off."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.keyset import KeySet
from contracts.verifier import verify
from contracts.verifier.report import Given
from market.base import signing
from market.base.i18n import Language
from tests.browser.test_consent import signed_in
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.market import Market
from tests.rentals.negotiation.asking import a_request

pytestmark = pytest.mark.browser


async def _press(visitor: Visitor, words: str) -> None:
    await visitor.page.get_by_role("button", name=visitor.say(words), exact=True).first.click()


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_two_sides_negotiate_agree_and_verify(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    request = await a_request(market, message="advice")
    holder = await signed_in(street, request.holder, language, screen)
    brand = await signed_in(street, request.brand, language, screen)
    await holder.go("/space")
    await holder.page.locator(f"main a[href='/asked/{request.agreement}']").first.click()
    await holder.reads("Cycles Garonne")
    await holder.reads(holder.euros(1520))
    await holder.page.locator("summary", has_text=holder.say("Offer something else, once")).click()
    await holder.page.locator("select[name=variant]").select_option("exclusive")
    await _press(holder, "Make this offer")
    await holder.reads(holder.say("your offer waits"))
    await brand.go(f"/requests/{request.agreement}")
    await brand.reads(
        brand.say("It costs what your bank holds: if you accept, that is taken and the rental begins.")
    )
    await _press(brand, "Accept")
    await brand.page.wait_for_url(lambda url: f"/rentals/{request.agreement}" in url)
    await brand.waits_for(brand.page.locator("main a[href$='/files/agreement']"))
    async with brand.page.expect_download() as downloading:
        await brand.page.locator("main a[href$='/files/agreement']").first.click()
    await _verified(await (await downloading.value).path())
    await holder.go(f"/relations/{request.agreement}")
    await holder.reads(holder.say("Your consent"), "#consent")
    async with holder.page.expect_download() as downloading:
        await holder.page.locator("main a[href$='/files/consent']").first.click()
    await _verified(await (await downloading.value).path())
    await holder.page.locator("#consent a.button, #consent button").first.click()
    await holder.page.get_by_role("button", name=holder.say("Switch off now")).click()
    await holder.reads(holder.say("Your consent"), "#consent")
    assert holder.troubles == brand.troubles == []


@pytest.mark.timeout(120)
async def test_a_brand_asks_without_a_script_and_comes_back_from_the_bank(
    market: Market, street: Street
) -> None:
    request = await a_request(market)
    brand = await signed_in(street, request.brand, "fr", PHONE)
    await brand.go("/requests")
    await brand.reads(brand.say("waiting for the answer"))
    await brand.go(f"/requests/{request.agreement}")
    await _press(brand, "Take it back")
    await brand.reads(brand.say("You took it back"))
    assert brand.troubles == []


async def _verified(path: Path) -> None:
    keys = KeySet.of(each.key for each in await signing.published() if each.purpose == "record")
    report = verify(path.read_bytes(), Given(datetime.now(UTC), keys))
    assert report.verdict == "verified", report


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_a_holder_takes_an_offer_back_and_the_brand_that_presses_is_told(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    request = await a_request(market)
    holder = await signed_in(street, request.holder, language, screen)
    brand = await signed_in(street, request.brand, language, screen)
    await request.sweep()
    await request.offer()
    await brand.go(f"/requests/{request.agreement}")
    await holder.go(f"/asked/{request.agreement}")
    await _press(holder, "Take my offer back")
    await holder.reads(holder.say("offer taken back"))
    await _press(brand, "Accept")
    await brand.reads(brand.say("Not accepted"))
