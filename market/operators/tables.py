"""What operators decided, and why; and what the market is counted by."""

from piccolo.columns import JSONB, UUID, Bytea, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from market.base.ids import InnerId
from market.operators.intermediation.tables import RIGHTS as LOG_EXPORTS

SCHEMA = "operators"


class Decision(Table, tablename="decisions", schema=SCHEMA):
    """One act of an operator with its reason, written in the act's transaction and never altered.

    The audit row says that it happened; this says why. `note` is scanned text that names nobody.
    """

    id = UUID(primary_key=True, default=InnerId())
    at = Timestamptz(null=False, default=None)
    operator = Bytea(null=False, default=None)  # the person's tag in this room
    act = Varchar(16, null=False, default=None)
    subject_kind = Varchar(8, null=False, default=None)
    subject = UUID(null=False, default=None)
    reason = Varchar(32, null=False, default=None)
    note = Varchar(600, null=True, default=None)

    decisions_operator = Check("octet_length(operator) = 32", name="decisions_operator")
    decisions_act_and_subject = Check(
        "(act in ('approve', 'refuse') and subject_kind = 'brand')"
        " or (act = 'stop' and subject_kind in ('brand', 'persona'))"
        " or (act = 'reinstate' and subject_kind = 'persona')"
        " or (act in ('uphold', 'dismiss') and subject_kind = 'report')"
        " or (act in ('verify', 'refuse') and subject_kind = 'check')",
        name="decisions_act_and_subject",
    )
    decisions_reason = Check(
        "reason <> '' and (reason <> 'other' or note is not null)", name="decisions_reason"
    )


class MarketFigures(Table, tablename="market_figures", schema=SCHEMA):
    """How the market does over the last `days`, counted by the rules of `health/rules.py`: only what may be shown."""

    days = SmallInt(primary_key=True, null=False, default=None)
    counted_at = Timestamptz(null=False, default=None)
    figures = JSONB(null=False, default=None)

    market_figures_days = Check("days in (30, 90, 365)", name="market_figures_days")


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    Decision: "select, insert",
    MarketFigures: "select, insert, update",
    **LOG_EXPORTS,
}
