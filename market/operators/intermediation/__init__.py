"""The log of intermediation for an authority: a period of all personas, with nobody's name."""
