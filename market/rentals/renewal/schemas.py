"""The API's models of renewals. Amounts in minor units; days are of the market's zone, instants UTC."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from market.base.clock import market_day
from market.rentals.renewal.view import Shown
from market.rentals.renewal.wishes import Means

State = Literal["open", "noticed", "paid", "failed", "called_off"]


class Wish(BaseModel):
    """Whether this side wants the rental renewed."""

    model_config = ConfigDict(extra="forbid")

    renew: StrictBool


class BrandWish(Wish):
    """The same for the brand, and what pays: its default card, its balance, or a SEPA debit of its account (months
    only, ten days before). It may be said anew until the notice.
    """

    pay: Means = "card"


class HolderWish(BaseModel):
    """The same for the holder; null leaves it to the persona's offer."""

    model_config = ConfigDict(extra="forbid")

    renew: StrictBool | None


class RenewalOut(BaseModel):
    """What follows a rental, and until when it can be said or taken back.

    `wanted` is the reader's own word (a holder's, or the offer's). `known` is whether the other side wants it, as
    far as the reader may know: a brand learns that from the notice. `agreement` is the one that follows.
    """

    state: State
    wanted: bool
    known: bool
    can_wish: bool
    can_take_back: bool
    notice_on: str
    charges_on: list[str]
    begins_at: str
    ends_at: str
    price: int
    holder_share: int
    currency: str
    agreement: str | None
    because: str | None = Field(
        None, description="Why it was not renewed; a brand sees its own reasons only."
    )
    refused: str | None = Field(
        None,
        description="What the last refusal means: soft, hard, asks, unasked, no_card, expired or no_account.",
    )
    waits_for_payment: bool
    pay: Means | None = Field(None, description="What pays it; a brand's only.")

    @classmethod
    def of(cls, shown: Shown, *, because: str | None, pay: Means | None = None) -> "RenewalOut":
        return cls(
            state=shown.state,
            wanted=shown.wanted,
            known=shown.other,
            can_wish=shown.may_wish,
            can_take_back=shown.may_take_back,
            notice_on=market_day(shown.when.notice),
            charges_on=[market_day(at) for at in shown.when.charges],
            begins_at=shown.begins_at.isoformat(),
            ends_at=shown.ends_at.isoformat(),
            price=shown.price,
            holder_share=shown.holder_share,
            currency=shown.currency,
            agreement=str(shown.following) if shown.following else None,
            because=because,
            refused=str(shown.declined) if shown.declined else None,
            waits_for_payment=shown.waits,
            pay=pay,
        )


class PaymentPageOut(BaseModel):
    """Where the bank asks; null once there is nothing left to do."""

    url: str | None
