"""Whether this market holds clients' money: what it was begun with, and the dated changes of that."""
