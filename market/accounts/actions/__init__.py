"""What people do with accounts: one function, one transaction, one audit row each."""
