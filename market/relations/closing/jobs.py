"""What the worker does for closing notes: the holder is told of the first word."""

import uuid

import structlog

from market.accounts.post import tell_tagged
from market.base.database import transaction
from market.base.errors import NotFound
from market.base.jobs import Handler
from market.base.mail import Letter, Topic
from market.base.settings import settings
from market.rentals import queries as rentals

log = structlog.get_logger()

NOTED = Letter(
    "closing_note",
    Topic.RENTALS,
    fr=(
        "{brand} dit ce qu’elle en a fait",
        """
Bonjour,

{brand} dit ce qu’elle a fait de sa location. Lisez-le sur la page de votre
relation :
{link}
""",
    ),
    en=(
        "{brand} says what it did with it",
        """
Hello,

{brand} says what it did with its rental. Read it on your relation’s page:
{link}
""",
    ),
)


async def closing_note(rental: str) -> None:
    """Tell the holder; an erased one is told nothing."""
    async with transaction():
        row = await rentals.locked(uuid.UUID(rental))
        facts = {
            "brand": row.document["second_party"]["name"],
            "link": f"{settings().url}/relations/{row.agreement}#closing-note",
        }
        try:
            await tell_tagged(rentals.ROOM, row.holder, NOTED, **facts)
        except NotFound:
            log.info("closing.notice_unread")


JOBS: dict[str, Handler] = {"relations.closing_note": closing_note}
