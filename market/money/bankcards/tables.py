"""The tables of bank cards. A brand is a tag of this room; of a card there is what any receipt prints."""

from piccolo.columns import UUID, Boolean, Bytea, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.money.bankcards.rules import BANK_CARD, CARD_SETUP

SCHEMA = "money"


def _listed(states: frozenset[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


class StripeCustomer(Table, tablename="stripe_customers", schema=SCHEMA):
    """What a brand is called at Stripe, where it owns its cards: an id, and nothing of a person.

    `requested_at` is the first call of this attempt (the market's time); until `leased_until` nobody else calls.
    """

    id = UUID(primary_key=True, default=UUID4())
    brand = Bytea(null=False, default=None)
    attempt = SmallInt(null=False, default=1)
    idempotency_key = Varchar(96, null=False, default=None)
    stripe_customer_id = Varchar(96, null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    requested_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)

    stripe_customers_brand = Unique([brand], name="stripe_customers_brand")
    stripe_customers_key = Unique([idempotency_key], name="stripe_customers_key")
    stripe_customers_tag = Check("octet_length(brand) = 32", name="stripe_customers_tag")


class BankCard(Table, tablename="bank_cards", schema=SCHEMA):
    """A card that a brand keeps, or an account with its mandate (`kind` sepa_debit), which has no expiry and is never
    the default. Its id is random, because Stripe and the brand see it.
    """

    id = UUID(primary_key=True, default=UUID4())
    brand = Bytea(null=False, default=None)
    stripe_payment_method_id = Varchar(96, null=False, default=None)
    scheme = Varchar(24, null=False, default=None)
    last4 = Varchar(4, null=True, default=None)  # of some cards, Stripe tells none
    exp_month = SmallInt(null=True, default=None)
    exp_year = SmallInt(null=True, default=None)
    is_default = Boolean(null=False, default=False)
    status = Varchar(16, null=False, default=None)
    kept_at = Timestamptz(null=False, default=None)
    removed_at = Timestamptz(null=True, default=None)
    attempt = SmallInt(null=False, default=1)  # to have Stripe let go of it
    requested_at = Timestamptz(null=True, default=None)
    asked_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    kind = Varchar(10, null=False, default="card")

    bank_cards_method = Unique([stripe_payment_method_id], name="bank_cards_method")
    bank_cards_status = Check(f"status in ({_listed(BANK_CARD.states)})", name="bank_cards_status")
    bank_cards_charged = Check(
        "not is_default or status = 'kept' and kind = 'card'", name="bank_cards_charged"
    )
    bank_cards_last4 = Check("last4 ~ '^[0-9]{4}$'", name="bank_cards_last4")
    bank_cards_kind = Check(
        "kind = 'card' and exp_month between 1 and 12 and exp_year >= 2000"
        " or kind = 'sepa_debit' and exp_month is null and exp_year is null",
        name="bank_cards_kind",
    )


class CardSetup(Table, tablename="card_setups", schema=SCHEMA):
    """A page of Stripe's where a brand adds a card, or an account (`kind` sepa_debit).

    `expires_at` is wall time, as Stripe knows no other.
    """

    id = UUID(primary_key=True, default=UUID4())
    brand = Bytea(null=False, default=None)
    status = Varchar(16, null=False, default=None)
    idempotency_key = Varchar(96, null=False, default=None)
    success_url = Text(null=False, default=None)
    cancel_url = Text(null=False, default=None)
    locale = Varchar(4, null=False, default=None)
    stripe_checkout_session_id = Varchar(96, null=True, default=None)
    url = Text(null=True, default=None)
    failure = Varchar(64, null=True, default=None)
    created_at = Timestamptz(null=False, default=None)
    requested_at = Timestamptz(null=True, default=None)
    leased_until = Timestamptz(null=True, default=None)
    asked_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(null=False, default=None)
    kind = Varchar(10, null=False, default="card")

    card_setups_kind = Check("kind in ('card', 'sepa_debit')", name="card_setups_kind")
    card_setups_key = Unique([idempotency_key], name="card_setups_key")
    card_setups_status = Check(f"status in ({_listed(CARD_SETUP.states)})", name="card_setups_status")


RIGHTS: dict[type[Table], str] = {
    StripeCustomer: "select, insert, update",
    BankCard: "select, insert, update",
    CardSetup: "select, insert, update",
}
