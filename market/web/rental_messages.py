"""The brand's side of a conversation on its rental's page."""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from contracts.period import Interval
from market.base.access import Right, principal_of
from market.base.clock import market_date
from market.base.errors import NotFound, Refusal
from market.base.pages import language_of
from market.relations.conversation import queries, rules
from market.relations.rules import rental_month
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive, RentalSuspended
from market.rentals.queries import RentalRow
from market.web.forms import Ask, Said, may, said, seat_of
from market.web.message_words import Line, lines
from market.web.uploads import Kept


@dataclass(frozen=True)
class Typed:
    """A message that was refused, as it was typed."""

    text: str
    alt: str
    kept: Kept | None
    refusal: Refusal


@dataclass(frozen=True)
class Talk:
    """What the page shows of a conversation: `sent` of `allowed` this month, and again from `again_on`."""

    open: bool
    included: bool
    lines: list[Line]
    sent: int
    allowed: int
    again_on: date | None
    may_write: bool
    typed: str
    alt: str
    kept: Kept | None
    trouble: Said | None
    key: str
    most: int


async def of_rental(request: Ask, row: RentalRow, typed: Typed | None) -> Talk:
    """The conversation of a rental while it runs."""
    language, allowed = language_of(request), row.agreed().terms.contact.messages_per_month
    running = row.phase == "Active" and row.starts_at is not None and row.starts_at <= row.now
    found = []
    if running:
        with suppress(NotFound, RentalAlreadyEnded, RentalNotActive, RentalSuspended):
            # Over since the page was begun: what it has read stands on it, and nothing more.
            found = await queries.of_brand(seat_of(request).brand, row.agreement)
    sent, again_on = 0, None
    if running and row.starts_at and row.ends_at:
        month, following = rental_month(Interval(row.starts_at, row.ends_at), row.now)
        sent = await queries.sent_in_month(row.id, "brand", month)
        again_on = following if following < market_date(row.ends_at) else None
    return Talk(
        open=running,
        included=allowed > 0,
        lines=lines(found, "brand", row.agreement, language, running=running),
        sent=sent,
        allowed=allowed,
        again_on=again_on,
        may_write=running and sent < allowed and may(principal_of(request), Right.INVITE),
        typed=typed.text if typed else "",
        alt=typed.alt if typed else "",
        kept=typed.kept if typed else None,
        trouble=said(typed.refusal, language) if typed else None,
        key=uuid.uuid4().hex,
        most=rules.TEXT_MOST,
    )
