"""What follows a rental, on the pages of both sides, of the operators and of anybody; in both languages."""

import base64
import html
from datetime import timedelta

import asyncpg
import pytest

from contracts.keys import b64url
from contracts.terms import EDITIONS
from market.base.access import Role
from market.relations.closing.queries import of_holder
from market.relations.conduct.queries import name_of
from market.rentals.erasure.attest import attest_erasure
from tests.factories import a_member, a_person
from tests.market import Market, market
from tests.rentals.credentials.holding import a_key, register
from tests.rentals.erasure.erasing import ERASED, Over, a_rented
from tests.web.brands import Page, reading, traces

__all__ = ["market"]

DAY = timedelta(days=1)
SAID = {"erased": ["files", "backups"], "recipients": "reached", "sure": "yes"}


@pytest.fixture
async def over(market: Market) -> Over:
    return await (await a_rented(market)).switched_off()


def page_of(over: Over) -> str:
    return f"/rentals/{over.agreement}"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("What have you erased?", "signed in time")), ("fr", ("Qu’avez-vous effacé ?", "signé à temps"))],
)
async def test_a_brand_without_a_key_signs_by_one_form(
    over: Over, language: str, words: tuple[str, str]
) -> None:
    async with reading(over.market, over.brand, language) as visitor:
        page = Page(await visitor.get(f"{page_of(over)}/erasure"))
        assert words[0] in page.words and page.form(f"{page_of(over)}/erasure").method == "post"
        assert (await visitor.post(f"{page_of(over)}/erasure", data=SAID)).status_code == 303
        done = Page(await visitor.get(f"{page_of(over)}/erasure"))
    assert words[1] in done.words and f"/v1/rentals/{over.agreement}/files/erasure" in done.links
    assert not [it for it in done.forms if it.action.endswith("/erasure")]


@pytest.mark.parametrize(
    ("language", "sheet", "said"),
    [
        ("en", "no copy of this sheet is left", "no copy of this sheet or of what the person said is left"),
        (
            "fr",
            "aucune copie de cette fiche, ni chez",
            "aucune copie de cette fiche ni de ce que la personne a dit",
        ),
    ],
)
async def test_a_brand_signs_for_all_that_the_contract_has_it_erase(
    over: Over, owner: asyncpg.Connection, language: str, sheet: str, said: str
) -> None:
    async with reading(over.market, over.brand, language) as visitor:
        page = Page(await visitor.get(f"{page_of(over)}/erasure")).words
        assert said in page and sheet not in page
        await owner.execute("alter table rentals.rentals disable trigger user")
        await owner.execute(
            "update rentals.rentals set document = jsonb_set(document, '{terms}', $1::jsonb)",
            EDITIONS["standard-3"].model_dump_json(),
        )
        page = Page(await visitor.get(f"{page_of(over)}/erasure")).words
        assert sheet in page and said not in page


async def test_a_brand_with_a_key_is_shown_what_to_sign_and_nothing_typed_is_lost(over: Over) -> None:
    key = await register(over.brand, a_key())
    path = f"{page_of(over)}/erasure"
    async with reading(over.market, over.brand) as visitor:
        before = await traces()
        asked = Page(await visitor.post(path, data=SAID))
        form = asked.form(path)
        letters = html.unescape(asked.words).split("printf %s '")[1].split("'")[0]
        value = b64url(key.sign(base64.b64decode(letters)))
        filled = SAID | {name: form.values[name] for name in ("kid", "day")}
        wrong = await visitor.post(path, data=filled | {"value": "A" * 86})
        again = Page(wrong).form(path).values
        assert wrong.status_code == 422 and (again["value"], again["day"]) == ("A" * 86, filled["day"])
        assert "is not your key’s over this declaration" in Page(wrong).words
        assert await traces() == before
        spelled = base64.b64encode(base64.urlsafe_b64decode(value + "==")).decode()
        assert (await visitor.post(path, data=filled | {"value": spelled})).status_code == 303
    assert (await over.duty()).standing == "attested"


async def test_who_only_reads_sees_what_is_owed_and_signs_nothing(over: Over) -> None:
    analyst = await a_member(await a_person(), over.brand_id, Role.ANALYST)
    async with reading(over.market, analyst) as visitor:
        for path in (f"{page_of(over)}/erasure", f"{page_of(over)}/closing-note"):
            page = Page(await visitor.get(path))
            assert not [it for it in page.forms if it.action == path]
            assert (await visitor.post(path, data=SAID)).status_code == 403
    assert (await over.duty()).standing == "open"


async def test_the_closing_note_is_said_by_form_and_read_by_the_person(over: Over) -> None:
    path = f"{page_of(over)}/closing-note"
    async with reading(over.market, over.brand) as visitor:
        number = "Appelez-nous au 06 12 34 56 78"
        answer = await visitor.post(
            path, data={"used_for": "offer-made", "outcome": "learned", "text": number}
        )
        kept = Page(answer).form(path).values
        assert (answer.status_code, kept["text"], kept["outcome"]) == (422, number, "learned")
        said = {"used_for": ["offer-made"], "outcome": "learned", "text": "Nos horaires ont changé."}
        assert (await visitor.post(path, data=said)).status_code == 303
        own = Page(await visitor.get(path))
        assert "Something was learned from it" in own.words and "Nos horaires" not in own.words
    async with reading(over.market, over.holder) as holder:
        theirs = Page(await holder.get(f"/relations/{over.agreement}"))
    for words in (
        "Something was learned from it",
        "An offer or an experience was proposed",
        "Nos horaires ont changé.",
    ):
        assert words in theirs.words
    assert over.holder.person and (await of_holder(over.holder.person, over.agreement)).number == 1


async def test_a_breach_shows_to_both_sides_to_the_desk_and_in_public(over: Over) -> None:
    due = (await over.duty()).delete_by
    assert due
    await over.day(due + DAY)
    operator = await a_person(operator=True)
    public = f"/brands/{name_of(over.brand_id)}"
    async with reading(over.market, over.holder) as holder:
        page = Page(await holder.get(f"/relations/{over.agreement}"))
        assert "not signed" in page.words and public in page.links
    async with reading(over.market, over.brand) as visitor:
        assert "overdue" in Page(await visitor.get(f"{page_of(over)}/erasure")).words
    async with reading(over.market, operator) as desk:
        listed = Page(await desk.get("/operator/breaches"))
        assert str(over.agreement) in listed.words and "not to this day" in listed.words
        (row,) = (await desk.get("/v1/operator/breaches")).json()
        assert (row["delete_by"], row["attested_on"]) == (due.isoformat(), None)
        await attest_erasure(over.brand, over.agreement, ERASED)
        assert "late, on" in Page(await desk.get("/operator/breaches")).words
    await over.day(due + 40 * DAY)
    async with reading(over.market) as anybody:
        assert "Dates not kept 1" in Page(await anybody.get(public)).words


async def test_what_never_began_or_still_runs_has_no_form(market: Market) -> None:
    running = await a_rented(market)
    async with reading(market, running.brand) as visitor:
        for path in ("erasure", "closing-note"):
            page = Page(await visitor.get(f"{page_of(running)}/{path}"))
            assert "The rental runs." in page.words
            assert not [it for it in page.forms if it.action.endswith(path)]
