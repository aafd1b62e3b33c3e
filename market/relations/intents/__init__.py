"""Intents: a person says what they look for; brands bid, sealed; the person takes one, or none."""
