"""Castings: a brand says whom it looks for and pays in advance; who fits is told, and chooses."""
