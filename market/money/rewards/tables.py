"""The tables of rewards. Amounts are minor units, times UTC; brands, holders and operators are tags of this room."""

from piccolo.columns import UUID, BigInt, Bytea, Date, ForeignKey, Integer, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from market.base.ids import InnerId
from market.money.rewards.rules import BUDGET, CHARITY_PAYMENT, EVEN, LEAST, MOST, RATE_MOST, REWARD

SCHEMA = "money"


def _listed(words: object) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))  # type: ignore[call-overload]


class RewardBudget(Table, tablename="reward_budgets", schema=SCHEMA):
    """What a brand took from its balance to thank people with. `reserved` is held by rewards that are offered or
    earned, `spent` went to people and charities, `returned` is in the balance again, in `returns` postings.
    """

    id = UUID(primary_key=True, default=UUID4())
    brand = Bytea(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    reserved = BigInt(null=False, default=0)
    spent = BigInt(null=False, default=0)
    returned = BigInt(null=False, default=0)
    returns = Integer(null=False, default=0)
    status = Varchar(16, null=False, default=None)
    until = Date(null=False, default=None)  # the last day on which it offers, of the market's zone
    voucher_bps = Integer(null=True, default=None)
    opened_at = Timestamptz(null=False, default=None)
    closed_at = Timestamptz(null=True, default=None)

    reward_budgets_amount = Check("amount > 0", name="reward_budgets_amount")
    reward_budgets_currency = Check("currency = 'EUR'", name="reward_budgets_currency")
    reward_budgets_brand = Check("octet_length(brand) = 32", name="reward_budgets_brand")
    reward_budgets_status = Check(f"status in ({_listed(BUDGET.states)})", name="reward_budgets_status")
    reward_budgets_sums = Check(
        "reserved >= 0 and spent >= 0 and returned >= 0 and returns >= 0"
        " and reserved + spent + returned <= amount",
        name="reward_budgets_sums",
    )
    reward_budgets_voucher = Check(
        f"voucher_bps between {EVEN} and {RATE_MOST}", name="reward_budgets_voucher"
    )
    reward_budgets_closed = Check(
        "(status = 'closed') = (closed_at is not null)"
        " and (status <> 'closed' or reserved = 0 and spent + returned = amount)",
        name="reward_budgets_closed",
    )


class Charity(Table, tablename="charities", schema=SCHEMA):
    """Who gifts can go to: its name and its number in the public register, in clear, for both are public."""

    id = UUID(primary_key=True, default=UUID4())
    name = Varchar(70, null=False, default=None)
    registration = Varchar(20, null=False, default=None)
    added_at = Timestamptz(null=False, default=None)
    retired_at = Timestamptz(null=True, default=None)

    charities_registration = Unique([registration], name="charities_registration")
    charities_name = Check("length(name) between 2 and 70", name="charities_name")


class Reward(Table, tablename="rewards", schema=SCHEMA):
    """So much for one thing (`source_type`, `source`) in one rental: offered once, earned or lapsed, and then one of
    three ways. The brand never reads which.
    """

    id = UUID(primary_key=True, default=UUID4())
    budget = ForeignKey(RewardBudget, null=False, default=None, on_delete=OnDelete.restrict)
    source_type = Varchar(16, null=False, default=None)
    source = UUID(null=False, default=None)
    rental_id = UUID(null=False, default=None)
    holder = Bytea(null=False, default=None)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    status = Varchar(16, null=False, default=None)
    offered_at = Timestamptz(null=False, default=None)
    earned_at = Timestamptz(null=True, default=None)
    choose_by = Timestamptz(null=True, default=None)
    settled_at = Timestamptz(null=True, default=None)
    charity = ForeignKey(Charity, null=True, default=None, on_delete=OnDelete.restrict)

    rewards_source = Unique([source_type, source], name="rewards_source")
    rewards_amount = Check(f"amount between {LEAST} and {MOST}", name="rewards_amount")
    rewards_currency = Check("currency = 'EUR'", name="rewards_currency")
    rewards_holder = Check("octet_length(holder) = 32", name="rewards_holder")
    rewards_status = Check(f"status in ({_listed(REWARD.states)})", name="rewards_status")
    rewards_earned = Check(
        "(status in ('offered', 'lapsed')) = (earned_at is null) and (earned_at is null) = (choose_by is null)",
        name="rewards_earned",
    )
    rewards_settled = Check(
        "(status in ('offered', 'earned')) = (settled_at is null)", name="rewards_settled"
    )
    rewards_given = Check("(status = 'given') = (charity is not null)", name="rewards_given")


class VoucherCode(Table, tablename="voucher_codes", schema=SCHEMA):
    """A code that a brand gave, sealed under a key of its budget's; given out once. `mark` is keyed: equal codes of a
    budget are found without opening any.
    """

    id = UUID(primary_key=True, default=InnerId())
    budget = ForeignKey(RewardBudget, null=False, default=None, on_delete=OnDelete.restrict)
    sealed = Bytea(null=False, default=None)
    mark = Bytea(null=False, default=None)
    reward = ForeignKey(Reward, null=True, default=None, on_delete=OnDelete.restrict)

    voucher_codes_once = Unique([budget, mark], name="voucher_codes_once")
    voucher_codes_mark = Check("octet_length(mark) = 32", name="voucher_codes_mark")


class CharityPayment(Table, tablename="charity_payments", schema=SCHEMA):
    """A transfer to a charity, as the bank's statement has it; nothing is sent by us. Where `needed` is 2,
    `confirmed_by` is another operator than `recorded_by`. `why`: it was called off, or the bank gave it back.
    """

    id = UUID(primary_key=True, default=UUID4())
    charity = ForeignKey(Charity, null=False, default=None, on_delete=OnDelete.restrict)
    currency = Varchar(3, null=False, default=None)
    amount = BigInt(null=False, default=None)
    reference = Varchar(64, null=False, default=None)
    day = Date(null=False, default=None)
    status = Varchar(16, null=False, default=None)
    needed = SmallInt(null=False, default=None)
    recorded_by = Bytea(null=False, default=None)
    recorded_at = Timestamptz(null=False, default=None)
    confirmed_by = Bytea(null=True, default=None)
    booked_at = Timestamptz(null=True, default=None)
    why = Varchar(140, null=True, default=None)

    charity_payments_amount = Check("amount > 0", name="charity_payments_amount")
    charity_payments_currency = Check("currency = 'EUR'", name="charity_payments_currency")
    charity_payments_status = Check(
        f"status in ({_listed(CHARITY_PAYMENT.states)})"
        " and (status in ('booked', 'came_back')) = (booked_at is not null)"
        " and (status in ('called_off', 'came_back')) = (why is not null)",
        name="charity_payments_status",
    )
    charity_payments_signed = Check(
        "octet_length(recorded_by) = 32 and needed in (1, 2) and confirmed_by is distinct from recorded_by"
        " and (status not in ('booked', 'came_back') or needed = 1 or confirmed_by is not null)",
        name="charity_payments_signed",
    )


RIGHTS: dict[type[Table], str] = {
    RewardBudget: "select, insert, update",
    Charity: "select, insert, update",
    Reward: "select, insert, update",
    VoucherCode: "select, insert, update",
    CharityPayment: "select, insert, update",
}
