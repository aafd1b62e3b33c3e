from market.base.migration import raw

ID = "2026-11-27T15:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a picture that was sent is not rewritten"

SQL = """
create trigger message_pictures_kept before update or delete or truncate on relations.message_pictures
  for each statement execute function base.refuse_change();
"""


async def forwards():
    return raw("relations", ID, DESCRIPTION, SQL)
