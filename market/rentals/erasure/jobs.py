"""What the worker does after the end of a rental: reminds its brand, writes down what was broken, tells both sides."""

import uuid

import structlog

from market.accounts.post import tell_brand, tell_tagged
from market.base import names
from market.base.clock import market_date, now
from market.base.database import transaction
from market.base.errors import NotFound
from market.base.filters import day
from market.base.i18n import LANGUAGES
from market.base.jobs import Handler
from market.base.mail import Fact, Said
from market.base.settings import settings
from market.base.sweeps import Sweep
from market.rentals.erasure import letters
from market.rentals.erasure.moves import keep_up, note_asked, today_of, told
from market.rentals.erasure.queries import due_duties
from market.rentals.erasure.rules import Duty, duty_of, letter_on
from market.rentals.queries import ROOM, RentalRow, locked

log = structlog.get_logger()

A_WEEK_LEFT = Said("dans une semaine", "a week from now")
TOMORROW = Said("demain", "tomorrow")
IN_TIME = Said("C’est dans les temps.", "It is in time.")
LATE = Said(
    "C’est en retard : la date était le {day}. La trace le dit aussi, et la page publique de la marque le compte"
    " une fois ce mois-là passé.",
    "It is late: the date was {day}. The record says so, too, and the brand’s public page counts it once that month"
    " is over.",
)


async def sweep_erasures(limit: int = 500) -> int:
    """Tell each brand what its day has come for; how many were looked at."""
    due = await due_duties(market_date(await now()), limit)
    for rental in due:
        async with transaction():
            await _look(await locked(rental))
    return len(due)


async def _look(row: RentalRow) -> None:
    duty, today = duty_of(row), today_of(row)
    if duty.broken:
        await keep_up(row)  # its letters are a job: they tell of what is committed
    elif duty.ended_on is not None and duty.delete_by is not None:
        letter, following = letter_on(today, duty.ended_on, duty.delete_by)
        if await told(row.id, today, following) and letter is not None:
            await _remind(row, duty, letter)
    # Not by the letter of the end, which asks for it as well: that one was signed away, or had its day unseen.
    if await note_asked(row.id, today):
        await tell_brand(row.brand, letters.NOTE, **_to_brand(row, duty), note=_note_page(row))


async def _remind(row: RentalRow, duty: Duty, letter: str) -> None:
    if letter == "over" and await note_asked(row.id, today_of(row)):
        await tell_brand(row.brand, letters.OVER, **_to_brand(row, duty), note=_note_page(row))
    else:
        left = {"week": A_WEEK_LEFT, "eve": TOMORROW}.get(letter) or _days_left(row, duty)
        await tell_brand(row.brand, letters.REMINDER, **_to_brand(row, duty), left=left)


def _days_left(row: RentalRow, duty: Duty) -> Said:
    """Where the note was given unasked, the letter of the end speaks of the copies alone."""
    days = (duty.delete_by - today_of(row)).days if duty.delete_by else 0
    return Said(f"dans {days} jours", f"{days} days from now")


async def erasure_letter(rental: str, kind: str) -> None:
    """Tell of a breach (both sides), or of a signature (the holder): once for each job."""
    async with transaction():
        row = await locked(uuid.UUID(rental))
        duty = duty_of(row)
        if kind == "breach" and duty.attested_on is not None:
            return  # signed meanwhile: another letter says so, and that it is late
        if kind == "breach":
            await tell_brand(row.brand, letters.BREACH_TO_BRAND, **_to_brand(row, duty))
        letter = letters.BREACH_TO_HOLDER if kind == "breach" else letters.ATTESTED
        try:
            await tell_tagged(ROOM, row.holder, letter, **_to_holder(row, duty))
        except NotFound:  # erased meanwhile
            log.info("erasure.letter_unread", kind=kind)


def _note_page(row: RentalRow) -> str:
    return f"{settings().url}/rentals/{row.agreement}/closing-note"


def _to_brand(row: RentalRow, duty: Duty) -> dict[str, Fact]:
    return {
        "handle": names.handle(names.name("persona", row.persona, names.for_brand(row.brand))),
        "delete_by": duty.delete_by or today_of(row),
        "link": f"{settings().url}/rentals/{row.agreement}/erasure",
    }


def _to_holder(row: RentalRow, duty: Duty) -> dict[str, Fact]:
    return {
        "brand": row.document["second_party"]["name"],
        "delete_by": duty.delete_by or today_of(row),
        "when": _late(duty) if duty.broken else IN_TIME,
        "link": f"{settings().url}/relations/{row.agreement}",
    }


def _late(duty: Duty) -> Said:
    due = duty.delete_by
    said = {it: LATE.in_(it).format(day=day(due, it, year=True) if due else "") for it in LANGUAGES}
    return Said(**said)


JOBS: dict[str, Handler] = {"rentals.erasure_letter": erasure_letter}
SWEEPS = (Sweep("rentals.erasures", 300, sweep_erasures),)
