"""Pure decisions of castings: what one may ask for, whom it fits, and who gets a place.

A criterion is met by an answer that is meant as "this is me", at its own step of the vocabulary or a coarser one.
"""

import hmac
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from contracts.price import LADDER
from contracts.terms import ROSTER, PurposeNotAdmitted, Terms
from contracts.vocabulary import CLAIMS, PURPOSES
from market.relations import scan
from market.relations.castings.errors import CastingImpossible, CriteriaImpossible
from market.relations.text import line, words
from market.rentals.casting.tables import MOST as PLACES_MOST

PLACES: Final = 10
"""Places of a casting that does not say how many."""
OPEN_MOST: Final = 5
MONTH_MOST: Final = 20
"""Castings of a brand: open at a time, and new ones in a calendar month of the market's zone."""
CRITERIA_MOST: Final = 5
SHORTEST, LONGEST = timedelta(days=3), timedelta(days=30)
TITLE_MOST, TEXT_MOST = 80, 800  # characters


@dataclass(frozen=True)
class Criterion:
    """A claim of the vocabulary, and the answers (own codes or coarser ones) of which one is enough."""

    claim: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Brief:
    """What a brand publishes. `price_step` in minor units a month; `until` is the last day (market's zone) on which
    somebody may accept."""

    title: str
    text: str
    purpose: str
    criteria: tuple[Criterion, ...]
    period: str
    price_step: int
    until: date
    places: int = PLACES

    def to_json(self) -> dict[str, Any]:
        """A plain form."""
        return asdict(self) | {"until": self.until.isoformat()}


def check_brief(draft: Brief, today: date) -> Brief:
    """The brief as it is kept, its words trimmed and scanned, its criteria in the vocabulary's order.

    Raises TextNotAccepted, ContactNotAllowed, CriteriaImpossible, CastingImpossible.
    """
    title, text = line("title", draft.title, TITLE_MOST), words("text", draft.text, TEXT_MOST)
    for field, said in (("title", title), ("text", text)):
        scan.refuse_details(field, said)
        scan.refuse_requests(field, said)
    _among("purpose", draft.purpose, list(PURPOSES))
    _among("price_step", draft.price_step, list(LADDER))
    periods = sorted({period for terms in ROSTER.values() for period in terms.periods})
    _among("period", draft.period, periods)
    if not any(admits(terms, draft.purpose, draft.period) for terms in ROSTER.values()):
        raise CastingImpossible(field="purpose", known=[])
    if not 1 <= draft.places <= PLACES_MOST:
        raise CastingImpossible(field="places", least=1, most=PLACES_MOST)
    if not today + SHORTEST <= draft.until <= today + LONGEST:
        least, most = today + SHORTEST, today + LONGEST
        raise CastingImpossible(field="until", least=least.isoformat(), most=most.isoformat())
    criteria = check_criteria(draft.criteria)
    return Brief(
        *(title, text, draft.purpose, criteria, draft.period, draft.price_step, draft.until, draft.places)
    )


def _among(field: str, value: object, known: Sequence[Any]) -> None:
    if value not in known:
        raise CastingImpossible(field=field, known=list(known))


def check_criteria(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """One to five claims, once each, with answers that there are. Raises CriteriaImpossible."""
    if not criteria:
        raise CriteriaImpossible(field="criteria", reason="none")
    if len(criteria) > CRITERIA_MOST:
        raise CriteriaImpossible(field="criteria", reason="too-many", most=CRITERIA_MOST)
    found: dict[str, tuple[str, ...]] = {}
    for place, it in enumerate(criteria):
        field = f"criteria.{place}"
        if it.claim not in CLAIMS:
            raise CriteriaImpossible(field=field, reason="claim-unknown")
        if it.claim in found:
            raise CriteriaImpossible(field=field, reason="twice")
        found[it.claim] = _codes(field, it)
    return tuple(Criterion(claim, found[claim]) for claim in CLAIMS if claim in found)


def _codes(field: str, criterion: Criterion) -> tuple[str, ...]:
    known = [code.id for step in CLAIMS[criterion.claim].ladder for code in step.codes]
    if not criterion.codes:
        raise CriteriaImpossible(field=field, reason="no-answer")
    if not set(criterion.codes) <= set(known):
        raise CriteriaImpossible(field=field, reason="answer-unknown")
    return tuple(dict.fromkeys(code for code in known if code in criterion.codes))


def admits(terms: Terms, purpose: str, period: str) -> bool:
    """Whether somebody who offers these terms could be rented for this."""
    try:
        terms.admit([purpose])
    except PurposeNotAdmitted:
        return False
    return period in terms.periods


def fits(values: Mapping[str, str], criteria: Iterable[Criterion]) -> bool:
    """Whether a persona whose holder says these values of itself (claim, own code) meets every criterion."""
    return all(
        it.claim in values and not _as_said(it.claim, values[it.claim]).isdisjoint(it.codes)
        for it in criteria
    )


def _as_said(claim: str, value: str) -> set[str]:
    """An answer at its own step and all coarser ones; nothing where the vocabulary has it no more."""
    known = CLAIMS[claim]
    if all(code.id != value for code in known.codes):
        return set()
    return {known.at(step, value) for step in range(len(known.ladder))}


def lot(key: bytes, casting: uuid.UUID, day: date, call: uuid.UUID) -> bytes:
    """The place of an acceptance in the draw of a day: of no meaning to anybody, and the same for who looks again."""
    return hmac.digest(key, casting.bytes + day.isoformat().encode() + call.bytes, "sha256")
