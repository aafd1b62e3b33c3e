"""The market: the service that keeps the promises of the contracts."""
