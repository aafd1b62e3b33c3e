"""After the end in a browser: a brand signs for its copies and says what it did, the person reads and verifies it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from contracts.keyset import KeySet
from contracts.verifier import verify
from contracts.verifier.report import Given
from market.base import signing
from market.base.i18n import Language
from market.rentals.actions.end import withdraw
from tests.browser.test_consent import signed_in
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.market import Market
from tests.relations.helpers import Relation, a_paid_relation
from tests.rentals.credentials.holding import a_key, register

pytestmark = pytest.mark.browser


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", PHONE), ("fr", DESKTOP)])
async def test_a_brand_signs_and_says_what_it_did_and_the_person_verifies_it(
    market: Market, street: Street, tmp_path: Path, language: Language, screen: dict[str, Any]
) -> None:
    relation = await _over(market)
    holder = await signed_in(street, relation.holder, language, screen)
    brand = await signed_in(street, relation.brand, language, screen)
    width = f"{language}-{screen['viewport']['width']}"
    await brand.go(f"/rentals/{relation.agreement}/erasure")
    await _photographed(brand, tmp_path, f"owed-{width}")
    await brand.page.locator("#erased-files").check()
    await brand.page.locator("#recipients-none").check()
    await brand.page.locator("#field-sure").check()
    await brand.send()
    await brand.reads(brand.say("signed in time"))
    await brand.go(f"/rentals/{relation.agreement}/closing-note")
    await brand.page.locator("#use-offer-made").check()
    await brand.page.locator("#outcome-learned").check()
    await brand.fill(text="Nos horaires ont changé.")
    await _photographed(brand, tmp_path, f"note-{width}")
    await brand.send()
    await brand.reads(brand.say("Something was learned from it"))
    await _photographed(brand, tmp_path, f"noted-{width}")
    await holder.go(f"/relations/{relation.agreement}#closing-note")
    await holder.reads("Nos horaires ont changé.")
    await _photographed(holder, tmp_path, f"holder-{width}")
    async with holder.page.expect_download() as downloading:
        await holder.page.locator("main a[href$='/files/erasure']").click()
    path = await (await downloading.value).path()
    keys = KeySet.of(each.key for each in await signing.published() if each.purpose == "record")
    assert verify(path.read_bytes(), Given(datetime.now(UTC), keys)).verdict == "verified"
    await holder.page.get_by_role("link", name=holder.say("How this brand keeps its word")).click()
    await expect(holder.page.locator("h2#word")).to_have_text(holder.say("How it keeps its word"))
    await _photographed(holder, tmp_path, f"public-{width}")
    assert holder.troubles == brand.troubles == []


@pytest.mark.timeout(120)
async def test_a_brand_with_a_key_reads_what_it_is_to_sign(
    market: Market, street: Street, tmp_path: Path
) -> None:
    relation = await _over(market)
    await register(relation.brand, a_key())
    brand = await signed_in(street, relation.brand, "fr", PHONE)
    await brand.go(f"/rentals/{relation.agreement}/erasure")
    await brand.page.locator("#erased-none").check()
    await brand.page.locator("#recipients-none").check()
    await brand.page.locator("#field-sure").check()
    await brand.send()
    await expect(brand.page.locator("#commands")).to_contain_text("openssl pkeyutl -sign")
    await _photographed(brand, tmp_path, "to-sign")
    assert brand.troubles == []


async def _over(market: Market) -> Relation:
    """A rental that began and was switched off; the worker beside us may be the one that begins it."""
    relation = await a_paid_relation(market)
    for _ in range(100):
        if await market.state(relation.agreement) == "Active":
            break
        await asyncio.sleep(0.1)
    await withdraw(relation.holder, relation.agreement)
    return relation


async def _photographed(visitor: Visitor, folder: Path, name: str) -> None:
    await visitor.page.screenshot(path=folder / f"{name}.png", full_page=True)
