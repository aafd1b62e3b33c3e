"""Two months of a small market, by the day; `make drill ONLY=year` lives twelve of a larger one."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from drills import papers
from drills.bugs import (
    BUGS,
    a_cent_more_collected,
    a_cent_more_in_a_year,
    another_sum_is_read,
    the_first_ones_account,
    the_next_ones_account,
)
from drills.ground import SETTINGS, Ground
from drills.people import company
from drills.size import Size
from drills.town import town
from drills.year import Year
from market.accounts.jobs import SWEEPS as ACCOUNTS
from market.base import clock, events
from market.base.database import fetch, fetch_value
from market.base.embedded import Embedded
from market.base.settings import settings
from market.base.sweeps import sweep_once
from market.money import orders
from market.money.documents import rules, sheet, years
from market.money.payouts.actions import export, transfer
from market.personas.actions import PersonasChanged
from market.rentals.errors import VatNumberNotChecked
from tests.conftest import FreshDatabase

pytestmark = pytest.mark.timeout(600)
SIZE, PACE = Size(14, 3, 2), 14.0
"""A quarter more rentals than there are fates that each happen once."""


@pytest.fixture
def ground(fresh: FreshDatabase, server: Embedded, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    for name, value in {**SETTINGS, "DATABASE_URL": fresh.service}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    # Alone: the wiring of a test before this one would compute the day's classes at each publication.
    monkeypatch.setitem(events._handlers, PersonasChanged, [])
    yield Ground(server)
    settings.cache_clear()


async def lived(ground: Ground, database: str) -> tuple[Year, list[str]]:
    async with town(ground, database) as place:
        year = Year(place, SIZE, Random("the suite's"), pace=PACE)
        await year.begin()
        await year.live()
        return year, await year.judge()


async def test_the_months_close_and_everybody_is_paid_by_contract(
    ground: Ground, fresh: FreshDatabase
) -> None:
    year, wrong = await lived(ground, fresh.name)
    assert wrong == []
    assert year.seen["paid"] >= 3 and year.seen["payouts"] >= 2 and year.seen["withdraw"] >= 1
    assert year.seen["months closed"] >= SIZE.months
    happened = ("bank asks back", "wins", "loses", "refund past us", "wish", "renewed", "by balance")
    assert {it: year.seen[it] for it in happened if not year.seen[it]} == {}
    paid = ("payouts", "transfers", "debit succeeded", "debit failed", "debit came back", "renewals by debit")
    assert {it: year.seen[it] for it in paid if not year.seen[it]} == {}
    assert year.seen["statements"] >= 3
    assert year.seen["notices closed"] and year.seen["renewals stopped"]


async def test_control_money_that_goes_to_somebody_elses_account_is_found(
    ground: Ground, fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_order", export._order)  # put back afterwards
    monkeypatch.setattr(transfer, "_take", transfer._take)
    the_next_ones_account()
    the_first_ones_account()
    _, wrong = await lived(ground, fresh.name)
    assert any("the bank's file pays" in it for it in wrong)
    assert any("Stripe says" in it for it in wrong) and any("Stripe does not say" in it for it in wrong)
    assert not any("by contract" in it for it in wrong), "only the file and Stripe show it"


async def test_control_a_refund_of_a_cent_too_much_is_found(
    ground: Ground, fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "proration", orders.proration)  # put back afterwards
    BUGS["a cent too much back"]()
    _, wrong = await lived(ground, fresh.name)
    assert any("by contract" in it for it in wrong)


async def test_control_documents_that_say_or_show_another_sum_are_found(
    ground: Ground, fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for where, name in ((rules, "_untaxed"), (years, "_told"), (sheet, "_brand")):
        monkeypatch.setattr(where, name, getattr(where, name))  # put back afterwards
    a_cent_more_collected()
    a_cent_more_in_a_year()
    another_sum_is_read()
    _, wrong = await lived(ground, fresh.name)
    assert any(it.startswith("collection of") and "by contract" in it for it in wrong)
    assert any(it.startswith("collection_back of") and "by contract" in it for it in wrong)
    assert any(it.startswith("H-") and "which is not so" in it for it in wrong)
    assert any(it.startswith("R-") and "one reads" in it for it in wrong)
    others = [it for it in wrong if not it.startswith(("collection", "H-", "R-"))]
    assert others == [], "only documents show it"


async def test_people_of_the_year_come_by_the_products_own_way(ground: Ground, fresh: FreshDatabase) -> None:
    async with town(ground, fresh.name) as place:
        year = Year(place, Size(1, 3, 1), Random(1))
        await year.begin()
        rows = await fetch(
            "select country, state, vat_number, vat_valid from accounts.brands order by country"
        )
        assert [tuple(it) for it in rows] == [
            ("BE", "approved", company(1).vat_number, True),
            ("CH", "approved", company(2).vat_number, None),
            ("FR", "approved", None, None),
        ]
        acts = dict(await fetch("select action, count(*) from base.audit_entries group by action"))
        assert acts["person.signed_up"] == acts["person.confirmed"] == 4
        assert acts["brand.vat_number_checked"] == 1 and acts["brand.billing_changed"] == 3
        assert await fetch_value("select count(*) from operators.decisions where act = 'approve'") == 3


async def test_the_register_of_the_year_is_asked_again_and_what_it_says_counts(
    ground: Ground, fresh: FreshDatabase
) -> None:
    async with town(ground, fresh.name) as place:
        year = Year(place, Size(1, 3, 1), Random(1))
        await year.begin()
        await clock.travel(timedelta(days=95))  # longer than an answer is good for
        persona, step, period = year.personas[0]
        with pytest.raises(VatNumberNotChecked):
            await place.request(year.brands[1], persona, "too early", step=step, period=period)
        await sweep_once(ACCOUNTS)
        rented = await place.rented(year.brands[1], persona, step=step, period=period)
        assert rented.agreement
        made, wrong = await papers.all_valid()
        earned_later = [it for it in wrong if not it.startswith("the papers say")]
        assert (made, earned_later) == (2, [])
