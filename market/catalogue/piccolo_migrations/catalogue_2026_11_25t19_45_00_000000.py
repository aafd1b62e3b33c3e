from market.base.migration import raw

ID = "2026-11-25T19:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "classes name the edition of their terms; there was one"

SQL = "update catalogue.classes set variant = variant || '-1'"


async def forwards():
    return raw("catalogue", ID, DESCRIPTION, SQL)
