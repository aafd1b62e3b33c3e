"""The closing note: once a rental is over, its brand says what it did with it, and the holder reads that."""
