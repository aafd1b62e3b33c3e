"""The use cases of rewards: one function, one transaction, one audit row. Locks: budget, reward, ledger accounts."""
