"""After the end: the brand erases its copies by a day, is reminded, signs for it, or has broken its word."""
