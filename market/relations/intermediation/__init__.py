"""The log of intermediation (Regulation (EU) 2022/868, article 12 (o)), read from what stands already."""
