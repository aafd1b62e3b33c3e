"""The chart of accounts: what money can be, seen from the platform.

Amounts are signed minor units, **credit positive**: what the platform owes (escrow, refunds on their way,
holders' earnings, brands' credit) stands as a positive balance, what it owns (money at Stripe or in a bank)
as a negative one. Guarded accounts are those it owes to others: they never fall below zero.
"""

import uuid
from dataclasses import dataclass
from enum import StrEnum

TAG_BYTES = 32
RENTAL_BYTES = 16
ROW_BYTES = 16


class Kind(StrEnum):
    """The kinds of account; a kind's subject is a rental, a row of ours, a holder's or a brand's tag, or nobody."""

    RENTAL_ESCROW = "rental:escrow"
    REFUND_IN_FLIGHT = "refund:in_flight"
    HOLDER_PENDING = "holder:pending"
    HOLDER_PAYABLE = "holder:payable"
    HOLDER_RESERVED = "holder:reserved"
    BRAND_CREDIT = "brand:credit"
    BRAND_RESERVED = "brand:reserved"
    BRAND_RECEIVABLE = "brand:receivable"
    STRIPE_CLEARING = "stripe:clearing"
    STRIPE_FEES = "stripe:fees"
    BANK_CLIENT_FUNDS = "bank:client_funds"
    BANK_OPERATING = "bank:operating"
    PLATFORM_REVENUE = "platform:revenue"
    PLATFORM_LOSSES = "platform:losses"
    TAX_VAT = "tax:vat"
    DISPUTE_HELD = "dispute:held"
    REWARD_BUDGET = "reward:budget"
    CHARITY_PAYABLE = "charity:payable"


class Movement(StrEnum):
    """Why money moves: the kinds of ledger transaction."""

    CHARGE_SUCCEEDED = "charge.succeeded"
    CHARGE_FEE = "charge.fee"
    RENTAL_SETTLED = "rental.settled"
    RENTAL_ENDED = "rental.ended"
    RENTAL_NOT_STARTED = "rental.not_started"
    REFUND_SUCCEEDED = "refund.succeeded"
    REFUND_FAILED = "refund.failed"
    REFUND_EXTERNAL = "refund.external"
    EARNINGS_RELEASED = "earnings.released"
    STRIPE_FEE = "stripe.fee"
    STRIPE_PAYOUT = "stripe.payout"
    STRIPE_PAYOUT_RETURNED = "stripe.payout_returned"
    STRIPE_TOPPED_UP = "stripe.topped_up"
    STRIPE_TOP_UP_RETURNED = "stripe.top_up_returned"
    PAYOUT_REQUESTED = "payout.requested"
    PAYOUT_PAID = "payout.paid"
    PAYOUT_FAILED = "payout.failed"
    PAYOUT_CANCELED = "payout.canceled"
    PAYOUT_RETURNED = "payout.returned"
    DISPUTE_WITHDRAWN = "dispute.withdrawn"
    DISPUTE_REINSTATED = "dispute.reinstated"
    DISPUTE_WITHHELD = "dispute.withheld"
    DISPUTE_RELEASED = "dispute.released"
    DISPUTE_LOST = "dispute.lost"
    DISPUTE_RESTORED = "dispute.restored"
    DEBT_PAID = "debt.paid"
    RECEIVABLE_WRITTEN_OFF = "receivable.written_off"
    CREDIT_SPENT = "credit.spent"
    CREDIT_RETURN_REQUESTED = "credit.return_requested"
    CREDIT_RETURNED = "credit.returned"
    CREDIT_RETURN_FAILED = "credit.return_failed"
    REFUND_CREDITED = "refund.credited"
    OWN_TAKEN_OUT = "own.taken_out"
    OWN_PAID_IN = "own.paid_in"
    BANK_RETURN_REQUESTED = "bank_return.requested"
    BANK_RETURN_RELEASED = "bank_return.released"
    BANK_RETURN_PAID = "bank_return.paid"
    BANK_RETURN_CAME_BACK = "bank_return.came_back"
    BUDGET_FUNDED = "budget.funded"
    BUDGET_RETURNED = "budget.returned"
    REWARD_PAID = "reward.paid"
    GIFT_GIVEN = "gift.given"
    GIFT_PAID = "gift.paid"
    GIFT_CAME_BACK = "gift.came_back"


OF_A_RENTAL = frozenset({Kind.RENTAL_ESCROW, Kind.REFUND_IN_FLIGHT})
OF_A_ROW = frozenset({Kind.REWARD_BUDGET, Kind.CHARITY_PAYABLE})
"""Kinds whose subject is the id of a row of ours."""
OF_A_PERSON = frozenset(
    {
        Kind.HOLDER_PENDING,
        Kind.HOLDER_PAYABLE,
        Kind.HOLDER_RESERVED,
        Kind.BRAND_CREDIT,
        Kind.BRAND_RESERVED,
        Kind.BRAND_RECEIVABLE,
    }
)
OF_SOMETHING = OF_A_RENTAL | OF_A_ROW | OF_A_PERSON
GUARDED = OF_SOMETHING - {Kind.BRAND_RECEIVABLE}


class NoSuchAccount(ValueError):
    """A kind with a subject of the wrong sort."""


def subject_bytes(kind: Kind) -> int:
    """How long the subject of an account of this kind is, in bytes."""
    if kind in OF_A_RENTAL:
        return RENTAL_BYTES
    if kind in OF_A_ROW:
        return ROW_BYTES
    return TAG_BYTES if kind in OF_A_PERSON else 0


@dataclass(frozen=True, order=True, slots=True)
class Account:
    """An account is its kind, subject and currency (ISO 4217); nothing creates it before its first use."""

    kind: Kind
    subject: bytes = b""
    currency: str = "EUR"

    def __post_init__(self) -> None:
        if len(self.subject) != subject_bytes(self.kind):
            raise NoSuchAccount(f"{self.kind} with a subject of {len(self.subject)} bytes")

    @property
    def guarded(self) -> bool:
        """Whether the database keeps this account's balance and never lets it fall below zero."""
        return self.kind in GUARDED


@dataclass(frozen=True, order=True, slots=True)
class Entry:
    """One posting: `amount` in minor units, credit positive, never zero."""

    account: Account
    amount: int


def escrow(rental: uuid.UUID, currency: str = "EUR") -> Account:
    """What a brand has paid for a rental and nobody has earned yet."""
    return Account(Kind.RENTAL_ESCROW, rental.bytes, currency)


def in_flight(rental: uuid.UUID, currency: str = "EUR") -> Account:
    """A rental's refund that is on its way back to the brand."""
    return Account(Kind.REFUND_IN_FLIGHT, rental.bytes, currency)


def holder(kind: Kind, tag: bytes, currency: str = "EUR") -> Account:
    """What a holder has earned: pending, payable or reserved."""
    return Account(kind, tag, currency)


def brand_credit(tag: bytes, currency: str = "EUR") -> Account:
    """A brand's balance: topped up, or back from a rental; its next orders are paid from it."""
    return Account(Kind.BRAND_CREDIT, tag, currency)


def brand_reserved(tag: bytes, currency: str = "EUR") -> Account:
    """What of a brand's balance is on its way back to the card it came from."""
    return Account(Kind.BRAND_RESERVED, tag, currency)


def brand_receivable(tag: bytes, currency: str = "EUR") -> Account:
    """What a brand owes the platform, for money that it got back past the ledger."""
    return Account(Kind.BRAND_RECEIVABLE, tag, currency)


def budget(id: uuid.UUID, currency: str = "EUR") -> Account:
    """What a brand has set aside for rewards."""
    return Account(Kind.REWARD_BUDGET, id.bytes, currency)


def charity(id: uuid.UUID, currency: str = "EUR") -> Account:
    """What holders have given to a charity, and no bank has paid it yet."""
    return Account(Kind.CHARITY_PAYABLE, id.bytes, currency)


def own(kind: Kind, currency: str = "EUR") -> Account:
    """One of the platform's own accounts."""
    return Account(kind, b"", currency)


def debit(account: Account, amount: int) -> Entry:
    """Take `amount` (minor units, positive) from what is owed, or add it to what is owned."""
    return Entry(account, -amount)


def credit(account: Account, amount: int) -> Entry:
    """Add `amount` (minor units, positive) to what is owed, or take it from what is owned."""
    return Entry(account, amount)
