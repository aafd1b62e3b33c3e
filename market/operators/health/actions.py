"""The sweep that counts how holders and brands do."""

import json
from datetime import timedelta
from typing import Any

from market.base.database import fetch, fetch_at_length
from market.operators.health import rules, statements

EVERY = timedelta(hours=1)


async def count_market() -> int:
    """Count how the market does over each span, at most once an hour. Returns how many spans were counted."""
    counted = 0
    for days in rules.SPANS:
        fresh = await fetch(
            "select 1 from operators.market_figures where days = $1 and counted_at > base.now() - $2::interval",
            days,
            EVERY,
        )
        if not fresh:
            await fetch(statements.KEEP, days, json.dumps(await figures(days)))
            counted += 1
    return counted


async def figures(days: int) -> dict[str, Any]:
    """What may be shown of the last `days`."""
    window = timedelta(days=days)
    (first,) = await fetch_at_length(statements.FIRST_RENTALS, window)
    (brands,) = await fetch_at_length(statements.BRANDS, window)
    (answers,) = await fetch_at_length(statements.ANSWERS, window)
    return {
        "listed": rules.at_least(first["holders"]),
        "first_rental_days": rules.median_days(first["median"], first["rented_holders"]),
        "rented_share": rules.share(first["rented"], first["personas"], first["holders"]),
        "brands": brands["brands"],
        "repeat_brands": brands["repeated"],
        "repeat_share": rules.percent(brands["repeated"], brands["brands"]),
        "invited": rules.at_least(answers["holders"]),
        "answered_share": rules.share(answers["answered"], answers["sent"], answers["holders"]),
        "interested_share": rules.share(answers["interested"], answers["sent"], answers["holders"]),
    }
