"""What is done with payouts: one function, one transaction each. Locks: identity, batch, payouts by id, accounts."""
