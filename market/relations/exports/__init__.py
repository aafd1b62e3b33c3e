"""Files of a brand's running rentals: what it sent and asked, and what came of it."""
