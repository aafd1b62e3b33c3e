"""On a phone the operator's places are a row that scrolls: where one is, is in sight."""

import pytest

from market.base.i18n import Language
from tests.accounts.people import person
from tests.browser.visitors import PHONE, Street
from tests.market import Market

pytestmark = pytest.mark.browser

NORA = "nora@example.org"
IN_SIGHT = """() => {
  const place = document.querySelector(".top nav [aria-current]").getBoundingClientRect();
  const row = document.querySelector(".top nav").getBoundingClientRect();
  return place.left >= row.left - 1 && place.right <= row.right + 1 && place.right <= innerWidth;
}"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_place_where_one_is_is_in_sight(market: Market, street: Street, language: Language) -> None:
    await person(NORA, adult=False, operator=True)
    operator = await street.visitor(language, PHONE)
    await operator.sign_in(NORA)
    for path in ("/operator", "/operator/settlements", "/operator/payouts", "/operator/disputes"):
        await operator.go(path)
        assert await operator.page.evaluate(IN_SIGHT), path
        assert await operator.page.evaluate("scrollY") == 0, "the page itself stays where it is"
