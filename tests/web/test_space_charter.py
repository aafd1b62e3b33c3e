"""A new edition of the house rules is signed in the holder's space, by one button, without listing anything."""

from datetime import timedelta
from html import unescape

import pytest
from litestar import Litestar

from contracts.charter import Promise, current
from contracts.vocabulary import Text
from market.accounts.actions.sessions import sign_in
from market.base import clock
from market.base.clock import market_date
from market.base.database import fetch_value
from market.personas.charter.queries import of_holder
from tests import charters
from tests.accounts.people import PASSWORD
from tests.factories import EDITION, a_persona
from tests.web.holders import a_signed_in_holder, pages, words

A_DAY = timedelta(days=1)
BUTTON = 'name="edition"'
NEW = Promise(id="an-answer-is-mine", text=Text(fr="Je réponds moi-même.", en="I answer myself."))


async def a_new_edition(monkeypatch: pytest.MonkeyPatch) -> int:
    """Published tomorrow, which is today: the first promise reads otherwise, the last is gone, one is new."""
    first, *others = current().holder
    kinder = first.model_copy(update={"text": Text(fr="Je suis doux.", en="I am gentle.")})
    holder = (kinder, *others[:-1], NEW)
    on = market_date(await clock.now()) + A_DAY
    edition = charters.publish(monkeypatch, on, term_days=5, holder=holder)
    await clock.travel(2 * A_DAY)
    return edition.edition


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_what_changed_is_shown_and_one_button_signs(
    app: Litestar, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    token, who = await a_signed_in_holder()
    await a_persona(who)
    async with pages(app, token, language) as ada:
        assert "/space/charter" not in (await ada.get("/space")).text, "there is nothing new"
        assert BUTTON not in (await ada.get("/space/charter")).text
        first, last = current().holder[0], current().holder[-1]
        number = await a_new_edition(monkeypatch)
        assert 'href="/space/charter"' in (await ada.get("/space")).text
        shown = await ada.get("/space/charter")
        lang = "fr" if language == "fr" else "en"
        for it in (first, last, NEW, current().holder[0]):
            assert it.text.in_(lang).replace("\u00a0", " ") in words(shown), it.id
        assert f"<del>{last.text.in_(lang)}</del>" in unescape(shown.text)
        for stale in (str(EDITION), "", "x"):
            refused = await ada.post("/space/charter", data={"edition": stale})
            assert refused.status_code == 422 and 'role="alert"' in refused.text and BUTTON in refused.text
        assert who.person and (await of_holder(who.person)).standing == "term"
        assert (await ada.post("/space/charter", data={"edition": str(number)})).status_code == 303
        assert (await of_holder(who.person)).standing == "signed"
        assert BUTTON not in (await ada.get("/space/charter")).text
        assert "/space/charter" not in (await ada.get("/space")).text
    assert await fetch_value("select count(*) from personas.persona_versions") == 1, "nothing was listed anew"


async def test_after_the_term_the_space_says_what_is_not_possible(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, who = await a_signed_in_holder()
    await a_persona(who)
    await a_new_edition(monkeypatch)
    await clock.travel(5 * A_DAY)
    async with pages(app, await sign_in("ada@example.org", PASSWORD)) as ada:
        assert "you list no new persona before you sign" in words(await ada.get("/space"))
        assert "What runs goes on, and what is listed stays" in words(await ada.get("/space/charter"))


async def test_who_has_not_listed_is_told_of_no_new_edition(app: Litestar) -> None:
    token, who = await a_signed_in_holder(signed=False)
    async with pages(app, token) as ada:
        assert "/space/charter" not in (await ada.get("/space")).text
        shown = await ada.get("/space/charter")
        assert "You sign them when you list your first persona" in words(shown) and BUTTON in shown.text
        assert (await ada.post("/space/charter", data={"edition": str(EDITION)})).status_code == 303
    assert who.person and (await of_holder(who.person)).standing == "signed"
