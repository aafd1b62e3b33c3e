"""What the studio's templates are given, in the reader's language. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.price import LADDER, price, proration
from contracts.readings import Reading, terms_reading
from contracts.sentences import PERIOD_WORDS
from contracts.terms import ROSTER, Terms
from contracts.vocabulary import CLAIMS, GROUPS, PHRASES, PURPOSES, Claim, Phrase, about
from market.base.i18n import Language, marked, translate
from market.personas.masks import MASKS, Mask, called
from market.personas.rules import MAX_PHRASES, Draft, Offer, Stance, Trait
from market.personas.tables import MAX_CAPACITY
from market.rentals.agreements import HOLDER_BPS
from market.web import faces

NO = str(Stance.NO)
SUBJECT = "subject"
SAID_FIRST = frozenset({"passion"})
ON_IT = marked("More on the subject")

PROPOSED = Offer(variant="standard", period="P1M", price_step=1900)
"""Where the pen rests before an offer was chosen."""


@dataclass(frozen=True)
class TraitView:
    """One question of the studio. `sayable`: a card may say it. `terms`: which terms show it once rented."""

    claim: str
    question: str
    options: tuple[tuple[str, str], ...]
    stance: str
    value: str
    sayable: bool
    said: bool
    terms: str
    error: str


@dataclass(frozen=True)
class PhraseView:
    """One curated sentence."""

    id: str
    words: str
    chosen: bool
    sayable: bool
    said: bool


@dataclass(frozen=True)
class GroupView:
    """A heading and what stands under it. `answered` counts what is said there; `wrong`: something is amiss."""

    id: str
    words: str
    items: tuple[TraitView | PhraseView, ...]
    answered: int
    wrong: bool


@dataclass(frozen=True)
class TermsView:
    """One of the three choices, and what it means."""

    id: str
    name: str
    summary: str
    periods: str
    purposes: tuple[str, ...]
    shown: int
    answered: int
    invitations: int
    reads: int
    retention: int
    reading: Reading


@dataclass(frozen=True)
class Step:
    """A price of the ladder and the holder's part of it, in cents."""

    cents: int
    yours: int


@dataclass(frozen=True)
class Studio:
    """The whole form. `proposed`: what the mask suggests and nobody has answered yet, in words."""

    mask: str
    proposed: tuple[str, ...]
    first: tuple[TraitView, ...]
    groups: tuple[GroupView, ...]
    phrases: tuple[PhraseView, ...]
    more_phrases: tuple[GroupView, ...]
    more_chosen: int
    most_phrases: int
    terms: tuple[TermsView, ...]
    periods: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    offer: Offer
    most_capacity: int


def studio(draft: Draft, errors: Mapping[str, str], language: Language) -> Studio:
    """The form with what the draft holds; `errors` by place, already in words."""
    mask = MASKS.get(draft.mask or "")
    asked = mask.claims if mask else ()
    suggested = mask.suggested if mask else {}
    favourite = mask.phrases if mask else ()
    subject = [claim for claim in about(suggested) if claim not in asked]

    def trait(claim: Claim) -> TraitView:
        return _trait(claim, draft, suggested, errors, language)

    def phrase(it: Phrase) -> PhraseView:
        said, chosen = it.id in draft.said, it.id in draft.phrases
        return PhraseView(it.id, it.text.in_(language), chosen, it.order is not None, said)

    more = tuple(_groups(((p.group, phrase(p)) for p in PHRASES.values() if p.id not in favourite), language))
    other = [claim for claim in CLAIMS.values() if claim.id not in (*asked, *subject)]
    closer = [_group(SUBJECT, translate(language, ON_IT), [trait(CLAIMS[it]) for it in subject])]
    return Studio(
        mask=mask_words(draft.mask, language),
        proposed=tuple(
            CLAIMS[claim].code(value).text.in_(language)
            for claim, value in suggested.items()
            if claim not in draft.traits
        ),
        first=tuple(trait(CLAIMS[claim]) for claim in asked),
        groups=(*(closer if subject else ()), *_groups(((c.group, trait(c)) for c in other), language)),
        phrases=tuple(phrase(PHRASES[it]) for it in favourite),
        more_phrases=more,
        more_chosen=sum(group.answered for group in more),
        most_phrases=MAX_PHRASES,
        terms=tuple(_terms(it, language) for it in ROSTER.values()),
        periods=tuple((period, words.in_(language)) for period, words in PERIOD_WORDS.items()),
        steps=tuple(Step(step, yours(step, "P1M")) for step in LADDER),
        offer=draft.offer,
        most_capacity=MAX_CAPACITY,
    )


def accepting(draft: Draft) -> Draft:
    """The draft once all that its mask suggests is said to be me; what was answered stays. The card may say what
    it is about and no more: each label less makes its crowd larger.
    """
    mask = MASKS.get(draft.mask or "")
    suggested = mask.suggested if mask else {}
    fresh = {it: Trait(Stance.ME, value) for it, value in suggested.items() if it not in draft.traits}
    return replace(draft, traits={**draft.traits, **fresh}, said=draft.said | (SAID_FIRST & fresh.keys()))


def yours(step: int, period: str) -> int:
    """The holder's part of a whole rental, in cents. Raises PriceOffLadder, UnknownPeriod."""
    return proration(price(step, period), 1, 1, HOLDER_BPS).holder.amount


def _trait(
    claim: Claim,
    draft: Draft,
    suggested: Mapping[str, str],
    errors: Mapping[str, str],
    language: Language,
) -> TraitView:
    answer = draft.traits.get(claim.id)
    value = answer.value if answer and answer.value is not None else ""
    return TraitView(
        claim=claim.id,
        question=claim.question.in_(language),
        options=tuple((code.id, code.text.in_(language)) for code in claim.codes),
        stance=str(answer.stance) if answer else NO,
        # The pen rests on the mask's suggestion; nothing is said until the holder says so.
        value=value if answer else suggested.get(claim.id, ""),
        sayable=claim.order is not None,
        said=claim.id in draft.said,
        terms=next((t.name.in_(language) for t in ROSTER.values() if claim.id in t.disclosure.claims), ""),
        error=errors.get(f"trait.{claim.id}", ""),
    )


def _groups(items: Iterable[tuple[str, TraitView | PhraseView]], language: Language) -> Iterable[GroupView]:
    by_group: dict[str, list[TraitView | PhraseView]] = {group: [] for group in GROUPS}
    for group, item in items:
        by_group[group].append(item)
    for group, found in by_group.items():
        if found:
            yield _group(group, GROUPS[group].text.in_(language), found)


def _group(id: str, words: str, items: Sequence[TraitView | PhraseView]) -> GroupView:
    wrong = any(isinstance(item, TraitView) and item.error for item in items)
    return GroupView(id, words, tuple(items), sum(map(_answered, items)), wrong)


def _answered(item: TraitView | PhraseView) -> bool:
    return item.chosen if isinstance(item, PhraseView) else item.stance != NO


def _terms(terms: Terms, language: Language) -> TermsView:
    return TermsView(
        id=terms.id,
        name=terms.name.in_(language),
        summary=terms.summary.in_(language),
        periods=", ".join(PERIOD_WORDS[period].in_(language) for period in terms.periods),
        purposes=tuple(PURPOSES[purpose].text.in_(language) for purpose in terms.purposes.admitted),
        shown=len(terms.disclosure.claims),
        answered=terms.disclosure.answered,
        invitations=terms.contact.invitations_per_month,
        reads=terms.reads.per_day,
        retention=terms.retention.days,
        reading=terms_reading(terms, language),
    )


def mask_words(mask: str | None, language: Language) -> str:
    """What a persona is called by its holder: the mask it was started from."""
    return called(mask).in_(language)


def masks(language: Language) -> list[dict[str, str]]:
    """The dozen masks, for the picker."""
    return [_mask(mask, language) for mask in MASKS.values()]


def _mask(mask: Mask, language: Language) -> dict[str, str]:
    return {"value": mask.id, "words": mask.text.in_(language), "face": faces.of_mask(mask.id)}
