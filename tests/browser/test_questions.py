"""A round of questions in a browser: a rule is set, all are asked, one rule answers, one person does, and it ends."""

import asyncio
import contextlib
import uuid
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from contracts.vocabulary import CLAIMS
from market.base import clock, names
from market.base.access import Principal
from market.base.i18n import Language
from market.rentals.actions.end import withdraw
from tests.browser.test_consent import signed_in
from tests.browser.visitors import DESKTOP, PHONE, Street, Visitor
from tests.factories import CYCLIST, a_brand, a_holder, a_persona
from tests.market import Market
from tests.relations.helpers import with_mailbox

pytestmark = pytest.mark.browser

TRAIT = CLAIMS["publicite"]
RULED, TYPED = TRAIT.codes[1], TRAIT.codes[0]


async def _press(visitor: Visitor, words: str) -> None:
    await visitor.page.get_by_role("button", name=visitor.say(words), exact=True).first.click()


async def _rented(market: Market, brand: Principal, persona: uuid.UUID) -> uuid.UUID:
    """The worker of the street makes the day's cards too, and may take away the one that the builder writes; and it
    may be the one that begins the rental, a moment later.
    """
    for _ in range(5):
        with contextlib.suppress(asyncpg.ForeignKeyViolationError):
            agreement = await market.rented(brand, persona)
            async with asyncio.timeout(20):
                while await market.state(agreement) != "Active":
                    await asyncio.sleep(0.05)
            return agreement
    raise AssertionError("the cards of the day never stood still")


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "screen"), [("fr", PHONE), ("en", DESKTOP)])
async def test_a_round_with_a_rule(
    market: Market, street: Street, language: Language, screen: dict[str, Any]
) -> None:
    brand = await a_brand()
    ruling = await with_mailbox(await a_holder(), "regle@example.org")
    typing = await with_mailbox(await a_holder(), "main@example.org")
    persona = await a_persona(ruling, CYCLIST | {TRAIT.id: RULED.id})
    mine = await _rented(market, brand, persona)
    theirs = await _rented(market, brand, await a_persona(typing))
    one, two, asker = [await signed_in(street, it, language, screen) for it in (ruling, typing, brand)]
    assert ruling.person is not None

    await one.go(f"/studio/{names.name('persona', persona, names.for_person(ruling.person))}/rules")
    for subject, standing in (("media", "always"), ("money", "never")):
        await one.page.locator(f"input[name={subject}][value={standing}]").check(force=True)
    await _press(one, "Keep these rules")
    await one.reads(one.say("Your rules hold for questions from now on."), "body")

    await asker.go("/questions")
    await asker.page.locator("main a[href='/questions/new']").click()
    await asker.page.locator("main a[href$='kind=claim']").click()
    await asker.page.select_option("select[name=claim]", TRAIT.id)
    await asker.page.select_option("select[name=purpose]", "benefits")
    until = clock.market_date(await clock.now()) + timedelta(days=4)
    await asker.page.fill("input[name=until]", until.isoformat())
    await _press(asker, "Look at it")
    await asker.reads(TRAIT.question.in_(language))
    await asker.reads("2")
    await _press(asker, "Ask it")
    await asker.page.wait_for_url(lambda url: "/questions/" in url and not url.endswith("/new"))
    board = asker.page.url
    await market.quiet()

    await one.go(f"/relations/{mine}")
    await one.reads(RULED.text.in_(language), "#questions")
    await one.reads(one.say("by your rule"), "#questions")
    await two.go("/space")
    await two.page.locator(f"main a[href^='/relations/{theirs}/questions/']").first.click()
    await two.page.locator(f"input[value='{TYPED.id}']").check()
    await _press(two, "Answer")
    await two.reads(TYPED.text.in_(language), "#questions")

    await asker.page.goto(board)
    for code in (RULED, TYPED):
        await asker.reads(code.text.in_(language))
    await withdraw(typing, theirs)
    await asker.page.goto(board)
    await asker.reads(RULED.text.in_(language))
    assert TYPED.text.in_(language) not in await asker.page.locator("main").inner_text()
    assert one.troubles == two.troubles == asker.troubles == []
