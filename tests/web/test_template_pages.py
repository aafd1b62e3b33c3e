"""The brand's own templates as its members keep them, without scripts, and what starts from them."""

import pytest

from market.base.access import Role
from market.base.database import fetch_value
from market.relations.campaigns.templates import TEMPLATES
from tests.factories import a_member, a_person
from tests.market import Market, market
from tests.relations.helpers import Relation, a_relation, brand_of
from tests.web.brands import Page, reading, traces

__all__ = ["market"]

PATH = "/invitation-templates"


@pytest.fixture
async def relation(market: Market) -> Relation:
    return await a_relation()


async def kept(market: Market, relation: Relation, word: str = "sample") -> str:
    """A ready one made the brand's own: the address of its page."""
    async with reading(market, relation.brand) as visitor:
        form = Page(await visitor.get(f"{PATH}/new?template={word}")).form(PATH)
        answer = await visitor.post(form.action, data=form.values)
        assert (answer.status_code, answer.headers["location"]) == (303, PATH), answer.text
        listed = Page(await visitor.get(PATH))
    return next(it for it in listed.links if it.startswith(f"{PATH}/") and "/new" not in it)


@pytest.mark.parametrize("word", TEMPLATES)
async def test_each_ready_one_is_kept_as_it_is_and_starts_a_campaign(
    market: Market, relation: Relation, word: str
) -> None:
    page = await kept(market, relation, word)
    for language in ("fr", "en"):
        async with reading(market, relation.brand, language) as visitor:
            again = Page(await visitor.get(page)).form(page)
            assert again.values["title"] == TEMPLATES[word].title.en
            name = page.rsplit("/", 1)[1]
            new = Page(await visitor.get(f"/campaigns/new?template={name}")).form("/campaigns")
            assert new.values["title"] == TEMPLATES[word].title.en
            assert new.values["agreements"] == str(relation.agreement)


async def test_one_rental_can_be_invited_from_it(market: Market, relation: Relation) -> None:
    name = (await kept(market, relation)).rsplit("/", 1)[1]
    async with reading(market, relation.brand) as visitor:
        rental = f"/rentals/{relation.agreement}"
        link = f"{rental}?template={name}#invitations"
        assert link in Page(await visitor.get(rental)).links
        form = Page(await visitor.get(link)).form(f"{rental}/invitations")
        assert form.values["sample.what"] == "A 30 ml bottle"
        assert (await visitor.post(form.action, data=form.values)).status_code == 303
        assert (await visitor.get(f"{rental}?template=x")).status_code == 422
    assert await fetch_value("select count(*) from relations.invitations") == 1


async def test_a_second_click_is_the_same_and_a_change_in_two_windows_is_said(
    market: Market, relation: Relation
) -> None:
    async with reading(market, relation.brand) as visitor:
        form = Page(await visitor.get(f"{PATH}/new?template=advice")).form(PATH)
        for _ in range(2):
            assert (await visitor.post(form.action, data=form.values)).status_code == 303
        page = next(
            it for it in Page(await visitor.get(PATH)).links if it.startswith(f"{PATH}/") and "/new" not in it
        )
        one = Page(await visitor.get(page)).form(page)
        assert (await visitor.post(page, data={**one.values, "title": "Mine"})).status_code == 303
        late = await visitor.post(page, data={**one.values, "title": "Theirs"})
        assert late.status_code == 409 and "changed meanwhile" in late.text
        assert Page(late).form(page).values["title"] == "Theirs", "what was typed is not lost"
        assert (await visitor.post(f"{page}/delete")).status_code == 303
        assert "No template of yours yet." in Page(await visitor.get(PATH)).words


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"title": "06 12 34 56 78"}, "title"),
        ({"days": "", "hours": ""}, "days"),
        ({"days": "soon"}, "days"),
        ({"hours": "3"}, "days"),
        ({"days": "", "hours": "73"}, "hours"),
        ({"early_access.public_in": "x"}, "early_access.public_in"),
        ({"early_access.public_in": "0"}, "early_access.public_in"),
        ({"early_access.what": ""}, "early_access.what"),
    ],
)
async def test_a_refused_template_keeps_what_was_typed_and_says_why_at_the_field(
    market: Market, relation: Relation, changes: dict[str, str], field: str
) -> None:
    for language in ("fr", "en"):
        async with reading(market, relation.brand, language) as visitor:
            form = Page(await visitor.get(f"{PATH}/new?template=early-access")).form(PATH)
            before = await traces()
            answer = await visitor.post(form.action, data={**form.values, **changes})
        assert answer.status_code == 422
        assert f'id="field-{field}-error"' in answer.text
        assert Page(answer).form(PATH).values["conditions"] == form.values["conditions"]
        assert await traces() == before


async def test_who_may_not_invite_reads_them_and_keeps_none(market: Market, relation: Relation) -> None:
    page = await kept(market, relation)
    analyst = await a_member(await a_person(), brand_of(relation.brand), Role.ANALYST)
    async with reading(market, analyst) as visitor:
        shown = Page(await visitor.get(PATH))
        assert "A sample" in shown.words and page not in shown.links
        assert (await visitor.get(page)).status_code == 403
        assert (await visitor.post(PATH, data={})).status_code == 403
