"""The brand's desk in a browser: from what is to be done to a template, an invitation from it, and what came of it."""

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


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_who_was_not_invited_yet_is_invited_from_a_template_of_ones_own(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    relation = await a_paid_relation(market)
    for _ in range(100):  # the worker beside us may be the one that begins it
        if await market.state(relation.agreement) == "Active":
            break
        await asyncio.sleep(0.1)
    brand = await signed_in(street, relation.brand, language, screen)
    await brand.go("/invitation-templates")
    await brand.main.get_by_role("link", name=brand.say("A sample")).click()
    await brand.fill(name="Flacons", days="10")
    await brand.main.get_by_role("button", name=brand.say("Keep the template")).click()
    await brand.reads("Flacons")
    await brand.go("/desk")
    await brand.main.get_by_role("link", name=brand.say("Invite them")).click()
    await brand.main.get_by_role("link", name="Flacons").click()
    await expect(brand.main.locator("input[name=agreements]")).to_be_checked()
    await brand.fill(label="Mars")
    await brand.main.get_by_role("button", name=brand.say("Send the campaign")).click()
    await brand.reads(brand.say("Too few to say."))
    await brand.go("/desk")
    await expect(brand.main.get_by_role("link", name=brand.say("Invite them"))).to_have_count(0)
    await brand.go("/desk/results")
    await brand.reads(brand.say("Invitations and reactions"))
    await brand.go("/questions?state=open&subject=velo")
    await brand.main.get_by_role("button", name=brand.say("Show")).click()
    await brand.reads(brand.say("Nothing like that here."))
    assert brand.troubles == []
