"""The JSON routes of accounts."""
