"""A period that was paid ahead and ends before it begins: both are told, once, and nothing is owed for it."""

from datetime import timedelta
from uuid import UUID

import pytest

from market.base import audit, clock, mail
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.money.sandbox import disputes
from market.rentals.actions.end import Ending, end_all, end_early, withdraw
from market.rentals.api import shown
from market.rentals.api_holder import shown as shown_to_holder
from market.rentals.erasure.attest import attest_erasure
from market.rentals.errors import RentalNotOver
from market.rentals.queries import RentalRow
from tests.market import Market, market
from tests.rentals.erasure.erasing import ERASED
from tests.rentals.renewal.renewing import Renewing, a_rental
from tests.web.brands import Page, reading

__all__ = ["market"]

LANGUAGES = ["fr", "en"]
NEXT = {"fr": "19,00 €", "en": "€19.00"}


async def paid(market: Market, language: str = "en") -> Renewing:
    """A month with the next one paid, three days before its end; everybody reads `language`."""
    it = await (await a_rental(market)).paid()
    await fetch("update accounts.people set language = $1", language)
    return it


async def dispute(it: Renewing, rental: UUID | None = None) -> str:
    """The bank asks back what was paid for the period that runs, or for another."""
    charge = await fetch_value(
        "select p.stripe_charge_id from money.payments p join rentals.rentals r on r.order_id = p.order_id"
        " where r.id = $1",
        rental or it.rental,
    )
    async with it.market.sandbox.acting() as call:
        found = await disputes.open_on(call, charge, inquiry=False)
    await it.market.quiet()
    return str(found["id"])


async def decide(it: Renewing, dispute: str, how: str) -> None:
    async with it.market.sandbox.acting() as call:
        await getattr(disputes, how)(call, dispute)
    await it.market.quiet()


async def following(it: Renewing) -> RentalRow:
    found = await it.following()
    assert found
    return found


async def letters(since: int) -> dict[str, list[tuple[str, str]]]:
    """(kind, words) of the letters after the first `since`, oldest first, by the local part of the address."""
    told: dict[str, list[tuple[str, str]]] = {}
    for letter in list(reversed(await mail.kept()))[since:]:
        words = " ".join(f"{letter.subject} {letter.text}".replace("\u00a0", " ").split())
        told.setdefault(letter.address.split("-")[0], []).append((letter.kind, words))
    return told


def kinds(told: list[tuple[str, str]]) -> list[str]:
    return [kind for kind, _ in told]


async def words(market: Market, who: Principal, path: str, language: str) -> str:
    async with reading(market, who, language) as visitor:
        return Page(await visitor.get(path)).words


@pytest.mark.parametrize("language", LANGUAGES)
async def test_when_a_bank_takes_the_running_period_back_both_are_told_of_the_next_one(
    market: Market, language: str
) -> None:
    it = await paid(market, language)
    opened = await dispute(it)
    before = len(await mail.kept())
    await decide(it, opened, "lose")
    assert (await it.row()).phase == (await following(it)).phase == "Terminated"
    assert (1900, "succeeded") in await market.refunds()
    told = await letters(before)
    assert sorted(kinds(told["brand"])) == ["dispute_lost", "ended_with_next_brand"]
    (to_brand,) = [text for kind, text in told["brand"] if kind == "ended_with_next_brand"]
    ((kind, to_holder),) = told["holder"]
    assert kind == "ended_with_next"
    assert NEXT[language] in to_brand and NEXT[language] in to_holder
    expected = {
        "fr": ("Votre banque a repris", "ne commence pas", "ne commence pas"),
        "en": ("Your bank took back", "does not begin", "does not begin"),
    }[language]
    assert expected[0] in to_brand and expected[1] in to_brand and expected[2] in to_holder
    for word in ("banque", "bank", "contest", "chargeback"):
        assert word not in to_holder.lower(), "the holder is not told of disputes"
    assert await market.findings() == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_when_the_person_switches_off_both_are_told_what_goes_back(
    market: Market, language: str
) -> None:
    it = await paid(market, language)
    before = len(await mail.kept())
    ended: Ending = await withdraw(it.holder, it.agreement)
    await market.quiet()
    assert 0 < ended.refund < 1900
    told = await letters(before)
    assert kinds(told["brand"]) == ["ended_with_next_brand"]
    assert kinds(told["holder"]) == ["ended_with_next"]
    ((_, to_brand),), ((_, to_holder),) = told["brand"], told["holder"]
    days = f"{ended.refund / 100:.2f}"
    days = f"{days.replace('.', ',')} €" if language == "fr" else f"€{days}"
    assert NEXT[language] in to_brand and days in to_brand
    assert NEXT[language] in to_holder
    assert {"fr": "La personne a coupé", "en": "The person switched off"}[language] in to_brand
    assert {"fr": "Vous avez coupé", "en": "You switched off"}[language] in to_holder
    assert await market.findings() == []


@pytest.mark.parametrize(("how", "reason"), [("end_early", "You ended it."), ("stop", "Moi stopped it.")])
async def test_whoever_else_ends_it_both_are_told_why(market: Market, how: str, reason: str) -> None:
    it = await paid(market)
    before = len(await mail.kept())
    if how == "end_early":
        await end_early(it.brand, it.agreement)
    else:
        async with transaction():
            await end_all("brand", (await it.row()).brand, audit.CLOCK)
    await market.quiet()
    told = await letters(before)
    assert kinds(told["brand"]) == ["ended_with_next_brand"] and kinds(told["holder"]) == ["ended_with_next"]
    assert reason in told["brand"][0][1] and "€19.00" in told["brand"][0][1]


async def test_without_a_period_paid_ahead_the_letters_are_as_before(market: Market) -> None:
    it = await a_rental(market)
    await fetch("update accounts.people set language = 'en'")
    before = len(await mail.kept())
    await withdraw(it.holder, it.agreement)
    await market.quiet()
    told = await letters(before)
    assert kinds(told["holder"]) == ["ended"] and "brand" not in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("how", ["bank", "person"])
async def test_the_pages_say_that_it_never_began_why_and_what_went_back(
    market: Market, how: str, language: str
) -> None:
    it = await paid(market, language)
    if how == "bank":
        await decide(it, await dispute(it), "lose")
    else:
        await withdraw(it.holder, it.agreement)
        await market.quiet()
    row = await following(it)
    said = {
        "fr": {
            "never": "n’a jamais commencé",
            "bank": "Votre banque a repris le paiement de la période d’avant.",
            "person": "La personne a coupé.",
            "untrue": ("L’accès a cessé", "Copies à effacer", "Signer que"),
        },
        "en": {
            "never": "never began",
            "bank": "Your bank took back the payment of the period before it.",
            "person": "The person switched off.",
            "untrue": (
                "Access has ended",
                "Copies to be erased",
                "Copies not signed",
                "that the copies are erased",
            ),
        },
    }[language]
    brands = await words(market, it.brand, f"/rentals/{row.agreement}", language)
    assert said["never"] in brands and said[how] in brands and NEXT[language] in brands
    assert not any(wrong in brands for wrong in said["untrue"]), brands
    await clock.travel(timedelta(days=70))
    holders = await words(market, it.holder, f"/relations/{row.agreement}", language)
    assert said["never"] in holders and NEXT[language] in holders
    assert not any(wrong in holders for wrong in said["untrue"]), holders
    if how == "bank":
        assert "banque" not in holders.split("contrat")[0].lower()
    space = await words(market, it.holder, "/space", language)
    due = {"fr": "Copies à effacer, pas de signature", "en": "Copies not signed as erased"}[language]
    assert space.count(due) == 1, "of the period that ran, and of no other"
    listed = await words(market, it.brand, "/rentals", language)
    assert {"fr": "Jamais commencée.", "en": "Never began."}[language] in listed
    parents = await words(market, it.brand, f"/rentals/{it.agreement}", language)
    ends = {"fr": "finit à son dernier jour", "en": "ends on its last day"}[language]
    assert ends not in parents, "it has ended before that"


async def test_the_api_says_so_and_there_is_nothing_to_erase_or_sign(market: Market) -> None:
    it = await paid(market)
    coming = await following(it)
    assert shown(coming).never_began is False and (await it.row()).never_began is False
    ended = await withdraw(it.holder, it.agreement)
    assert ended.delete_by is not None
    row = await following(it)
    to_brand, to_holder = shown(row), shown_to_holder(it.holder.person, row)
    assert (to_brand.never_began, to_brand.delete_by, to_brand.refunded) == (True, None, 1900)
    assert (to_holder.never_began, to_holder.delete_by, to_holder.refunded) == (True, None, 1900)
    before = await it.row()
    assert shown(before).never_began is False and before.delete_by, "what ran is still to be erased"
    with pytest.raises(RentalNotOver):
        await attest_erasure(it.brand, row.agreement, ERASED)
    await attest_erasure(it.brand, it.agreement, ERASED)


async def test_switching_off_what_has_not_begun_asks_nobody_to_erase(market: Market) -> None:
    it = await paid(market)
    row = await following(it)
    asks = await words(market, it.holder, f"/relations/{row.agreement}/switch-off", "en")
    assert "€19.00" in asks and "Copies to be erased by" not in asks
    ended = await withdraw(it.holder, row.agreement)
    assert ended.delete_by is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_while_a_bank_decides_the_brand_alone_reads_that_the_next_period_depends_on_it(
    market: Market, language: str
) -> None:
    it = await paid(market, language)
    row = await following(it)
    theirs = f"/relations/{row.agreement}"
    before = await words(market, it.holder, theirs, language)
    opened = await dispute(it)
    depends = {
        "fr": "Votre banque conteste le paiement de la période d’avant",
        "en": "Your bank contests the payment of the period before it",
    }[language]
    flat = {"fr": "Payée. L’accès s’ouvre le", "en": "Paid. Access opens on"}[language]
    said = await words(market, it.brand, f"/rentals/{row.agreement}", language)
    assert depends in said and flat not in said
    assert await words(market, it.holder, theirs, language) == before
    begins = {"fr": "La période suivante commence", "en": "The next period begins"}[language]
    assert begins not in await words(market, it.brand, f"/rentals/{it.agreement}", language)
    await decide(it, opened, "win")
    said = await words(market, it.brand, f"/rentals/{row.agreement}", language)
    assert depends not in said and flat in said


async def test_a_bank_that_takes_the_coming_period_back_ends_it_alone_and_the_brand_reads_that(
    market: Market,
) -> None:
    it = await paid(market)
    coming = await following(it)
    opened = await dispute(it, coming.id)
    before = len(await mail.kept())
    await decide(it, opened, "lose")
    assert ((await it.row()).phase, (await following(it)).phase) == ("Active", "Terminated")
    told = await letters(before)
    (said,) = [text for kind, text in told["brand"] if kind == "renewal_failed_brand"]
    assert "Your bank took back what was paid" in said and "comes back in full" not in said
    ((kind, to_holder),) = told["holder"]
    assert kind == "renewal_failed_holder" and "bank" not in to_holder.lower()
    async with reading(market, it.holder) as visitor:
        answer = await visitor.get(
            f"/v1/relations/{it.agreement}/renewal", headers={"accept": "application/json"}
        )
    assert answer.json()["because"] == "stopped", "the holder is not told of disputes"
    page = await words(market, it.brand, f"/rentals/{coming.agreement}", "en")
    assert "never began" in page and "Your bank took this payment back" in page
