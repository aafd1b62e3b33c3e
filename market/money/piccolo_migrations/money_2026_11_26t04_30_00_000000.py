from market.base.migration import raw

ID = "2026-11-26T04:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one transfer stands under a bank's reference; what waits for an operator is found quickly"

SQL = """
create unique index own_transfers_reference on money.own_transfers (reference) where status <> 'called_off';
create index own_transfers_waiting on money.own_transfers (id) where status = 'waiting';
create index bank_returns_brand on money.bank_returns (brand, asked_at desc);
create index bank_returns_open on money.bank_returns (asked_at) where status in ('requested', 'approved', 'sent');
create unique index bank_returns_reference on money.bank_returns (reference) where reference IS NOT NULL;
create index bank_returns_alone on money.bank_returns (first_by, approved_at) where approved_at is not null;
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
