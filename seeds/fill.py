"""Fills an empty market with the demo, through the product's own actions, while its clock makes up for months.

The clock is set back to the first day and moves from hour to hour; in the end it is wall time again.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from market import wiring
from market.accounts.openings import note_opening
from market.accounts.passwords import hash_now
from market.base import clock
from market.base.clock import MARKET_ZONE, market_date, now
from market.base.database import DB
from market.base.jobs import drain
from market.base.settings import Settings
from market.base.sweeps import sweep_once
from market.catalogue import jobs as catalogue
from market.catalogue.actions import save
from market.catalogue.people import personas_under
from market.catalogue.queries import VISITOR, Reader, search
from market.catalogue.search import Wish
from market.money.sandbox import Sandbox
from market.money.settlement.rules import Month
from market.rentals import jobs as rentals
from seeds.aftermath import close_the_books, sign_erasures
from seeds.agenda import CLOCK, SPREAD, Act, Agenda, Hour, agenda
from seeds.asking import leave_a_request, list_on_approval
from seeds.banking import contest, pay_out, runs_on, say_where_late
from seeds.campaigning import keep_templates, send_a_campaign
from seeds.checking import have_traits_checked
from seeds.coming import open_the_desk, sign_the_charter
from seeds.demo import (
    PASSWORD,
    Filled,
    Interrupted,
    MarketNotEmpty,
    NoDemoHere,
    Standing,
)
from seeds.history import history
from seeds.plan import OPENING, TODAY, Plan, dice_for, plan
from seeds.stage import Stage
from seeds.standing import standing
from seeds.wishing import say_whom_they_would_welcome

SIDE_BY_SIDE = 6
FIRST_JOBS = OPENING - 8  # before the first brand, nothing becomes due


async def fill(
    config: Settings, size: int, console: Console, stopping: Callable[[], bool] = lambda: False
) -> Filled:
    """Play the demo with `size` holders. Raises MarketNotEmpty, NoDemoHere, TooSmall, Interrupted."""
    if not config.local or config.stripe_secret_key is not None or not config.database_url:
        raise NoDemoHere("the demo needs local mode, without a Stripe key")
    people = plan(size)
    # Durable in the end: a demo that a crash cuts off is thrown away.
    joint = "&" if "?" in config.database_url else "?"
    hasty = config.model_copy(update={"database_url": f"{config.database_url}{joint}synchronous_commit=off"})
    opened = DB.pool is None
    if opened:
        await DB.open(str(hasty.database_url), maximum=SIDE_BY_SIDE + 2)
    try:
        await _check_empty()
        sandbox = wiring.connect_rooms(hasty)
        assert sandbox is not None
        try:
            return await _Play(people, sandbox, console, stopping).run()
        finally:
            await sandbox.close()
    finally:
        if opened:
            await DB.close()


async def _check_empty() -> None:
    if not await clock.travels():
        raise NoDemoHere("the database has the production clock")
    found = await standing()
    if found is not Standing.EMPTY:
        raise MarketNotEmpty(
            f"the demo fills empty markets only: {found.value}. A larger one begins in another folder (MOI_HOME)"
            " or after “moi forget”"
        )


class _Play:
    """One playing of the demo."""

    def __init__(
        self, people: Plan, sandbox: Sandbox, console: Console, stopping: Callable[[], bool]
    ) -> None:
        self._people, self._console, self._stopping = people, console, stopping
        self._stage = Stage(sandbox, hash_now(PASSWORD))
        self._rentals = history(people)
        self._agenda: Agenda = agenda(people, self._rentals, self._stage)
        self._first = datetime.now(MARKET_ZONE).date() - timedelta(days=TODAY)
        self._last_month = Month.of(datetime.combine(self._date(TODAY - 1), time(12), MARKET_ZONE))
        self._dice = dice_for("minutes")

    async def run(self) -> Filled:
        with Progress(
            TextColumn("A demo market"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=self._console,
            transient=True,
        ) as progress:
            bar = progress.add_task("", total=sum(map(len, self._agenda.values())))
            await self._travel(0, Hour.MORNING)
            await open_the_desk(self._stage)
            for day in range(TODAY):
                for hour in Hour:
                    if hour is Hour.EVENING or (day, hour) in self._agenda:
                        await self._hour(day, hour)
                        done = len(self._agenda.get((day, hour), ()))
                        progress.update(bar, advance=done, description=self._date(day).isoformat())
            await self._leave_open()
            await self._arrive()
        personas = sum(it.day is not None for it in self._people.personas) + len(self._stage.on_approval)
        return Filled(len(self._people.holders), personas, len(self._people.brands), len(self._rentals))

    async def _hour(self, day: int, hour: Hour) -> None:
        """What happens then, and in the evening what has become due."""
        if self._stopping():
            raise Interrupted
        await self._travel(day, hour)
        if (day, hour) == (OPENING, Hour.EVENING):
            await catalogue.compute()
        await _side_by_side(self._agenda.get((day, hour), ()))
        if hour is Hour.EVENING:
            await sign_the_charter(self._stage)
        if hour is Hour.EVENING and day >= FIRST_JOBS:
            await rentals.sweep_lapsed()
            await rentals.sweep_expired()
            await close_the_books()
            await pay_out(self._stage, self._last_month)
            await sign_erasures(self._stage)
            await drain(wiring.JOBS)

    async def _travel(self, day: int, hour: Hour) -> None:
        minutes = timedelta(seconds=self._dice.randrange(int(SPREAD.total_seconds())))
        moment = datetime.combine(self._date(day), CLOCK[hour], MARKET_ZONE) + minutes
        await clock.travel_to(moment.astimezone(UTC))

    def _date(self, day: int) -> date:
        return self._first + timedelta(days=day)

    async def _leave_open(self) -> None:
        """Yesterday, when nothing else is to come of it: the demo's brand sends a campaign, more holders are to be
        paid, they name brands, some list on approval, and a bank asks back what paid a rental that still runs."""
        await send_a_campaign(self._stage)
        await keep_templates(self._stage)
        await say_where_late(self._stage)
        await say_whom_they_would_welcome(self._stage)
        await list_on_approval(self._stage, self._people)
        asked_back = runs_on(TODAY - 1, self._people, self._rentals)
        if asked_back is not None:
            await contest(self._stage, asked_back, "product_not_received")

    async def _arrive(self) -> None:
        """Today: the clock is wall time, the day's classes are computed, and the demo’s brand keeps some, and asks."""
        await clock.come_home()
        await sign_the_charter(self._stage)
        for holder in self._stage.holders.values():  # nobody has been away
            if holder.person:
                await note_opening(holder.person)
        await sweep_once(wiring.SWEEPS)
        await _keep_some(self._stage)
        await have_traits_checked(self._stage)
        await leave_a_request(self._stage)
        await drain(wiring.JOBS)


async def _side_by_side(acts: Sequence[Act]) -> None:
    """The acts of an hour, a few at a time, each in a task of its own; the first failure is raised."""
    free = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(act: Act) -> None:
        async with free:
            await act()

    async with asyncio.TaskGroup() as group:
        for act in acts:
            group.create_task(one(act))


async def _keep_some(stage: Stage) -> None:
    """The demo's brand saves personas from the cards of those who ride."""
    who, brand, today = stage.buyer(0), stage.brand_id(0), market_date(await now())
    page = await search(Wish((("passion", ("velo",)),)), Reader("seeds", VISITOR))
    for card in page.cards:
        for shown in await personas_under(card.address, brand, today, 2):
            await save(who, card.address, shown.name, today)
