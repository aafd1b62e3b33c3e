"""At a change of the VAT rate: a period is taxed at the rate of the day on which it is paid, whenever it was agreed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from contracts import vat
from market.base.clock import market_date, now, travel_to
from market.base.database import fetch, fetch_value
from market.money.accounting.vat import standing
from market.money.documents.jobs import sweep_all
from market.money.invariants import check
from market.money.sandbox import cards
from market.rentals.renewal.wishes import brand_wishes, holder_wishes
from tests.factories import with_address
from tests.market import Market, market
from tests.rentals.negotiation.asking import HOUR, Request, request_
from tests.rentals.renewal.renewing import Renewing, a_rental
from tests.rentals.renewal.test_from_balance import put_in

__all__ = ["market", "request_"]

Change = Callable[[date], None]


@pytest.fixture
def changes(monkeypatch: pytest.MonkeyPatch) -> Change:
    """From this day on 21 % instead of 20 %."""

    def at(day: date) -> None:
        rates = {"FR": ((vat.Span(date(2014, 1, 1), day), 2000), (vat.Span(day), 2100))}
        monkeypatch.setattr(vat, "RATES", rates)

    return at


async def _today() -> date:
    return market_date(await now())


async def _lines() -> list[tuple[int, int, int]]:
    """Price, holder's share and VAT rate of what was bought, in the order of its buying."""
    rows = await fetch("select amount, bps, vat_bps from money.order_lines order by id")
    return [(row["amount"], row["bps"], row["vat_bps"]) for row in rows]


async def _invoiced() -> list[tuple[int, int]]:
    """Commission and the VAT in it, by invoice, in the order of buying."""
    await sweep_all()
    rows = await fetch(
        "select d.gross, d.vat from money.documents d join money.orders o on o.id = d.order_id"
        " where d.kind = 'invoice' order by o.placed_at"
    )
    return [(row["gross"], row["vat"]) for row in rows]


async def _ties(market: Market) -> None:
    found = await standing()
    assert found.difference == 0, found
    assert await check() == [] and await market.findings() == []


async def _noticed(market: Market) -> Renewing:
    it = await a_rental(market)
    it.brand = await with_address(it.brand)
    return await it.noticed()


async def test_a_renewal_noticed_under_the_old_rate_is_taxed_at_that_of_its_payment(
    market: Market, changes: Change
) -> None:
    it = await _noticed(market)
    changes(await _today() + timedelta(days=2))
    await it.to("charge", 0)
    assert (await it.renewal()).state == "paid"
    assert await _lines() == [(1900, 8000, 2000), (1900, 8000, 2100)]
    assert (await it.renewal()).frozen().price.amount == 1900
    assert await _invoiced() == [(380, 63), (380, 66)], "380 × 20 ÷ 120, and × 21 ÷ 121"
    await _ties(market)
    following = await it.following()
    assert following and following.ends_at
    await travel_to(following.ends_at + timedelta(days=1))
    await market.sweep()
    vats = await fetch_value(
        "select sum(e.amount)::bigint from money.ledger_entries e join money.ledger_transactions t"
        " on t.id = e.transaction_id where e.kind = 'tax:vat' and t.source_id = $1",
        following.id,
    )
    assert vats == 66, "as invoiced"
    await _ties(market)


async def test_a_first_try_under_the_old_rate_changes_nothing_of_that(
    market: Market, changes: Change
) -> None:
    it = await a_rental(market)
    await it.use_card(cards.DECLINES_LATER)
    it.brand = await with_address(it.brand)
    await it.noticed()
    await it.to("charge", 0)
    assert (await it.renewal()).failure == "generic_decline"
    changes(await _today() + timedelta(days=1))
    await it.use_card(cards.SUCCEEDS)
    await it.to("charge", 1)
    assert (await it.renewal()).state == "paid"
    assert await _lines() == [(1900, 8000, 2000), (1900, 8000, 2100)]
    assert await _invoiced() == [(380, 63), (380, 66)], "380 × 20 ÷ 120, and × 21 ÷ 121"
    changed = "select count(*) from base.audit_entries where action = 'order.taxed_as_paid'"
    assert await fetch_value(changed) == 1
    await _ties(market)


async def test_a_balance_that_pays_it_is_no_other_case(market: Market, changes: Change) -> None:
    it = await a_rental(market)
    await put_in(it, 3000)
    await brand_wishes(it.brand, it.agreement, True, "balance")
    await holder_wishes(it.holder, it.agreement, True)
    await it.to("notice")
    changes(await _today() + timedelta(days=2))
    await it.to("charge", 0)
    assert (await it.renewal()).state == "paid"
    assert await _lines() == [(1900, 8000, 2000), (1900, 8000, 2100)]
    await _ties(market)


async def test_what_was_asked_under_the_old_rate_and_accepted_under_the_new_is_taxed_at_the_new(
    request_: Request, market: Market, changes: Change
) -> None:
    changes(await _today() + timedelta(days=1))
    await request_.later(25 * HOUR)
    await request_.accept()
    assert await request_.state() == "FINALIZED"
    assert await _lines() == [(1900, 8000, 2100)]
    await _ties(market)


async def test_at_no_change_nothing_is_written(request_: Request, market: Market) -> None:
    await request_.later(25 * HOUR)
    await request_.accept()
    assert await _lines() == [(1900, 8000, 2000)]
    changed = "select count(*) from base.audit_entries where action = 'order.taxed_as_paid'"
    assert await fetch_value(changed) == 0


async def test_a_brand_that_owes_no_vat_here_owes_none_at_the_new_rate(
    market: Market, changes: Change
) -> None:
    it = await a_rental(market)
    await it.use_card(cards.DECLINES_LATER)
    it.brand = await with_address(it.brand, country="CH", vat_number="CHE107787577")
    await it.noticed()
    await it.to("charge", 0)
    changes(await _today() + timedelta(days=1))
    await it.use_card(cards.SUCCEEDS)
    await it.to("charge", 1)
    assert (await it.renewal()).state == "paid"
    assert (await _lines())[1] == (1900, 8000, 0)
    changed = "select count(*) from base.audit_entries where action = 'order.taxed_as_paid'"
    assert await fetch_value(changed) == 0
    await _ties(market)
