"""Findings as the desk reads them: both sides' facts, no id or tag of ours, closed with a note."""

import json
import uuid
from dataclasses import replace

import pytest

from market.base import clock, names
from market.base.database import fetch, fetch_value, transaction
from market.base.ids import new_id
from market.money.chart import Kind as AccountKind
from market.money.chart import Movement, credit, debit, own
from market.money.ledger import Source, post
from market.money.reconciliation import findings
from market.money.reconciliation.actions import reconcile
from market.money.reconciliation.differences import (
    Difference,
    of_balance,
    of_cover,
    of_group,
    of_invariant,
    of_refund,
    of_waiting,
    vanished,
)
from market.money.reconciliation.rules import NOTICES, Booked, Group, Kind, Moved, Row
from tests.factories import a_brand, a_holder, a_person, a_persona
from tests.market import Market, market
from tests.money.reconciliation.looking import moves
from tests.web.brands import Page, a_crowd, a_rental, reading, traces

__all__ = ["market"]

LIST = "/operator/findings"


async def report(*differences: Difference) -> list[str]:
    """Their pages, in the same order."""
    await findings.report(differences)
    rows = {row["key"]: row["id"] for row in await fetch("select key, id from money.reconciliation_findings")}
    return [f"{LIST}/{names.name('finding', rows[it.key], names.for_operators())}" for it in differences]


def a_group(kind: Kind, object: str = "ch_1") -> Difference:
    moved = Moved(new_id(), "txn_1", "charge", 1846, "EUR", object)
    booked = Booked(new_id(), "charge.succeeded", 1900, "EUR", object)
    return of_group(
        Group(
            object, "EUR", [moved], [booked], Row("payment", new_id(), "succeeded", False), trouble="Broken"
        ),
        kind,
    )


async def one_of_each() -> list[Difference]:
    row = Row("payment", new_id(), "unknown", True)
    groups = [a_group(kind, f"ch_{kind}") for kind in list(Kind)[:6]]
    return [
        *groups,
        vanished("txn_gone", "charge", 1846, "EUR"),
        of_balance("EUR", 1846, 1900, 1900),
        of_invariant(4, f"holder:pending {'ab' * 32} EUR", "holds -3"),
        of_waiting(row, await clock.now(), 1900, "EUR"),
        of_refund(Kind.OUTSIDE_REFUND, replace(row, kind="refund"), "re_1", 500, "EUR"),
        of_refund(Kind.FAILED_REFUND, replace(row, kind="refund", id=new_id()), None, 500, "EUR"),
        of_cover("EUR", 0, 1846, 0, 1900),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_each_kind_of_finding_has_its_page_in_both_languages(market: Market, language: str) -> None:
    each = await one_of_each()
    assert {it.kind for it in each} == set(Kind)
    pages = await report(*each)
    async with reading(market, await a_person(operator=True), language) as visitor:
        listed = Page(await visitor.get(LIST))
        assert set(pages) <= set(listed.links)
        titles = set()
        for difference, path in zip(each, pages, strict=True):
            answer = await visitor.get(path)
            assert answer.status_code == 200, difference.kind
            titles.add(Page(answer).words.split(" · ")[0])
            for told in ("ab" * 32, *_ids(difference)):
                assert told not in answer.text, difference.kind
        assert len(titles) == len(Kind)


async def test_a_refund_past_us_that_failed_says_that_the_brand_owes_nothing(market: Market) -> None:
    row = Row("refund", new_id(), "failed", waiting=False)
    [path] = await report(of_refund(Kind.OUTSIDE_REFUND, row, "re_1", 500, "EUR"))
    for language, words in (("en", "the brand owes nothing of it"), ("fr", "la marque n’en doit rien")):
        async with reading(market, await a_person(operator=True), language) as visitor:
            page = Page(await visitor.get(path))
            assert words in page.words
            assert "the brand owes the amount" not in page.words


def _ids(difference: Difference) -> list[str]:
    """The ids of ours that a finding's facts hold."""
    facts = json.dumps(difference.facts)
    return [part for part in facts.split('"') if len(part) == 36 and part.count("-") == 4]


async def test_what_stripe_and_the_books_do_not_agree_on_stands_side_by_side(market: Market) -> None:
    [path] = await report(a_group(Kind.AMOUNT))
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get(path))
    for words in (
        "Stripe and the books name different amounts",
        "txn_1 charge €18.46",
        "A brand paid €19.00",
        "Stripe has more by −€0.54",
        "a payment, succeeded",
        "Broken",
    ):
        assert words in page.words, words
    assert any(link.startswith("/operator/ledger/transactions/") for link in page.links)


async def test_a_finding_of_the_market_leads_down_to_the_posting(market: Market) -> None:
    holder, brand = await a_holder(), await a_brand()
    persona = await a_persona(holder)
    await a_crowd()
    await a_rental(market, brand, persona)
    (charge,) = [
        row["object"]
        for row in await fetch(
            "select stripe_charge_id as object from money.payments where status = 'succeeded'"
        )
    ]
    body = {"id": charge, "currency": "eur", "description": None}
    await moves(market.sandbox, "charge", 1900, body, fee=54)
    await reconcile()
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get(LIST))
        [path] = [link for link in page.links if link.startswith(f"{LIST}/")]
        file = Page(await visitor.get(path))
        assert "The same movement twice" in file.words and charge in file.words
        posting = next(link for link in file.links if link.startswith("/operator/ledger/transactions/"))
        assert "A brand paid" in Page(await visitor.get(posting)).words


async def test_a_finding_is_closed_with_a_note_and_the_trail_says_by_whom(market: Market) -> None:
    [path] = await report(a_group(Kind.FOREIGN))
    operator = await a_person(operator=True)
    async with reading(market, operator) as visitor:
        form = Page(await visitor.get(path)).form(f"{path}/closure")
        for note in ("", "   "):
            refused = await visitor.post(form.action, data={**form.values, "note": note})
            assert refused.status_code == 422 and 'id="note-error"' in refused.text
        refused = await visitor.post(form.action, data={**form.values, "note": "Rappeler au 06 12 34 56 78"})
        assert refused.status_code == 422 and "06 12 34 56 78" in refused.text, "what was typed is kept"
        assert await fetch_value("select state from money.reconciliation_findings") == "open"
        done = await visitor.post(form.action, data={**form.values, "note": "Un essai de Stripe."})
        assert done.status_code == 303
        assert "Un essai de Stripe." in Page(await visitor.get(path)).words
        assert "Nothing is open" in Page(await visitor.get(LIST)).words
        assert path in Page(await visitor.get(f"{LIST}?of=closed")).links
        before = await traces()
        again = await visitor.post(form.action, data={**form.values, "note": "Encore."})
        assert again.status_code == 409 and 'role="alert"' in again.text
    assert await traces() == before
    (row,) = await fetch("select actor_kind, actor from base.audit_entries where action = 'finding.closed'")
    assert tuple(row) == ("operator", operator.actor.tag)


@pytest.mark.parametrize("version", ["", "x", "2", "99999999999"])
async def test_what_was_not_read_is_not_closed(market: Market, version: str) -> None:
    [path] = await report(a_group(Kind.FOREIGN))
    async with reading(market, await a_person(operator=True)) as visitor:
        answer = await visitor.post(f"{path}/closure", data={"note": "Vu.", "version": version})
        assert answer.status_code == 409
        missing = f"{LIST}/{names.name('finding', uuid.uuid4(), names.for_operators())}/closure"
        assert (await visitor.post(missing, data={"note": "Vu.", "version": "1"})).status_code == 404


async def test_findings_are_filtered_and_paged(market: Market) -> None:
    many = [replace(a_group(Kind.FOREIGN, f"ch_{number:03}"), key=f"k{number}") for number in range(60)]
    await report(*many, a_group(Kind.BALANCE, "ch_balance"))
    async with reading(market, await a_person(operator=True)) as visitor:
        page = Page(await visitor.get(f"{LIST}?kind=balance"))
        assert "ch_balance" in page.words and "ch_001" not in page.words
        page = Page(await visitor.get(LIST))
        assert "(60)" in page.words
        [following] = [link for link in page.links if "after=" in link]
        rest = Page(await visitor.get(following))
        seen = {it for it in (page.words + rest.words).split() if it.startswith("ch_")}
        assert len(seen) == 61
        assert not [link for link in rest.links if "after=" in link and "language=" not in link]


async def test_one_that_is_no_longer_seen_says_so_and_waits_for_a_person(market: Market) -> None:
    [path] = await report(a_group(Kind.UNMOVED))
    await reconcile()
    async with reading(market, await a_person(operator=True)) as visitor:
        assert "open, no longer seen" in Page(await visitor.get(LIST)).words
        file = Page(await visitor.get(path))
        assert "No longer seen" in file.words and file.form(f"{path}/closure")


@pytest.mark.parametrize(
    ("number", "subject", "shown", "leads"),
    [
        (4, f"brand:credit {'ab' * 32} EUR", "brand:credit", "/operator/ledger/accounts/"),
        (5, "stripe:clearing  EUR", "stripe:clearing", "/operator/ledger/accounts/"),
        (5, "EUR", "EUR", ""),
        (6, "0123456789abcdef" * 2, "-", "/operator/ledger/accounts/"),
        (8, "cd" * 32, "-", ""),
        (7, "01a2141d-1c41-74c8-bbf4-b0f93401808e", "Where", ""),
        (10, "payment 01a2141d-1c41-74c8-bbf4-b0f93401808e", "Where", ""),
    ],
)
async def test_where_a_rule_is_broken_is_told_without_an_id_of_ours(
    market: Market, number: int, subject: str, shown: str, leads: str
) -> None:
    [path] = await report(of_invariant(number, subject, "is wrong"))
    async with reading(market, await a_person(operator=True)) as visitor:
        answer = await visitor.get(path)
    page = Page(answer)
    assert shown in page.words and "is wrong" in page.words and f"Invariant {number}" in page.words
    assert subject == "EUR" or subject.strip() == "" or subject not in answer.text
    assert bool(leads) == any(link.startswith(leads or "-") for link in page.links)


def test_the_three_notices_are_no_differences() -> None:
    assert {Kind.OUTSIDE_REFUND, Kind.FAILED_REFUND, Kind.UNCOVERED} == NOTICES


async def test_where_a_rule_is_broken_leads_to_the_postings_of_its_row(market: Market) -> None:
    payment = new_id()
    async with transaction():
        entries = [debit(own(AccountKind.STRIPE_CLEARING), 5), credit(own(AccountKind.PLATFORM_REVENUE), 5)]
        await post(Movement.CHARGE_SUCCEEDED, Source("payment", payment), "key", entries)
    posting = await fetch_value("select id from money.ledger_transactions")
    by_row, by_itself = await report(of_invariant(7, str(payment), "x"), of_invariant(1, str(posting), "y"))
    expected = "/operator/ledger/transactions/" + names.name("transaction", posting, names.for_operators())
    async with reading(market, await a_person(operator=True)) as visitor:
        for path in (by_row, by_itself):
            assert expected in Page(await visitor.get(path)).links
