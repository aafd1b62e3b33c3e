"""What operators do: one function, one transaction, one reason each."""
