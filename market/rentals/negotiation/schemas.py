"""The API's shapes for requests. Amounts in minor units; days are of the market's zone."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from contracts.negotiation import Bargain
from contracts.terms import outward
from market.rentals.schemas import LineRequest


class Shape(BaseModel):
    """Nothing that we do not know is accepted."""

    model_config = ConfigDict(extra="forbid")


class AskRequest(LineRequest):
    """What the brand asks for. The money is held on Stripe's page, by card, and taken once the person has accepted."""

    message: str | None = Field(None, max_length=16, description="One of a few fixed sentences, by its code.")
    reference: str | None = Field(
        None, max_length=200, description="Your own reference for the purchase order, for the documents."
    )


class CounterOfferRequest(Shape):
    """The one counter-offer: terms that disclose the same, a period, a monthly step of the price ladder."""

    variant: str = Field(max_length=16)
    period: str = Field(max_length=3)
    price_step: StrictInt = Field(ge=1)


class RefusalRequest(Shape):
    """A refusal, which gives no reason unless one of a few is chosen."""

    reason: str | None = Field(None, max_length=16)


class BargainOut(Shape):
    """Terms, a period and a price. `variant`: an earlier edition by its whole name ("accord-3"). `price`: of the
    whole period.
    """

    variant: str
    period: str
    price_step: int
    price: int
    currency: str

    @classmethod
    def of(cls, bargain: Bargain) -> "BargainOut":
        price = bargain.price
        return cls(
            variant=outward(bargain.edition),
            period=bargain.period,
            price_step=bargain.price_step,
            price=price.amount,
            currency=price.currency,
        )


class HolderCheckedOut(Shape):
    """What was checked of the holder, and no more: that they declared to be an adult; that who pays them out knows who
    they are.
    """

    declared_adult: Literal[True] = True
    payout_account_checked: bool


class RequestOut(Shape):
    """A request as its brand sees it. `outcome` says what came of it: why it was not accepted is told only where the
    person chose to say it (`reason`). What was agreed on and not paid in time is `not-paid`; `not-available` could not
    be had any more when the payment came, which goes back.

    `state` is the Dataspace Protocol's. `agreement` is the rental's address once it is agreed on.
    """

    agreement: str
    state: str
    persona: str
    handle: str
    face: str
    asked: BargainOut
    offered: BargainOut | None
    purposes: list[str]
    message: str | None
    requested_at: str
    answer_by: str | None = Field(None, description="Until when it is answered, once a bank holds the money.")
    outcome: Literal["agreed", "not-accepted", "withdrawn", "not-paid", "not-available"] | None
    reason: str | None
    ended_on: str | None
    holder: HolderCheckedOut
    checkout_url: str | None = None


class ConductOut(Shape):
    """How the brand has kept its word: of the copies that were to be erased before the month `before` (2026-11), as
    its public page counts them.
    """

    before: str
    due: int
    signed_in_time: int
    signed_late: int
    outstanding: int
    breaches: int = Field(description="Not signed when the day was over: late and outstanding ones.")


class AskingBrandOut(Shape):
    """Who asks: the legal entity, what was checked of it, and what it has done so far."""

    legal_name: str
    country: str
    siren: str | None
    vat_number: str | None
    vat_checked_on: str | None
    contact_address: str | None = Field(None, description="Where it is reached about your data, by post.")
    contact: str | None = Field(None, description="Where it is reached about your data, by e-mail.")
    conduct: ConductOut


class AskedOut(Shape):
    """A request as its holder sees it: everything, to the second. `yours`: the holder's part of the whole price.
    `fallen`: why what was agreed on came to nothing.
    """

    agreement: str
    state: str
    persona: str
    brand: AskingBrandOut
    asked: BargainOut
    yours: int
    offered: BargainOut | None
    may_offer: list[str] = Field(description="The terms that a counter-offer can name.")
    purposes: list[str]
    processors: list[str] = Field(
        description="Of the brand, named before it asked: nobody else would have the sheet."
    )
    message: str | None
    asked_at: str
    answer_by: str
    answered_at: str | None
    agrees_at: str | None = Field(
        None, description="You have accepted: then the brand is told, and until then you can take it back."
    )
    ended_at: str | None
    ended_by: str | None
    fallen: Literal["not-paid", "not-available"] | None = None


class NegotiationOut(Shape):
    """The negotiation as the Dataspace Protocol 2025-1 shapes it, and the messages it is made of, in their order."""

    negotiation: dict[str, Any]
    messages: list[dict[str, Any]]
