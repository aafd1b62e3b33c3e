"""The tables of money. Amounts are minor units; a person or brand is a tag of this room, never an id."""

from piccolo.columns import (
    UUID,
    BigInt,
    Boolean,
    Bytea,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.money import choices
from market.money import ledger_tables as ledger
from market.money.accounting import tables as accounting
from market.money.bankcards import tables as bankcards
from market.money.bankreturns import tables as bankreturns
from market.money.clientmoney import tables as clientmoney
from market.money.days import tables as days
from market.money.disputes import tables as disputes
from market.money.documents import tables as documents
from market.money.ownfunds import tables as ownfunds
from market.money.payouts import tables as payouts
from market.money.reconciliation import tables as reconciliation
from market.money.rewards import tables as rewards
from market.money.rules import ATTEMPT, HOLD, INBOX, PAYMENT, REFUND
from market.money.settlement import tables as settlement
from market.money.writeoffs import tables as writeoffs

SCHEMA = "money"


def _listed(kinds: object) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))  # type: ignore[call-overload]


_BY_CARD = "mode in ('checkout', 'off_session', 'on_session') and (mode = 'checkout') = (card_id is null)"


class Order(Table, tablename="orders", schema=SCHEMA):
    """One purchase of a brand's. Once closed, no payment for it is wanted any more.

    A `top_up` has no lines: what is paid is the brand's balance; nor has a `debt`, which pays what the brand owes.
    `reference` is the brand's own for the
    purchase (EN 16931 BT-13), which its documents carry.
    """

    id = UUID(primary_key=True, default=InnerId())
    brand = Bytea(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    idempotency_key = Varchar(160, null=False, default=None)
    placed_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)
    purpose = Varchar(8, null=False, default="rental")
    reference = Varchar(50, null=True, default=None)

    orders_key = Unique([idempotency_key], name="orders_key")
    orders_amount = Check("amount > 0", name="orders_amount")
    orders_brand = Check("octet_length(brand) = 32", name="orders_brand")
    orders_wherefore = Check("purpose in ('rental', 'top_up', 'debt')", name="orders_wherefore")
    orders_reference = Check("reference <> ''", name="orders_reference")


class OrderLine(Table, tablename="order_lines", schema=SCHEMA):
    """What one rental costs, with the facts agreed at purchase; closed once, when its money is divided.

    `bps` is the holder's share, `vat_bps` the VAT that the rest contains, both in basis points (once it is paid, that
    of the day of payment), and `vat_category` why it is so much (contracts.vat); `vat_number` is the brand's as its
    register had confirmed it, where it owes the tax itself. `commission_before` is what the commissions of the
    order's lines before this one come to: the VAT of an order is that of their sum, taken in differences. `label`
    and `period` are what this brand calls the rental. Of the unused part, `refunded` went back, `repaid` what had
    gone back past us, `withheld` waits in escrow for the end of a dispute and `charged_back` went with one that was
    lost; `forgone` is the commission that went with it. `holder` (a tag) and `starts_at` are there once it has
    begun; `earned` is what has been posted as earned so far.
    """

    id = UUID(primary_key=True, default=InnerId())
    order_id = ForeignKey(Order, null=False, default=None, on_delete=OnDelete.restrict)
    rental_id = UUID(null=False, default=None)
    amount = BigInt(null=False, default=None)
    bps = Integer(null=False, default=None)
    vat_bps = Integer(null=False, default=None)
    holder = Bytea(null=True, default=None)
    starts_at = Timestamptz(null=True, default=None)
    total_days = Integer(null=True, default=None)
    used_days = Integer(null=True, default=None)
    earned = BigInt(null=False, default=0)
    refunded = BigInt(null=False, default=0)
    closed_at = Timestamptz(null=True, default=None)
    close_reason = Varchar(32, null=True, default=None)
    vat_category = Varchar(2, null=False, default="S")
    commission_before = BigInt(null=False, default=0)
    label = Varchar(40, null=False, default="")
    period = Varchar(3, null=False, default="")
    repaid = BigInt(null=False, default=0)
    withheld = BigInt(null=False, default=0)
    charged_back = BigInt(null=False, default=0)
    forgone = BigInt(null=False, default=0)
    vat_number = Varchar(14, null=True, default=None)

    order_lines_rental = Unique([rental_id], name="order_lines_rental")
    order_lines_refunded = Check("0 <= refunded and refunded <= amount", name="order_lines_refunded")
    order_lines_amount = Check("amount > 0", name="order_lines_amount")
    order_lines_rates = Check("bps between 0 and 10000 and vat_bps >= 0", name="order_lines_rates")
    order_lines_earned = Check("0 <= earned and earned + refunded <= amount", name="order_lines_earned")
    order_lines_begun = Check(
        "(starts_at is null or holder is not null and total_days >= 1)"
        " and (holder is null or octet_length(holder) = 32)",
        name="order_lines_begun",
    )
    order_lines_vat = Check(
        "commission_before >= 0 and (vat_category = 'S' or (vat_category in ('AE', 'O') and vat_bps = 0))",
        name="order_lines_vat",
    )
    order_lines_vat_number = Check("vat_number is null or vat_category = 'AE'", name="order_lines_vat_number")
    order_lines_closed = Check(
        "(closed_at is null) = (close_reason is null) and (closed_at is not null or refunded = 0)",
        name="order_lines_closed",
    )
    order_lines_unused = Check(
        "repaid >= 0 and withheld >= 0 and charged_back >= 0 and 0 <= forgone and forgone <= earned"
        " and earned + refunded + repaid + withheld + charged_back <= amount"
        " and (closed_at is not null or repaid + withheld + charged_back + forgone = 0)",
        name="order_lines_unused",
    )


class Payment(Table, tablename="payments", schema=SCHEMA):
    """One try to have an order paid. Its id is random, because Stripe sees it.

    By `manual` capture the bank holds the money first; until `capture_by` it is decided whether to take it.
    `asked_at` is when we last looked at Stripe; `fee` is unknown until Stripe says it. `past_us_repaid`: of what of a
    top-up, or of a debt's payment, went back past us, so much the brand's balance has given (minor units).
    """

    id = UUID(primary_key=True, default=UUID4())
    order_id = ForeignKey(Order, null=False, default=None, on_delete=OnDelete.restrict)
    amount = BigInt(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    status = Varchar(16, null=False, default=None)
    method = Varchar(16, null=False, default="card")
    stripe_checkout_session_id = Varchar(96, null=True, default=None)
    stripe_payment_intent_id = Varchar(96, null=True, default=None)
    stripe_charge_id = Varchar(96, null=True, default=None)
    captured = BigInt(null=False, default=0)
    refunded = BigInt(null=False, default=0)
    fee = BigInt(null=True, default=None)
    failure = Varchar(64, null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    asked_at = Timestamptz(null=True, default=None)
    paid_at = Timestamptz(null=True, default=None)
    keep_card = Boolean(null=False, default=False)  # the brand wants to keep the card it pays with
    capture = Varchar(9, null=False, default="automatic")
    capture_by = Timestamptz(null=True, default=None)
    past_us_repaid = BigInt(null=False, default=0)

    payments_state = Check(f"status in ({_listed(PAYMENT.states)})", name="payments_state")
    payments_capture = Check(
        "capture in ('automatic', 'manual') and (status <> 'authorized' or capture_by is not null)",
        name="payments_capture",
    )
    payments_means = Check(f"method in ({_listed(HOLD)})", name="payments_means")
    payments_balance = Check(
        "method <> 'balance' or stripe_checkout_session_id is null and stripe_payment_intent_id is null",
        name="payments_balance",
    )
    payments_captured = Check(
        "captured = case when status = 'succeeded' then amount else 0 end"
        " and (paid_at is null) = (status <> 'succeeded')",
        name="payments_captured",
    )
    payments_refunded = Check("0 <= refunded and refunded <= captured", name="payments_refunded")
    payments_past_us = Check("0 <= past_us_repaid and past_us_repaid <= captured", name="payments_past_us")


class PaymentAttempt(Table, tablename="payment_attempts", schema=SCHEMA):
    """One key and the parameters it was used with, kept so that every repetition is the same.

    `requested_at` is the first call (the market's time); until `leased_until` nobody else calls. `expires_at`
    is wall time, as Stripe knows no other. `unknown`: the call got no answer; `abandoned`: its key is too old to
    be used again, and it was looked up that it did nothing. `mode` is Stripe's page (`checkout`), or
    the kept card `card_id` while nobody is there (`off_session`) or somebody answers the bank (`on_session`).
    `charge_before` is the payment's charge as it was known at the first call: what came of that call is another.
    `tries_again` is Stripe's PaymentIntent as it was known at the first call, which then confirms that one; null
    where the call makes one: a webhook may name it before the call is repeated, and a key is for one call.
    """

    id = UUID(primary_key=True, default=InnerId())
    payment_id = ForeignKey(Payment, null=False, default=None, on_delete=OnDelete.restrict)
    number = SmallInt(null=False, default=None)
    idempotency_key = Varchar(96, null=False, default=None)
    status = Varchar(16, null=False, default=None)
    error_code = Varchar(64, null=True, default=None)
    success_url = Text(null=True, default=None)
    cancel_url = Text(null=True, default=None)
    locale = Varchar(4, null=True, default=None)
    expires_at = Timestamptz(null=True, default=None)
    checkout_url = Text(null=True, default=None)
    requested_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    resolved_at = Timestamptz(null=True, default=None)
    mode = Varchar(12, null=False, default="checkout")
    card_id = UUID(null=True, default=None)
    tries_again = Varchar(96, null=True, default=None)
    charge_before = Varchar(96, null=True, default=None)

    payment_attempts_key = Unique([idempotency_key], name="payment_attempts_key")
    payment_attempts_number = Unique([payment_id, number], name="payment_attempts_number")
    payment_attempts_mode = Check(_BY_CARD, name="payment_attempts_mode")
    payment_attempts_state = Check(f"status in ({_listed(ATTEMPT)})", name="payment_attempts_state")


class Refund(Table, tablename="refunds", schema=SCHEMA):
    """Money on its way back to a brand: a line's (`platform`), made in Stripe's dashboard (`external`), or what
    the brand wants back of its balance (`balance`).

    `redirected` is how much of a failed one is no credit of the brand's: it repaid what the brand owed, or waits
    in escrow again for the end of a dispute.
    """

    id = UUID(primary_key=True, default=UUID4())
    payment_id = ForeignKey(Payment, null=False, default=None, on_delete=OnDelete.restrict)
    order_line_id = ForeignKey(OrderLine, null=True, default=None, on_delete=OnDelete.restrict)
    amount = BigInt(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    reason = Varchar(32, null=False, default=None)
    origin = Varchar(8, null=False, default=None)
    status = Varchar(16, null=False, default=None)
    attempt = SmallInt(null=False, default=1)
    idempotency_key = Varchar(96, null=False, default=None)
    stripe_refund_id = Varchar(96, null=True, default=None)
    failure = Varchar(64, null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    requested_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    asked_at = Timestamptz(null=True, default=None)
    redirected = BigInt(null=False, default=0)

    refunds_redirected = Check(
        "0 <= redirected and redirected <= amount and (redirected = 0 or status in ('failed', 'canceled'))",
        name="refunds_redirected",
    )
    refunds_key = Unique([idempotency_key], name="refunds_key")
    refunds_amount = Check("amount > 0", name="refunds_amount")
    refunds_status = Check(f"status in ({_listed(REFUND.states)})", name="refunds_status")
    refunds_about = Check(
        "(origin = 'platform' and order_line_id is not null)"
        " or (origin in ('external', 'balance') and order_line_id is null)",
        name="refunds_about",
    )


class InboxEvent(Table, tablename="inbox_events", schema=SCHEMA):
    """A webhook that was verified. Its body names the payer, so it goes once the event is dealt with."""

    id = UUID(primary_key=True, default=InnerId())
    source = Varchar(16, null=False, default=None)
    external_id = Varchar(96, null=False, default=None)
    type = Varchar(64, null=False, default=None)
    api_version = Varchar(32, null=True, default=None)
    livemode = Boolean(null=False, default=None)
    object_id = Varchar(96, null=False, default=None)
    body = Bytea(null=True, default=None)
    received_at = Timestamptz(null=False, default=None)
    status = Varchar(16, null=False, default=None)
    tries = SmallInt(null=False, default=0)
    note = Varchar(128, null=True, default=None)
    handled_at = Timestamptz(null=True, default=None)

    inbox_events_external = Unique([source, external_id], name="inbox_events_external")
    inbox_events_status = Check(f"status in ({_listed(INBOX.states)})", name="inbox_events_status")


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    **ledger.RIGHTS,
    Order: "select, insert, update",
    OrderLine: "select, insert, update",
    Payment: "select, insert, update",
    PaymentAttempt: "select, insert, update",
    Refund: "select, insert, update",
    InboxEvent: "select, insert, update",
    **reconciliation.RIGHTS,
    **settlement.RIGHTS,
    **documents.RIGHTS,
    **choices.RIGHTS,
    **payouts.RIGHTS,
    **bankcards.RIGHTS,
    **disputes.RIGHTS,
    **accounting.RIGHTS,
    **days.RIGHTS,
    **ownfunds.RIGHTS,
    **clientmoney.RIGHTS,
    **bankreturns.RIGHTS,
    **writeoffs.RIGHTS,
    **rewards.RIGHTS,
}
