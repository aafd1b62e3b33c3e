"""Who may do what to a negotiation, and when; what is said with it in fixed words. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from contracts.states import NEGOTIATION
from contracts.vocabulary import Text
from market.base.clock import turn_after
from market.base.errors import Refusal
from market.rentals.negotiation.errors import (
    AnswerTooLate,
    CounterOfferMade,
    NothingOffered,
    NotYoursToAnswer,
    RequestOver,
    YesGiven,
)

Side = Literal["holder", "brand"]

OPEN: Final = ("REQUESTED", "OFFERED")
"""Where an answer is awaited: of the holder, then of the brand."""

ANSWERS: Final[Mapping[str, Mapping[Side, str]]] = MappingProxyType(
    {
        "REQUESTED": MappingProxyType({"holder": "agree"}),
        "OFFERED": MappingProxyType({"brand": "accept"}),
    }
)
"""Whose acceptance each state awaits, and the event of the machine that it is."""

PAY_WITHIN: Final = timedelta(minutes=15)
"""How long a place is kept for a request whose money no bank holds yet."""

TAKING: Final = timedelta(days=2)
"""How long a place is kept, from the acceptance on, while the money is being taken."""

MESSAGES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "try-it": Text(
            fr="Nous aimerions vous faire essayer un produit.", en="We would like you to try a product."
        ),
        "advice": Text(
            fr="Votre avis nous aiderait à améliorer ce que nous faisons.",
            en="Your opinion would help us improve what we make.",
        ),
        "season": Text(
            fr="Nous préparons la saison et cherchons des personnes comme vous.",
            en="We are preparing the season and look for people like you.",
        ),
        "again": Text(
            fr="Nous avons aimé notre location, et aimerions recommencer.",
            en="We liked our rental, and would like another one.",
        ),
    }
)
"""What a brand may say with its request: one of these, or nothing. Nobody is addressed in free words."""

REASONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "purpose": Text(fr="la finalité ne me convient pas", en="the purpose does not suit me"),
        "brand": Text(fr="la marque ne me convient pas", en="the brand does not suit me"),
        "price": Text(fr="le prix ne me convient pas", en="the price does not suit me"),
        "time": Text(fr="ce n’est pas le moment", en="this is not the time"),
    }
)
"""Why a holder does not accept, if they choose to say it. The brand is told what was chosen, and else nothing."""


def against_accepting(state: str, side: Side, *, in_time: bool) -> type[Refusal] | None:
    """Why this side cannot accept now; None when it can."""
    if state not in OPEN:
        return RequestOver
    if side not in ANSWERS[state]:
        return NotYoursToAnswer
    return None if in_time else AnswerTooLate


def against_offering(state: str, *, in_time: bool, accepted: bool = False) -> type[Refusal] | None:
    """Why the holder cannot make a counter-offer now: there is one round, and no second; and a yes is a yes."""
    if state == "OFFERED":
        return CounterOfferMade
    if accepted:
        return YesGiven
    if state not in NEGOTIATION.sources("offer"):
        return RequestOver
    return None if in_time else AnswerTooLate


def against_refusing(state: str, *, in_time: bool) -> type[Refusal] | None:
    """Why the holder cannot refuse now. Their own counter-offer is not refused but taken back."""
    if state == "OFFERED":
        return NotYoursToAnswer
    if state not in OPEN:
        return RequestOver
    return None if in_time else AnswerTooLate


def against_withdrawing(state: str, *, in_time: bool, accepted: bool = False) -> type[Refusal] | None:
    """Why the holder cannot take their word back now: a yes is theirs until the brand is told of it, a counter-offer
    until the brand has taken it. `in_time`: of a yes, before it takes effect.
    """
    if accepted:
        return None if in_time else RequestOver
    if state == "REQUESTED":
        return NothingOffered
    if state != "OFFERED":
        return RequestOver
    return None if in_time else AnswerTooLate


def told_at(answered_at: datetime, decide_by: datetime) -> datetime:
    """When what is not the brand's act reaches it, and its money: as the UTC day turns, or at the deadline if that is
    sooner.

    A yes or a no, then: the hour at which somebody looked at their screen is nowhere to be seen, nor that they
    answered several in one minute.
    """
    return min(turn_after(answered_at), decide_by)
