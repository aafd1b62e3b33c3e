"""What the studio's form says, as a draft; and where on the form a refusal belongs. Pure.

Fields: `stance.<claim>` (me, like, no), `value.<claim>`, `said` and `phrase` (several), `variant`, `period`,
`price_step`, `capacity`, `charter` (the edition that is signed), `do` (save, publish).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Protocol

from contracts.vocabulary import CLAIMS, PHRASES
from market.accounts.refusals import CharterEditionNeeded
from market.base.errors import Invalid, Refusal
from market.base.filters import day
from market.base.i18n import Language, marked, translate
from market.personas.rules import (
    MAX_PHRASES,
    Draft,
    EditedTooSoon,
    Offer,
    OfferImpossible,
    Stance,
    TooFewTraits,
    Trait,
    TraitUnknown,
)
from market.personas.tables import MAX_CAPACITY

NO_ANSWER = marked("Choose an answer, or say no.")
LIMIT = 40  # characters of anything that a form field may name


class Form(Protocol):
    """The multi-valued fields of a posted form."""

    def getall(self, key: str, default: list[object], /) -> list[object]: ...

    def __iter__(self) -> Iterator[str]: ...


class FormUnknown(Invalid):
    """The form says what no page of ours sends."""

    code = "malformed"


class Filled(dict[str, str]):
    """Errors by place on the form: `trait.<claim>`, `phrases`, `terms`, `period`, `price`, `capacity`, `form`."""


def one(form: Form, name: str) -> str:
    """The last value of a field, trimmed; empty when it is missing or a file."""
    values = [value for value in form.getall(name, []) if isinstance(value, str)]
    return values[-1].strip() if values else ""


def several(form: Form, name: str) -> list[str]:
    """Every value of a field, each once."""
    return list(dict.fromkeys(value for value in form.getall(name, []) if isinstance(value, str)))


def read(form: Form, before: Draft, asked: Collection[str]) -> tuple[Draft, Filled]:
    """The draft as filled in, and what is missing in it. What was typed stays in the draft, right or wrong.

    `asked`: the claims on the form; answers to others, given elsewhere, stay as they were.
    """
    traits = {claim: trait for claim, trait in before.traits.items() if claim not in asked}
    kept = {id for id in before.said if id in traits}
    errors = Filled()
    for claim in asked:
        stance, value = one(form, f"stance.{claim}"), one(form, f"value.{claim}")
        if stance not in (Stance.ME, Stance.LIKE):
            continue
        if not value:
            errors[f"trait.{claim}"] = NO_ANSWER
        traits[claim] = Trait(Stance(stance), value[:LIMIT])
    phrases = tuple(several(form, "phrase"))
    said = frozenset(id for id in several(form, "said") if id in traits or id in phrases) | kept
    return Draft(mask=before.mask, traits=traits, phrases=phrases, said=said, offer=_offer(form)), errors


def check_names(form: Form) -> None:
    """Raises TraitUnknown where a field, or a box that is ticked, names no claim or phrase of the vocabulary."""
    for field in form:
        kind, _, claim = field.partition(".")
        if kind in ("stance", "value") and claim not in CLAIMS:
            raise TraitUnknown(field="traits", claim=claim[:LIMIT])
    for name in several(form, "said"):
        if name not in CLAIMS and name not in PHRASES:
            raise TraitUnknown(field="said", claim=name[:LIMIT])


def sound(draft: Draft) -> Draft:
    """The draft without what the vocabulary lacks: what the panel beside the form can speak of."""
    traits = {
        claim: trait
        for claim, trait in draft.traits.items()
        if claim in CLAIMS and any(code.id == trait.value for code in CLAIMS[claim].codes)
    }
    phrases = tuple(phrase for phrase in draft.phrases if phrase in PHRASES)
    return replace(draft, traits=traits, phrases=phrases, said=draft.said & (traits.keys() | set(phrases)))


def _offer(form: Form) -> Offer:
    return Offer(
        variant=one(form, "variant")[:LIMIT] or None,
        period=one(form, "period")[:LIMIT] or None,
        price_step=_number(one(form, "price_step")),
        capacity=_number(one(form, "capacity")) or 0,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def edition(form: Form) -> int | None:
    """The edition of the charter whose box was ticked; None where it was not, or there was none."""
    return _number(one(form, "charter"))


def missing_offer(offer: Offer) -> Filled:
    """What an offer lacks before it can be published."""
    errors = Filled()
    if not offer.variant:
        errors["terms"] = marked("Choose your terms.")
    if not offer.period:
        errors["period"] = marked("Choose for how long.")
    if offer.price_step is None:
        errors["price"] = marked("Choose a price.")
    return errors


PLACES: Mapping[str, str] = {
    "variant": "terms",
    "period": "period",
    "price_step": "price",
    "capacity": "capacity",
    "phrases": "phrases",
}

OFFER_WORDS: Mapping[str, str] = {
    "terms": marked("Choose one of the three terms."),
    "period": marked("These terms are not offered for this long: choose another period or other terms."),
    "price": marked("Choose a price from the ladder."),
}


def place_of(refusal: Refusal, language: Language) -> tuple[str, str]:
    """Where on the form a refusal stands, and its words there; raises the refusal when it has no place."""
    facts = refusal.facts
    place = PLACES.get(str(facts.get("field")), "form")
    match refusal:
        case TraitUnknown() if facts.get("claim") in CLAIMS:
            return f"trait.{facts['claim']}", translate(language, marked("Choose among the answers offered."))
        case TraitUnknown() if place == "phrases":
            words = translate(language, marked("At most %(most)s phrases."), most=MAX_PHRASES)
            return "phrases", words
        case OfferImpossible() if place == "capacity" and facts.get("most") == 1:
            return "capacity", translate(language, marked("These terms are for one brand at a time."))
        case OfferImpossible() if place == "capacity":
            words = translate(language, marked("A number from 1 to %(most)s."), most=MAX_CAPACITY)
            return "capacity", words
        case OfferImpossible() if place in OFFER_WORDS:
            return place, translate(language, OFFER_WORDS[place])
        case CharterEditionNeeded():
            return "charter", translate(
                language, marked("Tick the box: a persona is listed by who has signed.")
            )
        case TooFewTraits():
            return "terms", translate(
                language,
                marked(
                    "These terms need %(needed)s answers among the traits they show; you have %(answered)s."
                    " Answer more, or choose other terms."
                ),
                **facts,
            )
        case EditedTooSoon():
            again = day(date.fromisoformat(str(facts["again_on"])), language)
            return "form", translate(
                language,
                marked(
                    "A persona changes at most every 30 days: this one again from %(day)s on."
                    " Until then, keep it as a draft."
                ),
                day=again,
            )
        case TraitUnknown() | FormUnknown():
            return "form", translate(
                language, marked("The form names what does not exist. Open the page anew.")
            )
    raise refusal
