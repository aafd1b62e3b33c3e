"""What came of a brand's running rentals, by the class of the personas."""
