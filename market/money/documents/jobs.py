"""What the worker does for documents: issues them when money was booked, and looks for what was left behind."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

import structlog

from market.accounts.actions.billing import BillingChanged
from market.base import jobs, vault
from market.base.database import fetch
from market.base.jobs import Handler
from market.base.sweeps import Sweep
from market.money.documents.issue import ROOM, issue_order
from market.money.documents.years import sweep_years

ISSUE, OF_BRAND = "documents.issue", "documents.of_brand"

LATELY = timedelta(days=3)
EVER = timedelta(days=36500)
PAGE = 500

# Paid orders, of a brand or of all ($2), that lack their first documents or a correction; after $3, a page.
_MISSING = """
select distinct o.id, o.brand from money.orders o
  join money.payments p on p.order_id = o.id and p.status = 'succeeded'
  where o.purpose = 'rental' and o.id > $3 and p.paid_at > base.now() - $1::interval
    and ($2::bytea is null or o.brand = $2)
    and not exists (select from money.documents d where d.order_id = o.id and d.order_line_id is null)
union
select distinct o.id, o.brand from money.order_lines l join money.orders o on o.id = l.order_id
  where o.id > $3 and l.closed_at > base.now() - $1::interval and l.earned < l.amount
    and ($2::bytea is null or o.brand = $2)
    and not exists (select from money.documents d where d.order_line_id = l.id and d.cause = 'closed')
union
select distinct o.id, o.brand from money.order_lines l join money.orders o on o.id = l.order_id
    join money.payments p on p.order_id = o.id join money.disputes u on u.payment_id = p.id
  where o.id > $3 and u.closed_at > base.now() - $1::interval and ($2::bytea is null or o.brand = $2)
    and l.forgone > coalesce((select sum(d.gross) from money.documents d
      where d.order_line_id = l.id and d.cause like 'dispute%'), 0)
  order by 1 limit $4
"""

log = structlog.get_logger()


async def enqueue_issue(order: uuid.UUID) -> None:
    """Let the worker issue an order's documents, once the caller's transaction has committed."""
    await jobs.enqueue(ISSUE, order=order)


async def issue_job(order: str) -> None:
    """Issue the documents of an order."""
    await issue_order(uuid.UUID(order))


async def of_brand_job(brand: str) -> None:
    """Issue what waited for a brand's address."""
    await _issue_missing(EVER, vault.tag(ROOM, uuid.UUID(brand)))


async def on_billing_changed(event: BillingChanged) -> None:
    """What waited for the address can be issued now."""
    await jobs.enqueue(OF_BRAND, brand=event.brand)


async def sweep_lately() -> int:
    """Issue what a lost job left behind in the last days."""
    return await _issue_missing(LATELY)


async def sweep_all() -> int:
    """The same for all time: once a day, for a worker that was away for long."""
    return await _issue_missing(EVER)


async def _issue_missing(age: timedelta, brand: bytes | None = None) -> int:
    """Issue for each order that lacks something, page by page; returns for how many."""
    issued, last = 0, uuid.UUID(int=0)
    while rows := await fetch(_MISSING, age, brand, last, PAGE):
        issued += sum([await _issued(row["id"]) for row in rows])
        last = rows[-1]["id"]
    return issued


async def _issued(order: uuid.UUID) -> bool:
    """One order, whatever the others do; False also when it has to wait."""
    try:
        return await issue_order(order)
    except Exception as error:
        log.error("documents.not_issued", order=str(order), error=type(error).__name__)
        return False


JOBS: Mapping[str, Handler] = {ISSUE: issue_job, OF_BRAND: of_brand_job}

SWEEPS: tuple[Sweep, ...] = (
    Sweep("documents.lately", 300, sweep_lately),
    Sweep("documents.all", 300, sweep_all, daily=True),
    Sweep("documents.years", 300, sweep_years, daily=True),
)
