"""One inbox for each person: what was told to them, how they want to be told, and the day's digest."""
