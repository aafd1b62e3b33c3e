"""Conversation: what a brand and a holder write to each other within one rental, and what is refused of it."""
