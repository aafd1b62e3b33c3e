"""The first persona is listed by one more tick beside its terms; who has signed is not asked again."""

import pytest
from litestar import Litestar

from contracts.charter import current
from market.base.database import fetch_value
from tests.factories import EDITION
from tests.web.holders import a_signed_in_holder, error_at, filled, pages, words

TICK = 'name="charter"'


async def signatures() -> int:
    found: int = await fetch_value("select count(*) from personas.charter_signatures")
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_it_is_signed_where_the_persona_is_put_up_for_rent(app: Litestar, language: str) -> None:
    token, _ = await a_signed_in_holder(signed=False)
    async with pages(app, token, language) as ada:
        path = (await ada.post("/studio/new", data={"mask": "a-velo"})).headers["location"]
        form = await ada.get(path)
        assert TICK in form.text and f'value="{EDITION}" checked' not in form.text
        assert f'href="/charter/{EDITION}"' in form.text
        assert (await ada.post(path, data=filled())).status_code == 303, "a draft needs no signature"
        refused = await ada.post(path, data=filled(do="publish"))
        assert refused.status_code == 422 and error_at(refused, "charter")
        assert f'value="{EDITION}" checked' not in refused.text, "nobody ticks it for them"
        other = await ada.post(path, data=filled(do="publish", charter=str(EDITION), price_step="7"))
        assert other.status_code == 422 and f'value="{EDITION}" checked' in other.text
        assert await signatures() == 0
        assert (await ada.post(path, data=filled(do="publish", charter=str(EDITION)))).status_code == 303
        assert await signatures() == 1
        path = (await ada.post("/studio/new", data={"mask": "a-velo"})).headers["location"]
        assert TICK not in (await ada.get(path)).text


async def test_an_edition_of_another_day_is_not_signed(app: Litestar) -> None:
    token, _ = await a_signed_in_holder(signed=False)
    async with pages(app, token) as ada:
        path = (await ada.post("/studio/new", data={"mask": "a-velo"})).headers["location"]
        for said in (str(current().edition + 1), "yes", "-1", "9" * 30):
            refused = await ada.post(path, data=filled(do="publish", charter=said))
            assert refused.status_code == 422 and error_at(refused, "charter"), said
        assert "Tick the box" in words(refused)
    assert await signatures() == 0
