"""Both sides read the consent on the rental's page; the holder withdraws it there by the act that switches off."""

from datetime import timedelta

import httpx
import pytest

from market.base import clock
from market.base.access import Principal
from market.rentals.actions.end import end_early, withdraw
from tests.journeys.steps import a_browser
from tests.market import Market, market
from tests.relations.helpers import Relation, a_paid_relation, a_session
from tests.rentals.consents.consenting import checked, state

__all__ = ["market"]

NBSP = "\xa0"
HOLDER = {
    "fr": ("Votre consentement", "Donné, jusqu’au", "votre instruction permanente", "Proposer des avantages"),
    "en": ("Your consent", "Given, until", "your standing instruction", "Offer benefits"),
}
BRAND = {
    "fr": ("Le consentement de la personne vaut jusqu’au", "Il a été donné d’avance, à part du contrat"),
    "en": ("The person’s consent holds until", "It was given beforehand, apart from the contract"),
}


async def page_of(market: Market, who: Principal, path: str, language: str = "en") -> str:
    headers = {"accept": "text/html", "accept-language": language}
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(who)}", **headers) as browser:
        answer: httpx.Response = await browser.get(path)
    assert answer.status_code == 200
    return answer.text


def sides(relation: Relation) -> dict[str, Principal]:
    return {
        f"/rentals/{relation.agreement}": relation.brand,
        f"/relations/{relation.agreement}": relation.holder,
    }


@pytest.mark.parametrize("language", HOLDER)
async def test_each_side_reads_the_consent_in_plain_words(market: Market, language: str) -> None:
    relation = await a_paid_relation(market)
    holder = await page_of(market, relation.holder, f"/relations/{relation.agreement}", language)
    brand = await page_of(market, relation.brand, f"/rentals/{relation.agreement}", language)
    for words in HOLDER[language]:
        assert words in holder, words
    for words in BRAND[language]:
        assert words in brand, words
    for words in HOLDER[language][:3]:
        assert words not in brand


@pytest.mark.parametrize("side", ["rentals", "relations"])
async def test_the_receipt_is_beside_the_other_files_and_is_verified(market: Market, side: str) -> None:
    relation = await a_paid_relation(market)
    path = f"/{side}/{relation.agreement}"
    who = sides(relation)[path]
    assert f'href="/v1{path}/files/consent" download' in await page_of(market, who, path)
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(who)}") as browser:
        answer = await browser.get(f"/v1{path}/files/consent")
    assert answer.status_code == 200
    name = answer.headers["content-disposition"]
    assert name == f'attachment; filename="moi-consent-{relation.agreement}.json"'
    assert (await checked(answer.content)).verdict == "verified"


async def test_it_is_withdrawn_from_there_by_the_same_one_act(market: Market) -> None:
    relation = await a_paid_relation(market)
    path = f"/relations/{relation.agreement}"
    page = await page_of(market, relation.holder, path)
    section = page.split('id="consent"', 1)[1].split("</section>", 1)[0]
    assert f'href="{path}/switch-off"' in section and "Withdraw: switch off" in section
    async with a_browser(market.app, cookie=f"__Host-moi={await a_session(relation.holder)}") as browser:
        assert (await browser.post(f"{path}/switch-off")).status_code == 303
    assert await state(relation.agreement) == "withdrawn"
    after = await page_of(market, relation.holder, path)
    assert "Withdrawn by you on" in after and "Withdraw: switch off" not in after
    assert "The person withdrew consent on" in await page_of(
        market, relation.brand, f"/rentals/{relation.agreement}"
    )


async def test_each_way_in_which_it_ends_has_words_on_both_pages(market: Market) -> None:
    relation = await a_paid_relation(market)
    await end_early(relation.brand, relation.agreement)
    said = [await page_of(market, who, path) for path, who in sides(relation).items()]
    assert "and the person’s consent with it" in said[0] and "the brand ended the rental" in said[1]
    other = await a_paid_relation(market)
    await clock.travel(timedelta(days=40))
    said = [await page_of(market, who, path) for path, who in sides(other).items()]
    assert "consent expired on" in said[0] and "Expired on" in said[1]
    assert await state(other.agreement) == "given", "by the clock alone"


async def test_a_brand_is_never_shown_when_the_instruction_was_given(market: Market) -> None:
    await clock.travel(timedelta(days=1))
    relation = await a_paid_relation(market)
    brand = await page_of(market, relation.brand, f"/rentals/{relation.agreement}")
    assert "You published" not in brand and "instruction" not in brand
    await withdraw(relation.holder, relation.agreement)
