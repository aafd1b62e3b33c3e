"""Pure decisions of silence: since when it lasts, and what lies unread meanwhile."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from market.base.clock import MARKET_ZONE
from market.relations.errors import QuietHoursImpossible, RelationPaused

DAY = 24 * 60


@dataclass(frozen=True)
class Quiet:
    """Minutes of the market's day, `begins` included and `ends` not; over midnight where `begins` is the later one."""

    begins: int
    ends: int

    def since(self, now: datetime) -> datetime | None:
        """When the quiet hours that run at `now` (UTC) began; None when none run."""
        wall = now.astimezone(MARKET_ZONE)
        minute = wall.hour * 60 + wall.minute
        if (minute - self.begins) % DAY >= (self.ends - self.begins) % DAY:
            return None
        day = wall.date() if minute >= self.begins else wall.date() - timedelta(days=1)
        at = datetime.combine(day, time(self.begins // 60, self.begins % 60), MARKET_ZONE)
        return min(at.astimezone(UTC), now)


def minute_of(field: str, words: str) -> int:
    """The minute of the day of a time such as "22:30". Raises QuietHoursImpossible."""
    found = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", words)
    if found is None:
        raise QuietHoursImpossible(field=field, reason="minute")
    return int(found[1]) * 60 + int(found[2])


def check_quiet(begins: int, ends: int) -> Quiet:
    """The hours as they are kept. Raises QuietHoursImpossible."""
    for field, minute in (("begins", begins), ("ends", ends)):
        if not 0 <= minute < DAY:
            raise QuietHoursImpossible(field=field, reason="minute")
    if begins == ends:
        raise QuietHoursImpossible(field="ends", reason="same")
    return Quiet(begins, ends)


@dataclass(frozen=True)
class Silence:
    """What a holder is spared of one relation, each since when (UTC); None where they are not.

    `hours`: the quiet hours they keep, whether they run or not; `receipts`: the brand is told of reading.
    """

    paused: datetime | None = None
    detox: datetime | None = None
    quiet: datetime | None = None
    closed: datetime | None = None
    receipts: bool = False
    hours: Quiet | None = None

    @property
    def since(self) -> datetime | None:
        """From when on what came lies unread."""
        return min((it for it in (self.paused, self.detox, self.quiet) if it is not None), default=None)

    @property
    def deaf(self) -> datetime | None:
        """The same of messages."""
        return min((it for it in (self.since, self.closed) if it is not None), default=None)

    def lies(self, at: datetime) -> bool:
        """Whether what came at `at` lies unread."""
        return self.since is not None and at >= self.since

    def message_lies(self, at: datetime) -> bool:
        """Whether a message that came at `at` lies unread."""
        return self.deaf is not None and at >= self.deaf

    @property
    def mute(self) -> bool:
        """Whether they say nothing: of quiet hours and a closed conversation that is not so."""
        return self.paused is not None or self.detox is not None

    def check_speaking(self) -> None:
        """Whoever pauses says nothing: an answer would tell that there was a pause. Raises RelationPaused."""
        if self.mute:
            raise RelationPaused(by="pause" if self.paused is not None else "detox")
