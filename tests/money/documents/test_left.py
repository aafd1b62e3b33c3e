"""Who has left has a statement of the year all the same, which says nothing of who they were."""

import io
import json
from datetime import UTC, datetime

from pypdf import PdfReader

from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.base import audit, clock, vault
from market.base.access import Principal
from market.base.database import Record, fetch
from market.money.documents import file, queries
from market.money.documents.years import issue_year, sweep_years
from market.money.payouts.account import payee
from market.money.settlement.actions import release_due, settle
from market.rentals.actions.leave import leave
from market.web.operator_names import somebody
from tests.accounts.people import PASSWORD, person
from tests.factories import a_brand, a_persona
from tests.market import Market, market
from tests.money.documents.test_pdf import against_pdf_a
from tests.money.payouts.paying import IBAN, NAME, client_money, tag_of

__all__ = ["market"]

ADA = "ada@example.org"


async def ada() -> Principal:
    return await of_session(await sign_in(ADA, PASSWORD))


async def statements() -> list[Record]:
    return await fetch("select * from money.documents where kind = 'year' order by year")


async def left(market: Market, language: str = "fr") -> Principal:
    """A holder who earned by a rental from the first of December and left on the twentieth, sooner than paid."""
    await person(ADA)
    await fetch("update accounts.people set language = $1", language)
    await clock.travel_to(datetime(2026, 12, 1, 9, tzinfo=UTC))
    await market.rented(await a_brand(name="Cycles Garonne"), await a_persona(await ada()))
    await clock.travel_to(datetime(2026, 12, 20, 9, tzinfo=UTC))
    who = await ada()
    await leave(who, PASSWORD, payee(NAME, IBAN))
    await market.quiet()
    return who


async def in_january(year: int = 2027) -> None:
    await clock.travel_to(datetime(year, 1, 16, 9, tzinfo=UTC))


async def test_who_has_left_has_a_statement_that_is_kept_and_says_what_the_books_say(market: Market) -> None:
    with client_money():
        who = await left(market)
        await clock.travel_to(datetime(2027, 1, 3, 9, tzinfo=UTC))
        await settle("2026-12", audit.SYSTEM)
        await in_january()
        assert await sweep_years() == 1
        assert await sweep_years() == 0 and await issue_year(tag_of(who), 2026) is False
    (row,) = await statements()
    assert (row["owner"], row["year"], row["language"]) == (tag_of(who), 2026, "fr")
    told = json.loads(row["snapshot"])
    (earned,) = await fetch(
        "select sum(amount)::bigint as amount from money.ledger_entries where subject = $1", tag_of(who)
    )
    assert sum(it["net"] for it in told["lines"]) - told["paid_out"] == earned["amount"] > 0
    assert told["addressee"] == somebody("holder", tag_of(who)).label
    assert await queries.unexplained() == []


async def test_it_re_identifies_nobody(market: Market) -> None:
    """No name, address, account or inner id stands on it; who comes back under the same address has another tag."""
    with client_money():
        who = await left(market)
        await in_january()
        await sweep_years()
    (row,) = await statements()
    assert who.person
    made = await file.of_holder(who.person, row["id"])
    assert against_pdf_a(made.content) == []
    text = PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert "Cycles Garonne" in text and f"Titulaire\n{somebody('holder', tag_of(who)).label}" in text
    for said in (
        ADA,
        "Ada",
        NAME,
        IBAN,
        str(who.person),
        who.person.hex,
        tag_of(who).hex(),
        tag_of(who).hex()[:16],
    ):
        assert said.casefold() not in (text + row["snapshot"]).casefold(), said
    await person(ADA)
    again = await ada()
    assert again.person and again.person != who.person
    assert await queries.of_holder(again.person) == []


async def test_its_language_is_that_of_the_statement_before(market: Market) -> None:
    """What moves in the year after, a payout, has its statement too."""
    with client_money():
        await person(ADA)
        await fetch("update accounts.people set language = 'en'")
        await clock.travel_to(datetime(2025, 12, 1, 9, tzinfo=UTC))
        await market.rented(await a_brand(), await a_persona(await ada()))
        await clock.travel_to(datetime(2026, 1, 3, 9, tzinfo=UTC))
        await settle("2025-12", audit.SYSTEM)
        await in_january(2026)
        assert await sweep_years() == 1
        await leave(await ada(), PASSWORD, payee(NAME, IBAN))
        await clock.travel_to(datetime(2026, 3, 1, 9, tzinfo=UTC))
        await release_due()
        await in_january(2027)
        assert await sweep_years() == 1
    before, after = await statements()
    assert (before["language"], after["language"]) == ("en", "en")
    assert json.loads(before["snapshot"])["addressee"] == "" != json.loads(after["snapshot"])["addressee"]


async def test_money_under_a_tag_that_is_nobodys_has_none(market: Market) -> None:
    await person(ADA)
    who = await ada()
    assert who.person
    assert await issue_year(vault.tag("rentals", who.person), 2026) is False
    assert await statements() == []
