"""On its rental's page a brand reads how its credential stands, has it made, and takes it for a purpose."""

from dataclasses import dataclass
from typing import Any

import pytest

from market.accounts.actions import signing_keys
from market.base.access import Role
from market.base.database import fetch_value
from market.rentals.actions.end import withdraw
from tests.factories import a_member, a_person
from tests.journeys.steps import a_browser
from tests.market import PURPOSE, Market, market
from tests.relations.helpers import a_paid_relation, a_session, brand_of
from tests.rentals.credentials.holding import Rented, a_key, a_rented, register, statuses, verified
from tests.rentals.test_disputed import dispute

__all__ = ["market"]


@dataclass(frozen=True)
class Words:
    title: str
    no_key: str
    register: str
    none_yet: str
    make: str
    download: str
    former: str
    suspended: str


SAID = {
    "en": Words(
        "The credential",
        "Your brand has no key of its own now",
        "Register a key",
        "None yet for this rental.",
        "Have it made for your current key",
        "Download the credential",
        "It is bound to a former key of yours.",
        "Suspended with the rental",
    ),
    "fr": Words(
        "Le justificatif",
        "Votre marque n’a pas de clé à elle pour l’instant",
        "Enregistrer une clé",
        "Cette location n’en a pas encore.",
        "Le faire établir pour votre clé actuelle",
        "Télécharger le justificatif",
        "Il est lié à une ancienne clé de votre marque.",
        "Suspendu avec la location",
    ),
}


async def a_page_of(market: Market, who: Any, language: str) -> Any:
    return a_browser(
        market.app,
        cookie=f"__Host-moi={await a_session(who)}",
        accept="text/html",
        **{"accept-language": language},
    )


@pytest.mark.parametrize("language", SAID)
async def test_a_brand_registers_its_key_has_it_made_and_takes_it(market: Market, language: str) -> None:
    relation, words = await a_paid_relation(market), SAID[language]
    path = f"/rentals/{relation.agreement}"
    async with await a_page_of(market, relation.brand, language) as browser:
        page = (await browser.get(path)).text
        assert words.no_key in page and words.register in page and words.download not in page
        key = await register(relation.brand, a_key())
        page = (await browser.get(path)).text
        assert words.none_yet in page and words.make in page and words.register not in page
        answer = await browser.post(f"{path}/credential")
        assert answer.headers["location"] == f"{path}#credential"
        page = (await browser.get(path)).text
        assert words.download in page and words.make not in page
        answer = await browser.post(f"{path}/credential/file", data={"purpose": PURPOSE})
        assert answer.headers["content-type"].startswith("application/dc+sd-jwt")
        assert "attachment" in answer.headers["content-disposition"]
        assert (await verified(answer.text, key)).doubts == ()
        channel = await fetch_value("select channel from rentals.reads")
        assert channel == "page"
        newer = await register(relation.brand, a_key())
        page = (await browser.get(path)).text
        assert words.former in page and words.make in page and words.download in page
        await browser.post(f"{path}/credential")
        answer = await browser.post(f"{path}/credential/file", data={"purpose": PURPOSE})
        await verified(answer.text, newer)
        assert await statuses(relation.rental) == [(1, False), (0, True)]


@pytest.mark.parametrize("language", SAID)
async def test_suspended_it_is_said_and_not_handed_out_and_over_it_is_gone(
    market: Market, language: str
) -> None:
    rented, words = await a_rented(market), SAID[language]
    path = f"/rentals/{rented.agreement}"
    async with await a_page_of(market, rented.brand, language) as browser:
        await dispute(market)
        page = (await browser.get(path)).text
        assert words.suspended in page and words.download not in page
        answer = await browser.post(f"{path}/credential/file", data={"purpose": PURPOSE})
        assert answer.status_code == 409 and "attachment" not in answer.headers.get("content-disposition", "")


async def test_over_there_is_nothing_of_it_and_a_late_click_is_told_so(market: Market) -> None:
    rented = await a_rented(market)
    await withdraw(rented.relation.holder, rented.agreement)
    path = f"/rentals/{rented.agreement}"
    async with await a_page_of(market, rented.brand, "en") as browser:
        assert 'id="credential"' not in (await browser.get(path)).text
        for act in ("credential", "credential/file"):
            answer = await browser.post(f"{path}/{act}", data={"purpose": PURPOSE})
            assert answer.status_code == 409 and "has ended" in answer.text


async def test_who_only_reads_takes_it_and_neither_makes_it_nor_registers_a_key(market: Market) -> None:
    rented = await a_rented(market)
    analyst = await a_member(await a_person(), brand_of(rented.brand), Role.ANALYST)
    path = f"/rentals/{rented.agreement}"
    async with await a_page_of(market, analyst, "en") as browser:
        answer = await browser.post(f"{path}/credential/file", data={"purpose": PURPOSE})
        assert (await verified(answer.text, rented.key)).doubts == ()
        await signing_keys.revoke(rented.brand, rented.key.kid)
        page = (await browser.get(path)).text
        assert "an owner of the brand registers one" in page and "/brand/signing-keys" not in page
        await register(rented.brand, a_key())
        assert SAID["en"].make not in (await browser.get(path)).text
        assert (await browser.post(f"{path}/credential")).status_code == 403
        assert (await browser.get("/brand/signing-keys")).status_code == 403


async def test_a_purpose_that_was_not_agreed_is_refused_on_the_page(market: Market) -> None:
    rented: Rented = await a_rented(market)
    async with await a_page_of(market, rented.brand, "en") as browser:
        answer = await browser.post(f"/rentals/{rented.agreement}/credential/file", data={"purpose": "other"})
        assert answer.status_code == 422 and "purpose" in answer.text
    assert await fetch_value("select count(*) from rentals.reads") == 0
