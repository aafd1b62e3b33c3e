"""The API's shapes for the catalogue. Wording comes in both languages; amounts in minor units."""

from pydantic import BaseModel, ConfigDict, Field

from contracts import legal
from contracts.readings import terms_reading
from contracts.variant import Terms
from contracts.vocabulary import Text
from market.catalogue import wording
from market.catalogue.cards import CardRow
from market.catalogue.codes import Saying
from market.catalogue.measuring import Change
from market.catalogue.people import Shown
from market.catalogue.saved import Saved
from market.personas.schemas import DraftShape, OfferShape


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class Words(Shape):
    """One meaning in both languages."""

    fr: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "Words":
        return cls(fr=text.fr, en=text.en)


class SayingOut(Shape):
    """A trait as a card says it. `step`: 0 is the claim's own precision, more is coarser."""

    claim: str
    step: int
    code: str
    name: Words
    value: Words

    @classmethod
    def of(cls, saying: Saying) -> "SayingOut":
        value = Words.of(wording.value_of(saying.claim, saying.code))
        return cls(**saying._asdict(), name=name_of(saying.claim), value=value)


class PriceOut(Shape):
    """What a brand pays for the period."""

    amount: int
    currency: str


class CardOut(Shape):
    """A card. `at_least`: how many people share it, in steps. `price_step`: minor units a month."""

    address: str
    at_least: int
    price_step: int
    price: PriceOut
    period: str
    variant: str
    said: list[SayingOut]
    portrait: Words

    @classmethod
    def of(cls, card: CardRow) -> "CardOut":
        return cls(
            address=card.address,
            at_least=card.at_least,
            price_step=card.price_step,
            price=PriceOut(amount=card.price.amount, currency=card.price.currency),
            period=card.period,
            variant=card.variant,
            said=[SayingOut.of(it) for it in card.finest],
            portrait=Words(fr=card.portrait("fr"), en=card.portrait("en")),
        )


class CardsOut(Shape):
    """A page of cards. `next` continues it: same search, same reader, same day."""

    cards: list[CardOut]
    next: str | None


class ClaimOut(Shape):
    """A claim by name."""

    claim: str
    name: Words


class DisclosedOut(Shape):
    """What a rental shows, equal for every persona of the card: at least `answered` of these have an answer."""

    claims: list[ClaimOut]
    answered: int


class WholeCardOut(CardOut):
    """A card with what a rental discloses, and where its terms stand in plain words."""

    disclosed: DisclosedOut
    terms: str

    @classmethod
    def of(cls, card: CardRow) -> "WholeCardOut":
        disclosure = card.terms.disclosure
        return cls(
            **CardOut.of(card).model_dump(),
            disclosed=DisclosedOut(
                claims=[ClaimOut(claim=it, name=name_of(it)) for it in disclosure.claims],
                answered=disclosure.answered,
            ),
            terms=f"/v1/terms/{card.variant}/reading",
        )


class CodeOut(Shape):
    """A code to search by, and how many personas say it at least, in steps. `step` of its claim's ladder.

    `coarser`: the facet that it narrows, where there is one.
    """

    facet: str
    value: Words
    step: int
    coarser: str | None
    at_least: int
    chosen: bool


class FacetOut(Shape):
    """A claim, or price, variant or period, with its codes."""

    claim: str
    name: Words
    codes: list[CodeOut]


class PersonaUnderOut(Shape):
    """A persona under this brand's name for it: for today, or lasting once it is saved."""

    name: str
    handle: str
    face: str
    saved: bool

    @classmethod
    def of(cls, shown: Shown) -> "PersonaUnderOut":
        return cls(name=shown.name, handle=shown.handle, face=face_of(shown), saved=shown.saved)


class Save(Shape):
    """Keep a persona under a lasting name: as it is shown today, with the card's address."""

    address: str = Field(max_length=1000)
    name: str = Field(max_length=100)


class SavedOut(Shape):
    """A kept persona; `address` is null while it is not available. `saved_on`: a day in the market's zone."""

    name: str
    handle: str
    face: str
    address: str | None
    available: bool
    saved_on: str

    @classmethod
    def of(cls, saved: Saved) -> "SavedOut":
        return cls(
            name=saved.persona.name,
            handle=saved.persona.handle,
            face=face_of(saved.persona),
            address=saved.address,
            available=saved.available,
            saved_on=saved.saved_on.isoformat(),
        )


class MeterAsk(Shape):
    """A draft with the offer it would be published with. Nothing of it is kept."""

    draft: DraftShape
    offer: OfferShape


class ChangeOut(Shape):
    """Claims or phrases that the card must not say, under this offer (`price_step`: minor units a month)."""

    leave_out: list[ClaimOut]
    variant: str
    period: str
    price_step: int

    @classmethod
    def of(cls, change: Change | None) -> "ChangeOut | None":
        if change is None:
            return None
        left = [ClaimOut(claim=it, name=name_of(it)) for it in change.leave_out]
        return cls(leave_out=left, variant=change.variant, period=change.period, price_step=change.price_step)


class MeterOut(Shape):
    """The card that a draft would have. `at_least` and `address` empty: it would wait for a crowd.

    `change`: what gives it a card, or one shared by more people, which `with_change` counts. `other`: where it
    would wait, the same under another offer, if that asks for fewer traits to be left out.
    """

    at_least: int | None
    address: str | None
    said: list[SayingOut]
    change: ChangeOut | None
    with_change: int | None
    other: ChangeOut | None


class StandingOut(Shape):
    """Where a persona stands today: under a card, waiting for a crowd (`change` may help), or neither."""

    address: str | None
    waiting: bool
    change: ChangeOut | None


class PlainOut(Shape):
    """A title and a text."""

    title: str
    text: str


class ReadingOut(Shape):
    """Terms in plain words and in clauses, in both languages."""

    fr: PlainOut
    en: PlainOut
    legal: "LegalOut"

    @classmethod
    def of(cls, terms: Terms) -> "ReadingOut":
        fr, en = terms_reading(terms, "fr"), terms_reading(terms, "en")
        return cls(
            fr=PlainOut(title=fr.title, text=fr.text),
            en=PlainOut(title=en.title, text=en.text),
            legal=LegalOut.of(terms),
        )


class LegalOut(Shape):
    """The legal text of terms, in both languages."""

    fr: PlainOut
    en: PlainOut

    @classmethod
    def of(cls, terms: Terms) -> "LegalOut":
        fr, en = legal.terms_reading(terms, "fr"), legal.terms_reading(terms, "en")
        return cls(fr=PlainOut(title=fr.title, text=fr.text), en=PlainOut(title=en.title, text=en.text))


def face_of(shown: Shown) -> str:
    """Where the face is drawn."""
    return f"/faces/{shown.mask_seed.hex()}.svg"


def name_of(claim: str) -> Words:
    """What a claim or phrase is called."""
    return Words.of(wording.name_of(claim))


def claim_out(claim: str | None) -> ClaimOut | None:
    """A claim by name, if there is one."""
    return None if claim is None else ClaimOut(claim=claim, name=name_of(claim))
