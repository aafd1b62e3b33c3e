"""The tables of payouts. Amounts are minor units, times UTC; a person is a tag of this room, never an id."""

from piccolo.columns import (
    UUID,
    BigInt,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    SmallInt,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.money.payouts.rules import BATCH, METHODS, PAYOUT

SCHEMA = "money"


def _listed(words: object) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))  # type: ignore[call-overload]


class PayoutIdentity(Table, tablename="payout_identities", schema=SCHEMA):
    """Where a holder's money goes: sealed under a key of its own, replaced and never edited.

    The current one has no `replaced_at`; `ready_at` is when money can be sent there, `refused_at` when a bank
    gave it back for reasons of the account; `asked_at` is when the worker last asked Stripe about it. Its id is
    random, because Stripe may see it.
    """

    id = UUID(primary_key=True, default=UUID4())
    holder = Bytea(null=False, default=None)
    method = Varchar(8, null=False, default=None)
    sealed = Bytea(null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    ready_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)
    refused_at = Timestamptz(null=True, default=None)
    asked_at = Timestamptz(null=True, default=None)

    payout_identities_method = Check(f"method in ({_listed(METHODS)})", name="payout_identities_method")
    payout_identities_holder = Check("octet_length(holder) = 32", name="payout_identities_holder")


class PayoutBatch(Table, tablename="payout_batches", schema=SCHEMA):
    """Payouts that go out together, in one way. After the first approval (`frozen_at`) nothing joins it.

    `needed` is how many operators it takes. What the file says of it is written once, when it is first made:
    who pays, under which random message id, on which day; `file_mac` knows the file again. `handed_at`: it is with
    somebody, whole.
    """

    id = UUID(primary_key=True, default=InnerId())
    method = Varchar(8, null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    kind = Varchar(8, null=False, default=None)
    status = Varchar(16, null=False, default=None)
    needed = SmallInt(null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    frozen_at = Timestamptz(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    submitted_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    message_id = Varchar(35, null=True, default=None)
    execution_date = Date(null=True, default=None)
    debtor_name = Varchar(70, null=True, default=None)
    debtor_iban = Varchar(34, null=True, default=None)
    debtor_bic = Varchar(11, null=True, default=None)
    file_mac = Bytea(null=True, default=None)
    handed_at = Timestamptz(null=True, default=None)

    payout_batches_method = Check(f"method in ({_listed(METHODS)})", name="payout_batches_method")
    payout_batches_kind = Check("kind in ('run', 'single')", name="payout_batches_kind")
    payout_batches_status = Check(f"status in ({_listed(BATCH.states)})", name="payout_batches_status")
    payout_batches_needed = Check(
        "(needed is null) = (frozen_at is null) and needed in (1, 2)", name="payout_batches_needed"
    )
    payout_batches_file = Check(
        "(message_id is null) = (debtor_iban is null) and (message_id is null) = (execution_date is null)"
        " and (file_mac is null or message_id is not null)",
        name="payout_batches_file",
    )


class PayoutApproval(Table, tablename="payout_approvals", schema=SCHEMA):
    """One operator (a tag of this room for operators) let a batch of this `amount` out. Never altered."""

    id = UUID(primary_key=True, default=InnerId())
    batch_id = ForeignKey(PayoutBatch, null=False, default=None, on_delete=OnDelete.restrict)
    operator = Bytea(null=False, default=None)
    amount = BigInt(null=False, default=None)
    at = Timestamptz(null=False, default=None)

    payout_approvals_once = Unique([batch_id, operator], name="payout_approvals_once")
    payout_approvals_operator = Check("octet_length(operator) = 32", name="payout_approvals_operator")


class Payout(Table, tablename="payouts", schema=SCHEMA):
    """Money on its way from a holder's payable to their account. Its id is random, because Stripe may see it.

    `period` is the month whose run asked for it, empty for one who leaves. `reference` and `attempt` are those of
    the present attempt. In the books it stands in reserved while it is open.
    """

    id = UUID(primary_key=True, default=UUID4())
    holder = Bytea(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    period = Varchar(7, null=True, default=None)
    identity_id = ForeignKey(PayoutIdentity, null=False, default=None, on_delete=OnDelete.restrict)
    method = Varchar(8, null=False, default=None)
    status = Varchar(16, null=False, default=None)
    batch_id = ForeignKey(PayoutBatch, null=True, default=None, on_delete=OnDelete.restrict)
    reference = Varchar(24, null=False, default=None)
    attempt = Integer(null=False, default=1)
    why = Varchar(140, null=True, default=None)
    failure = Varchar(64, null=True, default=None)
    requested_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)
    paid_at = Timestamptz(null=True, default=None)

    payouts_reference = Unique([reference], name="payouts_reference")
    payouts_amount = Check("amount > 0", name="payouts_amount")
    payouts_currency = Check("currency = 'EUR'", name="payouts_currency")
    payouts_holder = Check("octet_length(holder) = 32", name="payouts_holder")
    payouts_method = Check(f"method in ({_listed(METHODS)})", name="payouts_method")
    payouts_status = Check(f"status in ({_listed(PAYOUT.states)})", name="payouts_status")
    payouts_held = Check(
        "(status <> 'held' and status <> 'canceled') or why is not null", name="payouts_held"
    )


class PayoutAttempt(Table, tablename="payout_attempts", schema=SCHEMA):
    """One sending: by which batch, to which account details, under which reference or key.

    `unknown` is entered when a call got no answer, and only an answer leaves it.
    """

    id = UUID(primary_key=True, default=InnerId())
    payout_id = ForeignKey(Payout, null=False, default=None, on_delete=OnDelete.restrict)
    number = Integer(null=False, default=None)
    batch_id = ForeignKey(PayoutBatch, null=False, default=None, on_delete=OnDelete.restrict)
    identity_id = ForeignKey(PayoutIdentity, null=False, default=None, on_delete=OnDelete.restrict)
    reference = Varchar(24, null=False, default=None)
    status = Varchar(16, null=False, default=None)
    key_number = Integer(null=False, default=1)
    error_code = Varchar(64, null=True, default=None)
    stripe_transfer_id = Varchar(96, null=True, default=None)
    stripe_reversal_id = Varchar(96, null=True, default=None)
    made_at = Timestamptz(null=False, default=None)
    requested_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    asked_at = Timestamptz(null=True, default=None)
    resolved_at = Timestamptz(null=True, default=None)

    payout_attempts_number = Unique([payout_id, number], name="payout_attempts_number")
    payout_attempts_reference = Unique([reference], name="payout_attempts_reference")
    payout_attempts_status = Check(
        "status in ('prepared', 'requested', 'unknown', 'answered', 'refused')", name="payout_attempts_status"
    )


class TransferReversal(Table, tablename="transfer_reversals", schema=SCHEMA):
    """A part of a payout through Stripe that came back: one row, and one posting, for each of Stripe's reversals."""

    id = UUID(primary_key=True, default=InnerId())
    attempt_id = ForeignKey(PayoutAttempt, null=False, default=None, on_delete=OnDelete.restrict)
    stripe_reversal_id = Varchar(96, null=False, default=None)
    amount = BigInt(null=False, default=None)
    booked_at = Timestamptz(null=False, default=None)

    transfer_reversals_once = Unique([stripe_reversal_id], name="transfer_reversals_once")
    transfer_reversals_amount = Check("amount > 0", name="transfer_reversals_amount")


class PayoutRun(Table, tablename="payout_runs", schema=SCHEMA):
    """The requests of a settled month: begun, and done once `closed_at` stands."""

    id = UUID(primary_key=True, default=InnerId())
    period = Varchar(7, null=False, default=None)
    payouts = Integer(null=False, default=0)
    amount = BigInt(null=False, default=0)
    asked = Integer(null=False, default=0)
    started_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)

    payout_runs_period = Unique([period], name="payout_runs_period")


class PayoutAsk(Table, tablename="payout_asks", schema=SCHEMA):
    """A holder with money ready who has not said where it goes: asked once for a month, by a letter."""

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    period = Varchar(7, null=False, default=None)
    made_at = Timestamptz(null=False, default=None)
    told_at = Timestamptz(null=True, default=None)

    payout_asks_once = Unique([holder, period], name="payout_asks_once")
    payout_asks_holder = Check("octet_length(holder) = 32", name="payout_asks_holder")


class PayoutLeaver(Table, tablename="payout_leavers", schema=SCHEMA):
    """A holder who left while money was theirs: paid as it becomes ready, then forgotten (`closed_at`)."""

    id = UUID(primary_key=True, default=InnerId())
    holder = Bytea(null=False, default=None)
    left_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)

    payout_leavers_holder = Unique([holder], name="payout_leavers_holder")
    payout_leavers_tag = Check("octet_length(holder) = 32", name="payout_leavers_tag")


RIGHTS: dict[type[Table], str] = {
    PayoutIdentity: "select, insert, update",
    PayoutBatch: "select, insert, update",
    PayoutApproval: "select, insert",
    Payout: "select, insert, update",
    PayoutAttempt: "select, insert, update",
    TransferReversal: "select, insert",
    PayoutRun: "select, insert, update",
    PayoutAsk: "select, insert, update",
    PayoutLeaver: "select, insert, update",
}
