"""The brand's campaigns as its members read them, without scripts; and the sample month of everybody."""

from datetime import timedelta

import pytest

from market.base import clock, names
from market.base.database import fetch_value
from market.relations.actions.invite import KIND, send
from market.relations.actions.redeem import say_redeemed
from market.relations.campaigns.templates import TEMPLATES
from tests.market import Market, market
from tests.relations.helpers import Relation, a_relation, an_offer
from tests.web.brands import Form, Page, reading, traces

__all__ = ["market"]

NEW = "/campaigns/new"


@pytest.fixture
async def two(market: Market) -> list[Relation]:
    """Two running rentals of one brand; the second has no invitation left."""
    first = await a_relation()
    second = await a_relation(brand=first.brand, variant="simple")
    for _ in range(2):
        await send(second.brand, second.agreement, await an_offer())
    return [first, second]


def filled(form: Form, two: list[Relation], **changes: object) -> dict[str, object]:
    """A template's form as somebody sends it."""
    return {**form.values, "label": "Printemps", "agreements": [str(it.agreement) for it in two], **changes}


async def test_a_template_is_sent_to_those_who_are_ticked_and_tells_who_was_passed_over(
    market: Market, two: list[Relation]
) -> None:
    async with reading(market, two[0].brand) as visitor:
        page = Page(await visitor.get(f"{NEW}?template=sample"))
        assert "3 invitations left" not in page.words and "4 invitations left this month" in page.words
        assert "All of this month’s invitations are sent." in page.words
        form = page.form("/campaigns")
        assert form.values["sample.what"] == "A 30 ml bottle"
        for _ in range(2):
            answer = await visitor.post(form.action, data=filled(form, two))
            assert answer.status_code == 303, answer.text
        assert await fetch_value("select count(*) from relations.campaigns") == 1, (
            "a second click is the same"
        )
        shown = Page(await visitor.get(answer.headers["location"]))
        assert "sent on" in shown.words and "to 1 persona" in shown.words
        assert "Passed over" in shown.words and "All invitations of this month have been sent." in shown.words
        assert "Too few to say." in shown.words
        assert "1 passed over" in Page(await visitor.get("/campaigns")).words


async def test_what_a_holder_keeps_from_the_brand_changes_no_byte_of_its_pages(
    market: Market, two: list[Relation]
) -> None:
    first = two[0]
    async with reading(market, first.brand) as visitor:
        form = Page(await visitor.get(f"{NEW}?template=percent-off")).form("/campaigns")
        sent = await visitor.post(form.action, data=filled(form, two[:1]))
        paths = (sent.headers["location"], "/campaigns", f"/rentals/{first.agreement}", "/rentals")
        await visitor.get(paths[0])  # the notice is shown once

        async def pages() -> list[str]:
            return [Page(await visitor.get(path)).words for path in paths]

        before = await pages()
        inner = await fetch_value("select id from relations.invitations where campaign is not null")
        name = names.name(KIND, inner, names.for_agreement(first.agreement))
        await say_redeemed(first.holder, first.agreement, name, told=False)
        assert await pages() == before
        await say_redeemed(first.holder, first.agreement, name, told=True)
        after = await pages()
    assert "They let you know" in after[0] and after[1] == before[1]
    assert "They redeemed the code, and let you know that it was they." in after[2]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agreements": []}, "agreements"),
        ({"label": ""}, "label"),
        ({"discount.percent": ""}, "discount.percent"),
        ({"discount.percent": "a lot"}, "discount.percent"),
        ({"discount.percent": "", "discount.amount": "0"}, "discount.amount"),
        ({"kind": "experience", "experience.when": "Tomorrow"}, "experience.where"),
        (
            {"kind": "early_access", "early_access.what": "It", "early_access.public_on": "soon"},
            "early_access.public_on",
        ),
        ({"ends_at": "25:00"}, "ends_at"),
        ({"title": "06 12 34 56 78"}, "title"),
    ],
)
async def test_a_refused_campaign_keeps_what_was_typed_and_says_why_at_the_field(
    market: Market, two: list[Relation], changes: dict[str, object], field: str
) -> None:
    for language in ("fr", "en"):
        async with reading(market, two[0].brand, language) as visitor:
            form = Page(await visitor.get(f"{NEW}?template=percent-off")).form("/campaigns")
            before = await traces()
            answer = await visitor.post(form.action, data=filled(form, two, **changes))
        assert answer.status_code == 422
        assert f'id="field-{field}-error"' in answer.text
        again = Page(answer).form("/campaigns")
        if field != "title":
            assert again.values["title"] == form.values["title"]
        assert await traces() == before


async def test_nobody_to_invite_is_said_with_the_reasons(market: Market, two: list[Relation]) -> None:
    async with reading(market, two[0].brand) as visitor:
        form = Page(await visitor.get(f"{NEW}?template=advice")).form("/campaigns")
        answer = await visitor.post(form.action, data=filled(form, two[1:]))
    assert answer.status_code == 409
    words = Page(answer).words
    assert "nothing was sent" in words and "All invitations of this month have been sent." in words
    assert await fetch_value("select count(*) from relations.campaigns") == 0


async def test_an_hour_that_the_clocks_leave_out_is_refused(market: Market, two: list[Relation]) -> None:
    async with reading(market, two[0].brand) as visitor:
        form = Page(await visitor.get(f"{NEW}?template=percent-off")).form("/campaigns")
        spring = {"valid_until": "2027-03-28", "ends_at": "02:30"}
        answer = await visitor.post(form.action, data=filled(form, two, **spring))
        assert answer.status_code == 422 and 'id="field-ends_at-error"' in answer.text
        sent = await visitor.post(form.action, data=filled(form, two, **(spring | {"ends_at": "03:30"})))
    assert sent.status_code == 303


async def test_an_unknown_template_is_refused_by_name_and_an_empty_form_is_there(
    market: Market, two: list[Relation]
) -> None:
    async with reading(market, two[0].brand) as visitor:
        answer = await visitor.get(f"{NEW}?template=gift")
        assert answer.status_code == 422 and "There is no such template." in Page(answer).words
        assert Page(answer).form("/campaigns").values["title"] == ""
        for word in TEMPLATES:
            assert (await visitor.get(f"{NEW}?template={word}")).status_code == 200


async def test_who_rents_nobody_is_led_to_the_catalogue(market: Market, two: list[Relation]) -> None:
    await clock.travel(timedelta(days=40))
    async with reading(market, two[0].brand) as visitor:
        page = Page(await visitor.get(NEW))
    assert "No rental runs" in page.words and not [it for it in page.forms if it.action == "/campaigns"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            (
                "Un mois pour voir",
                "Une avant-première",
                "plus de 15 ont utilisé le code",
                "sait que c’était vous",
            ),
        ),
        ("en", ("A sample month", "Early access", "more than 15 redeemed the code", "knows that it was you")),
    ],
)
async def test_a_visitor_without_an_account_sees_a_month(
    market: Market, language: str, words: tuple[str, ...]
) -> None:
    async with reading(market, None, language) as visitor:
        page = Page(await visitor.get("/sample-month"))
        assert "/sample-month" in (await visitor.get("/")).text
    for it in words:
        assert it in page.words.replace("\u00a0", " ")
    assert not [it for it in page.forms if "invitations" in it.action], "nothing here can be answered"
