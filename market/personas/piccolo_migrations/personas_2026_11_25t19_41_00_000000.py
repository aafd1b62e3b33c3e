from market.base.migration import raw

ID = "2026-11-25T19:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what was listed before may have been seen since"

SQL = "update personas.personas set shown_at = published_at where published_at is not null"


async def forwards():
    return raw("personas", ID, DESCRIPTION, SQL)
