"""On a phone the operator's places are a row that scrolls: where one is, is in sight. No page is wider than it."""

import pytest

from market.base.database import fetch, transaction
from market.base.i18n import Language
from tests.accounts.people import person
from tests.browser.test_consent import signed_in
from tests.browser.visitors import PHONE, Street
from tests.factories import a_brand
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


@pytest.mark.timeout(120)
async def test_a_very_long_word_in_an_address_makes_the_pack_no_wider_than_a_phone(
    market: Market, street: Street
) -> None:
    """Each page measures itself as it stands; what is too wide is a trouble (`visitors.MEASURE`)."""
    brand = await a_brand(name="Cycles Garonne")
    assert brand.seat
    async with transaction():
        await fetch(
            "update accounts.brands set contact_address = $2 where id = $1",
            *(brand.seat.brand, f"1 {'Donaudampfschifffahrtsgesellschaft' * 4}, 33000 Bordeaux"),
        )
    reader = await signed_in(street, brand, "en", PHONE | {"viewport": {"width": 390, "height": 844}})
    await reader.go("/dpo-pack")
    await reader.reads("Donaudampfschifffahrtsgesellschaft")
    assert await reader.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await reader.page.evaluate("innerWidth") == 390
