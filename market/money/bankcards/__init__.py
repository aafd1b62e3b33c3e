"""The bank cards that a brand keeps at Stripe: never a number here, only what tells one card from another."""
