"""Cards side by side, as a person reads them: by ticks, links and one form, without scripts."""

import re
from urllib.parse import urlencode

import httpx
import pytest

from market.base.access import Role
from market.catalogue import jobs
from tests.catalogue.crowds import a_crowd, addresses, but
from tests.factories import a_brand, a_holder, a_member, a_person, a_persona
from tests.market import Market, market
from tests.web.brands import Page, reading

__all__ = ["market"]

CROWD = 16


@pytest.fixture
async def three(market: Market) -> list[str]:
    """Three cards: cyclists in Brittany, readers in Normandy, and cyclists in Brittany for another price."""
    await a_crowd(CROWD)
    await a_crowd(CROWD, but(passion="lecture", region="normandie"))
    for _ in range(CROWD):
        await a_persona(await a_holder(), price_step=2900)
    await jobs.compute()
    found = await addresses()
    assert len(found) == 3
    return found  # lecture 19, velo 19, velo 29: by address


def compare(*cards: str) -> str:
    return "/compare?" + urlencode([("card", it) for it in cards])


def rows(answer: httpx.Response) -> dict[str, list[str]]:
    """Each line in which the cards differ, with what each of them has."""
    found = {}
    for line in re.findall(r"<tr role=\"row\">(.*?)</tr>", answer.text.partition("<tbody")[2], re.S):
        name, *cells = re.findall(r"<t[hd].*?>(.*?)</t[hd]>", line, re.S)
        found[name] = [re.sub(r"^[ABCD] ", "", " ".join(re.sub(r"<[^>]+>", " ", it).split())) for it in cells]
    return found


def heads(answer: httpx.Response) -> list[str]:
    """The cards at the head, by their links."""
    return re.findall(r"<h2><span[^>]*>[ABCD]</span><a href=\"/moi/([^\"]+)\"", answer.text)


async def test_a_visitor_sees_what_differs_first_and_what_is_the_same_once(
    market: Market, three: list[str]
) -> None:
    readers, cyclists, _ = three
    async with reading(market) as visitor:
        answer = await visitor.get(compare(cyclists, readers))
        french = Page(await visitor.get(compare(cyclists, readers) + "&language=fr"))
    assert answer.status_code == 200
    assert heads(answer) == [cyclists, readers]
    found = rows(answer)
    assert found["Main interest"] == ["Cycling", "Reading"]
    assert found["Region"] == ["Brittany", "Normandy"]
    assert not {"Household", "What for", "Invitations", "Terms"} & found.keys()
    page = Page(answer)
    same = page.words.split("The same for all")[1]
    for words in ("Household Lives alone", "Invitations up to 4 a month", "Terms Standard", "Offer benefits"):
        assert words in same, words
    assert "Cycling" not in same
    assert page.words.count("€19 for a month") == 2, "each price stands with its card"
    assert "Register a brand" in page.words
    assert not [link for link in page.links if link.endswith("#people")], "a visitor does not rent"
    assert "Pareil pour toutes" in french.words
    assert "Passion" in french.words


async def test_a_brand_is_led_to_each_card_and_to_its_personas(market: Market, three: list[str]) -> None:
    owner = await a_brand()
    assert owner.seat
    analyst = await a_member(await a_person(), owner.seat.brand, Role.ANALYST)
    waiting = await a_brand(approved=False, name="Brume")
    for who, rents in ((owner, True), (analyst, False), (waiting, False)):
        async with reading(market, who) as visitor:
            page = Page(await visitor.get(compare(*three)))
        for address in three:
            assert f"/moi/{address}" in page.links
            assert (f"/moi/{address}#people" in page.links) == rents
    assert "Your brand is being checked." in page.words, "who waits for approval compares meanwhile"


async def test_a_card_may_be_taken_away_or_another_added(market: Market, three: list[str]) -> None:
    async with reading(market) as visitor:
        page = Page(await visitor.get(compare(*three)))
        assert compare(*three[1:]) in page.links
        assert f"/catalogue?{urlencode([('card', it) for it in three])}" in page.links
        pair = Page(await visitor.get(compare(*three[:2])))
        ticked = f"/catalogue?{urlencode({'card': three[1]})}"
        assert ticked in pair.links, "one card alone goes back to where another is chosen"
        catalogue = await visitor.get(ticked)
    assert re.findall(r'name="card" value="([^"]+)" checked', catalogue.text) == [three[1]]


BAD: dict[str, tuple[int, str]] = {
    "": (200, "Tick two to four cards in the catalogue to see them side by side."),
    "?card=": (404, "What is not in the catalogue today is left out"),
    "?card=none-19-standard": (404, "What is not in the catalogue today is left out"),
    "?card=none-19-standard&card=neither": (404, "What is not in the catalogue today is left out"),
    "?card={0}": (200, "One card is no comparison yet: tick another one."),
    "?card={0}&card={0}": (200, "The same card was asked for twice: it stands here once."),
    "?card={0}&card=none": (200, "What is not in the catalogue today is left out"),
    "?card={0}&card={1}&card=%00": (200, "What is not in the catalogue today is left out"),
    "?card={0}&card={1}&card={0}": (200, "The same card was asked for twice: it stands here once."),
}


@pytest.mark.parametrize("query", BAD)
async def test_what_cannot_be_compared_is_said_and_the_rest_stands(
    market: Market, three: list[str], query: str
) -> None:
    status, words = BAD[query]
    async with reading(market) as visitor:
        answer = await visitor.get("/compare" + query.format(*three))
    assert answer.status_code == status
    assert words in Page(answer).words
    expected = [it for number, it in enumerate(three) if f"{{{number}}}" in query]
    assert heads(answer) == expected
    assert bool(rows(answer)) == (len(expected) > 1)


async def test_of_five_cards_four_are_compared(market: Market, three: list[str]) -> None:
    for region in ("corse", "occitanie"):
        await a_crowd(CROWD, but(region=region))
    await jobs.compute()
    five = await addresses()
    async with reading(market) as visitor:
        answer = await visitor.get(compare(*five))
        assert heads(answer) == five[:4]
        assert "Four cards at most are compared side by side" in Page(answer).words
        bar = Page(await visitor.get("/catalogue?" + urlencode([("card", it) for it in five])))
    assert "5 cards chosen : 4 at most" in bar.words.replace("chosen:", "chosen :")
    assert not [link for link in bar.links if link.startswith("/compare")]


async def test_the_address_names_the_cards_alone(market: Market, three: list[str]) -> None:
    """Without scripts the catalogue's own form leads here, with its filters."""
    async with reading(market) as visitor:
        answer = await visitor.get(compare(*three[:2]) + "&q=velo&facet=price:1900&language=fr")
    assert (answer.status_code, answer.headers["location"]) == (303, compare(*three[:2]))


async def test_ticks_stand_in_the_catalogues_address_through_filters_and_pages(
    market: Market, three: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("market.web.browse.PER_PAGE", 1)
    readers, cyclists, dear = three
    async with reading(market) as visitor:
        first = await visitor.get("/catalogue")
        assert "card chosen" not in Page(first).words
        ticked = await visitor.get(f"/catalogue?{urlencode({'card': readers})}")
        assert "1 card chosen : tick another one" in Page(ticked).words.replace("chosen:", "chosen :")
        (following,) = [link for link in Page(ticked).links if "cursor=" in link]
        second = await visitor.get(following)
        form = Page(second).form("/catalogue")
        assert form.values["card"] == readers, "the tick of another page goes along"
        both = await visitor.get("/catalogue", params={"card": [readers, cyclists], "q": "velo"})
        page = Page(both)
        assert compare(readers, cyclists) in page.links
        assert "2 cards chosen" in page.words
        assert "Compare (2)" in page.words
        assert "/catalogue?q=velo" in page.links, "unticking keeps the search"
        assert f"/catalogue?{urlencode([('card', readers), ('card', cyclists)])}" in page.links, (
            "and clearing the ticks"
        )
        stale = await visitor.get("/catalogue?card=none-19-standard&card=%00")
        assert "card chosen" not in Page(stale).words
    assert dear not in both.text.split('id="comparing"')[1]


async def test_what_is_saved_can_be_ticked_too(market: Market, three: list[str]) -> None:
    async with reading(market, await a_brand()) as visitor:
        for address in three[:2]:
            form = Page(await visitor.get(f"/moi/{address}")).form(f"/moi/{address}/save")
            await visitor.post(form.action, data=form.values)
        saved = await visitor.get("/saved")
        card = Page(await visitor.get(f"/moi/{three[0]}"))
        picked = re.findall(r'name="pick" value="([^"]+)"', saved.text)
        led = await visitor.get("/compare", params={"pick": picked})
        assert sorted(re.findall(r"card=([^&]+)", led.headers["location"])) == sorted(three[:2])
    ticks = re.findall(
        r'<input type="checkbox" name="pick" value="([^":]+):[^"]+" form="comparing"', saved.text
    )
    assert sorted(ticks) == sorted(three[:2])
    assert Page(saved).form("/compare").method == "get"
    assert f"/catalogue?card={three[0]}" in card.links, "and a card leads to others beside it"
