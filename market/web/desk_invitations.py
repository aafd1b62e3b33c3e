"""The invitations of one rental as its brand reads them, and what its month still allows."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from contracts.period import Interval
from market.base.clock import market_date
from market.base.i18n import Language
from market.relations import queries as relations
from market.relations import rules
from market.relations.queries import Sent
from market.relations.templates.queries import of_brand as templates_of
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive
from market.rentals.queries import RentalRow
from market.web.forms import Said
from market.web.invitation_form import Part, parts
from market.web.invitation_templates import offered
from market.web.invitation_words import benefit_in, kind_in, until_in


@dataclass(frozen=True)
class Invitation:
    """One that was sent, in words. `told`: its holder let the brand know that they redeemed the code."""

    kind: str
    title: str
    benefit: list[str]
    until: str
    sent_at: datetime
    reaction: str | None
    told: bool


@dataclass(frozen=True)
class Invitations:
    """What was sent, and what the running month still allows. Closed: contact has ended or not begun. `templates`: what
    the next one can start from, each with its name."""

    open: bool
    sent: list[Invitation]
    this_month: int
    allowed: int
    again_on: date | None
    key: str
    today: date
    parts: list[Part]
    templates: list[tuple[str, str]]

    @property
    def left(self) -> bool:
        """Whether one more may be sent: without it no form is drawn, and what was refused is said above."""
        return self.open and self.this_month < self.allowed


async def invitations_of(
    brand_id: uuid.UUID,
    row: RentalRow,
    language: Language,
    typed: Mapping[str, str],
    trouble: Said | None,
) -> Invitations:
    """The invitations of a rental, as its brand sees them while it runs; the form has what was typed."""
    today, allowed = market_date(row.now), rules.allowed_a_month(row.invitations_per_month)
    fields = parts(typed, trouble, language)
    try:
        sent = await relations.of_brand(brand_id, row.agreement)
    except (RentalAlreadyEnded, RentalNotActive):
        return Invitations(False, [], 0, allowed, None, "", today, fields, [])
    if row.starts_at is None or row.ends_at is None:
        raise RentalNotActive()
    month, following = rules.rental_month(Interval(row.starts_at, row.ends_at), row.now)
    now_sent = sum(it.month == month for it in sent)
    again = following if following < market_date(row.ends_at) else None
    shown = [_worded(it, language) for it in sent]
    ready = offered(language, await templates_of(brand_id), brand_id)
    return Invitations(True, shown, now_sent, allowed, again, uuid.uuid4().hex, today, fields, ready)


def _worded(it: Sent, language: Language) -> Invitation:
    return Invitation(
        kind=kind_in(it.content.kind, language),
        title=it.content.title,
        benefit=benefit_in(it.content, language),
        until=until_in(it.content, language),
        sent_at=it.sent_at,
        reaction=it.reaction,
        told=it.redeemed == "told",
    )
