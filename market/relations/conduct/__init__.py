"""How a brand keeps its word, in public: counts of its own acts, and nothing of who was behind a rental."""
