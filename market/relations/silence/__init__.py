"""Silence: a holder pauses a brand or all of them, keeps quiet hours, closes a conversation. No brand is told."""
