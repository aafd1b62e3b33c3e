"""What rentals brought: to their holder, month by month; and what similar ones did, where that is a crowd's."""
