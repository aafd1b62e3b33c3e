"""What the page of a rental shows its brand of questions: those that were asked, and whether one more can be."""

from typing import Any

from market.base.access import Right, principal_of
from market.base.pages import language_of
from market.relations.questions import asking, queries, turns
from market.relations.questions.turns import Left
from market.rentals import queries as rentals
from market.web import question_words as words
from market.web.forms import Ask, may, seat_of


async def of_rental(request: Ask, row: rentals.RentalRow) -> dict[str, Any]:
    """What the page of a rental shows: its questions while it runs, and whether one more can be asked."""
    seat, language = seat_of(request), language_of(request)
    running = _runs(row)
    found = await queries.of_brand(seat.brand, row.agreement) if running else []
    contact = row.agreed().terms.contact
    left = await left_in(row)
    return {
        "open": running,
        "included": contact.question,
        "per_month": contact.questions_per_month,
        "left": left,
        "may_ask": left != Left() and may(principal_of(request), Right.INVITE),
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


async def left_in(row: rentals.RentalRow) -> Left:
    """How many questions the month of a rental has left; none while it does not run."""
    if not _runs(row):
        return Left()
    month = await queries.asked_in(row.id, asking.month_of(row))
    return turns.left(row.agreed().terms.contact.questions_per_month, month)


def _runs(row: rentals.RentalRow) -> bool:
    return row.phase == "Active" and row.starts_at is not None and row.starts_at <= row.now
