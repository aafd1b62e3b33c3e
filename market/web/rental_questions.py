"""What the page of a rental shows its brand of questions: those that were asked, and whether one more can be."""

from typing import Any

from market.base.access import Right, principal_of
from market.base.pages import language_of
from market.relations.questions import asking, queries
from market.rentals import queries as rentals
from market.web import question_words as words
from market.web.forms import Ask, may, seat_of


async def of_rental(request: Ask, row: rentals.RentalRow) -> dict[str, Any]:
    """What the page of a rental shows: its questions while it runs, and whether one more can be asked."""
    seat, language = seat_of(request), language_of(request)
    running = row.phase == "Active" and row.starts_at is not None and row.starts_at <= row.now
    found = await queries.of_brand(seat.brand, row.agreement) if running else []
    included = row.agreed().terms.contact.question
    spent = running and await _spent(row)
    return {
        "open": running,
        "included": included,
        "may_ask": running and included and not spent and may(principal_of(request), Right.INVITE),
        "asked": [
            {
                "href": f"/questions/{queries.round_name(it.round, seat.brand)}",
                "words": words.words_of(it.content, language),
                "answer": words.answer_in(it.content, it.answer, language) if it.answer else "",
                "asked_at": it.asked_at,
                "until": it.content.until,
            }
            for it in reversed(found)
        ],
    }


async def _spent(row: rentals.RentalRow) -> bool:
    return asking.month_of(row) in await queries.months_asked(row.id)
