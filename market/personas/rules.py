"""Pure decisions about what a persona may say and offer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from contracts.period import UnknownPeriod
from contracts.price import PriceOffLadder
from contracts.terms import PeriodNotOffered, Proffer, Terms, UnknownVariant
from contracts.vocabulary import CLAIMS, PHRASES, VocabularyError, check, labels
from market.base.clock import market_date
from market.base.errors import Conflict, Invalid
from market.personas.tables import MAX_CAPACITY

EDIT_INTERVAL = timedelta(days=30)
MAX_PHRASES = 5


class Stance(StrEnum):
    """How a trait is meant: it is me, I would like it to be, or I do not say."""

    ME = "me"
    LIKE = "like"
    NO = "no"


class TraitUnknown(Invalid):
    """The vocabulary has no such claim, value or phrase."""


class OfferImpossible(Invalid):
    """A price off the ladder, a period that the terms do not have, unknown terms, too many slots."""


class TooFewTraits(Invalid):
    """The terms disclose more traits than are answered; `needed` and `answered` say how many."""


class EditedTooSoon(Conflict):
    """What was seen changes at most every 30 days; `again_on` says when (a date in the market's zone)."""


class NotInThisState(Conflict):
    """The persona is not in a state in which this can be done; `state` says which it is in."""


@dataclass(frozen=True)
class Trait:
    """One answer: a claim's own code and how it is meant. NO has no value."""

    stance: Stance
    value: str | None = None


@dataclass(frozen=True)
class Offer:
    """What the studio has chosen so far, checked when it is published. `price_step`: minor units a month."""

    variant: str | None = None
    period: str | None = None
    price_step: int | None = None
    capacity: int = 1


@dataclass(frozen=True)
class Draft:
    """What the studio holds: answers by claim, phrases, which of them the card may say, and the offer."""

    mask: str | None = None
    traits: Mapping[str, Trait] = field(default_factory=dict)
    phrases: tuple[str, ...] = ()
    said: frozenset[str] = frozenset()
    offer: Offer = Offer()

    def to_json(self) -> dict[str, Any]:
        """A plain form for sealing."""
        return {
            "mask": self.mask,
            "traits": {claim: [str(t.stance), t.value] for claim, t in self.traits.items()},
            "phrases": list(self.phrases),
            "said": sorted(self.said),
            "offer": asdict(self.offer),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Draft":
        """The draft again; a code of earlier days is read as the present one."""
        return cls(
            mask=data["mask"],
            traits={
                claim: Trait(Stance(stance), _present(claim, value))
                for claim, (stance, value) in data["traits"].items()
            },
            phrases=tuple(data["phrases"]),
            said=frozenset(data["said"]),
            offer=Offer(**data.get("offer", {})),
        )


def _present(claim: str, value: str | None) -> str | None:
    return CLAIMS[claim].present(value) if value is not None and claim in CLAIMS else value


def check_draft(draft: Draft) -> None:
    """Raises TraitUnknown for what the vocabulary lacks. An unfinished draft is fine."""
    values: dict[str, str] = {}
    for claim, trait in draft.traits.items():
        if claim not in CLAIMS:
            raise TraitUnknown(field="traits", claim=claim)
        if (trait.value is None) != (trait.stance is Stance.NO):
            raise TraitUnknown(field="traits", claim=claim, value=trait.value)
        if trait.value is not None:
            values[claim] = trait.value
    try:
        check(values)
    except VocabularyError as error:
        raise TraitUnknown(field="traits", claim=error.args[0], value=error.args[-1]) from error
    for phrase in draft.phrases:
        if phrase not in PHRASES:
            raise TraitUnknown(field="phrases", claim=phrase)
    if len(draft.phrases) > MAX_PHRASES or len(set(draft.phrases)) != len(draft.phrases):
        raise TraitUnknown(field="phrases", claim=draft.phrases[-1])
    for claim in draft.said:
        if claim not in draft.traits and claim not in draft.phrases:
            raise TraitUnknown(field="said", claim=claim)


def check_offer(variant: str, period: str, price_step: int, capacity: int) -> Terms:
    """The terms of the offer; raises OfferImpossible. `price_step` in minor units a month."""
    try:
        proffer = Proffer(variant=variant, period=period, price_step=price_step)
    except UnknownVariant as error:
        raise OfferImpossible(field="variant", value=variant) from error
    except (PeriodNotOffered, UnknownPeriod) as error:
        raise OfferImpossible(field="period", value=period) from error
    except PriceOffLadder as error:
        raise OfferImpossible(field="price_step", value=price_step) from error
    most = 1 if proffer.terms.exclusive else MAX_CAPACITY
    if not 1 <= capacity <= most:
        raise OfferImpossible(field="capacity", value=capacity, most=most)
    return proffer.terms


def check_publishable(draft: Draft, terms: Terms) -> None:
    """Raises TooFewTraits when the terms disclose more than the draft answers."""
    answered = sum(
        1
        for claim in terms.disclosure.claims
        if claim in draft.traits and draft.traits[claim].stance is not Stance.NO
    )
    if answered < terms.disclosure.answered:
        raise TooFewTraits(needed=terms.disclosure.answered, answered=answered)


def check_edit(last: datetime | None, now: datetime, *, seen: bool) -> None:
    """Raises EditedTooSoon when the last publication is less than 30 days ago.

    Unless nobody has `seen` it: a version that waited and was never under a card tells nobody of its change.
    """
    if seen and last is not None and now < last + EDIT_INTERVAL:
        raise EditedTooSoon(again_on=market_date(last + EDIT_INTERVAL).isoformat())


def sheet(draft: Draft, terms: Terms, verified: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a rental discloses: every claim of the terms, `None` where it is not said, and the phrases.

    `verified`: in which month (as 2026-11) an operator verified an answer, by claim. The others are declared.
    All in the vocabulary's order: the holder's own would be one more thing by which two brands recognise a person.
    """
    months = verified or {}
    return {
        "claims": {claim: _disclosed(draft.traits.get(claim)) for claim in terms.disclosure.claims},
        "phrases": [phrase for phrase in PHRASES if phrase in draft.phrases],
        "verified": {claim: months[claim] for claim in terms.disclosure.claims if claim in months},
    }


def _disclosed(trait: Trait | None) -> dict[str, str] | None:
    if trait is None or trait.value is None or trait.stance is Stance.NO:
        return None
    return {"value": trait.value, "stance": str(trait.stance)}


def card_labels(draft: Draft) -> tuple[str | None, ...]:
    """The labels that the card may say: only what is true ("it's me") and allowed, in the card's order."""
    values = {claim: t.value for claim, t in draft.traits.items() if t.stance is Stance.ME and t.value}
    values |= {phrase: phrase for phrase in draft.phrases}
    return labels(values, draft.said)
