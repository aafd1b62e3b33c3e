"""A bank did not pay a direct debit: those who rent for the brand are told, once an order."""

import uuid

from market.accounts.post import tell_brand
from market.base import jobs, names
from market.base.database import fetch, transaction
from market.base.filters import money
from market.base.jobs import Handler
from market.base.mail import Letter, Said, Topic
from market.base.settings import settings
from market.money.debits import not_paid
from market.money.events import OrderFailed
from market.rentals.queries import COLUMNS, RentalRow, rows_of

JOB = "rentals.debit_failed"

DEBIT_FAILED = Letter(
    "debit_failed",
    Topic.MONEY,
    fr=(
        "Votre banque n’a pas payé le prélèvement de {amount}",
        """
Bonjour,

Votre banque n’a pas payé le prélèvement de {amount} pour {what}. {why}

Rien n’a commencé, rien n’est dû, et la place est rendue.

Vous pouvez louer de nouveau. {then} Par carte, une location commence aussitôt.
{link}
""",
    ),
    en=(
        "Your bank did not pay the debit of {amount}",
        """
Hello,

Your bank did not pay the debit of {amount} for {what}. {why}

Nothing has begun, nothing is owed, and the place is given back.

You may rent again. {then} By card, a rental begins at once.
{link}
""",
    ),
)


async def on_debit_failed(event: OrderFailed) -> None:
    """Have the brand told of a debit that was on its way. A renewal has letters of its own."""
    if event.debit is None:
        return
    if await fetch(
        "select 1 from rentals.rentals where id = any($1) and parent is null", list(event.rental_ids)
    ):
        await jobs.enqueue(JOB, order=event.order_id, code=event.debit)


async def debit_failed(order: str, code: str) -> None:
    """The job: write to those who rent for the brand."""
    rows = await rows_of(
        await fetch(
            f"select {COLUMNS} from rentals.rentals where order_id = $1 order by id", uuid.UUID(order)
        )
    )
    if not rows:
        return
    total, refused = sum(row.price for row in rows), not_paid(code)
    path = f"/rentals/{rows[0].agreement}" if len(rows) == 1 else "/rentals"
    async with transaction():
        await tell_brand(
            rows[0].brand,
            DEBIT_FAILED,
            amount=Said(money(total, "fr", exact=True), money(total, "en", exact=True)),
            what=_what(rows),
            why=refused.why,
            then=refused.then,
            link=settings().url + path,
        )


def _what(rows: list[RentalRow]) -> Said:
    if len(rows) > 1:
        return Said(f"{len(rows)} locations", f"{len(rows)} rentals")
    handle = names.handle(names.name("persona", rows[0].persona, names.for_brand(rows[0].brand)))
    return Said(f"la location de {handle}", f"the rental of {handle}")


JOBS: dict[str, Handler] = {JOB: debit_failed}
