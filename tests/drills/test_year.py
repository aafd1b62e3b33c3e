"""Two months of a small market, by the day; `make drill ONLY=year` lives twelve of a larger one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from types import ModuleType

import pytest

from drills import papers, planted
from drills.case import Broken
from drills.ground import SETTINGS, Ground
from drills.people import company
from drills.planted import Planted
from drills.size import SMALL, Size
from drills.the_year import TheYear
from drills.town import town
from drills.year import OFTEN, Year
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


@pytest.fixture
def ground(fresh: FreshDatabase, server: Embedded, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    for name, value in {**SETTINGS, "DATABASE_URL": fresh.service}.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    # Alone: the wiring of a test before this one would compute the day's classes at each publication.
    monkeypatch.setitem(events._handlers, PersonasChanged, [])
    yield Ground(server)
    settings.cache_clear()


SEED = 1
"""The drill's own: what its control lives is lived here."""


async def lived(ground: Ground, database: str) -> tuple[Year, list[str]]:
    async with town(ground, database) as place:
        year = Year(place, SMALL, Random(f"{SEED} {SMALL}"), OFTEN)
        await year.begin()
        await year.live()
        return year, await year.judge()


async def test_the_months_close_and_everybody_is_paid_by_contract(
    ground: Ground, fresh: FreshDatabase
) -> None:
    year, wrong = await lived(ground, fresh.name)
    assert wrong == []
    assert year.seen["paid"] >= 3 and year.seen["payouts"] >= 2 and year.seen["withdraw"] >= 1
    assert year.seen["months closed"] >= SMALL.months
    happened = ("bank asks back", "wins", "loses", "refund past us", "wish", "renewed", "by balance")
    assert {it: year.seen[it] for it in happened if not year.seen[it]} == {}
    paid = ("payouts", "transfers", "debit succeeded", "debit failed", "debit came back", "renewals by debit")
    assert {it: year.seen[it] for it in paid if not year.seen[it]} == {}
    own = ("Stripe paid our bank", "paid in", "topped up", "left until the next run", "paid with a later one")
    assert {it: year.seen[it] for it in own if not year.seen[it]} == {}
    ahead = ("castings", "places returned", "bids", "bids accepted", "bids taken", "bids returned")
    assert {it: year.seen[it] for it in ahead if not year.seen[it]} == {}
    assert year.seen["statements"] >= 3
    assert year.seen["notices closed"] and year.seen["renewals stopped"]


PATCHED: Mapping[str, Sequence[tuple[ModuleType, str]]] = {
    planted.ACCOUNTS.name: ((export, "_order"), (transfer, "_take")),
    planted.REFUNDS.name: ((orders, "proration"),),
    planted.PAPERS.name: ((rules, "_untaxed"), (years, "_told"), (sheet, "_brand")),
}
"""What the bugs replace, so that it is put back afterwards."""


@pytest.mark.parametrize("bugs", planted.PLANTED, ids=lambda it: it.name)
async def test_control_what_is_planted_is_found_by_its_own_words_and_nothing_else_is(
    ground: Ground, fresh: FreshDatabase, monkeypatch: pytest.MonkeyPatch, bugs: Planted
) -> None:
    """The same market as above, in which nothing is wrong: what is found is the bug's."""
    for where, name in PATCHED[bugs.name]:
        monkeypatch.setattr(where, name, getattr(where, name))
    bugs.plant()
    _, wrong = await lived(ground, fresh.name)
    assert bugs.unlike(wrong) == []


class Told(TheYear):
    """A year whose lives were lived already: what was found wrong in the unbroken one, and in each broken one."""

    def __init__(self, *lives: Sequence[str]) -> None:
        self.lives = list(lives)

    def _lived(self, size: Size, broken: Broken, pace: float = 0.0) -> list[str]:
        return list(self.lives.pop(0))


AS_PLANTED = [[begins + says for begins, says in it.reasons] for it in planted.PLANTED]


def test_a_control_is_believed_where_the_unbroken_year_is_clean_and_each_bug_is_named() -> None:
    assert Told([], *AS_PLANTED).control() == [it for each in AS_PLANTED for it in each]
    poor = "Stripe does not say ('5700eca4', 1441, 'acct_T3yo')"
    assert Told([poor], *AS_PLANTED).control() == [], "it would be found without any bug"
    for number in range(len(AS_PLANTED)):
        lives = [list(it) for it in AS_PLANTED]
        lives[number] = []
        assert Told([], *lives).control() == [], "not found"
        lives[number] = AS_PLANTED[number][1:]
        assert Told([], *lives).control() == [], "found by something else"
        for other in ("a holder has 1368 and was not paid", "Traceback (most recent call last)"):
            lives[number] = [*AS_PLANTED[number], other]
            assert Told([], *lives).control() == [], "and something else is wrong"


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
