"""What follows by itself in the demo's months: the books are closed, holds pass, brands sign for their copies."""

import json
from datetime import timedelta

from market.base import audit
from market.base.clock import now
from market.base.database import fetch, fetch_value
from market.money.settlement.actions import release_due, settle
from market.money.settlement.rules import Month
from market.relations.closing.actions import give_note
from market.relations.closing.rules import uses_of
from market.rentals.erasure.attest import attest_erasure
from market.rentals.erasure.rules import Declared
from seeds.stage import Stage

WAITS = timedelta(days=3)  # before a brand signs
SPEAKS = 2  # every so many brands says what it did with its rentals
THANKS = "Nous avons revu nos horaires du samedi."
DONE = Declared(("files", "systems"), "none")
CARELESS = 6  # of so many brands one never signs


async def close_the_books() -> None:
    """The month before, once it is over; and what is no longer on hold."""
    month = Month.of(await now()).preceding
    closed = await fetch_value("select max(period) from money.settlements where closed_at is not null")
    if closed is None or closed < str(month):
        await settle(str(month), audit.SYSTEM)
    await release_due()


async def sign_erasures(stage: Stage) -> None:
    """Brands that take care sign a few days after the end."""
    rows = await fetch(
        "select r.agreement, r.brand, r.purposes from rentals.erasure_duties d"
        " join rentals.rentals r on r.id = d.rental"
        " where d.attested_at is null and not d.passed_on and r.ended_at <= base.now() - $1::interval order by r.id",
        WAITS,
    )
    numbers = {stage.brand_id(number): number for number in stage.brands}
    for row in rows:
        number = numbers.get(row["brand"])
        if number is not None and number % CARELESS != CARELESS - 1:
            await attest_erasure(stage.buyer(number), row["agreement"], DONE)
            if number % SPEAKS == 0:
                used_for = list(uses_of(json.loads(row["purposes"]))[:1])
                await give_note(stage.buyer(number), row["agreement"], used_for, "learned", THANKS)
