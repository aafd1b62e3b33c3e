"""A merchant's screen and a person's telephone: the code, the two words, the password, and what is proven."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import expect

from contracts.keyset import KeySet
from contracts.sdjwt import Challenge
from contracts.verifier import verify
from contracts.verifier.report import Given
from market.accounts.factor import picture
from market.base import signing
from market.base.database import fetch
from market.base.i18n import Language
from tests.accounts.people import PASSWORD
from tests.browser.test_consent import signed_in
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.factories import a_brand, a_person, a_persona
from tests.market import Market
from tests.proofs.asking import a_holder_with_a_password

pytestmark = pytest.mark.browser

LANGUAGES: list[Language] = ["fr", "en"]


async def photograph(visitor: Visitor, name: str) -> None:
    """For whoever wants to look: the whole page, where MOI_PHOTOGRAPHS names a folder."""
    if folder := os.environ.get("MOI_PHOTOGRAPHS"):
        await visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def stage(visitor: Visitor, name: str) -> Any:
    return visitor.page.locator(f"[data-stage={name}]")


async def asks(shop: Visitor, language: Language) -> tuple[str, str]:
    """The merchant has the code shown: the link in it, and the two words."""
    await shop.page.get_by_role("button", name=shop.say("Show the code")).click()
    await expect(stage(shop, "asked")).to_be_visible()
    link = await shop.page.locator("[data-link]").get_attribute("href")
    drawn = await shop.page.locator("[data-code]").get_attribute("src")
    assert link and drawn
    async with httpx.AsyncClient(trust_env=False) as camera:
        code = (await camera.get(f"{shop.url}{drawn}")).text
    assert f'd="{picture(link)[1]}"' in code, "the code carries the link"
    return link.removeprefix(shop.url), await shop.page.locator("[data-words]").inner_text()


@pytest.mark.timeout(180)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_over_18_is_proven_by_a_code_on_a_second_page(
    market: Market, street: Street, tmp_path: Path, language: Language
) -> None:
    ada = await a_holder_with_a_password()
    shop, phone = await street.visitor(language, DESKTOP), await signed_in(street, ada, language, PHONE)
    await shop.go("/verify")
    await photograph(shop, f"verify-{language}")
    path, words = await asks(shop, language)
    await photograph(shop, f"asked-{language}")

    await phone.go(path)
    await expect(phone.page.locator(".two-words")).to_have_text(words)
    await phone.reads(phone.say("unverified"))
    await photograph(phone, f"prove-{language}")
    await phone.fill(password="not the one")
    async with phone.refused(401):
        await phone.page.get_by_role("button", name=phone.say("Prove it"), exact=True).click()
        await phone.page.wait_for_load_state()
    await photograph(phone, f"prove-wrong-{language}")
    await phone.fill(password=PASSWORD)
    await phone.page.get_by_role("button", name=phone.say("Prove it"), exact=True).click()
    await phone.page.wait_for_url("**/proofs")
    await photograph(phone, f"proofs-{language}")

    await expect(stage(shop, "proven")).to_be_visible()
    await expect(shop.page.locator("[data-proven]")).to_contain_text(shop.say("declared, not checked"))
    await photograph(shop, f"proven-{language}")
    async with shop.page.expect_download() as downloading:
        await shop.page.locator("[data-keep]").click()
    data = Path(await (await downloading.value).path()).read_bytes()
    keys = KeySet.of(each.key for each in await signing.published() if each.purpose == "proof")
    *_, audience, nonce = (await shop.page.locator(".command").inner_text()).split()
    asked = audience.removeprefix("--audience="), nonce.removeprefix("--nonce=")
    question = Challenge(audience=asked[0], nonce=asked[1])
    assert verify(data, Given(datetime.now(UTC), proof_keys=keys, challenge=question)).verdict == "verified"
    async with phone.refused(409):
        await phone.go(path)
    assert shop.troubles == phone.troubles == []


@pytest.mark.timeout(180)
async def test_a_verified_brand_is_named_and_a_person_declines(market: Market, street: Street) -> None:
    ada, brand = await a_holder_with_a_password(), await a_brand(name="Cycles Garonne SAS")
    shop, phone = await signed_in(street, brand, "fr", PHONE), await signed_in(street, ada, "fr", PHONE)
    await shop.go("/verify")
    await shop.reads("Cycles Garonne SAS")
    await shop.page.locator("#region").select_option("lives-in-bretagne")
    path, _ = await asks(shop, "fr")
    await photograph(shop, "asked-phone-fr")
    assert await shop.page.evaluate(
        "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )
    await phone.go(path)
    await phone.reads("Cycles Garonne SAS vous demande")
    await photograph(phone, "prove-brand-fr")
    await expect(phone.page.locator("[name=password]")).to_have_count(0)
    await phone.page.get_by_role("button", name=phone.say("Decline"), exact=True).click()
    await phone.page.wait_for_url("**/proofs")
    await expect(stage(shop, "declined")).to_be_visible()
    await photograph(shop, "declined-fr")
    await shop.page.get_by_role("button", name=shop.say("Ask again")).last.click()
    await shop.page.locator("#client").check()
    await photograph(shop, "verify-brand-fr")
    path, _ = await asks(shop, "fr")
    await phone.go(path)
    await phone.reads("Est ou a été en relation")
    await expect(phone.page.locator(".proven li")).to_have_count(1)
    assert shop.troubles == phone.troubles == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_without_scripts_the_page_says_that_they_are_needed(
    market: Market, street: Street, language: Language
) -> None:
    plain = await street.visitor(language, PHONE, scripts=False)
    await plain.go("/verify")
    await expect(plain.page.locator("[data-plain]")).to_contain_text("JavaScript")
    await expect(stage(plain, "ask")).to_be_hidden()
    await photograph(plain, f"verify-plain-{language}")
    assert plain.troubles == []


@pytest.mark.timeout(180)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_trait_is_checked_and_bears_its_mark(
    market: Market, street: Street, language: Language
) -> None:
    ada = await a_holder_with_a_password()
    await a_persona(ada)
    operator = await a_person(operator=True)
    phone = await signed_in(street, ada, language, PHONE)
    desk = await signed_in(street, operator, language, DESKTOP)
    await phone.go("/studio")
    await phone.page.locator("a[href$='/checks']").click()
    await phone.page.get_by_role("button", name=phone.say("Have it checked")).last.click()
    await phone.reads(phone.say("waits for an operator"))
    await photograph(phone, f"checks-asked-{language}")
    words = await phone.page.locator("p.big").inner_text()

    await desk.go("/operator")
    await photograph(desk, f"desk-{language}")
    await desk.go("/operator/checks")
    await photograph(desk, f"desk-checks-{language}")
    await desk.page.get_by_role("link", name=words).click()
    await photograph(desk, f"desk-check-{language}")
    form = desk.page.locator("form", has=desk.page.locator("[name=act][value=verify]"))
    await form.locator("select").select_option("document-seen")
    await form.get_by_role("button").click()
    await desk.page.wait_for_url("**/operator/checks")

    await phone.page.reload()
    await phone.reads({"fr": "vérifié, ", "en": "verified, "}[language])
    await photograph(phone, f"checks-verified-{language}")
    assert await fetch("select 1 from personas.checks where state = 'verified'")
    assert phone.troubles == desk.troubles == []
