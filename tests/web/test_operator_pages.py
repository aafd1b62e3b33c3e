"""The operators' desk as they read it: what waits, what is decided with a reason, whether all is well."""

import uuid
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock, mail, names
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.embedded import SERVICE
from market.money.reconciliation.actions import reconcile, sweep
from market.relations.actions import report
from market.relations.rules import About
from tests.factories import a_brand, a_holder, a_person, a_persona, with_address
from tests.market import Market, market
from tests.web.brands import Page, a_crowd, a_rental, reading, traces

__all__ = ["market"]


def file_of(brand: Principal) -> str:
    assert brand.seat
    return "/operator/brands/" + names.name("brand", brand.seat.brand, names.for_operators())


async def state_of(brand: Principal) -> str:
    assert brand.seat
    return str(await fetch_value("select state from accounts.brands where id = $1", brand.seat.brand))


@pytest.mark.parametrize(
    ("country", "number", "where"),
    [
        ("CH", "CHE107787577", "uid.admin.ch"),
        ("GB", "GB980780684", "gov.uk/check-uk-vat-number"),
        ("NO", "NO995525828MVA", "brreg.no"),
        ("BE", "BE0403019261", None),
    ],
)
async def test_who_approves_a_company_from_outside_the_union_sees_what_to_look_at(
    market: Market, country: str, number: str, where: str | None
) -> None:
    brand = await with_address(await a_brand(approved=False), country=country, vat_number=number)
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get(file_of(brand)))
    assert number in page.words
    assert ("No register is asked about this number" in page.words) == (where is not None)
    assert (where or "") in page.words and ("without VAT" in page.words) == (where is not None)


async def test_an_empty_market_is_well(market: Market) -> None:
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get("/operator"))
        for words in ("All is well", "Difference in the ledger – not looked at yet", "No open report."):
            assert words in page.words, words
        await reconcile()
        page = Page(await visitor.get("/operator"))
    for words in (
        "All is well",
        "The books as of",
        "Difference in the ledger €0.00 exact",
        "Agreed with Stripe 0 / 0",
        "No brand waits.",
    ):
        assert words in page.words, words


async def test_the_page_reads_what_the_last_run_saw_and_never_the_books(
    market: Market, owner: asyncpg.Connection
) -> None:
    """However big they are: nobody may read the ledger, and the page is there."""
    await a_rental(market, await a_brand(), await _listed())
    await reconcile()
    for table in ("ledger_entries", "ledger_transactions", "ledger_balances", "stripe_balance_transactions"):
        await owner.execute(f"revoke all on money.{table} from {SERVICE}")
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get("/operator"))
        assert "Difference in the ledger €0.00 exact" in page.words
        assert "Agreed with Stripe 1 / 1" in page.words
        answer = await visitor.get("/operator/ledger/kinds/rental-escrow")
        assert answer.status_code == 500, "the control: whoever reads the ledger fails"


async def test_a_run_that_no_longer_comes_is_a_thing_that_is_not_well(market: Market) -> None:
    await reconcile()
    await clock.travel(timedelta(hours=27))
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get("/operator"))
        assert "All is well, except 1 thing" in page.words
        assert "not looked at for a day" in page.words
        await sweep()
        assert "All is well, except" not in Page(await visitor.get("/operator")).words


async def _listed() -> uuid.UUID:
    persona = await a_persona(await a_holder())
    await a_crowd()
    return persona


async def test_the_desk_counts_rentals_money_and_jobs_that_were_held(market: Market) -> None:
    holder = await a_holder()
    persona = await a_persona(holder)
    await a_crowd()
    await a_rental(market, await a_brand(), persona)
    await fetch(
        "insert into jobs.pgqueuer (priority, entrypoint, payload, status) values (0, 'mail.send', null, 'failed')"
    )
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get("/operator"))
    for words in (
        "Rentals that are on 1 + 1 today",
        "Jobs held back 1 to look at",
        "All is well, except 1 thing",
    ):
        assert words in page.words, words


async def test_a_brand_that_waits_is_shown_with_its_numbers_and_approved_with_a_reason(
    market: Market,
) -> None:
    brand = await a_brand(approved=False, name="Lin & Laine")
    siren = await fetch_value("select siren from accounts.brands")
    await clock.travel(timedelta(days=3))
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get("/operator"))
        assert f"{siren[:3]} {siren[3:6]} {siren[6:]}" in page.words.replace("&nbsp;", " ")
        assert "3 days" in page.words
        assert file_of(brand) in page.links
        shown = Page(await visitor.get(file_of(brand)))
        assert [form.values.get("act") for form in shown.forms if "/decision" in form.action] == [
            "approve",
            "refuse",
        ]
        form = shown.form(file_of(brand))
        answer = await visitor.post(form.action, data={**form.values, "reason": "registered"})
        assert (answer.status_code, answer.headers["location"]) == (303, file_of(brand))
        after = Page(await visitor.get(file_of(brand)))
    assert await state_of(brand) == "approved"
    assert "Approve: found in the public register" in after.words


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"act": "approve", "reason": ""}, "reason-approve"),
        ({"act": "refuse", "reason": "breach"}, "reason-refuse"),
        ({"act": "refuse", "reason": "other", "note": ""}, "note-refuse"),
        ({"act": "approve", "reason": "registered", "note": "Call 06 12 34 56 78"}, "note-approve"),
    ],
)
async def test_a_decision_without_a_fitting_reason_is_refused_at_its_field(
    market: Market, sent: dict[str, str], field: str
) -> None:
    brand = await a_brand(approved=False)
    async with reading(market, await a_person(operator=True), "fr") as visitor:
        before = await traces()
        answer = await visitor.post(f"{file_of(brand)}/decision", data=sent)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert await traces() == before
    assert await state_of(brand) == "applied"


async def test_a_stopped_brands_rentals_end_and_it_is_told_on_its_pages(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder)
    card = await a_crowd()
    agreement = await a_rental(market, brand, persona)
    async with reading(market, await a_person(operator=True)) as visitor:
        form = Page(await visitor.get(file_of(brand))).form(file_of(brand))
        assert form.values["act"] == "stop"
        unsure = await visitor.post(form.action, data={**form.values, "reason": "breach"})
        assert (unsure.status_code, await market.state(agreement)) == (422, "Active")
        assert "1 rental runs and ends now." in Page(unsure).words
        sure = {**form.values, "reason": "breach", "sure": "yes"}
        assert (await visitor.post(form.action, data=sure)).status_code == 303
    await market.quiet()
    assert await market.state(agreement) == "Terminated"
    async with reading(market, brand) as visitor:
        assert "Moi stopped it." in Page(await visitor.get(f"/rentals/{agreement}")).words
        assert "Your brand was stopped." in Page(await visitor.get(f"/moi/{card.address}")).words


async def test_what_no_longer_fits_is_refused_and_said(market: Market) -> None:
    brand = await a_brand()
    async with reading(market, await a_person(operator=True)) as visitor:
        before = await traces()
        answer = await visitor.post(
            f"{file_of(brand)}/decision", data={"act": "refuse", "reason": "unlawful"}
        )
    assert answer.status_code == 409
    assert "The state of this brand does not allow it." in Page(answer).words
    assert await traces() == before


async def _reported(market: Market) -> tuple[Principal, Principal, uuid.UUID, uuid.UUID]:
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder)
    await a_crowd()
    agreement = await a_rental(market, brand, persona)
    row = await fetch_value("select id from rentals.rentals")
    subject = report.Subject("brand", About.PERSONA, persona, row)
    await report.report(brand, subject, "false-traits", "All answers are equal.")
    return holder, brand, persona, agreement


async def test_a_report_is_read_judged_and_its_persona_stopped_as_an_act_of_its_own(market: Market) -> None:
    _, brand, persona, agreement = await _reported(market)
    async with reading(market, await a_person(operator=True)) as visitor:
        desk = Page(await visitor.get("/operator"))
        [link] = [link for link in desk.links if link.startswith("/operator/reports/")]
        page = Page(await visitor.get(link))
        assert "All answers are equal." in page.words
        assert file_of(brand) in page.links
        stop = page.form(f"{link}/persona")
        assert stop.values["act"] == "stop"
        unsure = await visitor.post(stop.action, data={**stop.values, "reason": "false-traits"})
        assert (unsure.status_code, await market.state(agreement)) == (422, "Active")
        sure = {**stop.values, "reason": "false-traits", "sure": "yes"}
        assert (await visitor.post(stop.action, data=sure)).status_code == 303
        await market.quiet()
        assert await market.state(agreement) == "Terminated"
        stopped = Page(await visitor.get(link))
        assert "Stop: made-up traits" in stopped.words
        assert stopped.form(f"{link}/persona").values["act"] == "reinstate"
        uphold = page.form(f"{link}/decision")
        assert uphold.values["act"] == "uphold"
        assert (
            await visitor.post(uphold.action, data={**uphold.values, "reason": "proven"})
        ).status_code == 303
        assert "No open report." in Page(await visitor.get("/operator")).words
        closed = Page(await visitor.get(link))
        assert "Uphold: proven" in closed.words
        before = await traces()
        again = await visitor.post(uphold.action, data={**uphold.values, "reason": "proven"})
        assert again.status_code == 409
        assert 'role="alert"' in again.text
    assert await traces() == before
    assert await fetch_value("select state from personas.personas where id = $1", persona) == "stopped"


async def test_a_stop_by_mistake_is_taken_back_and_the_holder_is_told_both_times(market: Market) -> None:
    _, _, persona, agreement = await _reported(market)
    async with reading(market, await a_person(operator=True)) as visitor:
        [link] = [
            it for it in Page(await visitor.get("/operator")).links if it.startswith("/operator/reports/")
        ]
        sure = {"act": "stop", "reason": "false-traits", "sure": "yes"}
        assert (await visitor.post(f"{link}/persona", data=sure)).status_code == 303
        back = {"act": "reinstate", "reason": "mistake"}
        assert (await visitor.post(f"{link}/persona", data=back)).status_code == 303
        assert (await visitor.post(f"{link}/persona", data=back)).status_code == 409
    await market.quiet()
    assert await fetch_value("select state from personas.personas where id = $1", persona) == "hidden"
    assert await market.state(agreement) == "Terminated"
    letters = [it.subject for it in await mail.kept() if "L’un de vos moi" in it.subject]
    assert letters == ["L’un de vos moi vous revient", "L’un de vos moi est arrêté"]


async def test_a_holders_report_is_about_the_brand_and_stops_no_persona(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder)
    await a_crowd()
    agreement = await a_rental(market, brand, persona)
    subject = await report.in_relation(holder, agreement, About.RENTAL)
    await report.report(holder, subject, "asks-identity", None)
    async with reading(market, await a_person(operator=True)) as visitor:
        [link] = [
            it for it in Page(await visitor.get("/operator")).links if it.startswith("/operator/reports/")
        ]
        page = Page(await visitor.get(link))
        assert f"{link}/persona" not in [form.action for form in page.forms]
        assert file_of(brand) in page.links
        sure = {"act": "stop", "reason": "false-traits", "sure": "yes"}
        assert (await visitor.post(f"{link}/persona", data=sure)).status_code == 404
    assert await market.state(agreement) == "Active"
    assert await fetch_value("select state from personas.personas where id = $1", persona) == "listed"


async def test_no_name_of_the_desk_says_who_a_holder_is_or_what_a_brand_sees(market: Market) -> None:
    holder, brand, persona, _ = await _reported(market)
    assert brand.seat
    async with reading(market, await a_person(operator=True)) as visitor:
        desk = Page(await visitor.get("/operator"))
        [link] = [link for link in desk.links if link.startswith("/operator/reports/")]
        text = (await visitor.get(link)).text
    for told in (
        str(holder.person),
        str(persona),
        names.name("persona", persona, names.for_brand(brand.seat.brand)),
    ):
        assert told not in text


@pytest.mark.parametrize(
    "path", ["/operator", "/operator/brands", "/operator/brands/x", "/operator/reports/x"]
)
async def test_the_desk_is_for_operators(market: Market, path: str) -> None:
    for who in (await a_holder(), await a_brand()):
        async with reading(market, who) as visitor:
            assert (await visitor.get(path)).status_code == 403
    async with reading(market) as visitor:
        assert (await visitor.get(path)).status_code == 401


async def test_rubbish_and_names_of_another_audience_are_not_found(market: Market) -> None:
    brand = await a_brand()
    assert brand.seat
    foreign = names.name("brand", brand.seat.brand, names.for_person(brand.person))  # type: ignore[arg-type]
    async with reading(market, await a_person(operator=True)) as visitor:
        for name in ("x", str(brand.seat.brand), foreign):
            assert (await visitor.get(f"/operator/brands/{name}")).status_code == 404
            answer = await visitor.post(f"/operator/brands/{name}/decision", data={"act": "stop"})
            assert answer.status_code == 404
            assert (await visitor.get(f"/operator/reports/{name}")).status_code == 404
