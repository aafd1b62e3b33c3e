"""The tables of the ledger: written once and never altered; its rules are the database's. Amounts are minor units."""

from piccolo.columns import UUID, BigInt, BigSerial, Bytea, Integer, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.money.chart import GUARDED, Kind, subject_bytes

SCHEMA = "money"


def _listed(kinds: object) -> str:
    return ", ".join(f"'{kind}'" for kind in sorted(kinds))  # type: ignore[call-overload]


def _subject_fits() -> str:
    """Each kind with the length of its subject."""
    lengths = sorted({subject_bytes(kind) for kind in Kind})
    return " or ".join(
        f"(octet_length(subject) = {length}"
        f" and kind in ({_listed(k for k in Kind if subject_bytes(k) == length)}))"
        for length in lengths
    )


class LedgerTransaction(Table, tablename="ledger_transactions", schema=SCHEMA):
    """Why money moved: written once, together with its entries in one statement, never altered."""

    id = UUID(primary_key=True, default=InnerId())
    kind = Varchar(48, null=False, default=None)
    source_type = Varchar(24, null=False, default=None)
    source_id = UUID(null=False, default=None)
    idempotency_key = Varchar(160, null=False, default=None)
    effective_at = Timestamptz(null=False, default=None)
    created_at = Timestamptz(null=False, default=None)
    reverses_id = UUID(null=True, default=None)

    ledger_transactions_key = Unique([idempotency_key], name="ledger_transactions_key")


class LedgerEntry(Table, tablename="ledger_entries", schema=SCHEMA):
    """One posting, credit positive. `line` counts from 1 within the transaction."""

    id = BigSerial(primary_key=True)
    transaction_id = UUID(null=False, default=None)
    line = Integer(null=False, default=None)
    kind = Varchar(24, null=False, default=None)
    subject = Bytea(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)

    ledger_entries_line = Unique([transaction_id, line], name="ledger_entries_line")
    ledger_entries_amount = Check("amount <> 0", name="ledger_entries_amount")
    ledger_entries_subject_fits = Check(_subject_fits(), name="ledger_entries_subject_fits")
    ledger_entries_currency = Check("currency ~ '^[A-Z][A-Z][A-Z]$'", name="ledger_entries_currency")


class LedgerBalance(Table, tablename="ledger_balances", schema=SCHEMA):
    """The kept balance of a guarded account; only the trigger on the entries writes here.

    `change` is the latest change: it carries the difference through ON CONFLICT, whose proposed row must
    itself pass the check.
    """

    id = UUID(primary_key=True, default=InnerId())
    kind = Varchar(24, null=False, default=None)
    subject = Bytea(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    posted = BigInt(null=False, default=None)
    change = BigInt(null=False, default=None)
    version = BigInt(null=False, default=1)

    ledger_balances_account = Unique([kind, subject, currency], name="ledger_balances_account")
    ledger_balances_posted = Check("posted >= 0", name="ledger_balances_posted")
    ledger_balances_kind = Check(f"kind in ({_listed(GUARDED)})", name="ledger_balances_kind")


RIGHTS: dict[type[Table], str] = {
    LedgerTransaction: "select, insert",
    LedgerEntry: "select, insert",
    LedgerBalance: "select",
}
