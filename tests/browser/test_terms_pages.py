"""The terms before anybody signs in: on a phone and on a desk nothing is cut off, and a clause can be pointed at."""

from typing import Any

import pytest

from market.base.i18n import Language
from tests.browser.visitors import DESKTOP, PHONE, Street
from tests.market import Market

pytestmark = pytest.mark.browser

IN_SIGHT = """name => {
  const box = document.getElementById(name).getBoundingClientRect();
  return box.top >= 0 && box.top < innerHeight && box.right <= innerWidth;
}"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", PHONE), ("en", DESKTOP)])
async def test_terms_and_profile_are_read_on_any_screen(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    anybody = await street.visitor(language, screen)
    for path in ("/terms", "/terms/simple-2", "/terms/ample-1", "/ns"):
        await anybody.go(path)
    for path, name in (("/terms/standard-2", "clause-11.1"), ("/terms/standard-2", "legal"), ("/ns", "rent")):
        await anybody.go(f"{path}#{name}")
        assert await anybody.page.evaluate(IN_SIGHT, name), (path, name)
    assert anybody.troubles == []
