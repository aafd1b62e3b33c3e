"""What our own record says of rentals whose payment a bank disputes, in the words that Stripe asks for.

It names the brand that bought, and neither persona, trait nor holder: a bank learns what was sold, agreed, delivered
and when. In English, which banks read. Field names: docs.stripe.com/api/disputes/update.
"""

import uuid
from collections import Counter
from collections.abc import Sequence

from market.base.clock import market_date
from market.base.database import fetch
from market.rentals import record
from market.rentals.queries import RentalRow, locked

LONGEST = 20_000
"""Stripe takes so many characters in each field."""

SOLD = (
    "Online rental of a consumer profile for a fixed period, a digital service between companies. Nothing is shipped:"
    " the buyer opens the profile on its account, by page or API, as often as the contract allows."
)
POLICY = (
    "The buyer may end at any time; what it then has not used is not refunded. If the person behind the profile ends"
    " the rental, the days that have not begun are refunded to the buyer to the cent. This is part of the contract"
    " that the buyer accepted before it paid."
)


async def evidence_for(rentals: Sequence[uuid.UUID]) -> dict[str, str]:
    """The evidence for an order's rentals, by Stripe's names of it. Inside a transaction; empty without rentals."""
    rows = [await locked(rental) for rental in sorted(rentals)]
    if not rows:
        return {}
    first = min((row.starts_at or row.requested_at) for row in rows)
    said = {
        "customer_name": rows[0].document["second_party"]["name"],
        "product_description": "\n\n".join([SOLD, *[_agreed(row) for row in rows]]),
        "service_date": market_date(first).isoformat(),
        "access_activity_log": "\n\n".join([await _log(row) for row in rows]),
        "refund_policy_disclosure": POLICY,
    }
    return {field: text[:LONGEST] for field, text in said.items()}


def _agreed(row: RentalRow) -> str:
    agreed = row.agreed()
    price = f"{agreed.price.amount / 100:.2f} {agreed.price.currency}"
    lines = [
        f"Agreement {row.agreement}, accepted by the buyer on {market_date(agreed.signed_at)}.",
        f"Price {price}, all taxes included, period {agreed.period}, terms {agreed.terms_hash}.",
    ]
    lines += [f"Signature for the {it.party}, key {it.kid}: {it.value}" for it in agreed.signatures]
    return "\n".join(lines)


async def _log(row: RentalRow) -> str:
    """The chained record of the agreement, and on which days the buyer opened what it had paid for."""
    lines = [f"Agreement {row.agreement}: events of its record, each with the hash that seals it."]
    for event in await record.read(row.id):
        lines.append(f"{market_date(event.at)} {event.kind} {event.event_hash.hex()}")
    reads = await fetch("select at, channel from rentals.reads where rental = $1 order by id", row.id)
    days = Counter((market_date(read["at"]), read["channel"]) for read in reads)
    lines.append(f"Opened by the buyer {len(reads)} times:" if reads else "The buyer has not opened it.")
    lines += [f"{day}: {count} by {channel}" for (day, channel), count in sorted(days.items())]
    return "\n".join(lines)
