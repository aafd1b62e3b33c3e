"""How a request is shown to its brand, in a list or at the head of its page."""

from typing import Any

from contracts.negotiation import Bargain
from contracts.sentences import PERIOD_WORDS
from contracts.vocabulary import PURPOSES
from market.base import names
from market.base.i18n import Language
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.rules import MESSAGES, REASONS
from market.rentals.negotiation.shown import outcome
from market.web import cards


def tile(row: NegotiationRow, language: Language) -> dict[str, Any]:
    """One request in a list, or at the head of its page."""
    name = names.name("persona", row.persona, names.for_brand(row.brand))
    told, refused = outcome(row), row.ended_by == "person"
    return {
        "href": f"/requests/{row.agreement}",
        "agreement": str(row.agreement),
        "handle": names.handle(name),
        "face": cards.face(names.mask_seed(name)),
        "title": cards.title(row.card.sayable, language) if row.card and row.card.sayable else "",
        "phase": row.phase_for_brand,
        "outcome": told,
        "asked": bargain(row.asked, language),
        "offered": bargain(row.offered, language) if row.offered else None,
        "decide_by": row.decide_by,
        "held_until": row.held_until,
        "purposes": [PURPOSES[it].text.in_(language) for it in row.purposes],
        "message": MESSAGES[row.message].in_(language) if row.message else "",
        "reason": REASONS[row.reason].in_(language)
        if row.reason and told == "not-accepted" and refused
        else "",
    }


def bargain(it: Bargain, language: Language) -> dict[str, Any]:
    """Terms, period and price in words; `price` in cents."""
    return {
        "terms": it.edition.name.in_(language),
        "edition": it.edition.edition,
        "exclusive": it.edition.exclusive,
        "period": PERIOD_WORDS[it.period].in_(language),
        "price": it.price.amount,
    }
