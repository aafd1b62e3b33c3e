"""Rentals that await an answer: a brand asks, the holder accepts, refuses or offers otherwise, once."""
