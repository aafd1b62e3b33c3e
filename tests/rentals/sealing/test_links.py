"""Both sides find their files on the rental's own page, with how anybody checks them, in both languages."""

import pytest

from tests.journeys.steps import a_browser
from tests.market import Market, market
from tests.relations.helpers import a_paid_relation, a_session

__all__ = ["market"]

WORDS = {
    "fr": ("L’accord signé", "Sa trace, signée", "Chacun vérifie ces fichiers hors ligne"),
    "en": ("The signed agreement", "Its record, signed", "Anybody checks these files offline"),
}


@pytest.mark.parametrize("language", WORDS)
async def test_each_side_finds_its_files_and_how_they_are_checked(market: Market, language: str) -> None:
    relation = await a_paid_relation(market)
    sides = {
        f"/rentals/{relation.agreement}": relation.brand,
        f"/relations/{relation.agreement}": relation.holder,
    }
    for path, who in sides.items():
        headers = {"accept": "text/html", "accept-language": language}
        cookie = f"__Host-moi={await a_session(who)}"
        async with a_browser(market.app, cookie=cookie, **headers) as browser:
            page = (await browser.get(path)).text
            for words in (*WORDS[language], "python -m contracts verify", "/.well-known/moi-heads"):
                assert words in page, (path, words)
            for what in ("agreement", "record"):
                assert f'href="/v1{path}/files/{what}" download' in page
                answer = await browser.get(f"/v1{path}/files/{what}")
                assert answer.status_code == 200, "by the page's own cookie"
