"""Pure decisions of intents: what one may look for, what a bid may be, how far it has come, and which bid asks least.

Terms come first: a bid names terms that await an answer and show no more than the person said that they would show.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

from contracts.price import LADDER, price, proration
from contracts.terms import ROSTER, PurposeNotAdmitted, Terms, edition
from market.relations import scan
from market.relations.benefits import Benefit, Kind, check_benefit, check_kind
from market.relations.intents.errors import BidImpossible, IntentImpossible
from market.relations.intents.kinds import CATEGORIES
from market.relations.text import words
from market.rentals.agreements import HOLDER_BPS

TEXT_MOST, WORDS_MOST = 600, 600  # characters
OPEN_MOST: Final = 3
MONTH_MOST: Final = 10
"""Intents of a person: open at a time, and new ones in a calendar month of the market's zone."""
SHORTEST, LONGEST = timedelta(days=3), timedelta(days=30)
CHOOSE_WITHIN: Final = timedelta(days=7)
"""After the last day of bids, in which the person compares and takes one."""
REMIND_BEFORE: Final = timedelta(days=2)
"""The end of that time, its person is told that it comes."""
BUDGET_MOST: Final = 10_000_000  # minor units
EURO: Final = 100

Phase = Literal["announced", "open", "choosing", "decided", "closed"]


@dataclass(frozen=True)
class Intent:
    """What a person looks for. Budgets in minor units, whole euros; `most`: the terms that show the most a winner may
    learn; `until`: the last day (market's zone) on which brands bid."""

    category: str
    details: Mapping[str, str]
    text: str
    budget_from: int
    budget_to: int
    most: str
    until: date


def check_intent(draft: Intent, today: date) -> Intent:
    """The intent as it is kept, its text trimmed. Raises IntentImpossible, TextNotAccepted."""
    known = CATEGORIES.get(draft.category)
    if known is None:
        raise IntentImpossible(field="category", known=list(CATEGORIES))
    for name, answer in draft.details.items():
        if name not in known.details:
            raise IntentImpossible(field="details", known=list(known.details))
        if answer not in known.details[name].answers:
            raise IntentImpossible(field=f"details.{name}", known=list(known.details[name].answers))
    least, most = draft.budget_from, draft.budget_to
    if not 0 <= least <= most <= BUDGET_MOST or most == 0 or least % EURO or most % EURO:
        raise IntentImpossible(
            field="budget_to" if 0 <= least <= BUDGET_MOST else "budget_from", most=BUDGET_MOST
        )
    if draft.most not in MOST:
        raise IntentImpossible(field="most", known=list(MOST))
    if not today + SHORTEST <= draft.until <= today + LONGEST:
        first, last = today + SHORTEST, today + LONGEST
        raise IntentImpossible(field="until", least=first.isoformat(), most=last.isoformat())
    return replace(draft, text=words("text", draft.text, TEXT_MOST))


MOST: Final = tuple(terms.id for terms in ROSTER.values() if not terms.instant and not terms.exclusive)
"""What a person may offer to show at most, by the variant: terms that await an answer."""


def may_ask(most: Terms) -> tuple[Terms, ...]:
    """The terms that a bid may name: they await an answer, and show nothing that `most` does not; the least first."""
    claims = set(most.disclosure.claims)
    found = [
        it
        for it in ROSTER.values()
        if not it.instant and not it.exclusive and set(it.disclosure.claims) <= claims
    ]
    return tuple(sorted(found, key=lambda it: len(it.disclosure.claims)))


@dataclass(frozen=True)
class Bid:
    """What a brand offers: terms (an edition) and purposes, then a price a month (minor units) for a period and, if it
    likes, a benefit; then words."""

    terms: str
    purposes: tuple[str, ...]
    period: str
    price_step: int
    kind: str | None = None
    benefit: Benefit | None = None
    words: str | None = None

    @property
    def edition(self) -> Terms:
        return edition(self.terms)

    @property
    def amount(self) -> int:
        """What the brand pays for the period, minor units."""
        return price(self.price_step, self.period).amount

    @property
    def yours(self) -> int:
        """The person's part of it, minor units."""
        return proration(price(self.price_step, self.period), 1, 1, HOLDER_BPS).holder.amount

    @property
    def costs(self) -> tuple[str, int]:
        """What its money depends on."""
        return self.period, self.price_step


def check_bid(draft: Bid, allowed: Sequence[str], today: date) -> Bid:
    """The bid as it is kept; `allowed`: the editions that this intent admits. Raises BidImpossible, KindUnknown,
    BenefitUnfit, TextNotAccepted, ContactNotAllowed."""
    if draft.terms not in allowed:
        raise BidImpossible(field="terms", known=list(allowed))
    terms = edition(draft.terms)
    if not draft.purposes or len(set(draft.purposes)) < len(draft.purposes):
        raise BidImpossible(field="purposes", known=list(terms.purposes.admitted))
    try:
        terms.admit(draft.purposes)
    except PurposeNotAdmitted as error:
        raise BidImpossible(field="purposes", known=list(terms.purposes.admitted)) from error
    if draft.period not in terms.periods:
        raise BidImpossible(field="period", known=list(terms.periods))
    if draft.price_step not in LADDER:
        raise BidImpossible(field="price_step", known=list(LADDER))
    if (draft.kind is None) != (draft.benefit is None):
        raise BidImpossible(field="benefit", known=[])
    kind: Kind | None = check_kind(draft.kind) if draft.kind else None
    benefit = check_benefit(kind, draft.benefit, today) if kind and draft.benefit else None
    text = words("words", draft.words, WORDS_MOST) if draft.words else None
    if text:
        scan.refuse_details("words", text)
        scan.refuse_requests("words", text)
    return replace(draft, kind=kind, benefit=benefit, words=text)


def asks(bid: Bid) -> tuple[int, int, int, int]:
    """How much a bid asks: claims shown, days for which copies may be kept, purposes, days of the period."""
    terms = bid.edition
    days = {"P1W": 7, "P1M": 30, "P3M": 91}[bid.period]
    return len(terms.disclosure.claims), terms.retention.days, len(bid.purposes), days


def ranked(bids: Mapping[uuid.UUID, Bid]) -> list[uuid.UUID]:
    """By how little they ask, then by what they bring; at last by their random ids, which is nobody's order."""
    return sorted(bids, key=lambda it: (*asks(bids[it]), -bids[it].yours, *_brings(bids[it]), it))


def _brings(bid: Bid) -> tuple[int, int]:
    """More first: what is off, in per cent or minor units; anything given is more than nothing."""
    if bid.benefit is None:
        return (1, 0)
    return (0, -(bid.benefit.percent or bid.benefit.amount or 0))


def phase(state: str, opens_on: date, until: date, today: date, *, decided: bool) -> Phase:
    """How far an intent has come, by the market's day, before its person."""
    if state == "closed":
        return "closed"
    if decided:
        return "decided"
    if today < opens_on:
        return "announced"
    return "open" if today <= until else "choosing"


def chooses_until(until: date) -> date:
    """The last day on which a bid can be taken."""
    return until + CHOOSE_WITHIN


def to_json(value: Any) -> dict[str, Any]:
    """A draft as an idempotency key compares it."""
    return {name: str(getattr(value, name)) for name in value.__dataclass_fields__}
