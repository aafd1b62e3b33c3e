"""Campaigns: one invitation to several of a brand's rentals at once, and how many said that its code was redeemed."""
