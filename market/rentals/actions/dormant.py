"""Holders who do not open their account any more: asked twice, then hidden, then their rentals end one by one.

A brand pays for somebody who can answer. The ends are spread over the two weeks after the hiding by a keyed number
of each rental, so that those of one holder do not come together and tell that they are one person's. That holds
however late the worker is: a rental ends only on days of its own, which come round every two weeks.
"""

import hmac
import uuid
from datetime import date, timedelta
from typing import Final

import structlog

from market.accounts import openings
from market.accounts.openings import GIVEN_UP, Away
from market.accounts.post import tell
from market.base import audit, vault
from market.base.clock import market_date
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import NotFound
from market.base.keyring import keyring
from market.base.settings import settings
from market.personas import actions as personas
from market.personas.queries import ROOM as PERSONAS
from market.rentals import absences
from market.rentals.actions.end import end
from market.rentals.letters import ASKED_AGAIN, ASKED_ONCE, HIDDEN
from market.rentals.queries import ROOM, locked

ASK: Final = (timedelta(days=14), timedelta(days=21))
"""When the first and the second letter go out."""
HIDING, SPREAD = 28, 14
"""Personas are hidden on day 28; rentals end within so many days after it, the last on day 42."""
PATIENCE: Final = timedelta(days=7)
"""What the second letter leaves them, also where it went out late."""
PAGE = 500
_AFTER: Final = [timedelta(days=n) for n in range(1, SPREAD + 1)]

log = structlog.get_logger()


def last_day(rental: uuid.UUID, hidden_on: date) -> date:
    """The day, of the 14 after `hidden_on`, on which this rental ends. Pure but for the keyring."""
    return next(day for day in map(hidden_on.__add__, _AFTER) if is_last_day(rental, hidden_on, day))


def is_last_day(rental: uuid.UUID, hidden_on: date, today: date) -> bool:
    """Whether a rental whose holder was hidden on `hidden_on` may end today; says nothing of their others."""
    digest = hmac.digest(keyring().derive("stagger"), rental.bytes, "sha256")
    return today > hidden_on and today.toordinal() % SPREAD == int.from_bytes(digest[:8], "big") % SPREAD


async def sweep_absent() -> int:
    """Do what is due for each holder who is away; returns how many were looked at."""
    last, seen = None, 0
    while page := await openings.away_for(ASK[0], last, PAGE):
        for away in page:
            try:
                await _deal_with(away)
            except NotFound:  # left meanwhile
                log.info("rentals.absent_gone")
        seen, last = seen + len(page), page[-1].person
    return seen


async def _deal_with(away: Away) -> None:
    if away.asked < 2:
        await _ask(away)
    elif away.asked == 2:
        await _hide(away)
    else:
        await _end_due(away)


async def _ask(seen: Away) -> None:
    """The next letter, to those who would lose something. One at a time, a week apart."""
    async with transaction():
        away = await openings.away_still(seen.person, ASK[seen.asked])
        if away is None or away.asked != seen.asked:
            return
        if away.asked_at is not None and away.now - away.asked_at < PATIENCE:
            return
        if not await _offers(away.person):
            return
        if await openings.note_asked(away, away.asked + 1):
            letter = ASKED_ONCE if away.asked == 0 else ASKED_AGAIN
            await tell(away.person, letter, link=f"{settings().url}/space", days=away.away.days)


async def _hide(seen: Away) -> None:
    async with transaction():
        away = await openings.away_still(seen.person, timedelta(days=HIDING))
        if away is None or away.asked != 2 or away.asked_at is None or away.now - away.asked_at < PATIENCE:
            return
        # First, for it waits for whoever is just opening the account, and then hides nothing.
        if await openings.note_asked(away, GIVEN_UP):
            hidden = await personas.hide_all(audit.CLOCK, away.person)
            await absences.note_hidden(away.person, away.since, hidden)
            await tell(away.person, HIDDEN, link=f"{settings().url}/space")


async def _end_due(seen: Away) -> None:
    """Those of the rentals whose day it is: stopped by the platform, unused days go back."""
    rows = await fetch(
        "select id from rentals.rentals where holder = $1 and state in ('Active', 'TemporarilySuspended')"
        " and ends_at > base.now() order by id",
        vault.tag(ROOM, seen.person),
    )
    for row in rows:
        if not _ends_now(row["id"], seen):
            continue
        async with transaction():
            away = await openings.away_still(seen.person, timedelta(days=HIDING))
            if away is None or not _ends_now(row["id"], away):
                continue
            rental = await locked(row["id"])
            if rental.phase in ("Active", "TemporarilySuspended"):
                await end(rental.id, "stop", audit.CLOCK)
                await absences.note_ended(rental.id)


def _ends_now(rental: uuid.UUID, away: Away) -> bool:
    if away.asked != GIVEN_UP or away.asked_at is None:
        return False
    return is_last_day(rental, market_date(away.asked_at), market_date(away.now))


async def _offers(person: uuid.UUID) -> bool:
    """Whether anything of theirs is listed or rented."""
    return bool(
        await fetch_value(
            "select exists (select from personas.personas where holder = $1 and state = 'listed')"
            " or exists (select from rentals.rentals where holder = $2 and ends_at > base.now()"
            " and state in ('Active', 'TemporarilySuspended'))",
            vault.tag(PERSONAS, person),
            vault.tag(ROOM, person),
        )
    )
