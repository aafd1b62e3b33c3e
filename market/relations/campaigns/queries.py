"""Reads of campaigns. The brand is in every query; what a holder said of a code leaves here only as its figure."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from contracts.period import Interval
from market.base.clock import market_date, now
from market.base.database import Record, fetch
from market.relations.campaigns.rules import RECIPIENTS_MOST, Saying, more_than
from market.relations.castings.drawn import drawn
from market.relations.errors import CampaignNotFound
from market.relations.rules import allowed_a_month, rental_month
from market.rentals.queries import COLUMNS, RentalRow, rows_of


@dataclass(frozen=True)
class Skipped:
    """A rental that the campaign named and did not reach, and the code of the refusal."""

    agreement: uuid.UUID
    reason: str


@dataclass(frozen=True)
class CampaignRow:
    """A campaign as its brand reads it. `more_than`: see `rules.more_than`; `told`: the running rentals in which the
    holder let it know, in no order of time."""

    id: uuid.UUID
    label: str
    kind: str
    sent_at: datetime
    sent: tuple[uuid.UUID, ...]
    skipped: tuple[Skipped, ...]
    told: tuple[uuid.UUID, ...]
    more_than: int | None


async def of_brand(brand: uuid.UUID, before: uuid.UUID | None = None, limit: int = 50) -> list[CampaignRow]:
    """The brand's campaigns, newest first, a page at a time; `before` is the inner id of the last one seen."""
    rows = await fetch(
        "select id, label, kind, sent_at from relations.campaigns"
        " where brand = $1 and ($2::uuid is null or id < $2) order by id desc limit $3",
        *(brand, before, limit),
    )
    return await _whole(rows)


async def one(brand: uuid.UUID, campaign: uuid.UUID) -> CampaignRow:
    """One campaign of this brand; raises CampaignNotFound."""
    rows = await fetch(
        "select id, label, kind, sent_at from relations.campaigns where brand = $1 and id = $2",
        brand,
        campaign,
    )
    if not rows:
        raise CampaignNotFound()
    return (await _whole(rows))[0]


async def _whole(rows: list[Record]) -> list[CampaignRow]:
    which, at = [row["id"] for row in rows], await now()
    reached, told = await _reached(which)
    skipped, sayings = await _skipped(which), await _sayings(which)
    return [
        CampaignRow(
            **dict(row),
            sent=tuple(reached[row["id"]]),
            skipped=tuple(skipped[row["id"]]),
            told=tuple(told[row["id"]]),
            more_than=more_than(sayings[row["id"]], len(reached[row["id"]]), at),
        )
        for row in rows
    ]


By = dict[uuid.UUID, list[uuid.UUID]]


async def _reached(campaigns: list[uuid.UUID]) -> tuple[By, By]:
    """By campaign, the agreements that it reached, and those of them that run and in which the brand was let know."""
    reached: By = defaultdict(list)
    told: By = defaultdict(list)
    for row in await fetch(
        "select i.campaign, r.agreement, c.id is not null and r.state = 'Active' and r.ends_at > base.now() as told"
        " from relations.invitations i join rentals.rentals r on r.id = i.rental"
        " left join relations.redemptions c on c.invitation = i.id and c.told and c.taken_back_at is null"
        " where i.campaign = any($1) order by r.id",
        campaigns,
    ):
        reached[row["campaign"]].append(row["agreement"])
        if row["told"]:
            told[row["campaign"]].append(row["agreement"])
    return reached, told


async def _skipped(campaigns: list[uuid.UUID]) -> dict[uuid.UUID, list[Skipped]]:
    found: dict[uuid.UUID, list[Skipped]] = defaultdict(list)
    for row in await fetch(
        "select s.campaign, r.agreement, s.reason from relations.campaign_skips s"
        " join rentals.rentals r on r.id = s.rental where s.campaign = any($1) order by r.id",
        campaigns,
    ):
        found[row["campaign"]].append(Skipped(row["agreement"], row["reason"]))
    return found


async def _sayings(campaigns: list[uuid.UUID]) -> dict[uuid.UUID, list[Saying]]:
    found: dict[uuid.UUID, list[Saying]] = defaultdict(list)
    for row in await fetch(
        "select i.campaign, r.holder, c.invitation, c.told, c.said_at, c.taken_back_at"
        " from relations.redemptions c join relations.invitations i on i.id = c.invitation"
        " join rentals.rentals r on r.id = i.rental where i.campaign = any($1)",
        campaigns,
    ):
        said = Saying(row["holder"], row["invitation"], row["told"], row["said_at"], row["taken_back_at"])
        found[row["campaign"]].append(said)
    return found


@dataclass(frozen=True)
class Candidate:
    """A running rental, how many invitations its month has left, the day from which it has some again, whether it was
    ever sent one, and whether it is a place of a casting."""

    rental: RentalRow
    left: int
    again_on: date | None
    invited: bool
    drawn: bool


async def candidates(brand: uuid.UUID, limit: int = RECIPIENTS_MOST) -> list[Candidate]:
    """The brand's rentals that run, newest first: whom a campaign can go to."""
    rows = await rows_of(
        await fetch(
            f"select {COLUMNS} from rentals.rentals where brand = $1 and state = 'Active'"
            " and starts_at <= base.now() and ends_at > base.now() order by id desc limit $2",
            *(brand, limit),
        )
    )
    sent = await fetch(
        "select rental, month, count(*)::int as sent from relations.invitations where rental = any($1)"
        " group by rental, month",
        [row.id for row in rows],
    )
    counted = {(it["rental"], it["month"]): it["sent"] for it in sent}
    from_castings = await drawn([row.id for row in rows])
    return [_candidate(row, counted, row.id in from_castings) for row in rows]


def _candidate(row: RentalRow, counted: dict[tuple[uuid.UUID, int], int], place: bool) -> Candidate:
    assert row.starts_at is not None and row.ends_at is not None, "it runs"
    month, following = rental_month(Interval(row.starts_at, row.ends_at), row.now)
    left = allowed_a_month(row.invitations_per_month) - counted.get((row.id, month), 0)
    again_on = following if following < market_date(row.ends_at) else None
    return Candidate(row, max(left, 0), again_on, any(rental == row.id for rental, _ in counted), place)
