"""The use cases of a balance's way to a bank: one function, one transaction, one audit row."""
