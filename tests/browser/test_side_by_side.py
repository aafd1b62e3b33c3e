"""At the desk panels stand side by side, with their heads on one line, whatever else is in a head."""

import pytest

from market.base.i18n import Language
from tests.accounts.people import person
from tests.browser.visitors import DESKTOP, Street
from tests.market import Market

pytestmark = pytest.mark.browser

NORA = "nora@example.org"
HEADS = """() => [...document.querySelectorAll(".desk > section h2")].map((it) => {
  const { top, height } = it.getBoundingClientRect();
  return top + height / 2;
})"""
LINK = """() => document.querySelector("#brands .link").getBoundingClientRect().height"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_heads_of_panels_side_by_side_are_at_one_height(
    market: Market, street: Street, language: Language
) -> None:
    await person(NORA, adult=False, operator=True)
    operator = await street.visitor(language, DESKTOP)
    await operator.sign_in(NORA)
    await operator.go("/operator")
    reports, brands = await operator.page.evaluate(HEADS)
    assert abs(reports - brands) < 1
    assert await operator.page.evaluate(LINK) >= 44, "the link is as large to touch as before"
