"""The tables of disputes. Amounts are minor units, times UTC."""

from piccolo.columns import UUID, BigInt, Bytea, ForeignKey, OnDelete, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.money.disputes.rules import DISPUTE

SCHEMA = "money"
ACTS = ("answer", "accept")


def _listed(words: object) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))  # type: ignore[call-overload]


class Dispute(Table, tablename="disputes", schema=SCHEMA):
    """A bank asks back what was paid with `payment_id` (a payment of ours). Its id is random: Stripe sees it.

    `withdrawn` and `reinstated` are what the ledger has of its movements (of a dispute that was lost in part, the part
    that came back), `fee` what they cost; what it took when
    it was lost stands in `from_escrow` and the like. Of the brand's debt, `repaid` came in and `written_off` was
    given up; `given_back` is what became the brand's balance when a bank gave back what was lost.
    """

    id = UUID(primary_key=True, default=UUID4())
    payment_id = UUID(null=False, default=None)
    stripe_dispute_id = Varchar(96, null=False, default=None)
    amount = BigInt(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    reason = Varchar(48, null=False, default=None)
    status = Varchar(16, null=False, default=None)
    due_by = Timestamptz(null=True, default=None)
    answers = SmallInt(null=False, default=0)
    withdrawn = BigInt(null=False, default=0)
    reinstated = BigInt(null=False, default=0)
    fee = BigInt(null=False, default=0)
    from_escrow = BigInt(null=False, default=0)
    from_commission = BigInt(null=False, default=0)
    from_receivable = BigInt(null=False, default=0)
    written_off = BigInt(null=False, default=0)
    repaid = BigInt(null=False, default=0)
    given_back = BigInt(null=False, default=0)
    created_at = Timestamptz(null=False, default=None)
    asked_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)

    disputes_stripe = Unique([stripe_dispute_id], name="disputes_stripe")
    disputes_state = Check(f"status in ({_listed(DISPUTE.states)})", name="disputes_state")
    disputes_amount = Check("amount > 0", name="disputes_amount")
    disputes_moved = Check(
        "withdrawn in (0, amount) and reinstated between 0 and amount"
        " and (status not in ('won', 'restored') or reinstated in (0, amount))",
        name="disputes_moved",
    )
    disputes_bearers = Check(
        "from_escrow >= 0 and from_commission >= 0 and from_receivable >= 0"
        " and from_escrow + from_commission + from_receivable"
        " = case when status in ('lost', 'restored') then amount else 0 end",
        name="disputes_bearers",
    )
    disputes_debt = Check(
        "written_off >= 0 and repaid >= 0 and written_off + repaid <= from_receivable"
        " and (status <> 'restored' or written_off + repaid = from_receivable)",
        name="disputes_debt",
    )
    disputes_restored = Check(
        "given_back between 0 and case when status in ('lost', 'restored') then reinstated else 0 end",
        name="disputes_restored",
    )
    disputes_decided = Check(
        "(closed_at is not null) = (status in ('won', 'lost', 'dropped', 'restored'))",
        name="disputes_decided",
    )


class DisputeAct(Table, tablename="dispute_acts", schema=SCHEMA):
    """What an operator (a tag) does about a dispute at Stripe: evidence, or giving in. One at a time.

    Committed before Stripe is called, with its key and the words that are sent, so that a repetition is the same.
    """

    id = UUID(primary_key=True, default=UUID4())
    dispute_id = ForeignKey(Dispute, null=False, default=None, on_delete=OnDelete.restrict)
    kind = Varchar(8, null=False, default=None)
    operator = Bytea(null=False, default=None)
    evidence = Text(null=True, default=None)
    key_number = SmallInt(null=False, default=1)
    status = Varchar(16, null=False, default=None)
    error_code = Varchar(64, null=True, default=None)
    made_at = Timestamptz(null=False, default=None)
    requested_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    resolved_at = Timestamptz(null=True, default=None)

    dispute_acts_kind = Check(
        f"kind in ({_listed(ACTS)}) and (kind = 'answer') = (evidence is not null)", name="dispute_acts_kind"
    )
    dispute_acts_operator = Check("octet_length(operator) = 32", name="dispute_acts_operator")
    dispute_acts_status = Check(
        "status in ('prepared', 'requested', 'unknown', 'answered', 'refused')", name="dispute_acts_status"
    )


RIGHTS: dict[type[Table], str] = {
    Dispute: "select, insert, update",
    DisputeAct: "select, insert, update",
}
