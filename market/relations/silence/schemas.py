"""The API's shapes of silence. Times of day are the market's, as 22:30."""

from typing import Self

from pydantic import Field, StrictBool

from market.relations.schemas import Shape
from market.relations.silence.rules import Quiet, Silence, minute_of


class HoursShape(Shape):
    """Quiet hours, each day from one time to another ("22:30"), over midnight where the first is the later one."""

    begins: str = Field(max_length=5)
    ends: str = Field(max_length=5)

    def minutes(self) -> tuple[int, int]:
        """As minutes of the day. Raises QuietHoursImpossible."""
        return minute_of("begins", self.begins), minute_of("ends", self.ends)

    @classmethod
    def of(cls, hours: Quiet) -> Self:
        begins, ends = (f"{it // 60:02}:{it % 60:02}" for it in (hours.begins, hours.ends))
        return cls(begins=begins, ends=ends)


class SilenceOut(Shape):
    """What a holder is spared of every relation."""

    detox: bool
    quiet_hours: HoursShape | None

    @classmethod
    def of(cls, it: Silence) -> Self:
        return cls(detox=it.detox is not None, quiet_hours=HoursShape.of(it.hours) if it.hours else None)


class ContactShape(Shape):
    """What a holder has chosen for one brand; it is told none of it."""

    paused: StrictBool = Field(description="Nothing of the brand's is shown, and nothing is said to it.")
    conversation: StrictBool = Field(description="Its messages are shown.")
    receipts: StrictBool = Field(description="It is told on which day its messages are read.")

    @classmethod
    def of(cls, it: Silence) -> Self:
        return cls(paused=it.paused is not None, conversation=it.closed is None, receipts=it.receipts)
