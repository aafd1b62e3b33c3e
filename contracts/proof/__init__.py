"""Proof without a name: what may be proven of a person, and the statement that proves it to whoever asked first."""
