"""How people may be told of what. Pure.

What is about somebody's account always comes at once: it may be the sign that another has it. What a contract or money
hangs on is never left to the inbox alone; what a brand says is.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from market.accounts.refusals import WayNotOpen
from market.base.clock import MARKET_ZONE
from market.base.mail import Topic


class Way(StrEnum):
    """How a letter reaches its reader. It stands in the inbox in each of them."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


DEFAULT = Way.AT_ONCE
_SERIOUS, _FREE = (Way.AT_ONCE, Way.DAILY), (Way.AT_ONCE, Way.DAILY, Way.NEVER)
WAYS: Mapping[Topic, tuple[Way, ...]] = {
    Topic.MESSAGES: _FREE,
    Topic.INVITATIONS: _FREE,
    Topic.QUESTIONS: _FREE,
    Topic.REQUESTS: _SERIOUS,
    Topic.RENTALS: _SERIOUS,
    Topic.MONEY: _SERIOUS,
    Topic.ACCOUNT: (Way.AT_ONCE,),
}
"""The ways that are open for each topic, in the order of the page."""
SAID_BY_OTHERS = (Topic.MESSAGES, Topic.INVITATIONS, Topic.QUESTIONS)
"""What the other side of a relation says: a holder can be spared it, and contact ends with it."""
EVENING = time(18)
"""When a day's digest is due, in the market's zone."""


def check(topic: Topic, way: Way) -> None:
    """Raises WayNotOpen where a topic cannot be told this way."""
    if way not in WAYS[topic]:
        raise WayNotOpen(field=topic.value)


def last_evening(now: datetime) -> datetime:
    """The latest moment (UTC) at which a digest was due: what came before it belongs into that one."""
    local = now.astimezone(MARKET_ZONE)
    day = local.date() if local.time() >= EVENING else local.date() - timedelta(days=1)
    return datetime.combine(day, EVENING, MARKET_ZONE).astimezone(UTC)
