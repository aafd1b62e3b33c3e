"""What brands give for answers in a year: a question that brings something, and what its person makes of that.

What was chosen, by whom and when is a fact of the year; what it comes to is held against it at the end.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Literal

from drills.fates import Rented
from drills.flows.balance import put_in
from drills.paper_years import Became
from drills.town import Town, tag_of
from market.base import clock
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.base.settings import settings
from market.money.credit.errors import BalanceTooLow, BrandOwes
from market.money.rewards.actions import charities
from market.money.rewards.actions.budgets import open_budget
from market.money.rewards.actions.charities import Payment
from market.money.rewards.actions.choose import Choice
from market.money.rewards.errors import RewardBeyondBudget
from market.money.rewards.rules import Draft
from market.relations.errors import QuestionAlreadyAsked, QuestionNotIncluded
from market.relations.questions import answering, queries
from market.relations.questions.asking import ask
from market.relations.rewards.actions import choose
from market.relations.rewards.queries import name_of
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive, RentalNotFound, RentalSuspended
from tests.relations.questions.asked import a_question

AMOUNTS = (50, 130, 400)
"""Minor units for an answer."""
BUDGET = 3000
"""Minor units; what is left of it after two months is in the balance again."""
TOO_LATE = (RentalAlreadyEnded, RentalNotActive, RentalNotFound, RentalSuspended, BrandOwes)
ASKED_ALREADY = (QuestionNotIncluded, QuestionAlreadyAsked)
UNPAID = (
    "select coalesce(sum(amount), 0)::bigint from money.ledger_entries where kind = 'charity:payable'"
    " and subject = $1"
)

Way = Literal["cash", "charity", "silence"]

BY_STRIPE: Sequence[Way] = ("cash", "silence")
"""Where no clients' money lies in a bank of the market's, nothing can be paid to a charity."""


@dataclass(frozen=True)
class Given:
    """An answer that brings `amount` minor units to a holder (money's tag) or, by their choice, to a charity."""

    id: uuid.UUID
    holder: bytes
    agreement: uuid.UUID
    amount: int


@dataclass
class Gifts:
    """Each brand has a budget, and a new one when that is used up or over."""

    town: Town
    dice: Random
    seen: Counter[str]
    budgets: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    given: dict[uuid.UUID, Given] = field(default_factory=dict)
    chosen: dict[uuid.UUID, Way] = field(default_factory=dict)
    charity: uuid.UUID | None = None

    async def begin(self, operator: Principal) -> None:
        self.charity = await charities.add(operator, "Les Vélos du lien", "W313001234")

    async def ask(self, rented: Rented) -> bool:
        """The brand asks, and the holder answers at once. Whether it could still be done."""
        brand, amount = rented.brand, self.dice.choice(AMOUNTS)
        question = await a_question(reward=amount)
        try:
            for again in (False, True):
                try:
                    await ask(
                        brand, rented.asked.agreement, question, budget=await self._budget(brand, anew=again)
                    )
                    break
                except RewardBeyondBudget:
                    continue
        except (*TOO_LATE, *ASKED_ALREADY):
            return False
        await self.town.quiet()
        await self._answered(rented, amount)
        return True

    async def _budget(self, brand: Principal, *, anew: bool) -> uuid.UUID:
        """The brand's open one. Raises BrandOwes."""
        assert brand.seat
        own = self.budgets.get(brand.seat.brand)
        still = "select exists (select from money.reward_budgets where id = $1 and status = 'open' and until >= $2)"
        today = clock.market_date(await clock.now())
        if own and not anew and await fetch_value(still, own, today):
            return own
        draft, key = (
            Draft(BUDGET, today + timedelta(days=60), None),
            uuid.UUID(int=self.dice.getrandbits(128)),
        )
        try:
            made = await open_budget(brand, draft, key.hex)
        except BalanceTooLow:
            await put_in(self.town, brand, 3 * BUDGET, f"{key.hex} top-up")
            made = await open_budget(brand, draft, key.hex)
        self.seen["budgets"] += 1
        self.budgets[brand.seat.brand] = made
        return made

    async def _answered(self, rented: Rented, amount: int) -> None:
        row = (
            await fetch(
                "select w.id, q.id as question from relations.questions q join rentals.rentals r on r.id = q.rental"
                " join money.rewards w on w.source = q.id where r.agreement = $1 order by q.id desc limit 1",
                rented.asked.agreement,
            )
        )[0]
        name = queries.name_of(row["question"], rented.asked.agreement)
        await answering.answer(rented.holder, rented.asked.agreement, name, [1])
        self.given[row["id"]] = Given(row["id"], tag_of(rented.holder), rented.asked.agreement, amount)

    async def visited(self, who: Principal) -> None:
        """A holder chooses what has been earned: money, a gift, or nothing for now and for ever."""
        for row in await fetch(
            "select w.id, r.agreement from money.rewards w join rentals.rentals r on r.id = w.rental_id"
            " where w.holder = $1 and w.status = 'earned' order by w.id",
            tag_of(who),
        ):
            if row["id"] in self.chosen:
                continue
            ways: Sequence[Way] = (
                ("cash", "charity", "silence") if settings().holds_client_money else BY_STRIPE
            )
            way = ways[len(self.chosen) % len(ways)]
            self.chosen[row["id"]] = way
            self.seen[f"gifts as {way}"] += 1
            if way != "silence":
                choice = Choice("cash") if way == "cash" else Choice("charity", self.charity)
                await choose(who, row["agreement"], name_of(row["id"], row["agreement"]), choice)

    async def pay_charity(self, operators: Sequence[Principal], number: int) -> None:
        """What was given is paid from the bank, where it is the market's."""
        assert self.charity
        owed = await fetch_value(UNPAID, self.charity.bytes)
        if owed:
            day = clock.market_date(await clock.now())
            await charities.record(operators[0], self.charity, Payment(owed, f"DONS {number}", day))
            self.seen["charity paid"] += 1

    def persons(self) -> Mapping[bytes, int]:
        """What each holder (money's tag) has of them as money, once all are over; minor units."""
        found = Counter[bytes]()
        for it in self.given.values():
            if self.chosen.get(it.id) != "charity":
                found[it.holder] += it.amount
        return found

    async def became_theirs(self) -> Sequence[Became]:
        """The same one by one, with the instant at which each became money of its holder's."""
        return [
            Became(it.holder, it.agreement, it.amount, row["settled_at"])
            for row in await fetch("select id, settled_at from money.rewards where status = 'paid'")
            if (it := self.given[row["id"]])
        ]

    async def left(self) -> int:
        """How many are not over."""
        found = await fetch_value("select count(*) from money.rewards where status in ('offered', 'earned')")
        return int(found)

    async def wrong(self) -> list[str]:
        """What the charity was owed and paid, held against what was chosen."""
        assert self.charity
        given = sum(it.amount for it in self.given.values() if self.chosen.get(it.id) == "charity")
        paid = await fetch_value(
            "select coalesce(sum(amount), 0)::bigint from money.charity_payments where status = 'booked'"
        )
        left = await fetch_value(UNPAID, self.charity.bytes)
        return (
            [] if paid + left == given else [f"a charity was paid {paid}, is owed {left}, was given {given}"]
        )
