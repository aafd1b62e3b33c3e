"""What of clients' money is ours, or is missing there, and the transfers that people made at their bank to mend it."""
