"""The API's models of kept bank cards."""

from datetime import date

from pydantic import BaseModel


class BankCardOut(BaseModel):
    """A card that the brand keeps. `default`: charged when nobody is there; `expired`: not charged any more;
    `last4`: null where Stripe tells no digits.
    """

    id: str
    scheme: str
    last4: str | None
    exp_month: int
    exp_year: int
    default: bool
    expired: bool
    kept_on: date


class BankAccountOut(BaseModel):
    """An account that may be debited for renewals, under the mandate given on Stripe's page."""

    id: str
    last4: str | None
    kept_on: date


class CardPageOut(BaseModel):
    """Where a card is added: a page of Stripe's, for one use within a day."""

    url: str
