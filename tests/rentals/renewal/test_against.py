"""What the world has against a renewal: each stops it before a cent is taken, and the old rental runs on."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from market.base import clock
from market.base.audit import CLOCK
from market.base.database import fetch, transaction
from market.money.bankcards.errors import BankCardExpired, NoBankCard
from market.personas import actions as personas
from market.rentals.actions.end import end_all, withdraw
from market.rentals.queries import locked
from market.rentals.renewal.rules import AGAIN
from market.rentals.renewal.wishes import brand_wishes
from tests.factories import a_draft
from tests.market import Market, market
from tests.rentals.renewal.renewing import Renewing, a_rental, slots_taken

__all__ = ["market"]

Change = Callable[[Renewing], Awaitable[object]]


async def hide(it: Renewing) -> None:
    await personas.move(it.holder, it.persona, "hidden")


async def away(it: Renewing) -> None:
    """A holder who has not opened the account for four weeks: the platform hides what they list."""
    assert it.holder.person
    async with transaction():
        await personas.hide_all(CLOCK, it.holder.person)


async def dearer(it: Renewing) -> None:
    await fetch("update personas.personas set price_step = 2900 where id = $1", it.persona)


async def other_edition(it: Renewing) -> None:
    await fetch("update personas.personas set terms_version = 1 where id = $1", it.persona)


async def stopped(it: Renewing) -> None:
    assert it.brand.seat
    await fetch("update accounts.brands set state = 'stopped' where id = $1", it.brand.seat.brand)


async def ceased(it: Renewing) -> None:
    """A brand of another member state whose VAT number its register does not know any more."""
    assert it.brand.seat
    await fetch(
        "update accounts.brands set country = 'DE', siren = null, vat_number = 'DE136695976', vat_valid = false,"
        " vat_checked_at = base.now(), street = 'Weg 1', postcode = '10115', city = 'Berlin' where id = $1",
        it.brand.seat.brand,
    )


async def suspended(it: Renewing) -> None:
    await fetch("update rentals.rentals set state = 'TemporarilySuspended' where id = $1", it.rental)


CHANGES: list[tuple[Change, str]] = [
    (hide, "hidden"),
    (away, "hidden"),
    (dearer, "offer_changed"),
    (other_edition, "offer_changed"),
    (stopped, "brand_stopped"),
    (suspended, "not_running"),
]


@pytest.mark.parametrize(("change", "because"), CHANGES)
@pytest.mark.parametrize("when", ["before the notice", "after the notice"])
async def test_it_stops_the_renewal_and_nothing_is_charged(
    market: Market, change: Change, because: str, when: str
) -> None:
    it = await (await a_rental(market)).wanted()
    if when == "before the notice":
        await change(it)
        await it.to("notice")
    else:
        await it.to("notice")
        await change(it)
        await it.to("charge", 0)
    renewal = await it.renewal()
    assert (renewal.state, renewal.because) == ("failed", because)
    assert await it.following() is None and await it.charges() == 0
    assert await slots_taken(it.persona) == [it.rental]
    assert await market.findings() == []


async def confirmed(it: Renewing) -> None:
    await fetch("update accounts.brands set vat_valid = true, vat_checked_at = base.now()")


async def _looked_at(it: Renewing) -> str:
    await clock.travel(AGAIN + timedelta(minutes=1))
    await it.market.sweep()
    return (await it.renewal()).state


@pytest.mark.parametrize("try_", [0, 1])
async def test_what_a_brand_can_put_right_waits_and_is_charged_once_it_is(market: Market, try_: int) -> None:
    """A VAT number that its register does not confirm today may be confirmed tomorrow."""
    it = await (await a_rental(market)).wanted()
    await it.to("notice")
    await ceased(it)
    await it.to("charge", try_)
    assert (await it.renewal()).state == "noticed" and await it.charges() == 0
    await confirmed(it)
    assert await _looked_at(it) == "paid" and await it.charges() == 1
    assert await market.findings() == []


async def test_what_nobody_puts_right_fails_at_the_last_try_and_nothing_is_charged(market: Market) -> None:
    it = await (await a_rental(market)).wanted()
    await it.to("notice")
    await ceased(it)
    await it.to("charge", 2)
    renewal = await it.renewal()
    assert (renewal.state, renewal.because) == ("failed", "vat_number")
    assert await it.following() is None and await it.charges() == 0
    assert await slots_taken(it.persona) == [it.rental]
    assert await market.findings() == []


@pytest.mark.parametrize("mended", [True, False])
async def test_a_notice_waits_for_it_until_the_first_try(market: Market, mended: bool) -> None:
    it = await (await a_rental(market)).wanted()
    await ceased(it)
    await it.to("notice")
    assert (await it.renewal()).state == "open"
    if mended:
        await confirmed(it)
        assert await _looked_at(it) == "noticed"
    else:
        await it.to("charge", 0)
        renewal = await it.renewal()
        assert (renewal.state, renewal.because) == ("failed", "vat_number")
    assert await it.charges() == 0 and await market.findings() == []


async def test_a_brand_is_told_nothing_of_the_persons_own_affairs(market: Market) -> None:
    from market.base import mail

    texts = []
    for change in (hide, dearer):
        it = await (await a_rental(market)).wanted()
        await change(it)
        await it.to("notice")
        texts.append(
            next(m.text.split("\n")[3:6] for m in await mail.kept() if m.kind == "renewal_failed_brand")
        )
    assert texts[0][2:] == texts[1][2:]


async def test_hidden_between_the_decision_and_the_call_is_not_called(market: Market) -> None:
    from market.rentals.renewal.queries import dates_of
    from market.rentals.renewal.work import attend

    it = await (await a_rental(market)).noticed()
    await clock.travel_to(dates_of(await it.row()).charges[0] + timedelta(seconds=1))
    await attend(it.rental)
    await hide(it)
    await market.quiet()
    assert await it.charges() == 0
    await it.to("charge", 1)
    assert (await it.renewal()).because == "hidden" and await it.charges() == 0


async def test_hidden_once_paid_it_goes_on(market: Market) -> None:
    """Hiding a listing touches no agreement."""
    it = await (await a_rental(market)).paid()
    await hide(it)
    await it.to("end")
    await market.sweep()
    following = await it.following()
    assert following and following.phase == "Active" and await market.read(it.brand, following.agreement)


async def test_traits_that_changed_are_what_the_new_period_shows(market: Market) -> None:
    """The same edition, price and period: it is renewed, about the persona as it was at the notice."""
    it = await (await a_rental(market)).wanted()
    await fetch("update personas.personas set published_at = published_at - interval '31 days'")
    await personas.save_draft(it.holder, it.persona, a_draft())
    version = await personas.publish(it.holder, it.persona, variant="standard", period="P1M", price_step=1900)
    await it.to("notice")
    await it.to("charge")
    following = await it.following()
    assert following and following.version == version and (await it.row()).version != version


async def test_a_holder_who_wants_fewer_brands_keeps_the_first_places(market: Market) -> None:
    first = await a_rental(market)
    await fetch("update personas.personas set capacity = 2 where id = $1", first.persona)
    second = await a_rental(market, beside=first)
    for it in (first, second):
        await it.wanted()
    await fetch("update personas.personas set capacity = 1 where id = $1", first.persona)
    await second.to("notice")
    assert (await first.renewal()).state == "noticed"
    assert (await second.renewal()).because == "fewer_places"


async def test_a_brand_that_is_stopped_loses_the_period_to_come_with_all_it_paid(market: Market) -> None:
    it = await (await a_rental(market)).paid()
    assert it.brand.seat
    async with transaction():
        await end_all("brand", it.brand.seat.brand, it.brand.actor)
    await market.quiet()
    following = await it.following()
    assert following and following.phase == "Terminated" and following.refunded == 1900
    assert await slots_taken(it.persona) == [] and await market.findings() == []


async def test_without_a_card_a_brand_cannot_ask_for_it(market: Market) -> None:
    it = await a_rental(market)
    await fetch("update money.bank_cards set exp_year = 2020")
    with pytest.raises(BankCardExpired):
        await brand_wishes(it.brand, it.agreement, True)
    await fetch("update money.bank_cards set status = 'removed', is_default = false")
    with pytest.raises(NoBankCard):
        await brand_wishes(it.brand, it.agreement, True)
    async with transaction():
        assert (await locked(it.rental)).phase == "Active"


async def test_a_contested_payment_of_the_period_to_come_ends_it_with_its_parent(market: Market) -> None:
    """Suspended before it began, by a dispute: switching the relation off ends it all the same."""
    it = await (await a_rental(market)).paid()
    following = await it.following()
    assert following
    await fetch("update rentals.rentals set state = 'TemporarilySuspended' where id = $1", following.id)
    await withdraw(it.holder, it.agreement)
    after = await it.following()
    assert after and (after.phase, after.refunded) == ("Terminated", 1900)
    assert await slots_taken(it.persona) == []
