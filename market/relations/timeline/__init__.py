"""A relation from its first request to its last copy erased: what both sides did, for its holder."""
