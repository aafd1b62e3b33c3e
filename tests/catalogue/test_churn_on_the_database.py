"""Sixty days in the tables: people come, edit, hide, leave and are erased; each day counted from the seals."""

import random
from dataclasses import dataclass, field
from datetime import timedelta

import asyncpg
import pytest

from market.base import clock
from market.base.database import fetch_value
from market.catalogue import jobs, snapshots
from market.catalogue.crowd import Snapshot
from market.personas import actions
from market.personas.rules import EditedTooSoon
from tests.catalogue.crowds import Listing, Values, addresses, but, erase, recount
from tests.conftest import FreshDatabase
from tests.factories import a_draft, a_holder

SIZE, DAYS = 300, 60

CHOICES: dict[str, tuple[str, ...]] = {
    "passion": ("velo", "velo", "lecture", "jardin"),
    "region": ("bretagne", "bretagne", "normandie", "corse"),
    "naissance": ("1975-1979", "1975-1979", "1970-1974", "1990-1994"),
    "foyer": ("foyer-seul", "foyer-couple"),
    "canal": ("boutique", "site-de-marque"),
}
OFFERS = (("standard", "P1M", 1900), ("standard", "P1M", 1900), ("simple", "P1M", 900))


@dataclass
class LivingMarket:
    """A market whose people do what people do, from one seed."""

    chance: random.Random = field(default_factory=lambda: random.Random(60))
    listings: list[Listing] = field(default_factory=list)

    def answers(self) -> tuple[Values, set[str]]:
        values = but(**{claim: self.chance.choice(codes) for claim, codes in CHOICES.items()})
        return values, {claim for claim in values if self.chance.random() < 0.8}

    async def join(self) -> None:
        chance = self.chance
        known = self.listings and chance.random() < 0.2
        holder = (
            chance.choice(self.listings).holder
            if known
            else await a_holder(timedelta(days=chance.choice((0, 10, 25, 60, 90))))
        )
        persona = await actions.start(holder, None)
        await self.publish(Listing(holder, persona))
        self.listings.append(Listing(holder, persona))

    async def publish(self, it: Listing) -> None:
        values, said = self.answers()
        variant, period, price_step = self.chance.choice(OFFERS)
        await actions.save_draft(it.holder, it.persona, a_draft(values, said))
        await actions.publish(it.holder, it.persona, variant=variant, period=period, price_step=price_step)

    async def a_day(self) -> None:
        """Some leave for good, some hide, some edit (the young ones are refused), some come."""
        chance = self.chance
        for it in [it for it in self.listings if chance.random() < 0.02]:
            self.listings.remove(it)
            await actions.move(it.holder, it.persona, chance.choice(("hidden", "retired")))
        for it in chance.sample(self.listings, 6):
            try:
                await self.publish(it)
            except EditedTooSoon:
                continue
        if chance.random() < 0.3:
            holder = chance.choice(self.listings).holder
            self.listings = [it for it in self.listings if it.holder != holder]
            await erase(holder)
        for _ in range(chance.choice((2, 6, 12))):
            await self.join()


async def test_every_card_is_shared_by_a_crowd_on_every_day(database: FreshDatabase) -> None:
    market = LivingMarket()
    for _ in range(SIZE):
        await market.join()
    seen: set[str] = set()
    seated = 0
    for day in range(1, DAYS + 1):
        await clock.travel(timedelta(days=1))
        await market.a_day()
        await jobs.new_day()
        counted = await recount()
        assert counted.faults == set(), day
        seen |= set(await addresses())
        seated = max(seated, counted.seated)
    # It is worth its name only if there was much to get wrong.
    assert len(seen) > 8
    assert seated > 200
    assert await fetch_value("select count(*) from catalogue.waiting") + seated > SIZE * 0.8


async def seat_with_a_crowd_of(crowd: int, database: FreshDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    market = LivingMarket()
    for _ in range(120):
        await market.join()
    honest = jobs.seat

    def seat(rows, ladder, before, _, newcomer, *advice):  # type: ignore[no-untyped-def]
        return honest(rows, ladder, before, crowd, crowd, *advice)

    monkeypatch.setattr(jobs, "seat", seat)
    await jobs.compute()


async def test_control_a_crowd_of_five_is_caught_by_the_recount(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "coarse_count", lambda *_: 11)
    await seat_with_a_crowd_of(5, database, monkeypatch)
    assert "a crowd too small" in (await recount()).faults


async def test_a_crowd_of_five_cannot_be_written(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="classes_a_crowd_at_least"):
        await seat_with_a_crowd_of(5, database, monkeypatch)
    assert await addresses() == []


async def test_control_a_persona_under_its_neighbours_card_is_caught(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = LivingMarket()
    for _ in range(120):
        await market.join()
    honest = snapshots.keep

    async def misplaces(snapshot, made, waiting):  # type: ignore[no-untyped-def]
        first, second = (it.vector for it in made.classes[:2])
        swapped = {
            persona: card._replace(vector=second if card.vector == first else card.vector)
            for persona, card in made.cards.items()
        }
        await honest(snapshot, Snapshot(made.classes, swapped, made.waiting, made.crowd), waiting)

    monkeypatch.setattr(snapshots, "keep", misplaces)
    await jobs.compute()
    assert "a card says what is not true or not allowed" in (await recount()).faults
