"""The brand's desk as its members read it: what to do next, the board of questions, results, files."""

from datetime import timedelta

import pytest

from market.base import clock
from market.base.access import Role
from market.relations.actions import invite
from market.relations.questions.answering import answer
from market.relations.questions.asking import ask_all
from market.relations.questions.queries import name_of, of_brand
from tests.factories import a_brand, a_holder, a_member, a_person
from tests.market import Market, market
from tests.relations.helpers import Relation, a_relation, an_offer, brand_of, with_mailbox
from tests.relations.questions.asked import a_question
from tests.relations.results.helpers import BIKES, COOKS, said
from tests.rentals.erasure.erasing import a_rented
from tests.web.brands import Page, reading

__all__ = ["market"]


@pytest.fixture
async def three(market: Market) -> list[Relation]:
    """Two who ride and one who cooks, rented by one brand; the first was invited."""
    brand = await a_brand()
    found = [
        await a_relation(brand=brand, holder=await with_mailbox(await a_holder(), f"h{n}@example.org"))
        for n in range(3)
    ]
    for it, words in zip(found, (BIKES, BIKES, COOKS), strict=True):
        await said(it, *words)
    await invite.send(brand, found[0].agreement, await an_offer())
    return found


async def answered(it: Relation, value: list[int]) -> None:
    (seen,) = await of_brand(brand_of(it.brand), it.agreement)
    await answer(it.holder, it.agreement, name_of(seen.id, it.agreement), value)


async def test_each_thing_to_do_leads_to_the_page_where_it_is_done(
    market: Market, three: list[Relation]
) -> None:
    await ask_all(three[0].brand, await a_question())
    await clock.travel(timedelta(days=9))
    async with reading(market, three[0].brand) as visitor:
        page = Page(await visitor.get("/desk"))
        assert "2 have not been invited yet" in page.words and "1 question closes tomorrow" in page.words
        led = [it for it in page.links if it.startswith(("/campaigns/new", "/questions/"))]
        assert len(led) == 2
        for href in led:
            assert (await visitor.get(href)).status_code == 200
        form = (await visitor.get("/campaigns/new?whom=uninvited")).text
        ticked = [str(it.agreement) for it in three if f'value="{it.agreement}" checked' in form]
        assert sorted(ticked) == sorted(str(it.agreement) for it in three[1:])
    async with reading(market, three[0].brand, "fr") as visitor:
        words = Page(await visitor.get("/desk")).words
        assert "2 moi n’ont pas encore été invités" in words and "1 question se ferme demain" in words


async def test_what_is_owed_of_one_that_is_over_leads_to_its_own_pages(market: Market) -> None:
    it = await (await a_rented(market)).switched_off()
    async with reading(market, it.brand) as visitor:
        page = Page(await visitor.get("/desk"))
        assert "Copies of 1 rental: erase them and sign for it by" in page.words
        assert "1 rental is over: say what you did with it" in page.words
        for end in ("erasure", "closing-note"):
            href = f"/rentals/{it.agreement}/{end}"
            assert href in page.links and (await visitor.get(href)).status_code == 200
    due = (await it.duty()).delete_by
    assert due
    await it.day(due + timedelta(days=1))
    async with reading(market, it.brand) as visitor:
        assert "1 of it overdue" in Page(await visitor.get("/desk")).words


async def test_who_may_not_invite_is_led_nowhere_they_may_not_go(
    market: Market, three: list[Relation]
) -> None:
    analyst = await a_member(await a_person(), brand_of(three[0].brand), Role.ANALYST)
    async with reading(market, analyst) as visitor:
        page = Page(await visitor.get("/desk"))
        assert "2 have not been invited yet" in page.words
        assert not [it for it in page.links if it.startswith("/campaigns/new")]
    async with reading(market, await a_brand()) as visitor:
        assert "Nothing is due, and nobody waits for you." in Page(await visitor.get("/desk")).words


async def test_the_board_shows_answers_by_the_names_that_the_brand_has(
    market: Market, three: list[Relation]
) -> None:
    await ask_all(three[0].brand, await a_question())
    await answered(three[0], [2])
    await answered(three[2], [1])
    async with reading(market, three[0].brand) as visitor:
        page = Page(await visitor.get("/questions"))
        assert "2 answers of 3" in page.words and "Can be answered" in page.words
        links = [it for it in page.links if it.endswith("#questions")]
        assert sorted(links) == sorted(f"/rentals/{three[n].agreement}#questions" for n in (0, 2))
        assert "Nothing like that here." in Page(await visitor.get("/questions?state=over")).words
        assert (await visitor.get("/questions?state=x")).status_code == 422
        one = next(it for it in page.links if it.startswith("/questions/") and "new" not in it)
        shown = Page(await visitor.get(one)).words
        assert "By class" in shown and "Cycling" in shown and "Cooking" in shown
        assert "1 answer of 2" in shown and "1 answer of 1" in shown


async def test_results_are_by_class_with_the_files_of_it(market: Market, three: list[Relation]) -> None:
    async with reading(market, three[0].brand) as visitor:
        page = Page(await visitor.get("/desk/results"))
        assert "2 personas" in page.words and "1 persona" in page.words and "All together" in page.words
        for href in (it for it in page.links if it.startswith("/v1/exports/")):
            assert (await visitor.get(href)).status_code == 200
    await clock.travel(timedelta(days=40))
    async with reading(market, three[0].brand) as visitor:
        assert "No rental runs" in Page(await visitor.get("/desk/results")).words
