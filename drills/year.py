"""One calendar year on the sandbox with the travelling clock: twelve months close, everybody is paid by contract.

Whatever happens is done by the product's own actions, day after day, and by what Stripe and the banks do. One thing is
written into the database: each persona stands under a card of its own (`tests.factories.stand_under_a_card`), because
classes are computed of crowds, and a small year has none. At the end what each holder was paid is computed anew from
the agreements, by `contracts` alone, and every document is validated and compared with them.
"""

import calendar
import contextlib
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from drills import fates, own_money, papers, people
from drills.by_contract import by_contract
from drills.direct_debits import Debits
from drills.fates import Rented
from drills.gifts import Gifts
from drills.month_end import Cashier, looked_at, stop_renewing
from drills.size import LAST, Size
from drills.tenders import Tenders
from drills.town import Town, tag_of
from market.accounts.jobs import SWEEPS as ACCOUNTS
from market.base import audit, clock
from market.base.access import Principal
from market.base.clock import MARKET_ZONE
from market.base.database import fetch, fetch_value
from market.base.settings import settings
from market.base.sweeps import sweep_once
from market.money.clientmoney import keeping
from market.money.credit.errors import BrandOwes, NoDebt
from market.money.jobs import SWEEPS as MONEY
from market.money.sandbox import cards, ibans
from market.money.settlement.actions import settle
from market.money.settlement.rules import Month
from market.personas.slots import PersonaUnavailable
from market.relations.castings.jobs import SWEEPS as CASTINGS
from market.relations.intents.jobs import SWEEPS as INTENTS
from market.relations.rewards.actions import SWEEPS as REWARDS
from market.rentals.actions.rent import Requested
from market.rentals.jobs import SWEEPS as RENTALS
from market.rentals.renewal.jobs import SWEEPS as RENEWALS

PUT_OFF = 40
"""Days for which some holders do not tell Stripe where their money goes."""
RUN_OUT = range(2, 8)
"""Months after the last in which what still runs ends, comes off hold and is paid: at least two, for the yearly
statements, and most where a quarter that was paid by debit begins in January and is on hold for eight weeks."""
QUIET_DAYS = (1, 8, 15, 20, 28)
"""Of a month in which nothing begins any more: when the worker looks."""
VISITS = (1, 6, 11, 15, 21, 26)
"""Of a month: when holders open their accounts. A session that nobody shows for a week is over."""
ASKS = 3
"""Of so many rentals that are paid, the brand of one asks something that brings its person a reward."""
STEPS = (500, 900, 1900, 2900, 4900, 9900)
CROWDED = 100
"""Holders of whom some are a crowd of a casting's."""
A_HOLDER_A_YEAR = 3.0
"""How often a holder's persona is asked for."""
OFTEN = 14.0
"""And in a small year, in which there have to be more rentals than there are fates that each happen once."""


@dataclass
class Year:
    """The year under way."""

    town: Town
    size: Size
    dice: Random
    pace: float = A_HOLDER_A_YEAR
    holders: list[people.Visitor] = field(default_factory=list)
    personas: list[tuple[uuid.UUID, int, str]] = field(default_factory=list)
    brands: list[Principal] = field(default_factory=list)
    operators: list[Principal] = field(default_factory=list)
    plans: dict[int, list[tuple[str, Rented]]] = field(default_factory=lambda: defaultdict(list))
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    connect_since: int | None = None
    """The day on which the market changed from the bank's files to Stripe Connect."""
    repaid: int = 0
    """What brands have paid of their debts, minor units."""

    def __post_init__(self) -> None:
        self.cashier = Cashier(self.town, self.dice, self.seen)
        self.debits = Debits(self.town, self.dice, self.seen)
        self.gifts = Gifts(self.town, Random("gifts"), self.seen)  # what is given moves nobody else's dice
        self.tenders = Tenders(self.town, Random("tenders"), self.seen)

    @property
    def changes(self) -> Month:
        """The month in which more than half of the months are paid out, and the rest will be by Stripe Connect."""
        month = self.size.first
        for _ in range(self.size.months // 2 + 1):
            month = month.following
        return month

    async def begin(self) -> None:
        """Everybody comes on the first day: of a whole year, on New Year's Day."""
        await keeping.keep(fetch, settings())  # as a migration does
        await clock.travel_to(self.size.first.starts_at + timedelta(hours=8))
        for number in range(self.size.holders):
            visitor = await people.a_holder(self.town, number)
            period, step = "P3M" if self.dice.random() < 0.15 else "P1M", self.dice.choice(STEPS)
            self.holders.append(visitor)
            persona = await self.town.persona(visitor.who, step=step, period=period)
            self.personas.append((persona, step, period))
            self.seen["personas"] = number + 1
        self.operators = self.cashier.operators = [await people.an_operator() for _ in range(3)]
        await self.gifts.begin(self.operators[0])
        for number in range(self.size.brands):
            self.brands.append(await people.a_brand(self.town, number, self.operators[0]))
        await self.town.quiet()

    async def live(self) -> None:
        """All days of all months, then those in which the rest comes to its end."""
        month = last = self.size.first
        for number in range(self.size.months + RUN_OUT.stop):
            if number >= self.size.months + RUN_OUT.start and await self._all_is_over():
                break
            began = time.monotonic()
            await self._month(month, lively=number < self.size.months)
            last, month = month, month.following
            self._say(f"{last}: {dict(self.seen)}, {time.monotonic() - began:.0f} s")
        await self._papers_of_the_year()

    async def _all_is_over(self) -> bool:
        """Nothing runs, is on hold or can be paid, and nobody has anything in mind."""
        left = await fetch_value(
            "select count(*) from money.ledger_balances where kind in ('rental:escrow', 'refund:in_flight',"
            " 'holder:pending', 'holder:reserved') and posted <> 0 or kind = 'holder:payable' and posted >= $1",
            settings().payout_threshold,
        )
        gifts = await self.gifts.left()
        return not (left or gifts or self.plans or self.debits.due or self.debits.backs)

    def _say(self, text: str) -> None:
        print(f"  year {self.size}: {text}", flush=True)

    async def _month(self, month: Month, lively: bool) -> None:
        first = month.starts_at.astimezone(MARKET_ZONE).date()
        days = [first + timedelta(days=n) for n in range(calendar.monthrange(first.year, first.month)[1])]
        for day in days if lively else [it for it in days if it.day in QUIET_DAYS]:
            await clock.travel_to(
                datetime(day.year, day.month, day.day, 9, tzinfo=MARKET_ZONE).astimezone(UTC)
            )
            if day.day == 1 and month != self.size.first:
                await self._close(month.preceding)
            if day.day == 20 and month != self.size.first:
                self.faults += await self.cashier.pay(month.preceding)
                if self.connect_since is None:  # by Stripe alone no charity is paid
                    await self.gifts.pay_charity(self.operators, day.toordinal())
            if day.day > 20 and month == self.changes and self.connect_since is None:
                await own_money.change_of_method(self.town, self.seen)
                self.connect_since = day.toordinal()
            if lively:
                await self._rents(day.toordinal())
                await self.tenders.day(day, self.holders, [it[0] for it in self.personas], self.brands)
            elif day.day == 1:
                await stop_renewing(self._everybody(), self.seen)
            if day.day in VISITS:
                await self._visits(day.toordinal())
                await self._debts(day.toordinal())
            await self._happen(day.toordinal())
            await self.town.quiet()
            await sweep_once(
                [
                    it
                    for it in (*ACCOUNTS, *RENTALS, *RENEWALS, *REWARDS, *CASTINGS, *INTENTS, *MONEY)
                    if it.name != "money.reconcile"
                ]
            )
            await self.town.quiet()
        self.faults += await looked_at(f"at the end of {month}", self.operators[0], self.seen)

    async def _visits(self, today: int) -> None:
        """Holders open their accounts; where Stripe pays them from now on, they tell it where to. Some put that off."""
        for number, it in enumerate(self.holders):
            await it.open()
            await self.gifts.visited(it.who)
            tag, waits = tag_of(it.who), PUT_OFF if number % 5 == 4 else 0
            if self.connect_since is None or tag in self.cashier.connected:
                continue
            if today >= self.connect_since + waits:
                self.cashier.connected[tag] = await people.connected(self.town, it.who)

    def _everybody(self) -> Mapping[uuid.UUID, Principal]:
        """Who speaks for a brand, by its id, and holders by their own."""
        brands = {it.seat.brand: it for it in self.brands if it.seat}
        return brands | {it.who.person: it.who for it in self.holders if it.who.person}

    async def _rents(self, day: int) -> None:
        expected = len(self.personas) * self.pace / 365
        for number in range(int(expected) + (self.dice.random() < expected % 1)):
            await self._rent(day, number)

    async def _rent(self, day: int, number: int) -> None:
        nth = self.seen["paid"]
        # What is to be renewed is rented by the month: a small year is too short for the end of a quarter.
        open_to = [it for it in range(len(self.personas)) if not (fates.renews(nth) and self._a_quarter(it))]
        which, who = self.dice.choice(open_to), self.dice.choice(self.brands)
        persona, step, period = self.personas[which]
        fate, means = self.dice.random(), fates.means(self.dice, nth)
        try:
            asked = await self._ordered(who, persona, f"{day} {number}", means, step, period)
        except PersonaUnavailable:
            self.seen["unavailable"] += 1
            return
        if fate < 0.06 and means != "balance":
            self.seen["abandoned"] += 1
            return
        if fate < 0.14 and means not in ("balance", "debit"):
            await self.town.pay(asked, cards.LACKS_FUNDS)
            self.seen["declined"] += 1
        await self.town.pay(asked, ibans.SUCCEEDS_LATER if means == "debit" else cards.SUCCEEDS)
        if means == "debit":
            self.debits.plan(asked.payment, day, fates.end_of(nth))
        self.seen[f"by {means}"] += 1
        rented = fates.Rented(self.holders[which].who, who, asked)
        for after, what in fates.drawn(self.dice, nth, means):
            self.plans[day + after].append((what, rented))
        if nth % ASKS == 0:
            self.plans[day + 1 + (fates.BANKS_DAYS if means == "debit" else 0)].append(("asks", rented))
        self.seen["paid"] += 1

    def _a_quarter(self, which: int) -> bool:
        return self.personas[which][2] == "P3M"

    async def _ordered(self, who: Principal, *order: Any) -> Requested:
        """A brand that owes pays that first: until then it rents nothing new."""
        try:
            return await fates.ordered(self.town, who, *order)
        except BrandOwes:
            await self._pays_debt(who, f"{order[1]} debt")
            return await fates.ordered(self.town, who, *order)

    async def _debts(self, today: int) -> None:
        """Every second brand pays what it owes without being asked; the others when they want to rent again."""
        for who in self.brands[::2]:
            with contextlib.suppress(NoDebt):
                await self._pays_debt(who, f"{today} debt")

    async def _pays_debt(self, who: Principal, key: str) -> None:
        paid, how = await fates.repaid(self.town, who, key)
        self.repaid += paid
        self.seen[f"debts paid by {how}"] += 1

    async def _happen(self, day: int) -> None:
        await self.town.quiet()
        await self.debits.happen(day)
        due = [it for at in sorted(self.plans) if at <= day for it in self.plans.pop(at)]
        for what, rented in due:
            asks = what == "asks"
            done = await (self.gifts.ask(rented) if asks else fates.HAPPENS[what](self.town, rented))
            self.seen[what if done else f"{what}: too late"] += 1

    async def _close(self, month: Month) -> None:
        await settle(str(month), audit.SYSTEM)
        self.seen["months closed"] += 1

    async def _papers_of_the_year(self) -> None:
        self.seen["statements"] = await fetch_value(
            "select count(*) from money.documents where kind = 'year' and year = $1", LAST.year
        )
        if self.seen["paid"] and not self.seen["statements"]:
            self.faults.append("no yearly statement was issued")

    async def judge(self) -> list[str]:
        """What is wrong at the end."""
        await self.tenders.came_of_it()
        self.seen["renewed"] = await fetch_value(
            "select count(*) from rentals.rentals where parent is not null and starts_at is not null"
        )
        if self.size.holders >= CROWDED and not self.seen["places taken"]:
            self.faults.append("nobody was given a place of a casting")
        closed = await fetch_value("select count(*) from money.settlements where closed_at is not null")
        if closed < self.size.months:
            self.faults.append(f"{closed} months are closed")
        self.faults += (
            await by_contract([it.who for it in self.holders], self.repaid, self.gifts.persons())
            + await self.gifts.wrong()
        )
        began = time.monotonic()
        made, wrong = await papers.all_valid(await self.gifts.became_theirs())
        self._say(f"{made} documents validated in {time.monotonic() - began:.0f} s")
        return self.faults + wrong
