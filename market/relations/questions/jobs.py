"""What the worker does for questions: the holder's rules first, then a letter, if there is something to say."""

import uuid

import structlog

from market.base import vault
from market.base.clock import market_date
from market.base.database import fetch, fetch_row, transaction
from market.base.errors import NotFound
from market.base.jobs import Handler
from market.base.mail import Letter, Topic
from market.personas import queries as personas
from market.personas.rules import Stance
from market.relations.questions import answering, queries
from market.relations.questions.queries import Received
from market.relations.questions.rules import Answer
from market.relations.silence import queries as silences
from market.relations.telling import tell_holder
from market.rentals import queries as rentals
from market.rentals.queries import RentalRow

log = structlog.get_logger()

ASKED = Letter(
    "asked",
    Topic.QUESTIONS,
    fr=(
        "Une question de {brand}",
        """
Bonjour,

{brand} vous pose une question. Lisez-la dans votre espace, et répondez si
vous voulez : ne pas répondre est sans conséquence.
{link}

Nous ne disons jamais à {brand} qui vous êtes. Vous pouvez couper à tout
moment.
""",
    ),
    en=(
        "A question from {brand}",
        """
Hello,

{brand} asks you a question. Read it in your space, and answer if you like:
not to answer has no consequence.
{link}

We never tell {brand} who you are. You can switch off anytime.
""",
    ),
)

ANSWERED = Letter(
    "answered_by_rule",
    Topic.QUESTIONS,
    fr=(
        "Votre règle a répondu à {brand}",
        """
Bonjour,

{brand} vous a posé une question, et votre règle a répondu. Vous pouvez
changer la réponse ou la reprendre :
{link}
""",
    ),
    en=(
        "Your rule answered {brand}",
        """
Hello,

{brand} asked you a question, and your rule answered it. You can change the
answer, or take it back:
{link}
""",
    ),
)


async def asked(question: str) -> None:
    """Once, and not when the rental has ended meanwhile. A question that a rule leaves is told to nobody."""
    identity = uuid.UUID(question)
    async with transaction():
        found = await fetch_row("select rental from relations.questions where id = $1", identity)
        if found is None:
            return
        row = await rentals.locked(found["rental"])
        if (await silences.of(row)).since is not None:  # rules wait, too: `silence.jobs` comes back to it
            return
        marked = await fetch(
            "update relations.questions set seen_to_at = base.now() where id = $1 and seen_to_at is null"
            " returning id",
            identity,
        )
        if not marked or row.phase != "Active":
            return
        try:
            letter = await _by_rule(row, await queries.one(row, identity))
            if letter is not None:
                await tell_holder(row, letter, "#questions")
        except NotFound:  # erased meanwhile
            log.info("questions.notice_unread")


async def _by_rule(row: RentalRow, received: Received) -> Letter | None:
    """What the holder's rules say; the letter that is left to write."""
    content = received.asked.content
    key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    says = (await queries.standing(row.persona, key)).of(content.subjects, content.reward)
    if says == "never":
        await answering.mark_left(received.asked.id, row)
        return None
    unanswered = received.times == 0 and not received.left and market_date(row.now) <= content.until
    if says == "always" and unanswered and content.claim is not None:
        given = await _as_the_sheet(row, content.claim, key)
        if given is not None:
            await answering.write(row, received, given, by_rule=True)
            return ANSWERED
    return ASKED


async def _as_the_sheet(row: RentalRow, claim: str, key: vault.DataKey) -> Answer | None:
    """The trait as the rented version of the persona has it: so, or as a wish; None where it says nothing."""
    trait = (await personas.answers_of(row.version, key)).traits.get(claim)
    if trait is None or trait.value is None or trait.stance is Stance.NO:
        return None
    return Answer(trait.value, wish=trait.stance is Stance.LIKE)


JOBS: dict[str, Handler] = {"relations.asked": asked}
