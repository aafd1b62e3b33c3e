from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from market.base.ids import InnerId
from piccolo.columns.base import OnDelete
from piccolo.columns.base import OnUpdate
from piccolo.columns.column_types import BigInt
from piccolo.columns.column_types import Bytea
from piccolo.columns.column_types import Date
from piccolo.columns.column_types import ForeignKey
from piccolo.columns.column_types import Integer
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import UUID
from piccolo.columns.column_types import Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check
from piccolo.constraints import Unique
from piccolo.table import Table


class Charity(Table, tablename="charities", schema="money"):
    id = UUID(
        default=UUID4(),
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


class Reward(Table, tablename="rewards", schema="money"):
    id = UUID(
        default=UUID4(),
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


class RewardBudget(Table, tablename="reward_budgets", schema="money"):
    id = UUID(
        default=UUID4(),
        null=False,
        primary_key=True,
        unique=False,
        index=False,
        index_method=IndexMethod.btree,
        choices=None,
        db_column_name=None,
        secret=False,
    )


ID = "2026-11-27T19:19:16:848952"
VERSION = "1.38.0"
DESCRIPTION = "rewards: budgets, codes, charities"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_table(
        class_name="CharityPayment",
        tablename="charity_payments",
        schema="money",
        columns=None,
    )

    manager.add_table(
        class_name="VoucherCode",
        tablename="voucher_codes",
        schema="money",
        columns=None,
    )

    manager.add_table(class_name="Charity", tablename="charities", schema="money", columns=None)

    manager.add_table(class_name="Reward", tablename="rewards", schema="money", columns=None)

    manager.add_table(
        class_name="RewardBudget",
        tablename="reward_budgets",
        schema="money",
        columns=None,
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": UUID4(),
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="charity",
        db_column_name="charity",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Charity,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="currency",
        db_column_name="currency",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 3,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="amount",
        db_column_name="amount",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="reference",
        db_column_name="reference",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 64,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="day",
        db_column_name="day",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="status",
        db_column_name="status",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="needed",
        db_column_name="needed",
        column_class_name="SmallInt",
        column_class=SmallInt,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="recorded_by",
        db_column_name="recorded_by",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="recorded_at",
        db_column_name="recorded_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="confirmed_by",
        db_column_name="confirmed_by",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="booked_at",
        db_column_name="booked_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        column_name="why",
        db_column_name="why",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 140,
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="VoucherCode",
        tablename="voucher_codes",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": InnerId(),
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="VoucherCode",
        tablename="voucher_codes",
        column_name="budget",
        db_column_name="budget",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": RewardBudget,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="VoucherCode",
        tablename="voucher_codes",
        column_name="sealed",
        db_column_name="sealed",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="VoucherCode",
        tablename="voucher_codes",
        column_name="mark",
        db_column_name="mark",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="VoucherCode",
        tablename="voucher_codes",
        column_name="reward",
        db_column_name="reward",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Reward,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Charity",
        tablename="charities",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": UUID4(),
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Charity",
        tablename="charities",
        column_name="name",
        db_column_name="name",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 70,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Charity",
        tablename="charities",
        column_name="registration",
        db_column_name="registration",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 20,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Charity",
        tablename="charities",
        column_name="added_at",
        db_column_name="added_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Charity",
        tablename="charities",
        column_name="retired_at",
        db_column_name="retired_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": UUID4(),
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="budget",
        db_column_name="budget",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": RewardBudget,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="source_type",
        db_column_name="source_type",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="source",
        db_column_name="source",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="rental_id",
        db_column_name="rental_id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="holder",
        db_column_name="holder",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="currency",
        db_column_name="currency",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 3,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="amount",
        db_column_name="amount",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="status",
        db_column_name="status",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="offered_at",
        db_column_name="offered_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="earned_at",
        db_column_name="earned_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="choose_by",
        db_column_name="choose_by",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="settled_at",
        db_column_name="settled_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="Reward",
        tablename="rewards",
        column_name="charity",
        db_column_name="charity",
        column_class_name="ForeignKey",
        column_class=ForeignKey,
        params={
            "references": Charity,
            "on_delete": OnDelete.restrict,
            "on_update": OnUpdate.cascade,
            "target_column": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="id",
        db_column_name="id",
        column_class_name="UUID",
        column_class=UUID,
        params={
            "default": UUID4(),
            "null": False,
            "primary_key": True,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="brand",
        db_column_name="brand",
        column_class_name="Bytea",
        column_class=Bytea,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="currency",
        db_column_name="currency",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 3,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="amount",
        db_column_name="amount",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="reserved",
        db_column_name="reserved",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="spent",
        db_column_name="spent",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="returned",
        db_column_name="returned",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="returns",
        db_column_name="returns",
        column_class_name="Integer",
        column_class=Integer,
        params={
            "default": 0,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="status",
        db_column_name="status",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 16,
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="until",
        db_column_name="until",
        column_class_name="Date",
        column_class=Date,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="voucher_bps",
        db_column_name="voucher_bps",
        column_class_name="Integer",
        column_class=Integer,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="opened_at",
        db_column_name="opened_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_column(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        column_name="closed_at",
        db_column_name="closed_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        constraint_name="charity_payments_amount",
        constraint_class=Check,
        params={"condition": "amount > 0"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        constraint_name="charity_payments_currency",
        constraint_class=Check,
        params={"condition": "currency = 'EUR'"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        constraint_name="charity_payments_status",
        constraint_class=Check,
        params={
            "condition": "status in ('booked', 'called_off', 'came_back', 'waiting') and (status in ('booked', 'came_back')) = (booked_at is not null) and (status in ('called_off', 'came_back')) = (why is not null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="CharityPayment",
        tablename="charity_payments",
        constraint_name="charity_payments_signed",
        constraint_class=Check,
        params={
            "condition": "octet_length(recorded_by) = 32 and needed in (1, 2) and confirmed_by is distinct from recorded_by and (status not in ('booked', 'came_back') or needed = 1 or confirmed_by is not null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="VoucherCode",
        tablename="voucher_codes",
        constraint_name="voucher_codes_once",
        constraint_class=Unique,
        params={"columns": ["budget", "mark"], "nulls_distinct": True},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="VoucherCode",
        tablename="voucher_codes",
        constraint_name="voucher_codes_mark",
        constraint_class=Check,
        params={"condition": "octet_length(mark) = 32"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Charity",
        tablename="charities",
        constraint_name="charities_registration",
        constraint_class=Unique,
        params={"columns": ["registration"], "nulls_distinct": True},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Charity",
        tablename="charities",
        constraint_name="charities_name",
        constraint_class=Check,
        params={"condition": "length(name) between 2 and 70"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Reward",
        tablename="rewards",
        constraint_name="rewards_source",
        constraint_class=Unique,
        params={"columns": ["source_type", "source"], "nulls_distinct": True},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Reward",
        tablename="rewards",
        constraint_name="rewards_amount",
        constraint_class=Check,
        params={"condition": "amount between 50 and 5000"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Reward",
        tablename="rewards",
        constraint_name="rewards_currency",
        constraint_class=Check,
        params={"condition": "currency = 'EUR'"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Reward",
        tablename="rewards",
        constraint_name="rewards_holder",
        constraint_class=Check,
        params={"condition": "octet_length(holder) = 32"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Reward",
        tablename="rewards",
        constraint_name="rewards_status",
        constraint_class=Check,
        params={"condition": "status in ('earned', 'exchanged', 'given', 'lapsed', 'offered', 'paid')"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Reward",
        tablename="rewards",
        constraint_name="rewards_earned",
        constraint_class=Check,
        params={
            "condition": "(status in ('offered', 'lapsed')) = (earned_at is null) and (earned_at is null) = (choose_by is null)"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Reward",
        tablename="rewards",
        constraint_name="rewards_settled",
        constraint_class=Check,
        params={"condition": "(status in ('offered', 'earned')) = (settled_at is null)"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="Reward",
        tablename="rewards",
        constraint_name="rewards_given",
        constraint_class=Check,
        params={"condition": "(status = 'given') = (charity is not null)"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        constraint_name="reward_budgets_amount",
        constraint_class=Check,
        params={"condition": "amount > 0"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        constraint_name="reward_budgets_currency",
        constraint_class=Check,
        params={"condition": "currency = 'EUR'"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        constraint_name="reward_budgets_brand",
        constraint_class=Check,
        params={"condition": "octet_length(brand) = 32"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        constraint_name="reward_budgets_status",
        constraint_class=Check,
        params={"condition": "status in ('closed', 'closing', 'open')"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        constraint_name="reward_budgets_sums",
        constraint_class=Check,
        params={
            "condition": "reserved >= 0 and spent >= 0 and returned >= 0 and returns >= 0 and reserved + spent + returned <= amount"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        constraint_name="reward_budgets_voucher",
        constraint_class=Check,
        params={"condition": "voucher_bps between 10000 and 20000"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="RewardBudget",
        tablename="reward_budgets",
        constraint_name="reward_budgets_closed",
        constraint_class=Check,
        params={
            "condition": "(status = 'closed') = (closed_at is not null) and (status <> 'closed' or reserved = 0 and spent + returned = amount)"
        },
        schema="money",
    )

    return manager
