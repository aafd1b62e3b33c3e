"""Every cent of a renewal is explained by Stripe's own account of it, and by documents that validate elsewhere."""

from datetime import timedelta

from market.accounts.openings import note_opening
from market.base import clock
from market.base.database import fetch_value
from market.money.sandbox import cards
from market.rentals.actions.dormant import sweep_absent
from market.rentals.actions.end import withdraw
from market.rentals.renewal.wishes import holder_wishes
from tests.factories import with_address
from tests.market import Market, market
from tests.money.reconciliation.looking import found, look
from tests.rentals.renewal.renewing import a_rental

__all__ = ["market"]


async def test_paid_taken_back_and_refused_renewals_leave_nothing_to_explain(market: Market) -> None:
    kept, back, refused = [await a_rental(market) for _ in range(3)]
    await refused.use_card(cards.DECLINES_LATER)
    for it in (kept, back, refused):
        await it.wanted()
    await kept.to("notice")
    await kept.to("charge", 0)
    await holder_wishes(back.holder, back.agreement, False)
    await market.quiet()
    await look()
    assert await found() == [], "a refused card that waits is no finding either"
    await kept.to("end", late=timedelta(hours=1))
    await market.sweep()
    await look()
    assert await found() == [] and await market.findings() == []
    paid = await fetch_value(
        "select count(*) from rentals.rentals where parent is not null and state = 'Active'"
    )
    assert paid == 1


async def test_each_period_has_an_invoice_of_its_own_and_what_goes_back_a_credit_note(market: Market) -> None:
    it = await a_rental(market)
    await with_address(it.brand)
    await it.paid()
    await market.sweep()
    following = await it.following()
    assert following and following.order_id != (await it.row()).order_id
    kinds = "select count(*) from money.documents where kind = $1"
    assert await fetch_value(kinds, "invoice") == 2
    await withdraw(it.holder, following.agreement)
    await market.sweep()
    assert await fetch_value(kinds, "credit_note") == 1


async def test_a_holder_who_answers_no_letter_is_renewed_no_more(market: Market) -> None:
    """Away for three weeks and asked twice when the charge is due: nothing is charged for somebody who is gone."""
    it = await (await a_rental(market)).noticed()
    await sweep_absent()
    await clock.travel(timedelta(days=7, hours=1))
    await sweep_absent()
    await it.to("charge", 0)
    assert ((await it.renewal()).because, await it.charges()) == ("absent", 0)


async def test_a_holder_who_comes_back_is_renewed(market: Market) -> None:
    it = await (await a_rental(market)).noticed()
    await sweep_absent()
    await clock.travel(timedelta(days=7, hours=1))
    await sweep_absent()
    assert it.holder.person
    await note_opening(it.holder.person)
    await it.to("charge", 0)
    assert ((await it.renewal()).state, await it.charges()) == ("paid", 1)
