"""A brand says thank you to all who answered a question, and what came of it."""
