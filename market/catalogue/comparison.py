"""Cards side by side: what they share is said once, what differs card by card. Pure.

A line is one subject: `price` (minor units for the period), `period`, `variant`, a claim by its id, `phrases`,
`purposes`, `invitations` (a month), `shows` (what a rental discloses), `answered` (how many of these have an
answer at least), `retention` (days) and `crowd` (how many people share the card at least).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.vocabulary import CARD_ORDER, PHRASES
from market.catalogue.cards import CardRow
from market.catalogue.errors import ComparisonTooLarge, ComparisonTooSmall

LEAST, MOST = 2, 4
SETS = frozenset({"phrases", "purposes", "shows"})
"""Subjects with any number of values: what all cards have of them is said once, the rest where it belongs."""

_CLAIMS = tuple(dict.fromkeys(claim for claim, _ in CARD_ORDER if claim not in PHRASES))

Values = tuple[str, ...]


@dataclass(frozen=True)
class Differs:
    """One subject in which the cards differ: the values of each, in the cards' order; none: it says nothing."""

    subject: str
    values: tuple[Values, ...]


@dataclass(frozen=True)
class Same:
    """What all cards have of one subject."""

    subject: str
    values: Values


@dataclass(frozen=True)
class Comparison:
    """Cards side by side, each subject in the order of a card."""

    cards: tuple[CardRow, ...]
    differs: tuple[Differs, ...]
    same: tuple[Same, ...]


def distinct(addresses: Sequence[str]) -> tuple[str, ...]:
    """Each address once, in the order asked. Raises ComparisonTooSmall, ComparisonTooLarge."""
    found = tuple(dict.fromkeys(addresses))
    if len(found) < LEAST:
        raise ComparisonTooSmall(field="card", least=LEAST)
    if len(found) > MOST:
        raise ComparisonTooLarge(field="card", most=MOST)
    return found


def compare(cards: Sequence[CardRow]) -> Comparison:
    """The cards side by side; of one card, everything is the same."""
    differs: list[Differs] = []
    same: list[Same] = []
    for subject, values in _lines(cards):
        shared = _shared(subject, values)
        rest = tuple(tuple(it for it in some if it not in shared) for some in values)
        if shared:
            same.append(Same(subject, shared))
        if any(rest):
            differs.append(Differs(subject, rest))
    return Comparison(tuple(cards), tuple(differs), tuple(same))


def _shared(subject: str, values: Sequence[Values]) -> Values:
    first, *others = values
    if subject in SETS:
        return tuple(it for it in first if all(it in other for other in others))
    return first if all(other == first for other in others) else ()


def _lines(cards: Sequence[CardRow]) -> Iterator[tuple[str, tuple[Values, ...]]]:
    """Every subject with what each card has of it."""
    terms = [card.terms for card in cards]
    said = [{it.claim: it.code for it in card.finest} for card in cards]
    yield "price", tuple((str(card.price.amount),) for card in cards)
    yield "period", tuple((card.period,) for card in cards)
    for claim in _CLAIMS:
        yield claim, tuple((it[claim],) if claim in it else () for it in said)
    yield "phrases", tuple(tuple(claim for claim in it if claim in PHRASES) for it in said)
    yield "variant", tuple((card.variant,) for card in cards)
    yield "purposes", tuple(it.purposes.admitted for it in terms)
    yield "invitations", tuple((str(it.contact.invitations_per_month),) for it in terms)
    yield "shows", tuple(it.disclosure.claims for it in terms)
    yield "answered", tuple((str(it.disclosure.answered),) for it in terms)
    yield "retention", tuple((str(it.retention.days),) for it in terms)
    yield "crowd", tuple((str(card.at_least),) for card in cards)
