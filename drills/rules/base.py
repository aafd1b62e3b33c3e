"""What all rules work with: a copy of a database, the town on it, and the model."""

import asyncio
import contextlib
import functools
import os
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NoReturn, TypeVar

import asyncpg
from hypothesis import stateful
from hypothesis.stateful import RuleBasedStateMachine

from drills.ground import Ground
from drills.model import Model
from drills.purchases import Rental
from drills.town import Town, town
from market.base import clock
from market.base.database import fetch_value
from market.money.orders import Paying
from market.rentals.actions.rent import Requested

T = TypeVar("T")

HOLDERS = ((1900, "P1M"), (900, "P1M"), (4900, "P3M"))
"""Price step and period of each holder's persona."""
BRANDS = 2
PAYING = {
    "card": Paying(keep_card=True),
    "debit": Paying(),
    "held": Paying(capture="manual"),
    "balance": Paying("balance"),
    "kept": Paying("card"),
}
"""How each of the model's means is asked for."""


async def prepare(place: Town) -> dict[str, Any]:
    """Three holders with a persona each, two brands, two operators, early on a Monday."""
    await clock.travel_to(datetime.fromisoformat("2027-03-01T07:30:00+00:00"))
    holders = [await place.holder() for _ in HOLDERS]
    personas = [
        await place.persona(who, step=step, period=period)
        for who, (step, period) in zip(holders, HOLDERS, strict=True)
    ]
    return {
        "holders": holders,
        "personas": personas,
        "brands": [await place.brand() for _ in range(BRANDS)],
        "operators": [await place.operator() for _ in range(2)],
    }


class OutOfPlace(Exception):
    """What was drawn cannot be done now: nothing happens, and the sequence goes on."""


def reject() -> NoReturn:
    """Hypothesis' own would throw the whole sequence away."""
    raise OutOfPlace


def rule(**drawn: Any) -> Callable[[Callable[..., None]], Any]:
    """A rule of Hypothesis' that may be out of place."""

    def made(act: Callable[..., None]) -> Any:
        @functools.wraps(act)
        def tried(*arguments: Any, **more: Any) -> None:
            with contextlib.suppress(OutOfPlace):
                act(*arguments, **more)

        return stateful.rule(**drawn)(tried)

    return made


class Base(RuleBasedStateMachine):
    """Set up by whoever runs it: the ground, the database to copy and who is there."""

    ground: Ground
    before: str
    facts: dict[str, Any]

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.model, self.keys = Model(), dict[int, Requested]()
        self.payments = dict[int, uuid.UUID]()
        self.name = f"m_{os.getpid()}_{id(self)}"
        self.do(self._admin(f"create database {self.name} template {self.before} strategy file_copy"))
        self.opening = town(self.ground, self.name)
        self.place: Town = self.do(self.opening.__aenter__())

    def do(self, act: Awaitable[T]) -> T:
        async def go() -> T:
            return await act

        return self.loop.run_until_complete(go())

    async def _admin(self, statement: str) -> None:
        connection = await asyncpg.connect(self.ground.server.dsn())
        await connection.execute(statement)
        await connection.close()

    def now(self) -> datetime:
        return self.do(clock.now())

    def some(self, number: int, fits: Callable[[Rental], bool]) -> Rental:
        found = [it for it in self.model.rentals if fits(it)]
        if not found:
            reject()
        return found[number % len(found)]

    def asked(self, rental: Rental) -> Requested:
        return self.keys[id(rental)]

    def inner_id(self, rental: Rental) -> uuid.UUID:
        sql = "select id from rentals.rentals where agreement = $1"
        found: uuid.UUID = self.do(fetch_value(sql, self.asked(rental).agreement))
        return found

    def closed(self) -> None:
        """The database goes."""
        self.do(self.opening.__aexit__(None, None, None))
        self.do(self._admin(f"drop database {self.name} with (force)"))
        self.loop.close()
