from market.base.migration import raw

ID = "2026-11-22T23:35:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "decisions are append-only"

SQL = """
create index decisions_subject on operators.decisions (subject_kind, subject, id);
create trigger decisions_append_only before update or delete or truncate on operators.decisions
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("operators", ID, DESCRIPTION, SQL)
