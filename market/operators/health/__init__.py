"""How the market does: added up beside it, so that a page never looks at all of it."""
