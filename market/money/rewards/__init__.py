"""What a brand sets aside to thank people with, and how it reaches them: as money, as a code, or as a gift."""
