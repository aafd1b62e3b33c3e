"""An operator says whether a document shows what a persona says. The holder is told."""

import uuid

import structlog

from market.accounts.post import tell
from market.base import vault
from market.base.access import Principal
from market.base.database import transaction
from market.base.errors import NotFound
from market.base.mail import Said
from market.base.settings import settings
from market.operators.actions import decisions
from market.operators.actions.decisions import Reason, actor_of, operator_of
from market.operators.errors import OwnPersona
from market.operators.letters_checks import CHECKED, OUTCOMES
from market.operators.rules import Act
from market.personas.checks import actions as checks
from market.personas.checks import queries
from market.personas.checks.rules import REFUSED, VERIFIED
from market.personas.queries import ROOM as PERSONAS

log = structlog.get_logger()

SUBJECT = "check"


async def verify_trait(who: Principal, check: uuid.UUID, reason: Reason) -> None:
    """The document shows it. Raises NotFound, CheckDecided, OwnPersona, ReasonUnknown, NotYours."""
    await _decide(who, check, Act.VERIFY, VERIFIED, reason)


async def refuse_trait(who: Principal, check: uuid.UUID, reason: Reason) -> None:
    """It does not, or none was shown. Raises NotFound, CheckDecided, OwnPersona, ReasonUnknown, ReasonNeedsWords,
    NotYours."""
    await _decide(who, check, Act.REFUSE, REFUSED, reason)


async def _decide(who: Principal, check: uuid.UUID, act: Act, outcome: str, reason: Reason) -> None:
    operator = operator_of(who)
    async with transaction():
        row, holder = await queries.opened(check, lock=True)
        if holder == vault.tag(PERSONAS, operator):
            raise OwnPersona()
        await checks.decide(actor_of(operator), check, outcome, reason.code)
        await decisions.write(operator, act, SUBJECT, check, reason)
        await _tell(vault.person_of(PERSONAS, holder), row.words, outcome)


async def _tell(person: uuid.UUID, words: str, outcome: str) -> None:
    """Which trait it was stands in the studio, not in a letter."""
    said: Said = OUTCOMES[outcome]
    try:
        await tell(person, CHECKED, words=words, outcome=said, link=f"{settings().url}/studio")
    except NotFound:
        log.info("operators.letter_unread")  # the holder is gone
