"""A brand's public page counts by month, tells nothing of persons, and is there for approved brands alone."""

import json
import re
import uuid
from datetime import date, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.accounts.public import public_brand
from market.base import clock, names
from market.base.clock import MARKET_ZONE
from market.base.database import fetch
from market.base.errors import NotFound
from market.relations.closing.actions import give_note
from market.relations.conduct.queries import brand_page, conduct_of, name_of
from market.relations.conduct.rules import Conduct
from market.rentals.erasure.attest import attest_erasure
from market.rentals.erasure.kept import MINIMUM, month_of, percent
from market.rentals.negotiation.shown import asking
from tests.factories import a_brand, a_persona
from tests.market import Market, market
from tests.rentals.erasure.erasing import ERASED, Over, a_rented
from tests.rentals.renewal.renewing import a_rental as a_renewing

__all__ = ["market"]

DAY = timedelta(days=1)


async def to(day: date, hour: int = 12) -> None:
    await clock.travel_to(datetime(day.year, day.month, day.day, hour, tzinfo=MARKET_ZONE))


def next_month(day: date) -> date:
    return month_of(month_of(day) + 32 * DAY)


async def counts(over: Over) -> tuple[int, int, int, int, int]:
    found = await conduct_of(over.brand_id)
    return found.due, found.in_time, found.late, found.outstanding, found.notes


async def test_nothing_moves_before_the_month_is_over(market: Market) -> None:
    over = await a_rented(market)
    assert await counts(over) == (0, 0, 0, 0, 0)
    await over.switched_off()
    due = (await over.duty()).delete_by
    assert due
    await over.day(due + DAY)
    if month_of(due + DAY) == month_of(due):
        assert await counts(over) == (0, 0, 0, 0, 0), "the day of an end is not told by a count"
    await over.day(next_month(due))
    assert await counts(over) == (1, 0, 0, 1, 0)
    await attest_erasure(over.brand, over.agreement, ERASED)
    await give_note(over.brand, over.agreement, ["offer-made"], "learned", None)
    assert await counts(over) == (1, 0, 1, 0, 1)
    assert (await conduct_of(over.brand_id)).breaches == 1, "late takes nothing back"
    asked = await asking(over.brand_id, None)
    assert (asked.conduct.due, asked.conduct.signed_late, asked.conduct.breaches) == (1, 1, 1)


async def test_signed_in_time_counts_as_that(market: Market) -> None:
    over = await (await a_rented(market)).switched_off()
    due = (await over.duty()).delete_by
    assert due
    await to(due, hour=23)
    await attest_erasure(over.brand, over.agreement, ERASED)
    await to(next_month(due))
    assert await counts(over) == (1, 1, 0, 0, 0)


async def test_with_the_worker_dead_the_counts_are_the_same(market: Market) -> None:
    over = await a_rented(market)
    await clock.travel(100 * DAY)
    assert await market.state(over.agreement) == "Active", "nobody recorded the end"
    alone = await counts(over)
    assert alone == (1, 0, 0, 1, 0)
    await market.sweep()
    assert await counts(over) == alone


async def test_one_brands_counts_are_its_own(market: Market) -> None:
    over, other = await (await a_rented(market)).switched_off(), await a_brand(name="Velours")
    await clock.travel(100 * DAY)
    assert other.seat and (await conduct_of(other.seat.brand)).due == 0
    assert (await conduct_of(over.brand_id)).due == 1


async def test_only_who_was_approved_has_a_page(market: Market, client: httpx.AsyncClient) -> None:
    waiting, good = await a_brand(approved=False, name="Marque U"), await a_brand()
    assert waiting.seat and good.seat
    with pytest.raises(NotFound):
        await public_brand(waiting.seat.brand)
    foreign = names.name("brand", good.seat.brand, names.for_operators())
    for name in (name_of(waiting.seat.brand), foreign, name_of(uuid.uuid4()), "x"):
        for path in ("/v1/brands/", "/brands/"):
            assert (await client.get(path + name)).status_code == 404
    assert (await client.get("/brands/" + name_of(good.seat.brand))).status_code == 200
    await fetch("update accounts.brands set state = 'stopped' where id = $1", good.seat.brand)
    assert (await brand_page(name_of(good.seat.brand))).brand.stopped


async def test_the_page_tells_of_the_brand_and_of_nobody_else(
    market: Market, client: httpx.AsyncClient
) -> None:
    over = await (await a_rented(market)).switched_off()
    await clock.travel(100 * DAY)
    await market.sweep()
    name = name_of(over.brand_id)
    machine = await client.get(f"/v1/brands/{name}")
    page = await client.get(f"/brands/{name}?language=en")
    signed = machine.json()["charter"]["signed_on"]
    persona = names.name("persona", (await over.row()).persona, names.for_brand(over.brand_id))
    for text in (machine.text, page.text):
        for inner in (over.agreement, over.rental, over.brand_id):
            assert str(inner) not in text
        assert persona not in text and names.handle(persona) not in text
        assert not re.search(r"\d{4}-\d\d-\d\d", text.replace(signed, "")), "no day but that of its own act"
    assert json.loads(machine.text)["conduct"]["outstanding"] == 1
    for words in ("Dates not kept", "Operators compare the name", "How this is counted"):
        assert words.lower() in page.text.lower()


async def test_a_holder_who_leaves_two_brands_on_a_day_changes_neither_page_that_month(
    market: Market, client: httpx.AsyncClient
) -> None:
    """What two pages would say on one day would join what two brands know."""
    first = await a_rented(market)
    second = await a_brand(name="Velours")
    agreement = await market.rented(second, await a_persona(first.holder))
    assert second.seat
    pages = [f"/v1/brands/{name_of(it)}" for it in (first.brand_id, second.seat.brand)]
    before = [(await client.get(page)).json()["conduct"] for page in pages]
    await first.switched_off()
    await Over(market, first.holder, second, agreement, first.rental).switched_off()
    assert [(await client.get(page)).json()["conduct"] for page in pages] == before


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_the_formula_adds_up_and_says_no_share_of_a_few(
    in_time: int, late: int, open_: int, notes: int
) -> None:
    due = in_time + late + open_
    found = Conduct(date(2027, 1, 1), due, in_time, late, min(notes, due), None, None, None, None, None, None)
    assert (found.outstanding, found.breaches) == (open_, late + open_)
    assert (found.kept_percent is None) == (due < MINIMUM)
    if found.kept_percent is not None:
        assert (found.kept_percent == 100) == (in_time == due)
        assert found.kept_percent * due <= 100 * in_time < (found.kept_percent + 1) * due
    assert percent(MINIMUM, MINIMUM) == 100 and percent(1, MINIMUM - 1) is None


async def test_a_renewed_rental_counts_once_with_its_last_period(market: Market) -> None:
    it = await (await a_renewing(market)).paid()
    assert it.brand.seat
    await clock.travel(150 * DAY)
    assert (await conduct_of(it.brand.seat.brand)).due == 1, "by the clock"
    await market.sweep()
    assert (await conduct_of(it.brand.seat.brand)).due == 1
