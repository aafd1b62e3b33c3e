"""What a brand looks for among what people look for. Pure: the search, what it may be, and what matches it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from market.relations.intents.errors import SearchImpossible
from market.relations.intents.kinds import CATEGORIES
from market.relations.intents.rules import BUDGET_MOST, EURO

SAVED_MOST: Final = 20
"""Searches that a brand keeps at a time."""

MATCHES: Final = (
    "(s.category is null or i.category = s.category) and i.details @> s.details"
    " and (s.budget is null or i.budget_to >= s.budget)"
)
"""Whether an intent `i` is what a search `s` looks for, in SQL: whoever left a question open is not found by its
answer."""


@dataclass(frozen=True)
class Search:
    """A category, answers of its form, and a budget that is to be reached (minor units, whole euros); None is open."""

    category: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    budget: int | None = None

    @property
    def everything(self) -> bool:
        """Whether it leaves all open."""
        return self.category is None and not self.details and self.budget is None


def check_search(search: Search) -> Search:
    """The search, if it can be. Raises SearchImpossible."""
    if search.category is not None and search.category not in CATEGORIES:
        raise SearchImpossible(field="category", known=list(CATEGORIES))
    known = CATEGORIES[search.category].details if search.category else {}
    for name, answer in search.details.items():
        if name not in known:
            raise SearchImpossible(field="details", known=list(known))
        if answer not in known[name].answers:
            raise SearchImpossible(field=f"details.{name}", known=list(known[name].answers))
    budget = search.budget
    if budget is not None and (not 0 < budget <= BUDGET_MOST or budget % EURO):
        raise SearchImpossible(field="budget", most=BUDGET_MOST)
    return search


def answers(pairs: Sequence[str]) -> Mapping[str, str]:
    """Answers as an address has them, "question:answer". Raises SearchImpossible for a question asked twice."""
    found: dict[str, str] = {}
    for pair in pairs:
        name, _, answer = pair.partition(":")
        if name in found:
            raise SearchImpossible(field="detail", known=[])
        found[name] = answer
    return found
