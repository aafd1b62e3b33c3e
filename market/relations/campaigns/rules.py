"""Pure decisions of a campaign: to whom it goes, what a brand keeps of it, and what it may be told of redeemed codes.

The figure that a brand reads says no more than "more than 10", "more than 15", and so on. It is made so that neither
one reading nor two of them tell anything of one person:

- it is of those who did not let the brand know: who did is known anyway, and would otherwise be subtracted;
- it counts people, however many of their personas were invited;
- it is of the beginning of the market's day, and so the same all day, on every way to it;
- it leaves at least five of the invited of whom nobody can tell: a campaign in which all did it does not say so;
- it never falls. That a word is taken back shows nowhere, and nobody finds by going up and down where an edge is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final
from uuid import UUID

from market.base.clock import market_date
from market.relations import scan
from market.relations.errors import RecipientsImpossible
from market.relations.rules import day_begins
from market.relations.text import line

LABEL_MOST: Final = 80  # characters
RECIPIENTS_MOST: Final = 200
"""In one act: each of them is locked until all are invited."""

CROWD, STEP = 11, 5
"""Nothing is said before so many; then in steps of so many."""

SKIPS: Final = (
    "too-many-invitations",
    "rental-already-ended",
    "rental-not-active",
    "rental-suspended",
)
"""Why a rental is left out: the code of the refusal that a single invitation would meet there."""


@dataclass(frozen=True)
class Saying:
    """Somebody (`who`, a tag) said that an invitation's code was redeemed; `told`: and let the brand know. UTC."""

    who: bytes
    invitation: UUID
    told: bool
    said_at: datetime
    taken_back_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it was said before `at` and not taken back before it."""
        return self.said_at < at and (self.taken_back_at is None or self.taken_back_at >= at)


def check_label(label: str, field: str = "label") -> str:
    """What the brand calls a campaign or a template, for itself alone. Raises TextNotAccepted, ContactNotAllowed."""
    kept = line(field, label, LABEL_MOST)
    scan.refuse_details(field, kept)
    return kept


def check_recipients(agreements: Sequence[UUID]) -> list[UUID]:
    """Each once, in the order in which they were named. Raises RecipientsImpossible."""
    once = list(dict.fromkeys(agreements))
    if not 1 <= len(once) <= RECIPIENTS_MOST:
        raise RecipientsImpossible(field="agreements", most=RECIPIENTS_MOST)
    return once


def more_than(sayings: Sequence[Saying], reached: int, now: datetime) -> int | None:
    """More than how many people have redeemed, as its brand may be told at `now`; None where nothing may be said.

    `reached`: how many invitations the campaign has. The most of what could be told at the beginning of any day so far.
    """
    moments = chain.from_iterable((it.said_at, it.taken_back_at) for it in sayings)
    days = {day_begins(market_date(it) + timedelta(days=1)) for it in moments if it is not None}
    return max((_told_at(sayings, reached, it) or 0 for it in days if it <= now), default=0) or None


def _told_at(sayings: Sequence[Saying], reached: int, at: datetime) -> int | None:
    standing = [it for it in sayings if it.stands(at)]
    people = len({it.who for it in standing if not it.told})
    known = len({it.invitation for it in standing if it.told})
    sure = min(people, reached - known - STEP)
    return (sure - 1) // STEP * STEP if sure >= CROWD else None
