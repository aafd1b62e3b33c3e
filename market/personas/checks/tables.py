"""Which traits a holder has asked to be checked, and what came of it."""

from piccolo.columns import UUID, Bytea, Timestamptz, Varchar
from piccolo.constraints import Check
from piccolo.table import Table

from market.base.ids import InnerId

SCHEMA = "personas"


class TraitCheck(Table, tablename="checks", schema=SCHEMA):
    """One answer of one persona, looked at by an operator. `sealed` is the answer as it was asked about, under the
    holder's key: what is verified is that answer, not what the trait says later.

    `withdrawn` by the holder before it was decided; `replaced`: a later answer of this trait was verified.
    """

    id = UUID(primary_key=True, default=InnerId())
    persona = UUID(null=False, default=None)
    claim = Varchar(40, null=False, default=None)
    sealed = Bytea(null=False, default=None)
    state = Varchar(9, null=False, default=None)
    reason = Varchar(32, null=True, default=None)
    asked_at = Timestamptz(null=False, default=None)
    decided_at = Timestamptz(null=True, default=None)

    checks_state = Check(
        "state in ('asked', 'verified', 'refused', 'withdrawn', 'replaced')", name="checks_state"
    )
    checks_claim = Check("claim in ('naissance', 'region')", name="checks_claim")
    checks_decided = Check(
        "(state in ('asked', 'withdrawn')) = (decided_at is null)"
        " and (state in ('asked', 'withdrawn')) = (reason is null)",
        name="checks_decided",
    )


RIGHTS: dict[type[Table], str] = {TraitCheck: "select, insert, update"}
