"""Where brands look and rent, read as a person reads it: by links and forms, without scripts."""

import re
from datetime import timedelta

import httpx
import pytest

from contracts.readings import terms_reading
from contracts.terms import ROSTER
from market.base import clock, names, vault
from market.base.access import Principal, Role
from market.base.database import fetch, fetch_value
from market.base.jobs import drain
from market.catalogue.people import lasting_name, resolve
from market.web.faces import of_name as face_of
from market.web.shop import today
from market.wiring import JOBS
from tests.factories import a_brand, a_holder, a_member, a_person
from tests.market import Market, market
from tests.web.brands import Form, Page, a_crowd, a_rental, an_agreement, reading, traces

__all__ = ["market"]


async def checkout_of(visitor: httpx.AsyncClient, address: str, nth: int = 0) -> tuple[str, Form]:
    """The checkout page of a persona of this card and its form, with one purpose ticked."""
    card = Page(await visitor.get(f"/moi/{address}"))
    href = [link for link in card.links if "/rent?persona=" in link][nth]
    page = Page(await visitor.get(href))
    form = page.form(f"/moi/{address}/rent")
    form.values["purposes"] = "benefits"
    return href, form


async def test_the_landing_page_shows_cards_of_the_day(market: Market) -> None:
    card = await a_crowd()
    async with reading(market) as visitor:
        page = Page(await visitor.get("/"))
    assert f"/moi/{card.address}" in page.links
    assert "At least 11 people share this card" in page.words


async def test_the_catalogue_is_searched_by_word_and_by_ticked_codes_in_the_address(market: Market) -> None:
    card = await a_crowd()
    async with reading(market) as visitor:
        for found in (
            "/catalogue",
            "/catalogue?q=velo",
            "/catalogue?facet=passion%3Avelo&facet=price%3A1900",
        ):
            page = Page(await visitor.get(found))
            assert f"/moi/{card.address}" in page.links, found
        assert page.form("/catalogue").values["facet"] in ("passion:velo", "price:1900")
        for nothing in ("/catalogue?q=trampoline", "/catalogue?facet=price%3A4900"):
            page = Page(await visitor.get(nothing))
            assert f"/moi/{card.address}" not in page.links, nothing
            assert "No card of today says all of this." in page.words


async def test_words_that_mean_nothing_are_said_to_have_searched_nothing(market: Market) -> None:
    card = await a_crowd()
    async with reading(market) as visitor:
        for nothing in ("le", "%", "de la", "sans"):
            page = Page(await visitor.get("/catalogue", params={"q": nothing}))
            assert f"Nothing was searched for: “{nothing}” says nothing that a card would say." in page.words
            assert "Cards that fit" not in page.words
            assert f"/moi/{card.address}" in page.links
        unknown = Page(await visitor.get("/catalogue?q=velo+licorne"))
        assert "No card of any day could say: licorne." in unknown.words
        assert f"/moi/{card.address}" not in unknown.links
        french = Page(await visitor.get("/catalogue?q=le&language=fr"))
    assert "Rien n’a été cherché : « le » ne dit rien qu’une carte dirait." in french.words


async def test_a_filter_that_is_none_is_named_and_left_out_and_the_others_stand(market: Market) -> None:
    await a_crowd()
    async with reading(market) as visitor:
        page = Page(await visitor.get("/catalogue?passion=zzz"))
        assert "Left out, since no card can say it: passion." in page.words
        page = Page(await visitor.get("/catalogue?facet=passion:zzz&facet=price:4900"))
        assert "Left out, since no card can say it: passion:zzz." in page.words
        assert "No card of today says all of this." in page.words, "the price is still looked for"
        quiet = Page(await visitor.get("/catalogue?utm_source=letter&q=&language=en"))
        assert "Left out" not in quiet.words


async def test_finer_filters_stand_under_the_coarse_one_that_is_chosen(market: Market) -> None:
    await a_crowd()
    async with reading(market) as visitor:
        coarse = await visitor.get("/catalogue")
        chosen = await visitor.get("/catalogue?facet=region:ouest")
        finer = await visitor.get("/catalogue?facet=region:ouest&facet=region:bretagne")
        alone = await visitor.get("/catalogue?facet=region:bretagne")
    assert 'value="region:ouest"' in coarse.text
    assert 'value="region:bretagne"' not in coarse.text
    assert 'value="naissance:1970-1979"' not in coarse.text
    assert "West, more precisely" in Page(chosen).words
    for answer, ticked in (
        (chosen, {"region:ouest"}),
        (finer, {"region:ouest", "region:bretagne"}),
        (alone, {"region:bretagne"}),
    ):
        assert 'value="region:bretagne"' in answer.text
        checked = re.findall(r'name="facet" value="([^"]+)" checked', answer.text)
        assert set(checked) == ticked
    counts = re.findall(r'<small class="num">([^<]+)</small>', finer.text)
    assert counts
    assert set(counts) == {"11+"}


async def test_an_unknown_code_and_a_stale_cursor_are_said_and_the_rest_stands(market: Market) -> None:
    card = await a_crowd()
    async with reading(market, language="fr") as visitor:
        for rubbish in ("facet=passion%3Aescroquerie", "cursor=rubbish", "facet=x"):
            answer = await visitor.get(f"/catalogue?{rubbish}")
            assert answer.status_code == 200
            page = Page(answer)
            assert f"/moi/{card.address}" in page.links, rubbish
            assert 'class="advice" role="alert"' in answer.text


async def test_htmx_gets_the_page_without_its_frame(market: Market) -> None:
    await a_crowd()
    async with reading(market) as visitor:
        answer = await visitor.get("/catalogue?q=velo", headers={"hx-request": "true"})
    assert 'id="shop"' in answer.text
    assert "<html" not in answer.text


async def test_a_visitor_reads_a_card_with_its_terms_in_full_and_no_persona(market: Market) -> None:
    card = await a_crowd()
    async with reading(market) as visitor:
        page = Page(await visitor.get(f"/moi/{card.address}"))
        french = Page(await visitor.get(f"/moi/{card.address}?language=fr"))
    assert "€19 for a month" in page.words
    assert "€19.00" not in page.words
    for section in terms_reading(ROSTER["standard"], "en").sections:
        for line in section.lines:
            assert line.replace("\u00a0", " ").replace("’", "’") in page.words
    assert "Mes conditions : Standard" in french.words
    assert not [link for link in page.links if "persona=" in link]
    assert f"/sign-in?next=/moi/{card.address}" in page.links
    assert "/sign-up/brand" in page.links


async def test_a_brand_sees_personas_under_names_of_its_own(market: Market) -> None:
    card = await a_crowd()
    one, two = await a_brand(), await a_brand(name="Maison Velours")
    seen = []
    for who in (one, two):
        async with reading(market, who) as visitor:
            page = Page(await visitor.get(f"/moi/{card.address}"))
            seen.append({link for link in page.links if "persona=" in link})
    assert len(seen[0]) == len(seen[1]) == 6
    assert not seen[0] & seen[1]


async def test_saving_keeps_a_persona_under_a_lasting_name_until_it_is_let_go(market: Market) -> None:
    card, who = await a_crowd(), await a_brand()
    async with reading(market, who) as visitor:
        form = Page(await visitor.get(f"/moi/{card.address}")).form(f"/moi/{card.address}/save")
        answer = await visitor.post(form.action, data=form.values)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(f"/moi/{card.address}?kept=")
        assert answer.headers["location"].endswith("#people")
        kept = Page(await visitor.get("/saved"))
        assert f"/moi/{card.address}" in kept.links
        await clock.travel(timedelta(days=1))
        later = Page(await visitor.get("/saved"))
        assert later.form("/saved/forget").values == kept.form("/saved/forget").values
        await visitor.post("/saved/forget", data=kept.form("/saved/forget").values)
        assert "Nothing saved yet." in Page(await visitor.get("/saved")).words


async def test_a_saved_persona_shows_its_lasting_name_and_face_beside_the_one_it_had(market: Market) -> None:
    card, who = await a_crowd(), await a_brand()
    assert who.seat
    async with reading(market, who) as visitor:
        before = await visitor.get(f"/moi/{card.address}")
        form = Page(before).form(f"/moi/{card.address}/save")
        shown = str(form.values["persona"])
        lasting = lasting_name(shown, who.seat.brand, await today())
        assert face_of(lasting) not in before.text
        answer = await visitor.post(form.action, data=form.values)
        after = await visitor.get(answer.headers["location"].split("#")[0])
        plain = await visitor.get(f"/moi/{card.address}")
        saved = await visitor.get("/saved")
    assert f"{names.handle(lasting)} until now {names.handle(shown)}" in Page(after).words
    for page in (after, plain, saved):
        assert face_of(lasting) in page.text
        assert face_of(shown) not in page.text
        assert names.handle(lasting) in Page(page).words
    assert "until now" not in Page(plain).words


async def test_an_address_that_says_kept_tells_nothing_of_what_is_not_kept(market: Market) -> None:
    card, who, other = await a_crowd(), await a_brand(), await a_brand(name="Maison Velours")
    assert who.seat
    async with reading(market, who) as visitor, reading(market, other) as rival:
        form = Page(await visitor.get(f"/moi/{card.address}")).form(f"/moi/{card.address}/save")
        shown = str(form.values["persona"])
        lasting = lasting_name(shown, who.seat.brand, await today())
        for name in (shown, lasting, "x", "A" * 44, ""):
            for reader in (visitor, rival):
                answer = await reader.get(f"/moi/{card.address}", params={"kept": name})
                assert answer.status_code == 200
                assert "until now" not in Page(answer).words
                assert names.handle(lasting) not in Page(answer).words


async def test_what_is_shown_at_checkout_is_what_stands_among_the_rentals(market: Market) -> None:
    card, who = await a_crowd(), await a_brand()
    assert who.seat
    async with reading(market, who) as visitor:
        href, form = await checkout_of(visitor, card.address)
        shown = href.split("persona=")[1]
        lasting = str(form.values["persona"])
        checkout = await visitor.get(href)
        assert lasting == lasting_name(shown, who.seat.brand, await today()) != shown
        assert f"Rent {names.handle(lasting)}" in Page(checkout).words
        assert f"The card called it {names.handle(shown)} today" in Page(checkout).words
        again = Page(await visitor.get(f"/moi/{card.address}/rent?persona={lasting}"))
        assert "The card called it" not in again.words
        refused = await visitor.post(form.action, data={**form.values, "purposes": []})
        paying = await visitor.post(form.action, data=form.values)
        await market.pay_at(paying.headers["location"])
        await market.quiet()
        listing = await visitor.get("/rentals")
        rental = await visitor.get(f"/rentals/{await an_agreement()}")
    for page in (checkout, refused, listing, rental):
        assert face_of(lasting) in page.text
        assert names.handle(lasting) in Page(page).words
        assert face_of(shown) not in page.text


async def test_names_of_two_days_are_not_linked_unless_a_persona_is_saved_or_its_rental_opened(
    market: Market,
) -> None:
    card, who = await a_crowd(), await a_brand()
    assert who.seat
    days = []
    async with reading(market, who) as visitor:
        for _ in range(2):
            answer = await visitor.get(f"/moi/{card.address}")
            shown = {link.split("persona=")[1] for link in Page(answer).links if "persona=" in link}
            lasting = {lasting_name(name, who.seat.brand, await today()) for name in shown}
            assert len(lasting) == 6
            assert not [name for name in lasting if name in answer.text or face_of(name) in answer.text]
            days.append(shown | {face_of(it) for it in shown} | {names.handle(it) for it in shown})
            await clock.travel(timedelta(days=1))
            await drain(JOBS)
    assert not days[0] & days[1]


async def test_the_price_and_the_way_on_are_at_hand_on_a_phone_for_each_reader(market: Market) -> None:
    card, who = await a_crowd(), await a_brand()
    waiting = await a_brand(approved=False, name="Brume")
    async with reading(market) as visitor:
        stranger = await visitor.get(f"/moi/{card.address}")
    async with reading(market, waiting) as visitor:
        unapproved = await visitor.get(f"/moi/{card.address}")
        name = Page(unapproved).form(f"/moi/{card.address}/save").values["persona"]
        closed = await visitor.get(f"/moi/{card.address}/rent?persona={name}")
    async with reading(market, who) as visitor:
        brand = await visitor.get(f"/moi/{card.address}")
        checkout = await visitor.get(next(it for it in Page(brand).links if "/rent?" in it))
    for answer, words in (
        (stranger, "€19 for a month Sign in to rent"),
        (unapproved, "€19 for a month See its personas"),
        (brand, "€19 for a month Choose a persona"),
        (checkout, "€19 for a month Agree and pay"),
    ):
        bar = answer.text.split('class="actbar phone"')[1]
        assert " ".join(re.sub(r"<[^>]+>", " ", bar).split()).startswith("> " + words)
    assert "actbar" not in closed.text, "nothing to pay before the approval"
    assert checkout.text.index("What you pay") > checkout.text.index("What for")
    assert 'id="people"' in brand.text


async def test_the_whole_way_from_a_card_to_stripe(market: Market) -> None:
    card, who = await a_crowd(), await a_brand()
    async with reading(market, who) as visitor:
        href, form = await checkout_of(visitor, card.address)
        page = Page(await visitor.get(href))
        assert "Agree and pay €19" in page.words
        assert "€19.00" not in page.words
        assert "What the brand does not do" in page.words
        answer = await visitor.post(form.action, data=form.values)
        assert answer.status_code == 303
        assert "/pay/" in answer.headers["location"] or "checkout" in answer.headers["location"]
        again = await visitor.post(form.action, data=form.values)
        assert again.headers["location"] == answer.headers["location"], "a second click is the same rental"
    assert await fetch_value("select count(*) from rentals.rentals") == 1
    await market.pay_at(answer.headers["location"])
    await market.quiet()
    assert await market.state(await an_agreement()) == "Active"


async def test_going_back_and_changing_ones_mind_does_not_rent_twice(market: Market) -> None:
    card, who = await a_crowd(), await a_brand()
    async with reading(market, who) as visitor:
        href, form = await checkout_of(visitor, card.address)
        await visitor.post(form.action, data=form.values)
        before = await traces()
        changed = await visitor.post(form.action, data={**form.values, "purposes": "improve"})
        assert changed.status_code == 409
        assert "Your brand already rents this persona" in Page(changed).words
        assert "/rentals" in Page(changed).links
        back = await visitor.get(href)
        assert (back.status_code, back.headers["location"]) == (303, f"/rentals/{await an_agreement()}")
    assert await traces() == before


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A purpose that the terms allow is needed. Choose among the purposes on the card."),
        ("fr", "Il faut un usage prévu par les conditions. Choisissez parmi les usages de la carte."),
    ],
)
async def test_no_purpose_or_one_that_the_terms_lack_is_refused_in_the_readers_language(
    market: Market, language: str, words: str
) -> None:
    card, who = await a_crowd(), await a_brand()
    async with reading(market, who, language) as visitor:
        _, form = await checkout_of(visitor, card.address)
        before = await traces()
        for purposes in ([], ["benefits", "persona-testing"]):
            answer = await visitor.post(form.action, data={**form.values, "purposes": purposes})
            assert answer.status_code == 422
            assert words in Page(answer).words
            assert Page(answer).form(form.action).values["persona"] == form.values["persona"]
    assert await traces() == before


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"price_step": "900"}, 409, "The offer is no longer the one you saw."),
        ({"price_step": "1234"}, 422, "This offer is not possible."),
        ({"price_step": "x"}, 422, "This offer is not possible."),
        ({"period": "P3M"}, 409, "The offer is no longer the one you saw."),
        ({"variant": "ample"}, 409, "The offer is no longer the one you saw."),
    ],
)
async def test_an_offer_that_the_card_does_not_make_is_refused(
    market: Market, changed: dict[str, str], status: int, words: str
) -> None:
    card, who = await a_crowd(), await a_brand()
    async with reading(market, who) as visitor:
        _, form = await checkout_of(visitor, card.address)
        before = await traces()
        answer = await visitor.post(form.action, data={**form.values, **changed})
    assert answer.status_code == status
    assert words in Page(answer).words
    assert await traces() == before


async def test_full_hidden_foreign_and_own_personas_get_one_and_the_same_page(market: Market) -> None:
    card, who, other = await a_crowd(), await a_brand(), await a_brand(name="Maison Velours")
    said = set()
    async with reading(market, who) as visitor, reading(market, other) as rival:
        _, full = await checkout_of(visitor, card.address)
        persona = await fetch_value("select persona from catalogue.cards limit 1")
        _, foreign = await checkout_of(rival, card.address)
        await fetch("update personas.personas set state = 'hidden'")
        before = await traces()
        for values in (full.values, {**full.values, "persona": foreign.values["persona"]}):
            answer = await visitor.post(full.action, data=values)
            said.add((answer.status_code, Page(answer).words.split("Here", 1)[0]))
        rubbish = await visitor.post(full.action, data={**full.values, "persona": "x" * 44})
        said.add((rubbish.status_code, Page(rubbish).words.split("Here", 1)[0]))
        inner = await visitor.post(full.action, data={**full.values, "persona": str(persona)})
        said.add((inner.status_code, Page(inner).words.split("Here", 1)[0]))
    assert len(said) == 1
    status, words = said.pop()
    assert status == 404
    assert "This persona is not available. Choose another one under the same card." in words
    assert await traces() == before


async def test_a_brand_does_not_see_or_rent_what_its_own_member_lists(market: Market) -> None:
    who, card = await a_brand(), await a_crowd()
    assert who.seat
    async with reading(market, who) as visitor:
        _, form = await checkout_of(visitor, card.address)
        name = str(form.values["persona"])
        holder = await _holder_of(who, name)
        await a_member(holder, who.seat.brand, Role.ANALYST)
        before = await traces()
        answer = await visitor.post(form.action, data=form.values)
        assert answer.status_code == 404
        assert "This persona is not available." in Page(answer).words
        assert name not in (await visitor.get(f"/moi/{card.address}")).text
    assert await traces() == before


async def _holder_of(who: Principal, name: str) -> Principal:
    assert who.seat
    persona = resolve(name, who.seat.brand, await today())
    tag = await fetch_value("select holder from personas.personas where id = $1", persona)
    return Principal(person=vault.person_of("personas", tag), holder=True)


async def test_a_brand_that_is_not_approved_looks_and_saves_and_is_told_what_is_missing(
    market: Market,
) -> None:
    card, who = await a_crowd(), await a_brand(approved=False)
    async with reading(market, who) as visitor:
        page = Page(await visitor.get(f"/moi/{card.address}"))
        assert "Your brand is being checked." in page.words
        assert not [link for link in page.links if "/rent?" in link]
        save = page.form(f"/moi/{card.address}/save")
        assert (await visitor.post(save.action, data=save.values)).status_code == 303
        name = str(save.values["persona"])
        checkout = Page(await visitor.get(f"/moi/{card.address}/rent?persona={name}"))
        assert "Agree and pay" not in checkout.words
        form = checkout.form(f"/moi/{card.address}/rent")
        before = await traces()
        answer = await visitor.post(form.action, data={**form.values, "purposes": "benefits"})
    assert answer.status_code == 403
    assert (
        "Your brand is not approved yet. Meanwhile you may look, compare and save cards."
        in Page(answer).words
    )
    assert await traces() == before


async def test_an_analyst_has_no_button_to_rent_and_is_refused(market: Market) -> None:
    card, owner = await a_crowd(), await a_brand()
    assert owner.seat
    analyst = await a_member(await a_person(), owner.seat.brand, Role.ANALYST)
    async with reading(market, owner) as visitor:
        _, form = await checkout_of(visitor, card.address)
    async with reading(market, analyst) as visitor:
        page = Page(await visitor.get(f"/moi/{card.address}"))
        assert not [link for link in page.links if "/rent?" in link]
        assert "Renting is for buyers and owners of your brand." in page.words
        before = await traces()
        answer = await visitor.post(form.action, data=form.values)
    assert answer.status_code == 403
    assert "You do not have this right here." in Page(answer).words
    assert await traces() == before


@pytest.mark.parametrize("path", ["/saved", "/rentals", "/rentals/007966ef-b99a-44ea-8816-f8bde1054904"])
async def test_what_is_a_brands_asks_visitors_to_sign_in_and_refuses_others(
    market: Market, path: str
) -> None:
    async with reading(market) as visitor:
        answer = await visitor.get(path)
        assert (answer.status_code, "/sign-in" in Page(answer).links) == (401, True)
    async with reading(market, await a_holder()) as visitor:
        assert (await visitor.get(path)).status_code == 403


@pytest.mark.parametrize(
    "path", ["/moi/nothing-at-all", "/moi/" + "x" * 2000, "/moi/nothing/rent?persona=x", "/rentals/nonsense"]
)
async def test_a_malformed_address_is_not_found(market: Market, path: str) -> None:
    async with reading(market, await a_brand()) as visitor:
        assert (await visitor.get(path)).status_code == 404


async def test_a_form_of_another_site_changes_nothing(market: Market) -> None:
    card, who = await a_crowd(), await a_brand()
    async with reading(market, who) as visitor:
        _, form = await checkout_of(visitor, card.address)
        before = await traces()
        answer = await visitor.post(form.action, data=form.values, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert await traces() == before


@pytest.mark.parametrize("kind", ["visitor", "brand", "waiting", "analyst", "operator"])
@pytest.mark.parametrize("language", ["en", "fr"])
async def test_no_link_is_dead(market: Market, kind: str, language: str) -> None:
    await a_crowd()
    owner = await a_brand()
    assert owner.seat
    await a_brand(approved=False, name="Lin & Laine")
    readers = {
        "visitor": None,
        "brand": owner,
        "waiting": await a_brand(approved=False, name="Brume"),
        "analyst": await a_member(await a_person(), owner.seat.brand, Role.ANALYST),
        "operator": await a_person(operator=True),
    }
    persona = await fetch_value("select persona from catalogue.cards limit 1")
    await a_rental(market, owner, persona)
    async with reading(market, readers[kind], language) as visitor:
        start = ["/", "/rentals", "/saved", "/operator", "/operator/brands"]
        await _crawl(visitor, [path for path in start if (await visitor.get(path)).status_code == 200])


async def _crawl(visitor: httpx.AsyncClient, paths: list[str]) -> None:
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        here = path.split("#")[0]
        if here in seen or not here or "language=" in here or here.startswith("http://data.europa.eu/eli/"):
            continue  # the laws stand elsewhere
        seen.add(here)
        answer = await visitor.get(here)
        assert answer.status_code == 200, path
        if "text/html" not in answer.headers["content-type"] or len(seen) > 60:
            continue
        page = Page(answer)
        paths += page.links
        _anchors_hold(answer, page)
        for form in page.forms:
            assert form.action == "" or form.action.startswith("/"), form


def _anchors_hold(answer: httpx.Response, page: Page) -> None:
    for link in page.links:
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in answer.text, (str(answer.url), link)
