"""What a brand can do next, or has to."""
