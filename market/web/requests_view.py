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
    """One request in a list, or at the head of its page. Nothing of it is sealed with its holder's key: what that
    opened would be gone from the pages of all who asked them in the minute in which they leave.
    """
    name = names.name("persona", row.persona, names.for_brand(row.brand))
    told, reason = outcome(row), row.reason_for_brand
    return {
        "href": f"/requests/{row.agreement}",
        "agreement": str(row.agreement),
        "handle": names.handle(name),
        "face": cards.face(names.mask_seed(name)),
        "phase": row.phase_for_brand,
        "outcome": told,
        "fallen": row.fallen is not None,
        "asked": bargain(row.asked, language),
        "offered": bargain(row.offered, language) if row.offered else None,
        "decide_by": row.decide_by,
        "held_until": row.held_until,
        "purposes": [PURPOSES[it].text.in_(language) for it in row.purposes],
        "message": MESSAGES[row.message].in_(language) if row.message else "",
        "reason": REASONS[reason].in_(language) if reason and told == "not-accepted" else "",
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
