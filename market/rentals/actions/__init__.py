"""The use cases of a rental: one function, one transaction, one audit row."""
