from market.base.migration import raw

ID = "2026-11-26T19:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "exports of the log are append-only"

SQL = """
create trigger log_exports_append_only before update or delete or truncate on operators.log_exports
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("operators", ID, DESCRIPTION, SQL)
