"""The whole path in a browser: list, find, rent, pay, read, invite, react, withdraw, refund."""

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from contracts.vocabulary import CLAIMS
from market.base import clock
from market.base.database import fetch
from market.base.i18n import Language
from market.rentals.actions.rent import Wanted, rent
from tests.accounts.people import PASSWORD, SIREN, person, signed_in
from tests.browser.visitors import DESKTOP, PATIENCE_MS, PHONE, Street, Visitor
from tests.factories import CYCLIST, a_brand, a_persona
from tests.market import Market
from tests.web.brands import a_crowd

pytestmark = pytest.mark.browser

ADA, OLGA, NORA = "ada@example.org", "olga@example.org", "nora@example.org"
BRAND = "Vélos Réunis"
GIFT = "Une révision offerte"
THREE_D_SECURE = "4000002760003184"  # Stripe's card that asks its holder every time
PRICE = 1900  # minor units of EUR


@pytest.fixture
async def crowd(market: Market) -> None:
    """Enough people for a card, each of them held by another brand: only who comes now can be rented.

    Asked for before `street`: its worker would compute the cards at the same time.
    """
    await a_crowd()
    # As if they had confirmed their addresses: the worker forgets sign-ups that nobody confirms.
    await fetch("update accounts.people set email_verified_at = created_at where email_verified_at is null")
    other = await a_brand()
    for row in await fetch("select persona from catalogue.cards"):
        wanted = Wanted(row["persona"], "standard", "P1M", PRICE, ("benefits",))
        await rent(other, wanted, uuid.uuid4().hex, "/rentals")


@pytest.fixture
async def lit(market: Market) -> uuid.UUID:
    """A relation that is on: its agreement. Its holder signs in as ADA."""
    await person(ADA)
    persona = await a_persona(await signed_in(ADA))
    return await market.rented(await a_brand(), persona)


async def sign_up_as_holder(holder: Visitor) -> None:
    await holder.go("/sign-up")
    await holder.fill(email=ADA, password=PASSWORD)
    await holder.main.locator("[name=adult]").check()
    await holder.send()
    await holder.page.wait_for_url("**/look-at-your-mail")
    await holder.confirm_by_mail(ADA)


async def sign_up_as_brand(brand: Visitor) -> None:
    await brand.go("/sign-up/brand")
    await brand.fill(
        legal_name=f"{BRAND} SAS", trading_name=BRAND, siren=SIREN, email=OLGA, password=PASSWORD
    )
    await brand.main.locator("[name=charter]").check()
    await brand.send()
    await brand.page.wait_for_url("**/look-at-your-mail")
    await brand.confirm_by_mail(OLGA)
    await brand.go("/brand/contact")
    await brand.fill(contact_address="2 quai des Chartrons, 33000 Bordeaux", contact=OLGA)
    await brand.send()
    await brand.reads(brand.say("Kept. Each consent from now on names it."), "body")


async def list_a_persona(holder: Visitor) -> None:
    """From a mask to the catalogue, saying what the crowd says."""
    await holder.go("/studio/new")
    await holder.main.locator("label:has([value=a-velo])").click()
    await holder.send()
    for group in await holder.main.locator("section[aria-labelledby=s1] > details > summary").all():
        await group.click()
    for claim, value in CYCLIST.items():
        row = holder.main.locator(f"#trait-{claim}")
        await row.locator(".choice label:has([value=me])").click()
        await row.locator("select").select_option(value)
        if await row.locator("[name=said]").count():  # some traits stay for the rental
            await row.locator("[name=said]").check()
    await holder.main.locator("label:has([name=variant][value=standard])").click()
    await holder.main.locator("label:has([name=period][value=P1M])").click()
    await holder.main.locator(f"label:has([name=price_step][value='{PRICE}'])").click()
    await holder.reads(holder.say("At least %(count)s people share this card", count=11), "#beside")
    await holder.main.locator("[name=charter]").check()
    # On a phone it stays at hand in the bar at the foot; beside the form, on a larger screen.
    await holder.main.locator("button[value=publish]:visible").last.click()
    await holder.page.wait_for_url("**/studio")
    await holder.waits_for(holder.main.locator("a[href^='/moi/']"))


async def approve_the_brand(operator: Visitor) -> None:
    await operator.sign_in(NORA)
    await operator.go("/operator/brands")
    await operator.main.get_by_role("link", name=BRAND).click()
    decision = operator.main.locator("form:has([name=act][value=approve])")
    await decision.locator("select").select_option(index=1)
    await decision.locator("button").click()
    await operator.reads(operator.say("Approve"), ".timeline")


async def find_a_card(brand: Visitor) -> None:
    """By a word; htmx brings the cards, and the address says what was looked for."""
    await brand.go("/catalogue")
    await brand.main.locator("#q").press_sequentially("velo")
    await brand.page.wait_for_url("**/catalogue?*q=velo*")
    await brand.main.locator("a[href^='/moi/']").first.click()
    await brand.page.wait_for_url("**/moi/*")


async def rent_who_is_offered(brand: Visitor) -> None:
    offered = brand.main.locator("a[href*='/rent?persona=']")
    await expect(offered).to_have_count(1)
    await offered.click()
    await brand.main.locator("[name=purposes][value=benefits]").check()
    await brand.send()
    await brand.page.wait_for_url("**/sandbox/checkout/*")


async def pay_with_3d_secure(brand: Visitor) -> None:
    await brand.page.locator("[name=number]").fill(THREE_D_SECURE)
    await brand.page.locator("form button").click()
    await brand.page.wait_for_url("**/authenticate*")
    await brand.page.locator("button[value=approve]").click()
    await brand.page.wait_for_url("**/rentals/*")


async def read_the_sheet(brand: Visitor) -> None:
    """The page follows by itself once the payment is confirmed; then the sheet opens."""
    await expect(brand.page.locator("#sheet")).to_be_visible(timeout=PATIENCE_MS)
    await brand.reads(brand.say("On"), ".head .badge")
    await brand.main.locator("#sheet form button").click()
    await brand.reads(words_of("region", brand.language), "#sheet")


def words_of(claim: str, language: Language) -> str:
    """The holder's answer as a sheet says it."""
    return CLAIMS[claim].code(CYCLIST[claim]).text.in_(language)


async def invite(brand: Visitor) -> None:
    until = (await clock.now() + timedelta(days=10)).date().isoformat()
    await brand.fill(title=GIFT, conditions="Sur rendez-vous.", code="REVISION", valid_until=until)
    await brand.fill(**{"discount.percent": "50"})
    await brand.main.locator("#invitations form button").click()
    await brand.reads(GIFT, "#invitations .invite")


async def react(holder: Visitor) -> None:
    """She sees the relation, who read what, and answers the invitation."""
    await holder.go("/space")
    await holder.main.locator(".relation").get_by_role("link", name=BRAND).click()
    await holder.page.wait_for_url("**/relations/*")
    await holder.reads(BRAND, ".readlist")
    await holder.reads(GIFT, ".invited")
    await holder.main.locator("button[value=interested]").click()
    await expect(holder.main.locator("button[value=interested]")).to_have_attribute("aria-pressed", "true")


async def switch_off(holder: Visitor) -> str:
    """The lamp asks, in numbers; then it is off. What the question said, spaces collapsed."""
    lamp = holder.main.locator("button[role=switch]")
    await expect(lamp).to_have_attribute("aria-checked", "true")
    await lamp.click()
    question = holder.page.locator("dialog[open]")
    said = " ".join((await question.inner_text()).split())
    await question.locator("form[method=post] button").click()
    await expect(lamp).to_have_attribute("aria-checked", "false")
    return said


async def find_the_door_closed(brand: Visitor) -> None:
    """The page that still stands open refuses, and says so; a fresh one has no sheet to open."""
    address = brand.page.url
    async with brand.refused(409):
        await brand.main.locator("#sheet form button").click()
        await brand.page.wait_for_load_state()
    await brand.go(urlsplit(address).path)
    await brand.reads(brand.say("Access has ended: the sheet can no longer be read."), "#sheet")
    await expect(brand.main.locator("#sheet form")).to_have_count(0)


async def see_the_refund(brand: Visitor, refund: int) -> None:
    words = brand.say("%(refund)s was sent back to your card.", refund=brand.euros(refund))
    await brand.waits_for(brand.main.get_by_text(words))


async def the_refund() -> int:
    """What the withdrawal owes the brand, in minor units; only one is owed."""
    (row,) = await fetch("select amount from money.refunds")
    return int(row["amount"])


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("language", "screen"),
    [("fr", PHONE), ("en", PHONE), ("fr", DESKTOP)],
    ids=["fr-phone", "en-phone", "fr-desktop"],
)
async def test_a_persona_is_listed_found_rented_paid_read_invited_and_switched_off(
    market: Market, crowd: None, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    await person(NORA, adult=False, operator=True)
    holder, brand, operator = [await street.visitor(language, screen) for _ in range(3)]

    await sign_up_as_holder(holder)
    await list_a_persona(holder)
    await sign_up_as_brand(brand)
    await approve_the_brand(operator)
    await find_a_card(brand)
    await rent_who_is_offered(brand)
    await pay_with_3d_secure(brand)
    await read_the_sheet(brand)
    await invite(brand)
    await react(holder)
    await brand.page.reload()
    await brand.reads(brand.say("interested"), "#invitations .badge")
    said = await switch_off(holder)
    refund = await the_refund()
    assert 0 < refund <= PRICE
    assert f"{holder.say('The brand gets back')} {holder.euros(refund)}".replace("\u00a0", " ") in said
    await find_the_door_closed(brand)
    await see_the_refund(brand, refund)

    assert await market.refunds() == [(refund, "succeeded")]
    assert await market.findings() == []
    assert street.troubles() == []


async def test_switching_off_needs_no_script(market: Market, lit: uuid.UUID, street: Street) -> None:
    holder = await street.visitor("fr", PHONE, scripts=False)
    await holder.sign_in(ADA)
    await holder.go("/space")
    await holder.main.locator("button[role=switch]").click()
    await holder.page.wait_for_url(f"**/relations/{lit}/switch-off*")
    await holder.main.locator("form[method=post] button").click()
    await expect(holder.main.locator("[aria-checked=true]")).to_have_count(0)
    await expect(holder.main.locator("[aria-checked=false]")).to_have_count(1)
    assert await market.state(lit) == "Terminated"
    assert street.troubles() == []
