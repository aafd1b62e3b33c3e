"""Migrations bring a database to the tables of the code, and take what stands in it along."""

import uuid
from collections.abc import AsyncIterator
from types import ModuleType

import asyncpg
import pytest
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.columns import Integer

from market.base import migration
from market.base.database import DB
from market.base.embedded import OWNER, SERVICE, Embedded
from market.base.migration import migrate, pending
from market.base.provision import create_database, create_roles
from market.money.payouts.tables import PayoutAttempt
from market.money.sandbox import install
from market.piccolo_conf import APP_REGISTRY
from tests.conftest import FreshDatabase

BEFORE_CONNECT = "2026-11-25T19:54"
"""The first of the migrations by which payouts go through Stripe Connect."""

AN_EXPORTED_PAYOUT = """
insert into money.payout_identities (id, holder, sealed, method, created_at)
  values ($1, $2, '', 'sepa', base.now());
insert into money.payout_batches (id, currency, kind, method, status, created_at)
  values ($1, 'EUR', 'run', 'sepa', 'submitted', base.now());
insert into money.payouts (id, holder, currency, amount, identity_id, method, status, batch_id, reference,
  attempt, requested_at, changed_at)
  values ($1, $2, 'EUR', 1900, $1, 'sepa', 'submitted', $1, 'MOI-2', 2, base.now(), base.now());
"""


A_REFUNDED_RENTAL = """
insert into money.orders (id, brand, currency, amount, idempotency_key, placed_at)
  values ($1, $2, 'EUR', 1900, 'k', base.now());
insert into money.payments (id, order_id, amount, currency, status, captured, created_at, paid_at)
  values ($1, $1, 1900, 'EUR', 'succeeded', 1900, base.now(), base.now());
insert into money.order_lines (id, order_id, rental_id, amount, bps, vat_bps, earned, refunded, closed_at,
  close_reason) values ($1, $1, $1, 1900, 8000, 2000, 613, 1287, base.now(), 'switched_off');
insert into money.refunds (id, payment_id, order_line_id, amount, currency, reason, origin, status,
  idempotency_key, created_at)
  values ($1, $1, $1, 1287, 'EUR', 'switched_off', 'platform', 'succeeded', 'refund:1', base.now());
"""
ANOTHER_REFUND = """
insert into money.refunds (id, payment_id, order_line_id, amount, currency, reason, origin, status,
  idempotency_key, created_at)
  select gen_random_uuid(), payment_id, order_line_id, amount, currency, reason, origin, $1::text,
    'refund:' || $1::text, created_at from money.refunds limit 1
"""


async def differences(app_name: str) -> list[str]:
    """What an auto migration of a room would alter now."""
    (config,) = [it for it in APP_REGISTRY.app_configs.values() if it.app_name == app_name]
    found = []
    for statements in await AutoMigrationManager(auto_input="n").get_alter_statements(config):
        found += statements.statements
    return found


ROOMS = [it.app_name for it in APP_REGISTRY.app_configs.values()]


@pytest.mark.parametrize("room", ROOMS)
async def test_the_migrations_say_what_the_tables_say(database: FreshDatabase, room: str) -> None:
    assert await differences(room) == []


async def test_a_column_without_its_migration_is_seen(
    database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    column = Integer(null=True, default=None)
    column._meta.name, column._meta._table = "forgotten", PayoutAttempt
    meta = PayoutAttempt._meta
    monkeypatch.setattr(meta, "non_default_columns", [*meta.non_default_columns, column])
    (statement,) = await differences("money")
    assert "forgotten" in statement


@pytest.fixture
async def released(server: Embedded, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FreshDatabase]:
    """A database of the release before Connect; what came since is there to be run when the patch is undone."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    await create_roles(server)
    await create_database(server, name)
    found = FreshDatabase(name, server.dsn(name, SERVICE), server.dsn(name, OWNER), server.dsn(name))
    whole = BaseMigrationManager.get_migration_modules

    def until(self: BaseMigrationManager, folder_path: str) -> dict[str, ModuleType]:
        modules = whole(self, folder_path)
        return {id: it for id, it in modules.items() if id < BEFORE_CONNECT}  # type: ignore[misc]

    async def nothing(*_: object) -> None:
        """Rights are of the tables of now."""

    with monkeypatch.context() as patch:
        patch.setattr(BaseMigrationManager, "get_migration_modules", until)
        patch.setattr(migration, "_grant", nothing)
        await migrate(found.owner, SERVICE, travelling=True, extras=[install])
    yield found
    admin = await asyncpg.connect(server.dsn())
    await admin.execute(f"drop database {name} with (force)")
    await admin.close()


async def test_payouts_of_before_connect_are_taken_along(released: FreshDatabase) -> None:
    payout, holder = uuid.uuid4(), b"h" * 32
    connection = await asyncpg.connect(released.superuser)
    for statement in filter(str.strip, AN_EXPORTED_PAYOUT.split(";")):
        await connection.execute(statement, *[payout, holder][: 2 if "$2" in statement else 1])
    attempts = (
        "insert into money.payout_attempts (id, payout_id, number, batch_id, identity_id, reference, status,"
        " made_at, stripe_transfer_id) values ($1, $2, $3, $2, $2, $4, 'answered', base.now(), $5)"
    )
    for number, transfer in ((1, None), (2, "tr_2")):
        await connection.execute(attempts, uuid.uuid4(), payout, number, f"MOI-{number}", transfer)
    await migrate(released.owner, SERVICE, travelling=True, extras=[install])
    rows = await connection.fetch("select * from money.payout_attempts order by number")
    assert [(it["reference"], it["stripe_transfer_id"]) for it in rows] == [
        ("MOI-1", None),
        ("MOI-2", "tr_2"),
    ]
    assert [it["stripe_reversal_id"] for it in rows] == [None, None]
    reversal = "update money.payout_attempts set stripe_reversal_id = 'trr_1' where number = $1"
    await connection.execute(reversal, 1)
    with pytest.raises(asyncpg.UniqueViolationError, match="payout_attempts_reversal"):
        await connection.execute(reversal, 2)
    await connection.close()
    await DB.open(released.service)
    assert await pending() == []
    await DB.close()


async def test_refunds_of_before_disputes_are_taken_along(released: FreshDatabase) -> None:
    rental, brand = uuid.uuid4(), b"b" * 32
    connection = await asyncpg.connect(released.superuser)
    for statement in filter(str.strip, A_REFUNDED_RENTAL.split(";")):
        await connection.execute(statement, *[rental, brand][: 2 if "$2" in statement else 1])
    with pytest.raises(asyncpg.UniqueViolationError, match="refunds_one_a_line"):
        await connection.execute(ANOTHER_REFUND, "failed")
    await migrate(released.owner, SERVICE, travelling=True, extras=[install])
    line = await connection.fetchrow("select * from money.order_lines")
    assert [line[it] for it in ("earned", "refunded", "repaid", "withheld", "charged_back", "forgone")] == [
        *(613, 1287, 0, 0, 0, 0)
    ]
    assert await connection.fetchval("select redirected from money.refunds") == 0
    await connection.execute(ANOTHER_REFUND, "failed")
    with pytest.raises(asyncpg.UniqueViolationError, match="refunds_one_a_line"):
        await connection.execute(ANOTHER_REFUND, "pending")
    await connection.close()


A_BRAND = """
insert into accounts.brands (id, legal_name, trading_name, siren, vat_number, country, state, approved_by,
    approved_at, created_at)
  values ($1, $2, $2, $3, $4, $5, $6::text, case when $6::text <> 'applied' then 'x'::bytea end,
    case when $6::text <> 'applied' then base.now() end, base.now())
"""


async def test_brands_of_no_country_become_what_they_are_or_stand_in_the_way(released: FreshDatabase) -> None:
    connection = await asyncpg.connect(released.superuser)
    for name, siren, number, country, state in (
        ("north", None, "XI110305878001", "XI", "approved"),
        ("shop", None, "EU372000041", "EU", "applied"),
        ("both", "732829320", "EU372000041", "FR", "approved"),
        ("stays", None, "EU372000042", "EU", "approved"),
    ):
        await connection.execute(A_BRAND, uuid.uuid4(), name, siren, number, country, state)
    with pytest.raises(asyncpg.CheckViolationError, match="brands_country"):
        await migrate(released.owner, SERVICE, travelling=True, extras=[install])
    await connection.execute("update accounts.brands set state = 'stopped' where legal_name = 'stays'")
    await migrate(released.owner, SERVICE, travelling=True, extras=[install])
    rows = await connection.fetch(
        "select legal_name, vat_number, country, state from accounts.brands order by legal_name"
    )
    assert [tuple(it) for it in rows] == [
        ("both", None, "FR", "approved"),
        ("north", "GB110305878", "GB", "approved"),
        ("shop", "EU372000041", "EU", "refused"),
        ("stays", "EU372000042", "EU", "stopped"),
    ]
    await connection.close()
