"""One line of an order whose persona nobody answers for any more when the debit arrives: told as what it is."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from contracts.record import verify_chain
from market.accounts.openings import note_opening
from market.base import clock, mail, names
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.documents.queries import unexplained
from market.money.sandbox import checkout, ibans
from market.rentals import queries, record
from market.rentals.actions.dormant import sweep_absent
from market.rentals.api import open_payment, shown
from market.rentals.consents.queries import of_rental
from tests.factories import a_brand, a_holder, a_persona
from tests.market import Market, market
from tests.money import acts
from tests.relations.helpers import brand_of, with_mailbox
from tests.rentals.test_baskets import basket_of, wants
from tests.web.brands import Page, reading

__all__ = ["market"]

SECRETS = ("absent", "account", "compte", "dormant", "away", "opened", "ouvert")


@dataclass
class Order:
    """An order of three by one debit, and the line whose holder was given up on the way."""

    brand: Principal
    agreements: Sequence[uuid.UUID]
    lost: uuid.UUID
    persona: uuid.UUID


async def arrived(market: Market, language: str = "en") -> Order:
    """The money is there on day 4; by then one of the three holders has been away for four weeks."""
    away = await with_mailbox(await a_holder(), "away@example.org")
    assert away.person
    await fetch("update accounts.people set email_verified_at = base.now() where id = $1", away.person)
    lost = await a_persona(away)
    await note_opening(away.person)
    for _ in range(27):
        await clock.travel(timedelta(days=1))
        await sweep_absent()
    brand = await with_mailbox(await a_brand(), "achats@garonne.example")
    personas = [await a_persona(await a_holder()), lost, await a_persona(await a_holder())]
    basket = await basket_of(brand, *map(wants, personas))
    await fetch("update accounts.people set language = $1", language)
    url = await open_payment(basket.payment, basket.agreements[0], language)  # type: ignore[arg-type]
    assert url
    async with market.sandbox.acting() as call:
        debtor = checkout.Debtor(ibans.SUCCEEDS_LATER, "Garonne", "achats@garonne.example")
        await checkout.pay(call, url.rsplit("/", 1)[1].split("?")[0], debtor)
    await market.quiet()
    for _ in range(4):
        await clock.travel(timedelta(days=1))
        await sweep_absent()
    await acts.hurry(market.sandbox)
    await market.quiet()
    agreement = await fetch_value("select agreement from rentals.rentals where persona = $1", lost)
    return Order(brand, basket.agreements, agreement, lost)


async def test_two_begin_and_the_third_is_recorded_as_what_it_was(market: Market) -> None:
    it = await arrived(market)
    states = [await market.state(agreement) for agreement in it.agreements]
    assert sorted(states) == ["Active", "Active", "Terminated"]
    row = await queries.of_brand(brand_of(it.brand), it.lost)
    assert (row.state, row.ended_by, row.end_reason, row.refunded) == (
        "Terminated",
        "operator",
        "not_available",
        1900,
    )
    last = (await record.read(row.id))[-1]
    assert (last.kind, dict(last.facts)) == ("abandoned", {"reason": "not_available"})
    verify_chain(record.urn(it.lost), await record.read(row.id))
    consent = await of_rental(row.id)
    assert consent and consent.state == "revoked"
    reasons = await fetch("select close_reason from money.order_lines where rental_id = $1", row.id)
    assert [it["close_reason"] for it in reasons] == ["not_available"]
    assert await market.refunds() == [(1900, "succeeded")]
    told = shown(row)
    assert (told.never_began, told.ended_by, told.refunded) == (True, "operator", 1900)
    assert await unexplained() == [] and await market.findings() == []


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_letter_and_page_tell_it_truly_and_nothing_of_the_holder(market: Market, language: str) -> None:
    it = await arrived(market, language)
    kinds = [letter.kind for letter in await mail.kept()]
    assert "paid_too_late" not in kinds and kinds.count("not_available") == 1
    (letter,) = [letter for letter in await mail.kept() if letter.kind == "not_available"]
    text = " ".join(f"{letter.subject} {letter.text}".replace("\u00a0", " ").split())
    handle = names.handle(names.name("persona", it.persona, names.for_brand(brand_of(it.brand))))
    async with reading(market, it.brand, language) as visitor:
        page = Page(await visitor.get(f"/rentals/{it.lost}")).words
        listed = Page(await visitor.get("/rentals")).words
    expected = {
        "fr": ("19,00 €", "n’était plus disponible", "Votre paiement est arrivé trop tard", "encore libre"),
        "en": ("€19.00", "was no longer available", "came too late", "still be free"),
    }[language]
    assert letter.language == language and handle in text and f"/rentals/{it.lost}" in text
    for told in (text, page):
        assert expected[0] in told and expected[1] in told
        assert expected[2] not in told and expected[3] not in told
    assert expected[1] in listed and expected[2] not in listed
    assert not any(secret in text.lower() for secret in SECRETS)
