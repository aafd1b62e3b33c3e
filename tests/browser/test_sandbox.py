"""The sandbox's own pages on a phone, after a month in which everything happened: none is wider than it."""

from pathlib import Path

import pytest

from market.base.i18n import Language
from tests.browser.visitors import PHONE, Street
from tests.market import Market
from tests.money.sandbox.story import told

pytestmark = pytest.mark.browser

SECTIONS = ("", "/returns", "/payouts", "/events", "/faults")


@pytest.mark.timeout(120)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_no_page_of_the_sandbox_is_wider_than_a_phone(
    market: Market, street: Street, tmp_path: Path, language: Language
) -> None:
    await told(market.sandbox)
    visitor = await street.visitor(language, PHONE)
    for section in SECTIONS:
        await visitor.go(f"/sandbox{section}")
        await visitor.page.wait_for_load_state()
        name = f"{language}{section.replace('/', '-')}.png"
        await visitor.page.screenshot(path=tmp_path / name, full_page=True)
    assert visitor.troubles == []
