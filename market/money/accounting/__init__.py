"""The accounting file: the ledger's closed months as the French tax authority reads books."""
