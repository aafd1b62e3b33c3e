"""Filters in the addresses of the desk's lists: what a list does not offer is said, and nothing else is shown."""

import pytest

from tests.factories import a_brand, a_person
from tests.market import Market, market
from tests.web.brands import Page, reading

__all__ = ["market"]

WRONG = [
    ("/operator/brands", "of", "withdrawn"),
    ("/operator/brands", "of", "%00"),
    ("/operator/findings", "of", "everything"),
    ("/operator/findings", "kind", "gremlin"),
    ("/operator/market", "span", "17"),
    ("/operator/market", "by", "decade"),
]


@pytest.mark.parametrize(("path", "field", "asked"), WRONG)
async def test_what_a_list_does_not_offer_is_said_and_no_other_list_is_shown_for_it(
    market: Market, path: str, field: str, asked: str
) -> None:
    await a_brand(approved=False, name="Lin & Laine")
    async with reading(market, await a_person(operator=True)) as visitor:
        answer = await visitor.get(f"{path}?{field}={asked}")
        page = Page(answer)
        assert answer.status_code == 422
        assert "This list does not know what is asked for. Choose from what it offers." in page.words
        assert "Lin & Laine" not in page.words and "Nothing is open" not in page.words
        assert "Paid by brands" not in page.words
        french = Page(await visitor.get(f"{path}?{field}={asked}&language=fr"))
        assert "Cette liste ne connaît pas ce qui est demandé." in french.words
        as_it_is = await visitor.get(path)
        assert as_it_is.status_code == 200, "the control: without the filter it is there"
        assert (await visitor.get(f"{path}?{field}=")).status_code == 200, "an empty one is none"


@pytest.mark.parametrize(("path", "field", "asked"), [it for it in WRONG if it[1] in ("kind", "span", "by")])
async def test_what_was_chosen_stays_in_the_form(market: Market, path: str, field: str, asked: str) -> None:
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get(f"{path}?{field}={asked}"))
    assert page.form(path).values[field] == asked


async def test_a_kind_of_finding_stays_while_the_state_is_none(market: Market) -> None:
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get("/operator/findings?of=all&kind=overdue"))
        assert page.form("/operator/findings").values["kind"] == "overdue"
        assert "/operator/findings?of=closed&kind=overdue" in page.links


async def test_a_time_too_long_to_be_shown_by_day_says_so(market: Market) -> None:
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get("/operator/market?span=365&by=day"))
        assert "For so long a time, it is added up more coarsely." in page.words
        assert "more coarsely" not in Page(await visitor.get("/operator/market?span=365")).words
