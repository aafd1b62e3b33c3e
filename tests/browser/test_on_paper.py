"""Plain words on paper: terms and contracts, the longest too, take at most one sheet of A4."""

from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from playwright.async_api import Browser
from pypdf import PdfReader

import market.web
from contracts.agreement import Party
from contracts.readings import Reading, agreement_reading, terms_reading
from contracts.terms import ROSTER, Proffer
from contracts.vocabulary import Language
from market.accounts.processor_names import LONGEST, MOST
from tests.contracts.builders import an_agreement
from tests.web.styleguide import styleguide_environment

pytestmark = pytest.mark.browser

LANGUAGES: tuple[Language, ...] = ("fr", "en")
STYLES = ("tokens.css", "components.css", "screens.css", "shop.css", "desk.css")
PAGE = """{% from "shop/parts.html" import plain_words with context %}
<!doctype html><html lang="{{ language }}"><title>.</title><style>{{ styles }}</style>
<h1>{{ reading.title }}</h1>{{ plain_words(reading) }}"""

NAMES = tuple(
    Party(
        id=f"https://moi.example/n/{n}",
        name=f"{n} Société d’hébergement de fiches et de courriels".ljust(LONGEST, "x"),
    )
    for n in range(MOST)
)
LONG_BRAND = Party(
    id="https://moi.example/n/b", name="Compagnie générale des cycles et des trottinettes ".ljust(160, "x")
)


def _readings() -> list[Reading]:
    found = [terms_reading(terms, language) for terms, language in product(ROSTER.values(), LANGUAGES)]
    for terms, language in product(ROSTER.values(), LANGUAGES):
        for period in terms.periods:
            agreed = an_agreement(Proffer(terms.id, period, 19900), second_party=LONG_BRAND, recipients=NAMES)
            found.append(agreement_reading(agreed, language))
    return found


def _document(reading: Reading) -> str:
    static = Path(market.web.__file__).parent / "static"
    styles = "\n".join((static / name).read_text() for name in STYLES)
    made = styleguide_environment().from_string(PAGE)
    return made.render(language=reading.language, reading=reading, styles=styles)


@pytest.mark.timeout(180)
async def test_the_plain_words_of_terms_and_contracts_take_a_sheet_at_most(browser: Browser) -> None:
    page = await (await browser.new_context()).new_page()
    for reading in _readings():
        await page.set_content(_document(reading))
        sheets = PdfReader(BytesIO(await page.pdf(prefer_css_page_size=True)))
        assert len(sheets.pages) == 1, (reading.title, reading.language)
        size = sheets.pages[0].mediabox
        assert (round(size.width), round(size.height)) == (595, 842), "A4"
        assert reading.sections[-1].lines[-1][-30:].split()[-1] in sheets.pages[0].extract_text()
