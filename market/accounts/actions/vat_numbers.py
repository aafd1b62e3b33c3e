"""Asking the register whether a brand's VAT number is good: read, ask with nothing open, write down."""

import uuid

import structlog

from contracts import vat
from market.accounts.vat_register import RegisterAway, register
from market.base import audit, clock
from market.base.database import fetch, fetch_row, in_transaction, transaction

JOB = "accounts.check_vat_number"
AGAIN_DAYS = 30
LIMIT = 50

# Asked again every month; where there was no answer yet, at each look.
_DUE = f"""
select id from accounts.brands
  where vat_number is not null and country = any($2) and state in ('applied', 'approved')
    and (vat_checked_at is null or vat_checked_at <= base.now() - interval '{AGAIN_DAYS} days')
  order by vat_checked_at nulls first, id limit $1
"""

log = structlog.get_logger()


async def check_vat_number(brand: uuid.UUID) -> None:
    """Ask the register about the brand's number and keep the answer; without one all stays as it was.

    Outside any transaction. A number that was changed meanwhile is left for its own check.
    """
    if in_transaction():
        raise RuntimeError("the register is asked with no transaction open")
    row = await fetch_row(
        "select vat_number from accounts.brands where id = $1 and vat_number is not null and country = any($2)",
        *(brand, await _countries()),
    )
    if row is None:
        return
    try:
        good = await register().knows(row["vat_number"])
    except RegisterAway as error:
        log.info("accounts.vat_register_away", error=str(error))
        return
    async with transaction():
        kept = await fetch(
            "update accounts.brands set vat_checked_at = base.now(), vat_valid = $3"
            " where id = $1 and vat_number = $2 returning id",
            *(brand, row["vat_number"], good),
        )
        if kept:
            await audit.record(audit.SYSTEM, "brand.vat_number_checked", "brand", brand, good=good)


async def check_vat_number_job(brand: str) -> None:
    """The same, for the worker."""
    await check_vat_number(uuid.UUID(brand))


async def sweep_vat_numbers() -> int:
    """Ask about every number that is due; returns how many were asked about."""
    rows = await fetch(_DUE, LIMIT, await _countries())
    for row in rows:
        await check_vat_number(row["id"])
    return len(rows)


async def _countries() -> list[str]:
    """Where a register is asked today: no tax depends on French numbers, nor on those from outside the Union."""
    today = clock.market_date(await clock.now())
    return [it for it in vat.MEMBERS if vat.asked_at_a_register(it, today)]
