"""What somebody looks for, and a bid on it, in their reader's words."""

from collections.abc import Mapping
from typing import Any

from contracts.sentences import PERIOD_WORDS
from contracts.terms import edition
from contracts.vocabulary import PURPOSES, Language
from market.base.filters import money
from market.base.i18n import marked, translate
from market.relations.intents.kinds import CATEGORIES
from market.relations.intents.queries import IntentRow
from market.relations.intents.rules import Bid
from market.relations.intents.searching import Search
from market.web import disclosed
from market.web.invitation_words import benefit_lines, kind_in

EVERYTHING, REACHES = marked("Everything"), marked("budget reaches %(sum)s")


def looked_for(row: IntentRow, language: Language) -> dict[str, Any]:
    """An intent: its category, what was said of it (question, answer), and what a bid may ask, the least first."""
    category = CATEGORIES[row.category]
    return {
        "row": row,
        "category": category.name.in_(language),
        "details": [
            (known.name.in_(language), known.answers[row.details[name]].in_(language))
            for name, known in category.details.items()
            if row.details.get(name) in known.answers
        ],
        "may_ask": [_terms(it.edition, language) for it in row.terms],
    }


def _terms(name: str, language: Language) -> dict[str, Any]:
    terms = edition(name)
    return {
        "id": terms.id,
        "name": terms.name.in_(language),
        "summary": terms.summary.in_(language),
        "shows": len(terms.disclosure.claims),
        "days": terms.retention.days,
        "names": disclosed.names(terms, language),
        "purposes": list(terms.purposes.admitted),
        "periods": list(terms.periods),
    }


def offered(bid: Bid, language: Language) -> dict[str, Any]:
    """A bid: what it asks, what it brings, and its words."""
    return {
        "bid": bid,
        "terms": _terms(bid.terms, language),
        "purposes": [PURPOSES[it].text.in_(language) for it in bid.purposes],
        "period": PERIOD_WORDS[bid.period].in_(language),
        "kind": kind_in(bid.kind, language) if bid.kind else "",
        "benefit": benefit_lines(bid.kind, bid.benefit, language) if bid.kind and bid.benefit else [],
    }


def categories(language: Language) -> list[tuple[str, str]]:
    """What can be looked for: code and name."""
    return [(code, it.name.in_(language)) for code, it in CATEGORIES.items()]


def searched(search: Search, language: Language) -> str:
    """A search in a line: "A bicycle · electric · from €500"."""
    category = CATEGORIES[search.category] if search.category else None
    said = [category.name.in_(language) if category else translate(language, EVERYTHING)]
    if category:
        said += [category.details[name].answers[it].in_(language) for name, it in search.details.items()]
    if search.budget is not None:
        said.append(translate(language, REACHES, sum=money(search.budget, language)))
    return " · ".join(said)


def questions(category: str, language: Language, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """The form of a category: each question, its answers, and which was given."""
    return [
        {
            "name": name,
            "label": it.name.in_(language),
            "answers": [(code, words.in_(language)) for code, words in it.answers.items()],
            "value": typed.get(name, ""),
        }
        for name, it in CATEGORIES[category].details.items()
    ]
