"""The consent on a phone and on a desk: nothing is cut off, the receipt is downloaded, and one act withdraws it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from contracts.keyset import KeySet
from contracts.verifier import verify
from contracts.verifier.report import Given
from market.base import signing
from market.base.access import Principal
from market.base.i18n import Language
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.market import Market
from tests.relations.helpers import a_paid_relation, a_session

pytestmark = pytest.mark.browser

LINK = "main a[href$='/files/consent']"


async def signed_in(street: Street, who: Principal, language: Language, screen: dict[str, Any]) -> Visitor:
    visitor = await street.visitor(language, screen)
    cookie = {
        "name": "__Host-moi",
        "value": await a_session(who),
        "url": street.url.replace("http:", "https:"),
        "secure": True,
    }
    await visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]
    return visitor


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", PHONE), ("fr", DESKTOP)])
async def test_a_holder_reads_downloads_and_withdraws_the_consent(
    market: Market, street: Street, tmp_path: Path, language: Language, screen: dict[str, Any]
) -> None:
    relation = await a_paid_relation(market)
    holder = await signed_in(street, relation.holder, language, screen)
    brand = await signed_in(street, relation.brand, language, screen)
    await holder.go(f"/relations/{relation.agreement}#consent")
    await holder.reads(holder.say("Your consent"), "#consent")
    await _photographed(holder, tmp_path, f"holder-{language}-{screen['viewport']['width']}")
    async with holder.page.expect_download() as downloading:
        await holder.page.locator(LINK).click()
    await _verified(await (await downloading.value).path(), "dpv:ConsentGiven")
    await brand.go(f"/rentals/{relation.agreement}#contract")
    await expect(brand.page.locator("#contract")).to_contain_text(
        brand.say("The receipt of the consent, signed")
    )
    await _photographed(brand, tmp_path, f"brand-{language}-{screen['viewport']['width']}")
    await holder.page.locator("#consent a.button, #consent button").first.click()
    await holder.page.get_by_role("button", name=holder.say("Switch off now")).click()
    await holder.reads(holder.say("Withdrawn by you on %(day)s.", day="").split(" .")[0][:9], "#consent")
    async with holder.page.expect_download() as downloading:
        await holder.page.locator(LINK).click()
    await _verified(await (await downloading.value).path(), "dpv:ConsentWithdrawn")
    assert holder.troubles == brand.troubles == []


async def _verified(path: Path, state: str) -> None:
    data = path.read_bytes()
    keys = KeySet.of(each.key for each in await signing.published() if each.purpose == "record")
    report = verify(data, Given(datetime.now(UTC), keys))
    assert report.verdict == "verified", report
    assert json.loads(data)["receipt"]["consent_state"] == state


async def _photographed(visitor: Visitor, folder: Path, name: str) -> None:
    """For whoever wants to look: pytest keeps the folders of its last runs."""
    await visitor.page.screenshot(path=folder / f"{name}.png")
