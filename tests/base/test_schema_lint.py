"""What a schema must not contain: UNIQUE with a NULL in it lets duplicates in."""

import asyncpg

from market.base.migration import rooms_with_tables
from tests.conftest import FreshDatabase

# A unique index over nullable columns, unless NULLS NOT DISTINCT or partial on each of them being there.
BARE = """
select i.indexrelid::regclass::text as name, a.attname as column from pg_index i
  join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
  cross join lateral unnest(i.indkey::int[]) k (attnum)
  join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
  where n.nspname = any($1) and i.indisunique and not i.indisprimary
    and not a.attnotnull and not i.indnullsnotdistinct
    and coalesce(pg_get_expr(i.indpred, i.indrelid), '') not like '%' || a.attname || ' IS NOT NULL%'
"""


async def bare(owner: asyncpg.Connection) -> set[tuple[str, str]]:
    rows = await owner.fetch(BARE, [module.SCHEMA for module in rooms_with_tables()])
    return {tuple(row) for row in rows}


async def test_no_room_has_a_bare_nullable_unique(owner: asyncpg.Connection) -> None:
    assert await bare(owner) == set()


async def test_the_lint_sees_each_kind_of_hole(database: FreshDatabase, owner: asyncpg.Connection) -> None:
    await owner.execute(
        "create table money.holes (a int, b int, c int not null);"
        "alter table money.holes add constraint holes_a unique (a);"
        "create unique index holes_partial on money.holes (a, b) where a is not null;"
        "create unique index holes_other on money.holes (b) where c > 0;"
        "create unique index fine_partial on money.holes (b) where b is not null;"
        "create unique index fine_distinct on money.holes (a, c) nulls not distinct;"
        "create unique index fine_required on money.holes (c)"
    )
    assert await bare(owner) == {
        ("money.holes_a", "a"),
        ("money.holes_partial", "b"),
        ("money.holes_other", "b"),
    }
