"""Questions: a brand asks one of its personas or all of them, the holder answers, leaves it, or has set a rule."""
