from market.base.migration import raw

ID = "2026-11-25T21:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one default card a brand, what the janitor looks up"

SQL = """
create unique index bank_cards_one_default on money.bank_cards (brand) where is_default;
create index bank_cards_brand on money.bank_cards (brand, kept_at);
create index bank_cards_leaving on money.bank_cards (id) where status = 'removing';
create unique index stripe_customers_stripe on money.stripe_customers (stripe_customer_id)
  where stripe_customer_id is not null;
create unique index card_setups_session on money.card_setups (stripe_checkout_session_id)
  where stripe_checkout_session_id is not null;
create index card_setups_open on money.card_setups (created_at)
  where status in ('created', 'submitted', 'unknown');
"""


async def forwards():
    return raw("money", ID, DESCRIPTION, SQL)
