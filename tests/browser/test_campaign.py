"""A campaign in a browser: from a template to a code that was redeemed, and the sample month of everybody."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from market.base.i18n import Language
from tests.browser.test_consent import signed_in
from tests.browser.visitors import DESKTOP, PHONE, Street
from tests.market import Market
from tests.relations.helpers import a_paid_relation

pytestmark = pytest.mark.browser

WHAT = "Un flacon de 30 ml, sans parfum"


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_a_campaign_is_sent_from_a_template_and_its_code_redeemed(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    relation = await a_paid_relation(market)
    for _ in range(100):  # the worker beside us may be the one that begins it
        if await market.state(relation.agreement) == "Active":
            break
        await asyncio.sleep(0.1)
    holder = await signed_in(street, relation.holder, language, screen)
    brand = await signed_in(street, relation.brand, language, screen)
    await brand.go("/campaigns/new")
    # A type's own fields are there, and no other's.
    await expect(brand.main.locator("[name='discount.percent']")).to_be_visible()
    await expect(brand.main.locator("[name='sample.what']")).to_be_hidden()
    await brand.main.locator("label", has_text=brand.say("A sample")).click()
    await expect(brand.main.locator("[name='sample.what']")).to_be_visible()
    await expect(brand.main.locator("[name='discount.percent']")).to_be_hidden()
    await brand.go("/campaigns/new?template=sample")
    await brand.fill(label="Flacons", **{"sample.what": WHAT})
    await brand.main.get_by_role("button", name=brand.say("Send the campaign")).click()
    await brand.reads(brand.say("Too few to say."))
    await holder.go(f"/relations/{relation.agreement}")
    await holder.reads(WHAT, ".invited")
    await holder.main.locator("input[name=told]").check()
    await holder.main.get_by_role("button", name=holder.say("I redeemed the code")).click()
    await holder.reads(holder.say("code redeemed"), ".invited .badge")
    await brand.page.reload()
    await brand.reads(brand.say("They let you know"))
    await holder.main.get_by_role("button", name=holder.say("Take it back")).click()
    await expect(holder.main.locator(".invited .badge")).to_have_count(0)
    await brand.page.reload()
    await expect(brand.main).not_to_contain_text(brand.say("They let you know"))
    await holder.go("/sample-month")
    await holder.reads(holder.say("The whole campaign"))
    assert holder.troubles == brand.troubles == []
