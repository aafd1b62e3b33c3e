"""What `docs/money.md` tells an accountant is what the ledger posts."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from market.base import audit, clock
from market.base.database import fetch
from market.money.chart import Kind, Movement
from market.money.settlement.actions import release_due, settle
from tests.conftest import FreshDatabase
from tests.money.settlement.running import Running, end, run

PAGE = (Path(__file__).parents[3] / "docs/money.md").read_text()
POSTING = re.compile(r"^\| [^|]+ \| `([a-z_.]+)` \| ([^|]+) \| ([^|]+) \|$", re.M)
ENTRY = re.compile(r"`([a-z_:]+)` (\d+)")


def written() -> dict[str, dict[str, int]]:
    """The postings of the page's first example: account to amount, credit positive."""
    life = PAGE.split("## The life of 19,00 EUR")[1].split("And where it goes another way")[0]
    return {
        kind: {account: -int(amount) for account, amount in ENTRY.findall(debit)}
        | {account: int(amount) for account, amount in ENTRY.findall(credit)}
        for kind, debit, credit in POSTING.findall(life)
    }


async def test_the_life_of_a_rental_is_posted_as_the_page_says(database: FreshDatabase) -> None:
    rental = Running(datetime(2027, 3, 22, 9, tzinfo=UTC))
    await clock.travel_to(rental.starts_at)
    await run(rental)
    await clock.travel_to(datetime(2027, 4, 1, 6, tzinfo=UTC))
    await settle("2027-03", audit.CLOCK)
    await end(rental, 12)
    await clock.travel(timedelta(days=15))
    await release_due()
    rows = await fetch(
        "select t.kind as why, e.kind, e.amount from money.ledger_transactions t"
        " join money.ledger_entries e on e.transaction_id = t.id"
    )
    posted: dict[str, dict[str, int]] = {}
    for row in rows:
        posted.setdefault(row["why"], {})[row["kind"]] = row["amount"]
    page = written()
    for kind in ("charge.succeeded", "rental.settled", "rental.ended", "earnings.released"):
        assert posted[kind] == page[kind], kind


def test_the_page_knows_every_account_and_every_movement() -> None:
    for word in (*Kind, *Movement):
        assert f"`{word}`" in PAGE, word
