"""What the command line does that takes more than a few lines."""
