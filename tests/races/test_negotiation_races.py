"""Two who answer one request at once, or ask for one place: one of them is heard, and the money follows that one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from market.base import clock
from market.base.access import Principal
from market.base.database import DB, fetch, fetch_value
from market.base.errors import Refusal
from market.money import captures
from market.personas.slots import PersonaUnavailable
from market.rentals.actions.lines import Wanted
from market.rentals.negotiation import answer, take_up
from market.rentals.negotiation.ask import Asked, ask
from market.rentals.negotiation.jobs import sweep_over
from tests.factories import a_brand, a_holder, a_persona, stand_under_a_card
from tests.market import Market, market
from tests.races.conftest import CONTENDERS, at_once
from tests.rentals.negotiation.asking import Request, a_request

__all__ = ["market"]

ROUNDS = 4
Act = Callable[[], Awaitable[object]]


@pytest.fixture
async def wide(market: Market) -> AsyncIterator[Market]:
    """A market with a connection for each contender, so that they really meet."""
    await DB.close()
    await DB.open(market.database.service, minimum=CONTENDERS, maximum=CONTENDERS + 4)
    yield market


async def meet(request: Request, *acts: Act) -> list[object]:
    """All at once, then whatever follows; those who were refused, by name, and what the others made."""
    results = await at_once(acts)
    assert all(not isinstance(it, Exception) or isinstance(it, Refusal) for it in results), results
    await request.market.sweep()
    await request.market.sweep()
    return list(results)


async def agrees(request: Request) -> bool:
    """Whether a rental began; the money, the place and the state must all say the same."""
    begun = await request.state() == "FINALIZED"
    assert await request.payment_status() == ("succeeded" if begun else "canceled")
    places = await fetch_value(
        "select count(*) from personas.slots where persona = $1 and released_at is null", request.persona
    )
    assert places == begun
    decisions = await fetch("select act from money.payment_decisions where payment_id = $1", request.payment)
    assert [it["act"] for it in decisions] == ["capture" if begun else "release"]
    assert await request.market.findings() == []
    return begun


async def turn() -> None:
    """To the moment at which any yes of before becomes an agreement."""
    await clock.travel(timedelta(days=1))


async def test_accepted_and_refused_at_once_a_no_is_a_no(wide: Market) -> None:
    """Refused first, nothing can be accepted; accepted first, it is taken back unseen."""
    for _ in range(ROUNDS):
        request = await a_request(wide)
        results = await meet(
            request,
            lambda r=request: answer.accept(r.holder, r.agreement),  # type: ignore[misc]
            lambda r=request: answer.refuse(r.holder, r.agreement),  # type: ignore[misc]
        )
        assert not isinstance(results[1], Refusal)
        await turn()
        await wide.sweep()
        await wide.sweep()
        assert not await agrees(request)


async def test_accepted_twice_at_once_it_is_agreed_on_once_by_however_many_workers(wide: Market) -> None:
    for _ in range(ROUNDS):
        request = await a_request(wide)
        accept = lambda r=request: answer.accept(r.holder, r.agreement)  # type: ignore[misc]  # noqa: E731
        assert await meet(request, accept, accept, accept) == [None, None, None]
        await turn()
        await meet(request, sweep_over, sweep_over, sweep_over)
        assert await agrees(request)
        assert (
            await fetch_value("select count(*) from rentals.rentals where agreement = $1", request.agreement)
            == 1
        )


async def test_accepted_and_withdrawn_at_once_it_is_withdrawn(wide: Market) -> None:
    for _ in range(ROUNDS):
        request = await a_request(wide)
        results = await meet(
            request,
            lambda r=request: answer.accept(r.holder, r.agreement),  # type: ignore[misc]
            lambda r=request: take_up.withdraw(r.brand, r.agreement),  # type: ignore[misc]
        )
        assert not isinstance(results[1], Refusal)
        assert not await agrees(request)


@pytest.mark.parametrize("side", ["holder", "brand"])
async def test_taken_back_while_it_takes_effect_it_is_one_of_them(wide: Market, side: str) -> None:
    for _ in range(ROUNDS):
        request = await a_request(wide)
        await answer.accept(request.holder, request.agreement)
        await turn()
        back = answer.withdraw if side == "holder" else take_up.withdraw
        who = request.holder if side == "holder" else request.brand
        results = await meet(
            request,
            sweep_over,
            lambda r=request, w=who, act=back: act(w, r.agreement),  # type: ignore[misc]
        )
        await turn()
        await wide.sweep()
        await wide.sweep()
        assert await agrees(request) == isinstance(results[1], Refusal)


async def test_accepted_while_the_sweep_lets_go_of_what_is_over_it_is_one_of_them(wide: Market) -> None:
    """The deadline passes in between: whoever has the payment first decides, and the clock decides with it."""
    for late in (False, True):
        request = await a_request(wide)
        await clock.travel(timedelta(hours=72) if late else timedelta(hours=71, minutes=59))
        results = await meet(
            request,
            lambda r=request: answer.accept(r.holder, r.agreement),  # type: ignore[misc]
            sweep_over,
            lambda r=request, it=late: captures.let_go_undecided(r.payment) if it else sweep_over(),  # type: ignore[misc]
        )
        assert isinstance(results[0], Refusal) == late
        await clock.travel(timedelta(minutes=2))
        await meet(request, sweep_over)
        assert await agrees(request) == (not late)


async def test_a_counter_offer_made_twice_at_once_is_one(wide: Market) -> None:
    request = await a_request(wide)
    results = await at_once(
        [
            lambda step=step: answer.offer(request.holder, request.agreement, "accord", "P1M", step)  # type: ignore[misc]
            for step in (2900, 4900, 9900)
        ]
    )
    assert sum(isinstance(it, Refusal) for it in results) == 2
    row = await request.row()
    assert row.state == "OFFERED" and row.offered
    kept = [step for step, it in zip((2900, 4900, 9900), results, strict=True) if it is None]
    assert [row.offered.price_step] == kept


async def test_a_counter_offer_taken_and_declined_at_once_is_one_of_them(wide: Market) -> None:
    for _ in range(ROUNDS):
        request = await a_request(wide)
        await request.offer("exclusive", "P1M", 1900)
        results = await meet(
            request,
            lambda r=request: take_up.accept_offer(r.brand, r.agreement),  # type: ignore[misc]
            lambda r=request: take_up.withdraw(r.brand, r.agreement),  # type: ignore[misc]
        )
        assert sum(isinstance(it, Refusal) for it in results) == 1
        assert await agrees(request) == (not isinstance(results[0], Refusal))


@pytest.mark.parametrize("price_step", [1900, 2900])
async def test_a_counter_offer_taken_and_taken_back_at_once_is_one_of_them(
    wide: Market, price_step: int
) -> None:
    """Whoever has the payment first: the brand has rented, or nobody can any more; never both, never neither."""
    for _ in range(ROUNDS):
        request = await a_request(wide)
        await request.offer("exclusive", "P1M", price_step)
        accepted, back = await meet(
            request,
            lambda r=request: take_up.accept_offer(r.brand, r.agreement),  # type: ignore[misc]
            lambda r=request: answer.withdraw(r.holder, r.agreement),  # type: ignore[misc]
        )
        assert isinstance(accepted, Refusal) != isinstance(back, Refusal)
        assert (await request.row()).state == ("TERMINATED" if back is None else "AGREED")
        assert await request.first_payment() == (
            "succeeded" if back is not None and price_step == 1900 else "canceled"
        )
        assert (
            await fetch_value("select count(*) from rentals.rentals where agreement = $1", request.agreement)
        ) == (back is not None)
        assert await wide.findings() == []


async def test_refused_and_withdrawn_at_once_it_is_over_for_its_brand_at_once(wide: Market) -> None:
    for _ in range(ROUNDS):
        request = await a_request(wide)
        await meet(
            request,
            lambda r=request: answer.refuse(r.holder, r.agreement),  # type: ignore[misc]
            lambda r=request: take_up.withdraw(r.brand, r.agreement),  # type: ignore[misc]
            sweep_over,
        )
        row = await request.row()
        assert (row.state_for_brand, row.phase_for_brand) == ("TERMINATED", "over")
        assert row.ended_by == "brand" or row.closed_as == "withdrawn"
        assert not await agrees(request)


async def contend(variant: str, capacity: int, brands: list[Principal]) -> list[Asked]:
    persona = await a_persona(await a_holder(), variant=variant, capacity=capacity)
    await stand_under_a_card(persona)
    wanted = Wanted(persona, variant, "P1M", 1900, ("benefits",))
    results = await at_once(
        [lambda who=who: ask(who, wanted, None, str(persona), "/v1/requests") for who in brands]  # type: ignore[misc]
    )
    won = [it for it in results if isinstance(it, Asked)]
    assert all(isinstance(it, Asked | PersonaUnavailable) for it in results), results
    return won


async def test_of_many_brands_that_ask_for_one_place_one_does(wide: Market) -> None:
    brands = [await a_brand(name=f"Marque {n}") for n in range(CONTENDERS)]
    for _ in range(2):
        assert len(await contend("accord", 1, brands)) == 1
        assert len(await contend("accord", 2, brands)) == 2
        assert len(await contend("exclusive", 1, brands)) == 1
