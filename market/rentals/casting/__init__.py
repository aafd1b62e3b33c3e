"""Places that a brand pays for before anybody is asked: the contract and the money of a casting."""
