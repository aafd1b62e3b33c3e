"""Beside the studio's form: the card that a draft would get, its crowd, its price, and what could link personas.

Asks only what the cards of the day say (`market.catalogue`), so nobody can learn here about a value on no card.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations

from contracts.price import price, proration
from contracts.sentences import PERIOD_WORDS
from contracts.terms import ROSTER
from contracts.vocabulary import CARD_ORDER, CLAIMS, PHRASES, code_of, portrait
from market.base import names
from market.base.i18n import Language
from market.base.settings import settings
from market.catalogue import queries
from market.catalogue.codes import root
from market.catalogue.crowd import NEWCOMER
from market.catalogue.errors import FacetUnknown
from market.catalogue.measuring import NOTHING, Change, Measured, measure
from market.catalogue.queries import VISITOR, Reader
from market.catalogue.search import wish
from market.catalogue.steps import CROWD
from market.catalogue.vectors import Root
from market.personas.queries import PersonaRow, of_holder, open_draft
from market.personas.rules import Draft, Offer, OfferImpossible, Stance, card_labels, check_offer
from market.rentals.agreements import HOLDER_BPS
from market.web import faces
from market.web.cards import COLON
from market.web.studio_view import PROPOSED, mask_words

Pair = tuple[str, str]  # a claim or phrase, and its code


@dataclass(frozen=True)
class Money:
    """The whole price of the offer's period and who gets what, in cents."""

    period: str
    whole: int
    yours: int
    ours: int


@dataclass(frozen=True)
class Advised:
    """A change that would help, in words: names of traits and phrases to leave out, and the offer it is under."""

    leave_out: tuple[str, ...]
    terms: str
    period: str
    price: int


def advised(change: Change | None, language: Language) -> Advised | None:
    """The words of a change; `price` is that of the whole period, in cents."""
    if change is None:
        return None
    return Advised(
        leave_out=tuple(claim_words(it, language) for it in change.leave_out),
        terms=ROSTER[change.variant].name.in_(language),
        period=change.period,
        price=price(change.price_step, change.period).amount,
    )


@dataclass(frozen=True)
class Beside:
    """What stands beside the form. `offered`: terms, period and price are chosen; `at_least` is None where no
    card of the day fits. `allowed`: what the holder lets a card say; `says`: what this card would say of it.
    `newcomer`: how many people a new card needs; `crowd`: how many keep it.
    """

    offered: bool
    money: Money | None
    crowd: int
    newcomer: int
    at_least: int | None
    address: str | None
    allowed: tuple[str, ...]
    says: tuple[str, ...]
    portrait: str
    change: Advised | None
    with_change: int | None
    other: Advised | None


async def beside(draft: Draft, language: Language) -> Beside:
    """The panel for a draft, saved or not."""
    allowed = _allowed(draft)
    measured = await measured_of(draft)
    said = _finest((it.claim, it.step, it.code) for it in measured.sayings)
    crowd = settings().crowd
    return Beside(
        offered=_root(draft.offer) is not None,
        money=_money(draft.offer),
        crowd=crowd,
        newcomer=crowd + NEWCOMER - CROWD,
        at_least=measured.at_least,
        address=measured.address,
        allowed=_words(allowed, language),
        says=_words(said, language),
        portrait=portrait(dict(said or allowed), language),
        change=advised(measured.change, language),
        with_change=measured.with_change,
        other=advised(measured.other, language),
    )


async def measured_of(draft: Draft) -> Measured:
    """The day's cards on a draft with its own offer; nothing where the offer is not complete."""
    root = _root(draft.offer)
    return await measure(draft, root) if root else NOTHING


def _root(offer: Offer) -> Root | None:
    if offer.variant is None or offer.period is None or offer.price_step is None:
        return None
    try:
        check_offer(offer.variant, offer.period, offer.price_step, 1)
    except OfferImpossible:
        return None
    return root(offer.price_step, offer.variant, offer.period)


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


def named(claim: str, code: str, language: Language) -> str:
    """A trait with its answer, "Region: Brittany"; a phrase as it is spoken."""
    if claim in PHRASES:
        return PHRASES[claim].text.in_(language)
    return f"{claim_words(claim, language)}{COLON[language]}{code_of(claim, code).text.in_(language)}"


def claim_words(claim: str, language: Language) -> str:
    """The name of a trait, or the words of a phrase."""
    text = CLAIMS[claim].text if claim in CLAIMS else code_of(claim, claim).text
    return text.in_(language)


@dataclass(frozen=True)
class Link:
    """Two personas of one holder that answer alike; `alike` names each trait with its answer."""

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
    shown = {row.id: shown_by(row, draft) for row, draft in opened}
    found = []
    for (one, first), (two, second) in combinations(opened, 2):
        if of is not None and of not in (one.id, two.id):
            continue
        alike = shared(first, second, shown[one.id] & shown[two.id])
        if len(alike) > 1 and not await _on_a_card(alike):
            called = [_called(person, row, draft, language) for row, draft in ((one, first), (two, second))]
            found.append(Link(called[0], called[1], tuple(named(*pair, language) for pair in alike)))
    return found


def _called(person: uuid.UUID, row: PersonaRow, draft: Draft, language: Language) -> str:
    handle, _ = faces.of_persona(row.id, names.for_person(person))
    return f"{mask_words(draft.mask, language)} ({handle})"


def shown_by(row: PersonaRow, draft: Draft) -> frozenset[str]:
    """What a rental shows, or would: by the terms it is listed under, and by those that the draft has chosen."""
    chosen = ROSTER.get(draft.offer.variant or "")
    usual = ROSTER[PROPOSED.variant or ""] if row.terms is None and chosen is None else None
    return frozenset(claim for it in (row.terms, chosen, usual) if it for claim in it.disclosure.claims)


def shared(one: Draft, other: Draft, shown: Collection[str]) -> tuple[Pair, ...]:
    """The exact answers that both would show to a brand, were both rented; `shown`: what both terms show. Pure."""
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
