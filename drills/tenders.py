"""What in a year is paid for before anybody is there: castings, and bids on what people look for.

A few each month. Who says yes, and whether somebody takes a bid, is for their own dice; what is not taken goes back.
"""

import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from drills.flows.balance import put_in
from drills.people import Visitor
from drills.town import PURPOSE, Town
from market.base import names
from market.base.access import Principal
from market.base.database import fetch
from market.money.credit.errors import BalanceTooLow, BrandOwes
from market.relations.castings import actions as castings
from market.relations.castings import queries as calls
from market.relations.castings.rules import Brief, Criterion
from market.relations.intents import actions as intents
from market.relations.intents import bidding
from market.relations.intents.queries import BID, INTENT, IntentRow, of_person
from market.relations.intents.rules import Bid, Intent

PUBLISHED = (3, 17)
"""Days of a month on which a brand publishes a casting, and somebody says what they look for."""
PLACES, DAYS = 2, 6
STEPS = (900, 1900, 2900)
AHEAD = 20_000
"""Minor units that a brand puts into its balance when that is too little."""
LOOKS = 3
"""One in so many looks at what castings reach them on a day, and says yes."""

T = TypeVar("T")


@dataclass
class Tenders:
    """Everybody who may take part in them; `open` are the intents under way, with their holders."""

    town: Town
    dice: Random
    seen: Counter[str]
    open: list[tuple[Principal, uuid.UUID]] = field(default_factory=list)

    async def day(
        self,
        day: date,
        holders: Sequence[Visitor],
        personas: Sequence[uuid.UUID],
        brands: Sequence[Principal],
    ) -> None:
        """Whatever people do on a day."""
        await self._say_yes(holders)
        await self._compare(brands)
        if day.day in PUBLISHED:
            await self._publish(day, self.dice.choice(brands))
            number = self.dice.randrange(len(holders))
            await self._look_for(day, holders[number].who, personas[number])

    async def _publish(self, day: date, brand: Principal) -> None:
        """A brand pays for its places."""
        text = "Un mois pour parler de vos trajets et de vos réparations."
        criteria, until = (Criterion("passion", ("velo",)),), day + timedelta(days=DAYS)
        step = self.dice.choice(STEPS)
        brief = Brief("Cyclistes du quotidien", text, PURPOSE, criteria, "P1M", step, until, PLACES)
        key = f"casting {day}"
        if await self._paid(brand, key, lambda: castings.publish(brand, brief, key)):
            self.seen["castings"] += 1

    async def _say_yes(self, holders: Sequence[Visitor]) -> None:
        """Some of those whom a casting reaches."""
        for it in holders:
            if self.dice.randrange(LOOKS):
                continue
            assert it.who.person
            for call in await calls.calls(it.who.person):
                if call.accepted is None and call.personas:
                    name = calls.name_before(it.who.person, call.casting.id)
                    await castings.accept(it.who, name, call.personas[0])
                    self.seen["casting: yes"] += 1

    async def _look_for(self, day: date, who: Principal, persona: uuid.UUID) -> None:
        text, until = "Un vélo de ville léger, pour aller au travail.", day + timedelta(days=DAYS)
        draft = Intent("velo", {"quoi": "ville"}, text, 300_00, 700_00, "accord", until)
        row = await intents.publish(who, persona, draft, f"intent {day}", confirmed=True)
        self.open.append((who, row.id))
        self.seen["intents"] += 1

    async def _compare(self, brands: Sequence[Principal]) -> None:
        """Brands bid on the first day on which they see it; on the day after the last, its person takes one or none."""
        for who, intent in list(self.open):
            assert who.person
            row = next(it for it in await of_person(who.person) if it.id == intent)
            if row.phase == "open" and row.today == row.opens_on:
                await self._bid(row, brands)
            elif row.phase == "choosing":
                self.open.remove((who, intent))
                await self._take(who, row)

    async def _bid(self, row: IntentRow, brands: Sequence[Principal]) -> None:
        """Two of the brands, one of which thinks twice."""
        for number, brand in enumerate(self.dice.sample(list(brands), 2)):
            assert brand.seat
            name = names.name(INTENT, row.id, names.for_brand(brand.seat.brand))
            for step in (STEPS[number], STEPS[number + 1])[: number + 1]:
                said = Bid(("discret", "accord")[number], (PURPOSE,), "P1M", step)

                async def bid(brand: Principal = brand, name: str = name, said: Bid = said) -> object:
                    return await bidding.bid(brand, name, said)

                if await self._paid(brand, f"bid {row.id} {step}", bid):
                    self.seen["bids"] += 1

    async def _take(self, who: Principal, row: IntentRow) -> None:
        assert who.person
        mine = names.for_person(who.person)
        name = names.name(INTENT, row.id, mine)
        possible = [it for it in await intents.opened(row) if not it.barred]
        if possible and self.dice.random() < 0.7:
            await intents.accept(who, name, names.name(BID, possible[0].row.id, mine))
            self.seen["bids accepted"] += 1

    async def _paid(self, brand: Principal, key: str, act: Callable[[], Awaitable[T]]) -> T | None:
        """What is paid for from the balance, after a top-up where that has too little; nothing of a brand that owes."""
        try:
            return await act()
        except BalanceTooLow:
            await put_in(self.town, brand, AHEAD, f"{key} top-up")
            return await act()
        except BrandOwes:
            return None

    async def came_of_it(self) -> None:
        """How many places found somebody, and how many prices went back."""
        for row in await fetch(
            "select p.state, exists (select from relations.bids b where b.place = p.casting) as bid, count(*) as n"
            " from rentals.casting_places p group by 1, 2"
        ):
            self.seen[f"{'bids' if row['bid'] else 'places'} {row['state']}"] = row["n"]
