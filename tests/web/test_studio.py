"""The studio: from a mask to the market by forms alone; what cannot be is said at its place, and nothing is lost."""

import re

from litestar import Litestar

from market.base.database import fetch_value
from market.personas import queries
from market.personas.masks import MASKS
from tests.web.holders import ANSWERS, a_signed_in_holder, filled, pages, words


async def test_a_persona_goes_from_a_mask_to_the_market(app: Litestar) -> None:
    token, who = await a_signed_in_holder()
    async with pages(app, token) as ada:
        assert "No persona yet" in words(await ada.get("/studio"))
        new = await ada.get("/studio/new")
        assert all(f'value="{mask}"' in new.text for mask in MASKS)
        answer = await ada.post("/studio/new", data={"mask": "a-velo"})
        assert answer.status_code == 303
        path = answer.headers["location"]
        form = await ada.get(path)
        assert form.status_code == 200
        assert "What do you use your bike for?" in words(form) or "bike" in words(form)
        answer = await ada.post(path, data=filled())
        assert (answer.status_code, answer.headers["location"]) == (303, path)
        saved = await ada.get(path)
        assert "Draft saved" in words(saved)
        assert re.search(r'name="stance.passion" value="me" checked', saved.text)
        assert 'value="velo" selected' in saved.text and 'value="1900" checked' in saved.text
        assert await fetch_value("select state from personas.personas") == "draft"
        answer = await ada.post(path, data=filled(do="publish"))
        assert (answer.status_code, answer.headers["location"]) == (303, "/studio")
        listed = words(await ada.get("/studio"))
        assert "Up for rent" in listed and "€19 for a month, terms Standard, 1 brand at a time" in listed
    (row,) = await queries.of_holder(who.person)  # type: ignore[arg-type]
    assert (row.state, row.variant, row.period, row.price_step) == ("listed", "standard", "P1M", 1900)
    draft = await queries.open_draft(who.person, row)  # type: ignore[arg-type]
    assert {claim: trait.value for claim, trait in draft.traits.items()} == ANSWERS
    assert draft.said == set(ANSWERS) and draft.phrases == ("repare-avant",)
