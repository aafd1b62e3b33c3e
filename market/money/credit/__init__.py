"""A brand's balance: topped up by card, spent on orders, filled by refunds, paid back on request."""
