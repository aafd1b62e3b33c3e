from market.base.migration import raw

ID = "2026-11-22T23:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one approved brand per number, and what is looked up"

INDEXES = """
-- Applications may coexist, so that nobody blocks a company by applying in its name; approval is unique.
create unique index brands_siren on accounts.brands (siren)
  where siren is not null and state in ('approved', 'stopped');
create unique index brands_vat_number on accounts.brands (vat_number)
  where vat_number is not null and state in ('approved', 'stopped');
create index memberships_person on accounts.memberships (person);
create index sessions_person on accounts.sessions (person);
create index sessions_expires_at on accounts.sessions (expires_at);
create index one_time_codes_person on accounts.one_time_codes (person) where used_at is null;
create index api_keys_brand on accounts.api_keys (brand, id);
create index attempts_since on accounts.attempts (since);
"""


async def forwards():
    return raw("accounts", ID, DESCRIPTION, INDEXES)
