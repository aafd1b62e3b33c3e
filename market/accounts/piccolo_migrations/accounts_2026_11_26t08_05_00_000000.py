from market.base.migration import raw

ID = "2026-11-26T08:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "no brand of a country that is none"

# The companies of Northern Ireland have the same digits under GB, which is theirs for services. Whose a number
# of a one-stop shop is, nobody can tell: who applied with one applies anew. One that was approved is stopped by
# an operator before this migration, since its rentals end with that.
SQL = """
update accounts.brands set vat_number = null where siren is not null and left(vat_number, 2) in ('EU', 'IM', 'XI');
update accounts.brands set country = 'GB', vat_number = 'GB' || left(substr(vat_number, 3), 9),
    vat_checked_at = null, vat_valid = null
  where country = 'XI';
update accounts.brands set state = 'refused' where country in ('EU', 'IM') and state = 'applied';
"""


async def forwards():
    return raw("accounts", ID, DESCRIPTION, SQL)
