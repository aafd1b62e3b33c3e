"""What is ready reaches its holder: where it goes, what is requested each month, who lets it out, what came of it."""
