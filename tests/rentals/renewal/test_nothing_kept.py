"""What is said where there is no card to charge, none that is good, or no account to debit: what is so."""

from market.base import mail
from market.base.database import fetch
from market.money.bankcards.actions import brand_tag, remove_card
from market.money.bankcards.queries import accounts_of, cards_of
from market.money.sandbox import cards
from tests.market import Market, market
from tests.rentals.renewal.renewing import Renewing, a_rental
from tests.rentals.renewal.test_by_debit import debited, noticed
from tests.web.brands import Page, reading

__all__ = ["market"]


async def _words(market: Market, it: Renewing, language: str = "en") -> str:
    async with reading(market, it.brand, language) as browser:
        return Page(await browser.get(f"/rentals/{it.agreement}")).words


async def _declined() -> list[str]:
    """The letters that say so, latest first: subject and text."""
    told = [it for it in await mail.kept() if it.kind == "renewal_declined"]
    return [" ".join(f"{it.subject} {it.text}".replace("\u00a0", " ").split()) for it in told]


async def _without_account(market: Market) -> Renewing:
    it = await noticed(market)
    (account,) = await accounts_of(brand_tag(it.brand))
    await remove_card(it.brand, account.id)
    await market.quiet()
    await debited(it)
    return it


async def test_a_step_without_a_card_after_a_refusal_is_told_as_that(market: Market) -> None:
    it = await a_rental(market)
    await it.use_card(cards.DECLINES_LATER)
    await it.noticed()
    await it.to("charge", 0)
    assert (await it.renewal()).failure == "generic_decline"
    for card in await cards_of(brand_tag(it.brand)):
        await remove_card(it.brand, card.id)
    await market.quiet()
    before = len(await _declined())
    await it.to("charge", 1)
    told = await _declined()
    assert len(told) == before + 1
    assert "Aucune carte gardée ne peut payer" in told[0] and "Gardez-en une" in told[0]


async def test_without_its_account_a_brand_is_told_of_no_card_and_of_no_button(market: Market) -> None:
    await _without_account(market)
    (told,) = await _declined()
    assert "Votre compte n’a pas payé le renouvellement" in told, "no bank was asked"
    assert "Aucun compte gardé ne peut être débité." in told
    assert "puis payez ici" not in told and "carte gardée" not in told


async def test_without_its_account_the_page_blames_no_bank(market: Market) -> None:
    it = await _without_account(market)
    words = await _words(market, it)
    assert "No account that you keep can be debited." in words
    assert "Your bank" not in words and "Pay €19 now" not in words
    assert "Aucun compte gardé ne peut être débité." in await _words(market, it, "fr")


async def test_the_end_says_it_too(market: Market) -> None:
    it = await _without_account(market)
    await it.to("end")
    (told,) = [it.text for it in await mail.kept() if it.kind == "renewal_failed_brand"]
    assert "Aucun compte gardé ne peut être débité." in " ".join(told.split())


async def test_where_the_default_has_expired_and_another_card_is_kept_that_is_the_word(
    market: Market,
) -> None:
    it = await a_rental(market)
    await it.use_card("5555555555554444")
    await it.noticed()
    await fetch("update money.bank_cards set exp_year = 2020 where is_default")
    assert [card.expired for card in await cards_of(brand_tag(it.brand))] == [True, False]
    await it.to("charge", 0)
    (told,) = await _declined()
    assert "Votre carte par défaut a expiré." in told and "Choisissez-en une autre par défaut" in told
    assert "Aucune carte gardée" not in told
    assert "Your default card has expired." in await _words(market, it)
