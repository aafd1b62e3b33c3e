"""The cards' jobs, and what is due by the clock: pages and removals that nobody finished."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

import structlog

from market.base.database import fetch
from market.base.jobs import Handler
from market.base.sweeps import Sweep
from market.money.bankcards.actions import detach_card, look_at_card
from market.money.bankcards.setups import ask_setup
from market.money.gateway import GatewayBusy, GatewayUnknown

SOON, LATER = timedelta(minutes=1), timedelta(minutes=15)
LIMIT = 100

log = structlog.get_logger()


async def look_job(card: str) -> None:
    """Learn of the card that a payment kept; without an answer its webhook tells."""
    try:
        await look_at_card(card)
    except (GatewayUnknown, GatewayBusy) as error:
        log.info("bankcards.no_answer", error=type(error).__name__)


async def detach_job(card: str) -> None:
    """Have Stripe let go of a card."""
    await detach_card(uuid.UUID(card))


async def sweep_cards() -> int:
    """Take up what was left; returns how many were looked at."""
    leaving = await fetch(
        "select id from money.bank_cards where status = 'removing'"
        " and coalesce(asked_at, '-infinity') <= base.now() - $1::interval order by asked_at nulls first limit $2",
        *(SOON, LIMIT),
    )
    for row in leaving:
        await detach_card(row["id"])
    pages = await fetch(
        "select id from money.card_setups where status in ('created', 'submitted', 'unknown')"
        " and coalesce(asked_at, requested_at, created_at) <= base.now() - case when status = 'submitted'"
        " then $2::interval else $1::interval end order by asked_at nulls first limit $3",
        *(SOON, LATER, LIMIT),
    )
    for row in pages:
        await ask_setup(row["id"])
    return len(leaving) + len(pages)


JOBS: Mapping[str, Handler] = {"bankcards.look": look_job, "bankcards.detach": detach_job}
SWEEPS = (Sweep("bankcards.janitor", 60, sweep_cards),)
