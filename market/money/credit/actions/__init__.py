"""The use cases of a balance: one function, one transaction, one audit row."""
