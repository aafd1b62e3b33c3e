"""What the worker counts: once a day, what similar rentals brought, as of the beginning of that day."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from market.base import audit
from market.base.clock import market_date, now
from market.base.database import fetch, fetch_at_length, fetch_value, transaction
from market.base.ids import new_id
from market.base.sweeps import Sweep
from market.money.brought import brought_by
from market.relations.brought.rules import Figures, counted, figures, window
from market.relations.campaigns.rules import CROWD

SECONDS = 600
SUBJECT = "brought_figure"
LOOKED_AT_MOST = 1000
"""Rentals of one kind: the latest of those that are counted."""

Key = tuple[int, str, str]

_STEP, _VARIANT = "(r.document->>'price_step')::int", "r.document->'terms'->>'id'"
_ENDED = "r.starts_at is not null and r.ended_at > r.starts_at and r.ended_at >= $1 and r.ended_at < $2"
_KINDS = f"""
select {_STEP} as price_step, {_VARIANT} as variant, r.period, count(*)::int as ended
  from rentals.rentals r where {_ENDED} group by 1, 2, 3 having count(*) >= $3 order by 1, 2, 3
"""
_RENTALS = f"""
select r.id, r.holder from rentals.rentals r
  where {_ENDED} and {_STEP} = $3 and {_VARIANT} = $4 and r.period = $5
  order by r.ended_at, r.id offset $6 limit $7
"""


async def count_brought() -> int:
    """Write down what similar rentals brought, and forget what is a crowd's no more. Returns of how many kinds."""
    today = market_date(await now())
    span = window(today)
    found: dict[Key, Figures] = {}
    for row in await fetch_at_length(_KINDS, *span, CROWD):
        key: Key = (row["price_step"], row["variant"], row["period"])
        told = await _figures(span, key, counted(row["ended"]))
        if told:
            found[key] = told
    async with transaction():
        gone, kept = await _forget(found), [await _keep(key, it, today) for key, it in found.items()]
        await audit.record_all(audit.SYSTEM, "brought_figure.forgotten", SUBJECT, gone)
        await audit.record_all(audit.SYSTEM, "brought_figure.counted", SUBJECT, kept)
    return len(found)


async def _figures(span: tuple[datetime, datetime], key: Key, many: int) -> Figures | None:
    rows = await fetch_at_length(
        _RENTALS, *span, *key, max(0, many - LOOKED_AT_MOST), min(many, LOOKED_AT_MOST)
    )
    brought = await brought_by([row["id"] for row in rows])
    return figures([it.total for it in brought.values()], len({row["holder"] for row in rows}), many)


async def _forget(found: Mapping[Key, Figures]) -> list[uuid.UUID]:
    """What is a crowd's no more."""
    rows = await fetch("select id, price_step, variant, period from relations.brought_figures")
    gone = [row["id"] for row in rows if (row["price_step"], row["variant"], row["period"]) not in found]
    await fetch("delete from relations.brought_figures where id = any($1)", gone)
    return gone


async def _keep(key: Key, it: Figures, today: date) -> uuid.UUID:
    kept: uuid.UUID = await fetch_value(
        "insert into relations.brought_figures"
        " (id, price_step, variant, period, more_than, low, middle, high, counted_on)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict on constraint brought_figures_once do update"
        " set more_than = excluded.more_than, low = excluded.low, middle = excluded.middle,"
        " high = excluded.high, counted_on = excluded.counted_on returning id",
        *(new_id(), *key, it.more_than, it.low, it.middle, it.high, today),
    )
    return kept


SWEEPS = (Sweep("relations.count_brought", SECONDS, count_brought, daily=True),)
