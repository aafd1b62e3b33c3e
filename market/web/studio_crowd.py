"""Beside the studio's form: the card that a draft would get, its crowd, its price, and what could link personas.

Asks only what the cards of the day say (`market.catalogue`), so nobody can learn here about a value on no card.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations

from contracts.price import price, proration
from contracts.sentences import PERIOD_WORDS
from contracts.terms import ROSTER
from contracts.vocabulary import CARD_ORDER, CLAIMS, code_of, portrait
from market.base import names
from market.base.i18n import Language
from market.base.settings import settings
from market.catalogue import queries
from market.catalogue.errors import FacetUnknown
from market.catalogue.measuring import Measured, measure
from market.catalogue.queries import VISITOR, Reader
from market.catalogue.search import wish
from market.catalogue.vectors import Root
from market.personas.queries import PersonaRow, of_holder, open_draft
from market.personas.rules import Draft, Offer, OfferImpossible, Stance, card_labels, check_offer
from market.rentals.agreements import HOLDER_BPS
from market.web import faces
from market.web.studio_view import mask_words

Pair = tuple[str, str]  # a claim or phrase, and its code


@dataclass(frozen=True)
class Money:
    """The whole price of the offer's period and who gets what, in cents."""

    period: str
    whole: int
    yours: int
    ours: int


@dataclass(frozen=True)
class Beside:
    """What stands beside the form. `offered`: terms, period and price are chosen; `at_least` is None where no
    card of the day fits. `allowed`: what the holder lets a card say; `says`: what this card would say of it.
    """

    offered: bool
    money: Money | None
    crowd: int
    at_least: int | None
    address: str | None
    allowed: tuple[str, ...]
    says: tuple[str, ...]
    portrait: str
    leave_out: str
    with_advice: int | None


async def beside(draft: Draft, language: Language) -> Beside:
    """The panel for a draft, saved or not."""
    allowed = _allowed(draft)
    root = _root(draft.offer)
    measured = await measure(draft, root) if root else Measured(None, None, (), None)
    said = _finest((it.claim, it.step, it.code) for it in measured.sayings)
    without = None
    if root and measured.leave_out:
        lighter = replace(draft, said=draft.said - {measured.leave_out})
        without = (await measure(lighter, root)).at_least
    return Beside(
        offered=root is not None,
        money=_money(draft.offer),
        crowd=settings().crowd,
        at_least=measured.at_least,
        address=measured.address,
        allowed=_words(allowed, language),
        says=_words(said, language),
        portrait=portrait(dict(said or allowed), language),
        leave_out=claim_words(measured.leave_out, language) if measured.leave_out else "",
        with_advice=without,
    )


def _root(offer: Offer) -> Root | None:
    if offer.variant is None or offer.period is None or offer.price_step is None:
        return None
    try:
        check_offer(offer.variant, offer.period, offer.price_step, 1)
    except OfferImpossible:
        return None
    return Root(offer.price_step, offer.variant, offer.period)


def _money(offer: Offer) -> Money | None:
    if offer.price_step is None or offer.period is None or offer.period not in PERIOD_WORDS:
        return None
    try:
        whole = price(offer.price_step, offer.period)
    except ValueError:
        return None
    parts = proration(whole, 1, 1, HOLDER_BPS)
    return Money(offer.period, whole.amount, parts.holder.amount, parts.platform.amount)


def _allowed(draft: Draft) -> tuple[Pair, ...]:
    labels = card_labels(draft)
    return _finest(
        (claim, step, code)
        for (claim, step), code in zip(CARD_ORDER, labels, strict=True)
        if code is not None
    )


def _finest(said: Iterable[tuple[str, int, str]]) -> tuple[Pair, ...]:
    """Each claim once, at the finest step that was said, in the order of the card."""
    codes: dict[str, str] = {}
    for claim, _, code in said:  # coarse steps come first
        codes[claim] = code
    return tuple(codes.items())


def _words(pairs: Iterable[Pair], language: Language) -> tuple[str, ...]:
    return tuple(code_of(claim, code).text.in_(language) for claim, code in pairs)


def claim_words(claim: str, language: Language) -> str:
    """The name of a trait, or the words of a phrase."""
    text = CLAIMS[claim].text if claim in CLAIMS else code_of(claim, claim).text
    return text.in_(language)


@dataclass(frozen=True)
class Link:
    """Two personas of one holder that answer alike, in words."""

    one: str
    other: str
    alike: tuple[str, ...]


async def links(person: uuid.UUID, language: Language, of: uuid.UUID | None = None) -> list[Link]:
    """Pairs of this person's personas whose equal exact answers stand together on no card of the day.

    A brand, or two that talk, could tell from those answers that one person is behind both. `of`: only
    pairs with this persona.
    """
    mine = [row for row in await of_holder(person) if row.state in ("draft", "listed", "hidden")]
    opened = [(row, await open_draft(person, row)) for row in mine]
    found = []
    for (one, first), (two, second) in combinations(opened, 2):
        if of is not None and of not in (one.id, two.id):
            continue
        alike = shared(first, second)
        if len(alike) > 1 and not await _on_a_card(alike):
            called = [_called(person, row, draft, language) for row, draft in ((one, first), (two, second))]
            found.append(Link(called[0], called[1], _words(alike, language)))
    return found


def _called(person: uuid.UUID, row: PersonaRow, draft: Draft, language: Language) -> str:
    handle, _ = faces.of_persona(row.id, names.for_person(person))
    return f"{mask_words(draft.mask, language)} ({handle})"


def shared(one: Draft, other: Draft) -> tuple[Pair, ...]:
    """The exact answers that both would show to a brand, were both rented. Pure."""
    shown = {claim for terms in ROSTER.values() for claim in terms.disclosure.claims}
    return tuple(
        (claim, trait.value)
        for claim, trait in one.traits.items()
        if claim in shown
        and trait.stance is not Stance.NO
        and trait.value is not None
        and claim in other.traits
        and other.traits[claim].value == trait.value
    )


async def _on_a_card(pairs: Iterable[Pair]) -> bool:
    try:
        asked = wish(f"{claim}:{code}" for claim, code in pairs)
    except FacetUnknown:  # no card can say one of these so exactly
        return False
    return bool((await queries.search(asked, Reader("studio", VISITOR), limit=1)).cards)
