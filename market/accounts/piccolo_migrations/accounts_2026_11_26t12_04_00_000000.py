from market.base.migration import raw

ID = "2026-11-26T12:04:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a brand has one current key"

SQL = """
create unique index brand_keys_current on accounts.brand_keys (brand)
  where replaced_at is null and revoked_at is null;
create index brand_keys_brand on accounts.brand_keys (brand, began_at desc);
"""


async def forwards():
    return raw("accounts", ID, DESCRIPTION, SQL)
