"""A rental paid by SEPA debit: held while the bank takes its days, begun when the money is there."""

import uuid
from datetime import timedelta

import pytest

from market.base import clock, mail, names
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.janitor import sweep_money
from market.money.sandbox import cards, checkout, ibans
from market.personas.slots import PersonaUnavailable
from market.rentals.actions.rent import Requested
from market.rentals.api import open_payment
from market.rentals.errors import RentalNotActive
from market.rentals.jobs import sweep_lapsed
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.money import acts
from tests.relations.helpers import brand_of, with_mailbox
from tests.rentals.test_baskets import basket_of, wants
from tests.web.brands import Page, reading

__all__ = ["market"]


async def debited(
    market: Market, brand: Principal, iban: str = ibans.SUCCEEDS_LATER
) -> tuple[Requested, uuid.UUID]:
    """A rental whose debit is on its way, and its persona."""
    persona = await a_persona(await a_holder())
    requested = await market.request(brand, persona)
    url = await open_payment(requested.payment, requested.agreement, "fr")
    assert url
    async with market.sandbox.acting() as call:
        debtor = checkout.Debtor(iban, "Cycles Garonne", "achats@garonne.example")
        await checkout.pay(call, url.rsplit("/", 1)[1].split("?")[0], debtor)
    await market.quiet()
    return requested, persona


async def test_it_is_held_for_days_opens_nothing_and_begins_with_the_money(market: Market) -> None:
    brand = await a_brand()
    requested, persona = await debited(market, brand)
    for _ in range(3):
        await clock.travel(timedelta(days=2))
        await sweep_lapsed()
        await sweep_money()
        await market.quiet()
    assert await market.state(requested.agreement) == "Inactive"
    with pytest.raises(RentalNotActive):
        await market.read(brand, requested.agreement)
    with pytest.raises(PersonaUnavailable):
        await market.request(await a_brand(name="Autre"), persona)
    await acts.hurry(market.sandbox)
    await market.quiet()
    assert await market.state(requested.agreement) == "Active"
    assert await market.read(brand, requested.agreement)
    begun = await fetch_value(
        "select starts_at from rentals.rentals where agreement = $1", requested.agreement
    )
    assert await clock.now() - begun < timedelta(minutes=5), "its days are counted from the money"
    assert await market.findings() == []


async def test_if_the_bank_does_not_pay_the_place_is_free_and_nothing_is_owed(market: Market) -> None:
    brand = await a_brand()
    requested, persona = await debited(market, brand, ibans.FAILS_LATER)
    await acts.hurry(market.sandbox)
    await market.quiet()
    assert await market.state(requested.agreement) == "Terminated"
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get(f"/rentals/{requested.agreement}"))
    assert "Your bank did not pay the debit. Nothing is owed" in page.words
    again = await market.request(await a_brand(name="Autre"), persona)
    assert again.agreement != requested.agreement
    assert await market.findings() == []


async def letters(kind: str) -> list[tuple[str, str, str]]:
    """(language, subject, text) of the letters of a kind, oldest first."""
    return [(it.language, it.subject, it.text) for it in reversed(await mail.kept()) if it.kind == kind]


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_the_brand_is_told_what_failed_what_became_of_it_and_what_to_do(
    market: Market, language: str
) -> None:
    brand = await with_mailbox(await a_brand(), "achats@garonne.example")
    await fetch("update accounts.people set language = $2 where id = $1", brand.person, language)
    requested, persona = await debited(market, brand, ibans.LACKS_FUNDS)
    await acts.hurry(market.sandbox)
    await market.quiet()
    ((said_in, subject, text),) = await letters("debit_failed")
    assert said_in == language and f"/rentals/{requested.agreement}" in text
    handle = names.handle(names.name("persona", persona, names.for_brand(brand_of(brand))))
    told = {
        "fr": (
            f"19,00 € pour la location de {handle}",
            "rien n’est dû",
            "Approvisionnez-le",
            "Par carte",
        ),
        "en": (f"€19.00 for the rental of {handle}", "nothing is owed", "Put money into it", "By card"),
    }
    assert all(it in " ".join(text.split()) for it in told[language]), text
    assert "19" in subject
    async with reading(market, brand, language) as visitor:
        page = Page(await visitor.get(f"/rentals/{requested.agreement}"))
        answer = (
            await visitor.get(f"/v1/rentals/{requested.agreement}", headers={"accept": "application/json"})
        ).json()
    assert ("Approvisionnez-le" if language == "fr" else "Put money into it") in page.words
    assert (answer["state"], answer["debit_not_paid"]) == ("Terminated", "no_funds")


async def test_an_order_of_two_has_one_letter_and_a_card_that_is_refused_none(market: Market) -> None:
    brand = await with_mailbox(await a_brand(), "achats@garonne.example")
    found = [await a_persona(await a_holder()) for _ in range(2)]
    for persona in found:
        await stand_under_a_card(persona)
    requested = await basket_of(brand, *(wants(it) for it in found))
    async with market.sandbox.acting() as call:
        url = await open_payment(requested.payment, requested.agreements[0], "fr")
        assert url
        debtor = checkout.Debtor(ibans.FAILS_LATER, "Cycles Garonne", "achats@garonne.example")
        await checkout.pay(call, url.rsplit("/", 1)[1].split("?")[0], debtor)
    await market.quiet()
    await acts.hurry(market.sandbox)
    await market.quiet()
    ((_, _, text),) = await letters("debit_failed")
    assert "2 locations" in text and text.rstrip().endswith("/rentals")
    declined = await market.request(brand, await a_persona(await a_holder()))
    await market.pay(declined, cards.DECLINES)
    await clock.travel(timedelta(minutes=16))
    await market.sweep()
    assert await market.state(declined.agreement) == "Terminated"
    assert len(await letters("debit_failed")) == 1


async def test_after_fourteen_days_the_place_is_given_back_and_late_money_too(market: Market) -> None:
    brand = await a_brand()
    requested, persona = await debited(market, brand)
    await clock.travel(timedelta(days=14, minutes=1))
    await sweep_lapsed()
    await market.quiet()
    assert await market.state(requested.agreement) == "Terminated"
    async with reading(market, brand) as visitor:
        page = Page(await visitor.get(f"/rentals/{requested.agreement}"))
    assert "If it pays, all of it goes back to your account." in page.words
    await market.request(await a_brand(name="Autre"), persona)
    await acts.hurry(market.sandbox)
    await market.quiet()
    ((amount, _),) = await market.refunds()
    assert amount == 1900
    assert await market.state(requested.agreement) == "Terminated"
    assert await market.findings() == []


async def test_the_pages_say_what_is_waited_for(market: Market) -> None:
    brand = await a_brand()
    requested, _ = await debited(market, brand)
    async with reading(market, brand) as visitor:
        answer = await visitor.get(f"/rentals/{requested.agreement}?paid=1")
        page = Page(answer)
        assert "Your bank debit is on its way" in page.words
        assert "The rental begins by itself on the day the money is there" in page.words
        assert "every 3s" not in answer.text, "nobody looks every three seconds for a week"
        assert "bank debit on its way, held until" in Page(await visitor.get("/rentals")).words
    async with reading(market, brand, "fr") as visitor:
        assert (
            "Votre prélèvement est en cours"
            in Page(await visitor.get(f"/rentals/{requested.agreement}")).words
        )
