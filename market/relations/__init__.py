"""Relations: what a brand and a holder say to each other inside one rental, and what they report."""
