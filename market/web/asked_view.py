"""How a request is shown to its holder, in a list or at the head of its page."""

import uuid
from datetime import date
from typing import Any

from contracts.vocabulary import PURPOSES
from market.base.filters import month
from market.base.i18n import Language
from market.rentals.negotiation import queries
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.rules import MESSAGES
from market.rentals.negotiation.shown import FALLEN, asking, yours
from market.web.afterwards import page_of
from market.web.requests_view import bargain

PATH = "/asked"


async def tile(row: NegotiationRow, called: dict[uuid.UUID, str], language: Language) -> dict[str, Any]:
    """One request in a list, or at the head of its page."""
    who = await asking(row.brand, row.reached)
    return {
        "href": f"{PATH}/{row.agreement}",
        "agreement": str(row.agreement),
        "brand": who,
        "brand_page": page_of(row.brand),
        "vat_checked_on": date.fromisoformat(who.vat_checked_on) if who.vat_checked_on else None,
        "conduct_before": month(who.conduct.before, language),
        "persona": called.get(row.persona, ""),
        "phase": row.phase,
        "fallen": FALLEN[row.fallen] if row.fallen else "",
        "ended_by": row.ended_by or "clock",
        "asked": bargain(row.asked, language),
        "offered": bargain(row.offered, language) if row.offered else None,
        "yours": yours(row),
        "asked_at": row.put_at,
        "decide_by": row.decide_by,
        "agree_at": row.agree_at,
        "purposes": [
            (PURPOSES[it].text.in_(language), PURPOSES[it].plain.in_(language)) for it in row.purposes
        ],
        "processors": row.processors,
        "message": MESSAGES[row.message].in_(language) if row.message else "",
    }


async def waiting(
    person: uuid.UUID, called: dict[uuid.UUID, str], language: Language
) -> list[dict[str, Any]]:
    """What waits for this holder's answer."""
    rows = [row for row in await queries.all_of_holder(person) if row.phase == "waiting"]
    return [await tile(row, called, language) for row in rows]
