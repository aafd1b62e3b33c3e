"""Tables of what was chosen about a purchase: the brand's reference, what becomes of money that is held, and by what
else an order is to be paid that waits.

Amounts are minor units; a brand is a tag of this room.
"""

from piccolo.columns import UUID, Bytea, SmallInt, Timestamptz, Varchar
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.money.rules import ATTEMPT

SCHEMA = "money"


def _listed(words: object) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))  # type: ignore[call-overload]


class PurchaseReference(Table, tablename="purchase_references", schema=SCHEMA):
    """The reference that a brand gave last with a purchase: the next one's form begins with it."""

    brand = Bytea(primary_key=True, default=None, null=False)
    reference = Varchar(50, null=False, default=None)
    given_at = Timestamptz(null=False, default=None)

    purchase_references_brand = Check("octet_length(brand) = 32", name="purchase_references_brand")
    purchase_references_reference = Check("reference <> ''", name="purchase_references_reference")


class PaymentDecision(Table, tablename="payment_decisions", schema=SCHEMA):
    """What becomes of money that a bank holds: taken (`capture`) or let go (`release`). Decided once.

    `attempt` and `idempotency_key` are those of the call that carries it out, as for a payment's attempts.
    """

    payment_id = UUID(primary_key=True, default=None, null=False)
    act = Varchar(8, null=False, default=None)
    status = Varchar(16, null=False, default="prepared")
    attempt = SmallInt(null=False, default=1)
    idempotency_key = Varchar(96, null=False, default=None)
    error_code = Varchar(64, null=True, default=None)
    decided_at = Timestamptz(null=False, default=None)
    requested_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    resolved_at = Timestamptz(null=True, default=None)

    payment_decisions_key = Unique([idempotency_key], name="payment_decisions_key")
    payment_decisions_act = Check("act in ('capture', 'release')", name="payment_decisions_act")
    payment_decisions_state = Check(f"status in ({_listed(ATTEMPT)})", name="payment_decisions_state")
    payment_decisions_resolved = Check(
        "(resolved_at is null) = (status in ('prepared', 'requested', 'unknown'))",
        name="payment_decisions_resolved",
    )


class PaymentSwitch(Table, tablename="payment_switches", schema=SCHEMA):
    """An order that waits is to be paid in another way: this payment is called off first, then the next one is made.

    `means` is what pays then, `card_id` the kept card. Until it is resolved another wish may take its place.
    """

    payment_id = UUID(primary_key=True, default=None, null=False)
    means = Varchar(8, null=False, default=None)
    card_id = UUID(null=True, default=None)
    locale = Varchar(4, null=False, default=None)
    asked_at = Timestamptz(null=False, default=None)
    resolved_at = Timestamptz(null=True, default=None)

    payment_switches_means = Check("means in ('page', 'balance', 'card')", name="payment_switches_means")
    payment_switches_card = Check("(means = 'card') = (card_id is not null)", name="payment_switches_card")


# What the service's role may do; `moi migrate` grants exactly this.
RIGHTS: dict[type[Table], str] = {
    PurchaseReference: "select, insert, update",
    PaymentDecision: "select, insert, update",
    PaymentSwitch: "select, insert, update",
}
