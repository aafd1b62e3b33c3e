from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import SmallInt
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check

ID = "2026-11-26T01:36:43:127814"
VERSION = "1.38.0"
DESCRIPTION = ""


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="money", description=DESCRIPTION)

    manager.add_column(
        table_class_name="BankCard",
        tablename="bank_cards",
        column_name="kind",
        db_column_name="kind",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 10,
            "default": "card",
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
        table_class_name="CardSetup",
        tablename="card_setups",
        column_name="kind",
        db_column_name="kind",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 10,
            "default": "card",
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

    manager.alter_column(
        table_class_name="BankCard",
        tablename="bank_cards",
        column_name="exp_month",
        db_column_name="exp_month",
        params={"null": True},
        old_params={"null": False},
        column_class=SmallInt,
        old_column_class=SmallInt,
        schema="money",
    )

    manager.alter_column(
        table_class_name="BankCard",
        tablename="bank_cards",
        column_name="exp_year",
        db_column_name="exp_year",
        params={"null": True},
        old_params={"null": False},
        column_class=SmallInt,
        old_column_class=SmallInt,
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="BankCard",
        tablename="bank_cards",
        constraint_name="bank_cards_default",
        schema="money",
    )

    manager.drop_constraint(
        table_class_name="BankCard",
        tablename="bank_cards",
        constraint_name="bank_cards_expiry",
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankCard",
        tablename="bank_cards",
        constraint_name="bank_cards_charged",
        constraint_class=Check,
        params={"condition": "not is_default or status = 'kept' and kind = 'card'"},
        schema="money",
    )

    manager.add_constraint(
        table_class_name="BankCard",
        tablename="bank_cards",
        constraint_name="bank_cards_kind",
        constraint_class=Check,
        params={
            "condition": "kind = 'card' and exp_month between 1 and 12 and exp_year >= 2000 or kind = 'sepa_debit' and exp_month is null and exp_year is null"
        },
        schema="money",
    )

    manager.add_constraint(
        table_class_name="CardSetup",
        tablename="card_setups",
        constraint_name="card_setups_kind",
        constraint_class=Check,
        params={"condition": "kind in ('card', 'sepa_debit')"},
        schema="money",
    )

    return manager
