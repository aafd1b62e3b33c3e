"""The consent beside a rental, in the words of each side: what was said, since when, and what has become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from contracts.consent.kinds import Reached, Requested, said
from contracts.consent.life import HOLDS
from contracts.record import Event
from contracts.vocabulary import PURPOSES
from market.base.filters import day
from market.base.i18n import Language, marked, translate
from market.rentals.consents.queries import events_of, of_rental
from market.rentals.queries import RentalRow

Words = dict[tuple[str, str], str]
"""By the state and, where it matters, by whom."""

FOR_HOLDER: Final[Words] = {
    ("requested", ""): marked("Asked of you, not given yet."),
    ("given", ""): marked("Given, until %(day)s."),
    ("renewed", ""): marked("Given again, until %(day)s."),
    ("refused", ""): marked("Refused by you on %(day)s."),
    ("expired", ""): marked("Expired on %(day)s, with its period."),
    ("withdrawn", ""): marked("Withdrawn by you on %(day)s."),
    ("revoked", "brand"): marked("Over since %(day)s: the brand ended the rental."),
    ("revoked", "operator"): marked("Over since %(day)s: Moi stopped the rental."),
    ("invalidated", ""): marked("Void since %(day)s."),
}
FOR_BRAND: Final[Words] = {
    ("requested", ""): marked("Consent asked for, not given yet."),
    ("given", ""): marked("The person’s consent holds until %(day)s."),
    ("renewed", ""): marked("The person’s consent, given again, holds until %(day)s."),
    ("refused", ""): marked("The person refused consent on %(day)s."),
    ("expired", ""): marked("The person’s consent expired on %(day)s, with its period."),
    ("withdrawn", ""): marked("The person withdrew consent on %(day)s."),
    ("revoked", "brand"): marked("You ended the rental on %(day)s, and the person’s consent with it."),
    ("revoked", "operator"): marked("Moi stopped the rental on %(day)s, and the person’s consent with it."),
    ("invalidated", ""): marked("The person’s consent is void since %(day)s."),
}


@dataclass(frozen=True)
class Shown:
    """A consent on a page. `said_at` is when the holder gave the instruction, `wished_at` when to renew by it,
    `answered_at` when they accepted this very request: for the holder alone. `holds`: it can still be withdrawn.
    `answered`: that it was given in answer to this very request, and not beforehand. `reached`: where the brand is,
    about the person's data, as it said when it asked; a brand of before has not.
    """

    words: str
    holds: bool
    purposes: list[str]
    said_at: datetime | None = None
    wished_at: datetime | None = None
    answered_at: datetime | None = None
    answered: bool = False
    reached: Reached | None = None


async def for_holder(row: RentalRow, language: Language) -> Shown | None:
    """The holder's own consent, to the second; None for a relation from before consents were recorded."""
    return await _shown(row, language, FOR_HOLDER)


async def for_brand(row: RentalRow, language: Language) -> Shown | None:
    """What the brand may go by; never when the person had said it."""
    found = await _shown(row, language, FOR_BRAND)
    return Shown(found.words, found.holds, found.purposes, answered=found.answered) if found else None


async def _shown(row: RentalRow, language: Language, words: Words) -> Shown | None:
    consent = await of_rental(row.id)
    if consent is None:
        return None
    phase, events = consent.phase(row), await events_of(consent.id)
    holds = phase in HOLDS
    by = str(events[-1].facts.get("by", "")) if phase == "revoked" else ""
    if holds and consent.ends_at:
        on = consent.ends_at - timedelta(microseconds=1)
    elif phase == "expired":
        on = consent.ends_at or row.held_until
    else:
        on = events[-1].at
    at, answered_at = {event.kind: event.at for event in events}, _answered_at(events)
    return Shown(
        words=translate(language, words[phase, by], day=day(on, language)),
        holds=holds,
        purposes=[PURPOSES[it].text.in_(language) for it in row.purposes],
        said_at=at.get("instructed"),
        wished_at=at.get("renewal_instructed"),
        answered_at=answered_at,
        answered=answered_at is not None,
        reached=_reached(events),
    )


def _reached(events: Sequence[Event]) -> Reached | None:
    asked = next(read for it in events if isinstance(read := said(it.seq, it.kind, it.facts), Requested))
    return asked.reached


def _answered_at(events: Sequence[Event]) -> datetime | None:
    """When the holder answered, where the terms awaited it."""
    found = next((str(it.facts["approved_at"]) for it in events if "approved_at" in it.facts), None)
    return None if found is None else datetime.fromisoformat(found)
