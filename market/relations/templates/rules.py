"""Pure decisions of a brand's own templates: what one may say, and which invitation it makes on a day.

A template has no days of its own, which would be over when it is wanted: it says for how long it will be valid from the
moment on which it is sent. What it says is looked through as the invitation that it makes today.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from market.base.clock import market_date
from market.relations.benefits import Benefit, Kind, check_kind
from market.relations.campaigns.rules import LABEL_MOST, check_label
from market.relations.campaigns.templates import whole_hour
from market.relations.errors import BenefitUnfit, ValidityImpossible
from market.relations.rules import LONGEST_VALIDITY, Invitation, check_invitation

NAME_MOST: Final = LABEL_MOST
TEMPLATES_MOST: Final = 100
"""Of one brand: a fence, counted without a lock."""
DAYS_MOST: Final = LONGEST_VALIDITY.days
HOURS_MOST: Final = 72


@dataclass(frozen=True)
class Draft:
    """What a template says. It will be valid for `days` after the day on which it is sent, or for `hours`; what comes
    early is everybody's after `public_in` days. `benefit` has no day."""

    kind: Kind
    title: str
    conditions: str
    code: str | None
    link: str | None
    benefit: Benefit
    days: int | None = None
    hours: int | None = None
    public_in: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self) | {"benefit": self.benefit.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Draft":
        """As it was kept."""
        return cls(**{**data, "benefit": Benefit.from_json(data["benefit"])})

    def invitation(self, now: datetime) -> Invitation:
        """The invitation that it makes; `now` UTC."""
        today = market_date(now)
        ends_at = whole_hour(now + timedelta(hours=self.hours)) if self.hours else None
        early = today + timedelta(days=self.public_in) if self.public_in else None
        return Invitation(
            kind=self.kind,
            title=self.title,
            conditions=self.conditions,
            code=self.code,
            link=self.link,
            valid_from=today,
            valid_until=market_date(ends_at) if ends_at else today + timedelta(days=self.days or 0),
            benefit=replace(self.benefit, public_on=early),
            ends_at=ends_at,
        )


def check_template(name: str, draft: Draft, now: datetime) -> tuple[str, Draft]:
    """(what its brand calls it, what it says), as they are kept: trimmed and scanned; `now` UTC.

    Raises ValidityImpossible and BenefitUnfit for its spans, and what `check_label` and `check_invitation` raise.
    """
    kept, kind = check_label(name, "name"), check_kind(draft.kind)
    _check_spans(draft)
    said = check_invitation(draft.invitation(now), now)
    benefit = replace(said.benefit or Benefit(), public_on=None)
    return kept, replace(
        draft,
        kind=kind,
        title=said.title,
        conditions=said.conditions,
        code=said.code,
        link=said.link,
        benefit=benefit,
    )


def _check_spans(draft: Draft) -> None:
    if (draft.days is None) == (draft.hours is None):
        raise ValidityImpossible(field="days", reason="one-of-two")
    if draft.days is not None and not 0 <= draft.days <= DAYS_MOST:
        raise ValidityImpossible(field="days", reason="out-of-range", least=0, most=DAYS_MOST)
    if draft.hours is not None and not 1 <= draft.hours <= HOURS_MOST:
        raise ValidityImpossible(field="hours", reason="out-of-range", least=1, most=HOURS_MOST)
    if draft.public_in is None:
        return
    if draft.kind != "early_access":
        raise BenefitUnfit(field="public_in", reason="not-of-this-type")
    if not 1 <= draft.public_in <= DAYS_MOST:
        raise BenefitUnfit(field="public_in", reason="out-of-range", least=1, most=DAYS_MOST)
