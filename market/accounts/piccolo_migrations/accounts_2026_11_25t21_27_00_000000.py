from market.base.migration import raw

ID = "2026-11-25T21:27:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "recovery codes by person; operators sign in again, with their second factor"

SQL = """
create index recovery_codes_person on accounts.recovery_codes (person);
delete from accounts.sessions s using accounts.people p where p.id = s.person and p.operator;
"""


async def forwards():
    return raw("accounts", ID, DESCRIPTION, SQL)
