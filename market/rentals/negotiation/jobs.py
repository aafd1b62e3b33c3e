"""What the worker does for negotiations: it records what the clock has ended, lets go of money, and writes letters."""

import uuid
from collections.abc import Mapping
from typing import Final

import structlog

from contracts.price import proration
from contracts.sentences import PERIOD_WORDS
from market.accounts import queries as accounts
from market.accounts.post import tell_brand, tell_tagged
from market.base import audit, names
from market.base.database import fetch, transaction
from market.base.errors import NotFound
from market.base.filters import clock_time, day, money
from market.base.i18n import LANGUAGES, Language
from market.base.jobs import Handler
from market.base.mail import Fact, Letter, Said
from market.base.settings import settings
from market.base.sweeps import Sweep
from market.rentals.agreements import HOLDER_BPS
from market.rentals.negotiation import letters, queries, taking_effect
from market.rentals.negotiation.concluding import gone_by
from market.rentals.negotiation.moves import LETTER, close, end_untold, settle, terminate
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.rules import OPEN, REASONS
from market.rentals.negotiation.shown import outcome
from market.rentals.queries import ROOM

log = structlog.get_logger()

TOLD: Final[Mapping[str | None, Letter]] = {
    "not-accepted": letters.NOT_ACCEPTED,
    "not-paid": letters.NOT_BEGUN,
}
"""What a brand is told of an end that was not its own act."""

# Past their deadline, or between parties of whom one is not there any more: an answer would be refused by itself.
_OVER = """
select n.id from rentals.negotiations n where n.state in ('REQUESTED', 'OFFERED') and n.agree_at is null
  and coalesce(n.decide_by, n.held_until) <= base.now() order by coalesce(n.decide_by, n.held_until) limit $1
"""
_WITHOUT_A_BRAND = """
select n.id from rentals.negotiations n join accounts.brands b on b.id = n.brand and b.state <> 'approved'
  where n.state in ('REQUESTED', 'OFFERED') or n.due_at > base.now() and n.settled_at is null
  order by n.id limit $1
"""
# What nobody was asked yet lapses by itself: ended here, it would tell its brand the minute.
_WITHOUT_A_PERSONA = """
select n.id from rentals.negotiations n join personas.personas p on p.id = n.persona
  where n.state in ('REQUESTED', 'OFFERED') and n.put_at is not null and p.state in ('stopped', 'retired', 'erased')
  order by n.id limit $1
"""
# Of those that the day's turn makes due at once the order is nobody's: not that of their holders, nor of their ends.
_DUE = """
select id from rentals.negotiations where due_at <= base.now() and settled_at is null
  order by due_at, agreement limit $1
"""


async def sweep_over(limit: int = 200) -> int:
    """Conclude what was accepted, record the end of what nobody answered in time, or nobody can answer any more, and
    settle what is due.
    """
    count = 0
    for sql, follow in (
        (_OVER, _nobody_answered),
        (_WITHOUT_A_BRAND, _nobody_asks),
        (_WITHOUT_A_PERSONA, _nobody_answers),
        (taking_effect.DUE, taking_effect.take_effect),
        (_DUE, _due),
    ):
        for found in await fetch(sql, limit):
            async with transaction():
                await follow(await queries.locked(found["id"]))
            count += 1
    return count


async def _nobody_answered(row: NegotiationRow) -> None:
    if row.state in OPEN and not row.accepted and row.phase == "over":
        await terminate(row, "clock", audit.CLOCK)


async def _nobody_asks(row: NegotiationRow) -> None:
    """The brand is stopped, and knows it: all of its requests are over for it at once, answered or not."""
    if row.state in OPEN:
        await terminate(row, "operator", audit.CLOCK)
    elif row.untold:
        await close(row, "not-accepted", audit.CLOCK)


async def _nobody_answers(row: NegotiationRow) -> None:
    """The persona has left the market, perhaps with all others of its holder: each brand is told as of a refusal."""
    by = await gone_by(row)
    if by is not None and row.phase in ("waiting", "accepted", "offered"):
        await end_untold(row, by, audit.CLOCK)


async def _due(row: NegotiationRow) -> None:
    if not row.settled:
        await settle(row, audit.CLOCK)


async def write(negotiation: str, kind: str) -> None:
    """Tell whoever is concerned; an erased holder is told nothing, and to a brand all that came to nothing is alike."""
    async with transaction():
        row = await queries.locked(uuid.UUID(negotiation))
        match kind:
            case "asked":
                await _tell_holder(row, letters.ASKED)
            case "offered":
                await _tell_brand(row, letters.OFFERED)
            case "begun":
                await _tell_brand(row, letters.TAKEN if row.offered is not None else letters.BEGUN)
            case "not_collected":
                await _tell_holder(row, letters.NOT_COLLECTED)
                await _tell_brand(row, letters.NOT_BEGUN)
            case "over":
                if row.ended_by != "person":
                    await _tell_holder(row, letters.NO_LONGER_ASKED)
                told = outcome(row)
                if told in TOLD:
                    await _tell_brand(row, TOLD[told])


async def _tell_holder(row: NegotiationRow, letter: Letter) -> None:
    asked = row.asked
    yours = proration(asked.price, 1, 1, HOLDER_BPS).holder.amount
    try:
        facts: dict[str, Fact] = {
            "brand": (await accounts.brand(row.brand)).legal_name,
            "price": amount(asked.price.amount),
            "yours": amount(yours),
            "until": until(row),
            "link": f"{settings().url}/asked/{row.agreement}",
        }
        await tell_tagged(ROOM, row.holder, letter, **facts)
    except NotFound:
        log.info("negotiations.letter_unread", kind=letter.kind)


async def _tell_brand(row: NegotiationRow, letter: Letter) -> None:
    bargain = row.bargain
    facts: dict[str, Fact] = {
        "handle": names.handle(names.name("persona", row.persona, names.for_brand(row.brand))),
        "sum": amount((bargain if row.state == "AGREED" else row.asked).price.amount),
        "price": amount(bargain.price.amount),
        "terms": Said(bargain.edition.name.fr, bargain.edition.name.en),
        "period": Said(PERIOD_WORDS[bargain.period].fr, PERIOD_WORDS[bargain.period].en),
        "until": until(row),
        "why": why(row.reason_for_brand),
        "link": f"{settings().url}/requests/{row.agreement}",
    }
    await tell_brand(row.brand, letter, **facts)


def amount(cents: int) -> Said:
    """A sum as each language writes it."""
    return Said(money(cents, "fr", exact=True), money(cents, "en", exact=True))


def until(row: NegotiationRow) -> Said:
    """The deadline, on the market's clock."""
    return Said(**{language: _moment(row, language) for language in LANGUAGES})


def _moment(row: NegotiationRow, language: Language) -> str:
    if row.decide_by is None:
        return ""
    word = "à" if language == "fr" else "at"
    return f"{day(row.decide_by, language)} {word} {clock_time(row.decide_by, language)}"


def why(reason: str | None) -> Said:
    """What the holder chose to say with a refusal, as a sentence of its own; mostly nothing."""
    if reason is None or reason not in REASONS:
        return Said("", "")
    words = REASONS[reason]
    return Said(
        f" La personne a choisi de dire : « {words.fr} ».", f" The person chose to say: “{words.en}”."
    )


JOBS: dict[str, Handler] = {LETTER: write}
SWEEPS = (Sweep("negotiations.over", 30, sweep_over),)
