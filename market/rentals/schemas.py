"""The API's shapes for rentals. Amounts in minor units; days are of the market's zone."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StrictBool, StrictInt

from contracts import legal
from contracts.agreement import Agreement
from contracts.readings import agreement_reading
from contracts.vocabulary import CLAIMS, PHRASES, Text, code_of
from market.money.debits import Kind as Unpaid
from market.rentals.cards import RentedCard, Saying

NEVER_BEGAN = (
    "It is over and had no day: what was paid for it is `refunded`, and there is nothing to erase. So for a period that"
    " was paid ahead and ended before `starts_at`."
)


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class LineRequest(Shape):
    """What the brand saw and wants. `price_step`: minor units a month, as the card says."""

    persona: str = Field(max_length=64, description="A persona's name before this brand.")
    variant: str = Field(max_length=16)
    period: str = Field(max_length=3)
    price_step: StrictInt = Field(ge=1)
    purposes: list[str] = Field(min_length=1, max_length=8)


class PayingRequest(Shape):
    """How a purchase is paid."""

    pay: Literal["page", "balance", "card"] = Field(
        "page",
        description="On Stripe's page; from the brand's balance, at once, where that covers it; or by a card that"
        " it keeps, whose bank may ask for an answer on its page.",
    )
    card: str | None = Field(
        None, max_length=36, description="By `card`: which of the kept ones. Without it, the default."
    )
    keep_card: StrictBool = Field(
        False,
        description="On Stripe's page: keep the card that is paid with, for later payments and renewals.",
    )
    reference: str | None = Field(
        None, max_length=200, description="Your own reference for the purchase order, for the documents."
    )


class PaymentRequest(Shape):
    """By what to pay: a kept `card` (without one, the default), on Stripe's `page`, or from the `balance`."""

    pay: Literal["card", "page", "balance"] = "card"
    card: str | None = Field(None, max_length=36)


class RentalRequest(PayingRequest, LineRequest):
    """One persona, and how it is paid."""


class BasketRequest(PayingRequest):
    """Several personas, and how they are paid: all of them or none."""

    lines: list[LineRequest] = Field(min_length=1, max_length=20)


class Words(Shape):
    """One meaning in both languages."""

    fr: str
    en: str

    @classmethod
    def of(cls, text: Text) -> "Words":
        return cls(fr=text.fr, en=text.en)


class RentedSayingOut(Shape):
    """A trait as the card said it. `step`: 0 is the claim's own precision, more is coarser."""

    claim: str
    step: int
    code: str
    name: Words
    value: Words

    @classmethod
    def of(cls, saying: Saying) -> "RentedSayingOut":
        name = PHRASES[saying.claim].text if saying.claim in PHRASES else CLAIMS[saying.claim].text
        value = code_of(saying.claim, saying.code).text
        return cls(**saying._asdict(), name=Words.of(name), value=Words.of(value))


class RentedCardOut(Shape):
    """The card under which the persona was rented, as it was that day; it may be in no catalogue any more."""

    address: str
    said: list[RentedSayingOut]
    portrait: Words

    @classmethod
    def of(cls, card: RentedCard) -> "RentedCardOut":
        return cls(
            address=card.address,
            said=[RentedSayingOut.of(it) for it in card.sayable],
            portrait=Words(fr=card.portrait("fr"), en=card.portrait("en")),
        )


class RentalOut(Shape):
    """A rental as its brand sees it. `checkout_url` is there while it waits for its payment: Stripe's page, or the
    bank's that asks about a kept card. `declined` says why the last card that was tried was refused.

    `persona`, `handle` and `face` are the brand's lasting ones. `card` is null for rentals from before it was kept.
    """

    agreement: str
    persona: str
    handle: str
    face: str
    card: RentedCardOut | None
    state: str
    variant: str
    period: str
    purposes: list[str]
    price: int
    currency: str
    starts_at: str | None
    ends_at: str | None
    ended_on: str | None
    ended_by: str | None
    refunded: int | None
    delete_by: str | None
    erased_on: str | None = Field(
        None, description="The day on which the brand signed that its copies are gone."
    )
    checkout_url: str | None = None
    debit_not_paid: Unpaid | None = Field(
        None, description="Why it never began: what the bank said of the direct debit."
    )
    declined: str | None = None
    suspended_because: Literal["payment-contested"] | None = Field(
        None, description="Why access is closed while the days run: the brand's bank contests the payment."
    )
    never_began: bool = Field(False, description=NEVER_BEGAN)


class BasketOut(Shape):
    """Rentals with one payment. `checkout_url` is there while they wait for it; `total` in minor units. `declined`
    says why the kept card that was to pay them was refused.
    """

    rentals: list[RentalOut]
    total: int
    currency: str
    checkout_url: str | None
    declined: str | None = None


class RelationOut(Shape):
    """A relation as its holder sees it."""

    agreement: str
    brand: str
    persona: str
    state: str
    variant: str
    period: str
    purposes: list[str]
    price: int
    currency: str
    starts_at: str
    ends_at: str
    ended_at: str | None
    ended_by: str | None
    refunded: int | None
    delete_by: str | None
    erased_at: str | None = Field(None, description="When the brand signed that its copies are gone.")
    never_began: bool = Field(False, description=NEVER_BEGAN)


class EndingOut(Shape):
    """What switching off means, or meant, in numbers."""

    total_days: int
    used_days: int
    refund: int
    earned: int
    holder: int
    platform: int
    delete_by: str | None = Field(
        description="Null for a period that had not begun: there are no copies of it."
    )


class ReadOut(Shape):
    """One line of who read what."""

    agreement: str
    brand: str
    at: str
    purpose: str
    channel: str


class LegalOut(Shape):
    """A legal text in both languages."""

    fr: str
    en: str


class AgreementReadingOut(Shape):
    """An agreement as people read it. `legal`: nothing for one that was signed before there was a legal text."""

    fr: str
    en: str
    legal: LegalOut | None

    @classmethod
    def of(cls, agreed: Agreement) -> "AgreementReadingOut":
        clauses = None
        if agreed.schema_version > 1:
            fr, en = legal.agreement_reading(agreed, "fr"), legal.agreement_reading(agreed, "en")
            clauses = LegalOut(fr=fr.text, en=en.text)
        return cls(
            fr=agreement_reading(agreed, "fr").text, en=agreement_reading(agreed, "en").text, legal=clauses
        )


class DepartureRequest(Shape):
    """Leaving for good, confirmed."""

    password: SecretStr = Field(max_length=1024)


class DepartureOut(Shape):
    """What leaving ended."""

    rentals_ended: int


class RecordOut(Shape):
    """The chained record; times are coarsened to the day for a brand where they are not its own act."""

    agreement: dict[str, Any]
    events: list[dict[str, Any]]


class CredentialOut(Shape):
    """A rental's credential: the thumbprint of the brand's key that it is bound to, and whether it was just made."""

    kid: str
    fresh: bool


class SealRequest(Shape):
    """A brand's seal on a record, as `contracts.seals` makes it; `event_hash` is hexadecimal, `value` base64url."""

    length: StrictInt = Field(ge=1, le=2**31 - 1)
    event_hash: str = Field(min_length=64, max_length=64)
    day: date
    kid: str = Field(min_length=43, max_length=43)
    value: str = Field(min_length=86, max_length=86)


class SealOut(Shape):
    """What the brand's current key is to sign now, `message` in base64url; or a seal that is kept, with its `value`."""

    agreement_id: str
    length: int
    event_hash: str
    day: date
    party: str
    kid: str
    alg: str
    value: str
    message: str
