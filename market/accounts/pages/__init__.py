"""The pages of accounts, on the same actions as the API."""
