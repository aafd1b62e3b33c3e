"""The table of balances that go to a bank. Amounts are minor units, times UTC; brand and operators are tags."""

from piccolo.columns import UUID, BigInt, Bytea, Date, SmallInt, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check
from piccolo.table import Table

from market.money.bankreturns.rules import BANK_RETURN, OPEN

SCHEMA = "money"


def _listed(words: object) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))  # type: ignore[call-overload]


class BankReturn(Table, tablename="bank_returns", schema=SCHEMA):
    """So much of a brand's balance is to go to its bank account: reserved while it is open.

    The account is `sealed` under a key of this row's own, and both go when it is over. `first_by` and `second_by`
    let it out, as many as `needed`. What the bank's file says of it is written once, when it is sent: its reference,
    who pays, on which day. `why` is an operator's reason to refuse it, `failure` the bank's (ISO 20022).
    """

    id = UUID(primary_key=True, default=UUID4())
    brand = Bytea(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    status = Varchar(16, null=False, default=None)
    sealed = Bytea(null=False, default=None)
    needed = SmallInt(null=True, default=None)
    first_by = Bytea(null=True, default=None)
    second_by = Bytea(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)
    reference = Varchar(24, null=True, default=None)
    sent_at = Timestamptz(null=True, default=None)
    execution_date = Date(null=True, default=None)
    debtor_name = Varchar(70, null=True, default=None)
    debtor_iban = Varchar(34, null=True, default=None)
    debtor_bic = Varchar(11, null=True, default=None)
    why = Varchar(140, null=True, default=None)
    failure = Varchar(16, null=True, default=None)
    asked_at = Timestamptz(null=False, default=None)
    changed_at = Timestamptz(null=False, default=None)
    paid_at = Timestamptz(null=True, default=None)

    bank_returns_amount = Check("amount > 0", name="bank_returns_amount")
    bank_returns_currency = Check("currency = 'EUR'", name="bank_returns_currency")
    bank_returns_brand = Check("octet_length(brand) = 32", name="bank_returns_brand")
    bank_returns_status = Check(f"status in ({_listed(BANK_RETURN.states)})", name="bank_returns_status")
    bank_returns_forgotten = Check(
        f"(status in ({_listed(OPEN)})) = (sealed <> '')", name="bank_returns_forgotten"
    )
    bank_returns_eyes = Check(
        "(needed is null) = (first_by is null) and needed in (1, 2)"
        " and (second_by is null or first_by is not null and second_by <> first_by)"
        " and (status not in ('approved', 'sent', 'paid')"
        " or coalesce(needed = 1 or second_by is not null, false))",
        name="bank_returns_eyes",
    )
    bank_returns_file = Check(
        "(reference is null) = (sent_at is null) and (reference is null) = (execution_date is null)"
        " and (reference is null) = (debtor_iban is null)"
        " and (status not in ('sent', 'paid', 'failed') or reference is not null)",
        name="bank_returns_file",
    )
    bank_returns_ended = Check(
        "(status = 'refused') = (why is not null) and (status = 'failed') = (failure is not null)"
        " and (status <> 'paid' or paid_at is not null)",
        name="bank_returns_ended",
    )


RIGHTS: dict[type[Table], str] = {BankReturn: "select, insert, update"}
