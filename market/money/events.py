"""What money tells the rooms above it; they answer at once, in the transaction that books it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OrderPaid:
    """The money of an order is in escrow, a line each; `paid_at` is UTC.

    A handler that cannot begin a rental calls `orders.refund_line_in_full` for it.
    """

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]
    paid_at: datetime


@dataclass(frozen=True)
class OrderProcessing:
    """The payer's bank is at it, for days: nobody knows yet whether the money comes. `until` (UTC) is how long
    it is waited for.
    """

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]
    until: datetime


@dataclass(frozen=True)
class OrderAuthorized:
    """The payer's bank holds the money of an order; `until` (UTC) is when it must be decided whether to take it
    (`captures.take`, `captures.let_go`). Undecided, it is let go then, and the order has failed.
    """

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]
    until: datetime


@dataclass(frozen=True)
class OrderFailed:
    """Nothing was paid, and this payment will not succeed any more.

    `debit` is there where it was a direct debit on its way that the bank did not pay: Stripe's code (money.debits
    says what it means).
    """

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]
    debit: str | None = None


@dataclass(frozen=True)
class PaymentDisputed:
    """A bank has taken back what an order's rentals were paid with, until it is decided whose it is."""

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]


@dataclass(frozen=True)
class PaymentKept:
    """The money of an order's rentals is ours again: no bank asks for it any more."""

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]


@dataclass(frozen=True)
class PaymentLost:
    """The money of an order's rentals is gone for good. A handler ends those that still run: their lines must be
    closed when it returns.
    """

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]


@dataclass
class ChargeDue:
    """A kept card is about to be charged for an order. Whoever knows a reason against it calls `refuse`.

    Raised in the transaction that commits the call, with the payment locked: what ends a rental afterwards finds
    the charge begun, and its money goes back.
    """

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]
    wanted: bool = True

    def refuse(self) -> None:
        """It is not wanted any more: nothing is called."""
        self.wanted = False


@dataclass(frozen=True)
class ChargeDeclined:
    """A try to charge a kept card took no money; the payment waits for another one, for a payer who was not there when
    the bank asked, or to be called off.

    `card` is ours, `code` Stripe's decline code (bankcards.rules says what it means).
    """

    order_id: uuid.UUID
    rental_ids: Sequence[uuid.UUID]
    card: uuid.UUID
    code: str
