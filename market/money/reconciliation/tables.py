"""The tables of reconciliation. Amounts are minor units, times UTC."""

from piccolo.columns import JSONB, UUID, BigInt, ForeignKey, Integer, OnDelete, Text, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.money.reconciliation.rules import Kind, Outcome, Scope

SCHEMA = "money"


def _listed(words: type[Kind] | type[Outcome] | type[Scope]) -> str:
    return ", ".join(f"'{word}'" for word in words)


class StripeBalanceTransaction(Table, tablename="stripe_balance_transactions", schema=SCHEMA):
    """One line of Stripe's account of our balance. `object` is what moved: its source, or itself without one.

    `created` and `available_on` are Stripe's clock, the others the market's; `listed_at` is when Stripe last
    showed it. `outcome` says how it was explained; without one it is not, yet.
    """

    id = UUID(primary_key=True, default=InnerId())
    stripe_id = Varchar(96, null=False, default=None)
    type = Varchar(64, null=False, default=None)
    amount = BigInt(null=False, default=None)
    fee = BigInt(null=False, default=None)
    net = BigInt(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    source = Varchar(96, null=True, default=None)
    object = Varchar(96, null=False, default=None)
    available_on = Timestamptz(null=False, default=None)
    created = Timestamptz(null=False, default=None)
    listed_at = Timestamptz(null=False, default=None)
    outcome = Varchar(8, null=True, default=None)

    stripe_balance_transactions_id = Unique([stripe_id], name="stripe_balance_transactions_id")
    stripe_balance_transactions_net = Check("net = amount - fee", name="stripe_balance_transactions_net")
    stripe_balance_transactions_outcome = Check(
        f"outcome in ({_listed(Outcome)})", name="stripe_balance_transactions_outcome"
    )


class ReconciliationMatch(Table, tablename="reconciliation_matches", schema=SCHEMA):
    """A ledger transaction that explains a movement of Stripe's: it explains one at most."""

    id = UUID(primary_key=True, default=InnerId())
    movement_id = ForeignKey(StripeBalanceTransaction, null=False, default=None, on_delete=OnDelete.restrict)
    transaction_id = UUID(null=False, default=None)

    reconciliation_matches_once = Unique([transaction_id], name="reconciliation_matches_once")


class ReconciliationRun(Table, tablename="reconciliation_runs", schema=SCHEMA):
    """One look at everything of its scope. `through`: Stripe's time up to which all movements are stored.

    A run that ends has an outcome; one whose lease passed without it has died. `numbers` is what it counted.
    """

    id = UUID(primary_key=True, default=InnerId())
    scope = Varchar(8, null=False, default=None)
    started_at = Timestamptz(null=False, default=None)
    leased_until = Timestamptz(null=False, default=None)
    finished_at = Timestamptz(null=True, default=None)
    outcome = Varchar(16, null=True, default=None)
    through = Timestamptz(null=True, default=None)
    numbers = JSONB(null=False, default="{}")

    reconciliation_runs_scope = Check(f"scope in ({_listed(Scope)})", name="reconciliation_runs_scope")
    reconciliation_runs_outcome = Check(
        "(outcome is null) = (finished_at is null) and outcome in ('done', 'unanswered', 'died')",
        name="reconciliation_runs_outcome",
    )


class ReconciliationFinding(Table, tablename="reconciliation_findings", schema=SCHEMA):
    """One difference, found under the same `key` by every run, and closed by a person with a note.

    `mark` is what must stay as it is for a closed finding to stay closed; `version` counts its changes. `gone_at`:
    a later run did not see it any more.
    """

    id = UUID(primary_key=True, default=InnerId())
    key = Varchar(160, null=False, default=None)
    kind = Varchar(16, null=False, default=None)
    subject = Varchar(160, null=False, default=None)
    currency = Varchar(3, null=True, default=None)
    difference = BigInt(null=True, default=None)
    facts = JSONB(null=False, default="{}")
    mark = Text(null=False, default=None)
    version = Integer(null=False, default=1)
    state = Varchar(8, null=False, default="open")
    found_at = Timestamptz(null=False, default=None)
    opened_at = Timestamptz(null=False, default=None)
    seen_at = Timestamptz(null=False, default=None)
    gone_at = Timestamptz(null=True, default=None)

    reconciliation_findings_key = Unique([key], name="reconciliation_findings_key")
    reconciliation_findings_known = Check(f"kind in ({_listed(Kind)})", name="reconciliation_findings_known")
    reconciliation_findings_state = Check("state in ('open', 'closed')", name="reconciliation_findings_state")


class ReconciliationClosure(Table, tablename="reconciliation_closures", schema=SCHEMA):
    """Somebody at the desk has looked into a finding, as it was at `version`, and says why; who, the audit knows."""

    id = UUID(primary_key=True, default=InnerId())
    finding_id = ForeignKey(ReconciliationFinding, null=False, default=None, on_delete=OnDelete.restrict)
    version = Integer(null=False, default=None)
    at = Timestamptz(null=False, default=None)
    note = Varchar(600, null=False, default=None)

    reconciliation_closures_once = Unique([finding_id, version], name="reconciliation_closures_once")
    reconciliation_closures_note = Check("note <> ''", name="reconciliation_closures_note")


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    StripeBalanceTransaction: "select, insert, update",
    ReconciliationMatch: "select, insert, delete",
    ReconciliationRun: "select, insert, update",
    ReconciliationFinding: "select, insert, update",
    ReconciliationClosure: "select, insert",
}
