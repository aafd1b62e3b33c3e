"""Reads of the relations room. The tenant is in every query; what is sealed is opened for its two readers only."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from market.base import vault
from market.base.clock import market_date
from market.base.database import Record, fetch, fetch_row
from market.relations.errors import InvitationNotFound, ReportNotFound
from market.relations.rules import Invitation
from market.relations.silence import queries as silences
from market.rentals import queries as rentals
from market.rentals.errors import CONTESTED, RentalAlreadyEnded, RentalNotActive, RentalSuspended
from market.rentals.queries import RentalRow

ROOM = "relations"

Redeemed = Literal["said", "told"]


@dataclass(frozen=True)
class Sent:
    """An invitation as both sides have it, and the holder's answer to it. Times UTC.

    `redeemed`: what the holder says of its code, "said" or "told"; before the brand only what it was told.
    """

    id: uuid.UUID
    agreement: uuid.UUID
    month: int
    number: int
    content: Invitation
    sent_at: datetime
    reaction: str | None
    reacted_at: datetime | None
    redeemed: Redeemed | None = None


@dataclass(frozen=True)
class ReportRow:
    """A report as the operators see it; `text` is None when there is none, or its author was erased."""

    id: uuid.UUID
    author: bytes
    side: str
    subject_kind: str
    subject: uuid.UUID
    rental: uuid.UUID | None
    reason: str
    text: str | None
    created_at: datetime
    closed_at: datetime | None
    outcome: str | None


SENT = (
    "i.id, r.agreement, i.month, i.number, i.sealed, i.sent_at, a.kind as reaction, a.at as reacted_at,"
    " case when c.told then 'told' when c.id is not null then 'said' end as redeemed"
    " from relations.invitations i join rentals.rentals r on r.id = i.rental"
    " left join relations.reactions a on a.invitation = i.id"
    " left join relations.redemptions c on c.invitation = i.id and c.taken_back_at is null"
)
_FACTS = ("id", "agreement", "month", "number", "sent_at", "reaction", "reacted_at", "redeemed")
_REPORT = (
    "id, author, side, subject_kind, subject, rental, reason, sealed, created_at, closed_at, outcome"
    " from relations.reports"
)


def content_place(invitation: uuid.UUID) -> vault.Place:
    """Where the content of an invitation is sealed."""
    return vault.Place("invitations", "sealed", invitation)


def report_place(report: uuid.UUID) -> vault.Place:
    """Where the text of a report is sealed."""
    return vault.Place("reports", "sealed", report)


def check_running(row: RentalRow) -> None:
    """Contact is open from the start of the period to its end, by `row.now`, the database's clock.

    Raises RentalAlreadyEnded, RentalNotActive (not paid, not begun, suspended).
    """
    check_not_over(row)
    if row.phase != "Active" or row.starts_at is None or row.starts_at > row.now:
        raise RentalNotActive()


def check_not_over(row: RentalRow) -> None:
    """Raises RentalAlreadyEnded."""
    if row.phase in ("Expired", "Terminated"):
        ended_on = market_date(row.ended_at or row.ends_at or row.held_until)
        raise RentalAlreadyEnded(ended_on=ended_on.isoformat())


def check_open_to_brand(row: RentalRow) -> None:
    """`check_running`, for the brand, which is told why a rental is suspended: it is its own bank's doing.

    Raises RentalAlreadyEnded, RentalNotActive, RentalSuspended.
    """
    if row.phase == "TemporarilySuspended":
        raise RentalSuspended(reason=CONTESTED)
    check_running(row)


async def of_brand(brand: uuid.UUID, agreement: uuid.UUID) -> list[Sent]:
    """What the brand sent in this rental and how it was answered; it ends with the rental.

    Raises RentalNotFound, RentalAlreadyEnded, RentalNotActive, RentalSuspended.
    """
    row = await rentals.of_brand(brand, agreement)
    check_open_to_brand(row)
    key = await vault.data_key(vault.person_of(rentals.ROOM, row.holder))
    return [it if it.redeemed == "told" else replace(it, redeemed=None) for it in await _sent(row.id, key)]


async def of_holder(person: uuid.UUID, agreement: uuid.UUID, *, looking: bool = False) -> list[Sent]:
    """What the holder received in this relation, also after its end; what lies in a silence of theirs only where they
    are `looking`. Raises RentalNotFound, Erased.
    """
    row = await rentals.of_holder(person, agreement)
    silence = await silences.of(row)
    found = await _sent(row.id, await vault.data_key(person))
    return [it for it in found if looking or not silence.lies(it.sent_at)]


async def _sent(rental: uuid.UUID, key: vault.DataKey) -> list[Sent]:
    rows = await fetch(f"select {SENT} where i.rental = $1 order by i.month, i.number", rental)
    return [opened(row, key) for row in rows]


async def one(rental: RentalRow, invitation: uuid.UUID) -> Sent:
    """An invitation of this rental, opened; raises InvitationNotFound, Erased."""
    row = await fetch_row(f"select {SENT} where i.id = $1 and i.rental = $2", invitation, rental.id)
    if row is None:
        raise InvitationNotFound()
    return opened(row, await vault.data_key(vault.person_of(rentals.ROOM, rental.holder)))


def opened(row: Record, key: vault.DataKey) -> Sent:
    """A row of SENT as a value, with its holder's key; what else the row has is not looked at."""
    content = Invitation.from_json(key.unseal(content_place(row["id"]), row["sealed"])["invitation"])
    return Sent(content=content, **{name: row[name] for name in _FACTS})


async def place_of(invitation: uuid.UUID) -> tuple[int, int]:
    """(rental month, number in it) of an invitation whose sender asks again; raises InvitationNotFound."""
    row = await fetch_row("select month, number from relations.invitations where id = $1", invitation)
    if row is None:
        raise InvitationNotFound()
    return row["month"], row["number"]


async def sent_in_month(rental: uuid.UUID, month: int) -> int:
    """How many invitations this rental month has; asked under the rental's lock."""
    row = await fetch_row(
        "select count(*) from relations.invitations where rental = $1 and month = $2", rental, month
    )
    return int(row[0]) if row else 0


async def open_reports(limit: int = 200) -> list[ReportRow]:
    """For operators: reports that nobody has closed, oldest first."""
    rows = await fetch(f"select {_REPORT} where closed_at is null order by created_at, id limit $1", limit)
    return await _reports(rows)


async def report(identity: uuid.UUID) -> ReportRow:
    """For operators: one report, open or closed; raises ReportNotFound."""
    rows = await fetch(f"select {_REPORT} where id = $1", identity)
    if not rows:
        raise ReportNotFound()
    return (await _reports(rows))[0]


async def _reports(rows: list[Record]) -> list[ReportRow]:
    authors = {
        row["author"]: vault.person_of(ROOM, row["author"]) for row in rows if row["sealed"] is not None
    }
    keys = await vault.data_keys(set(authors.values()))
    found = []
    for row in rows:
        facts = dict(row)
        sealed = facts.pop("sealed")
        key = keys.get(authors[row["author"]]) if sealed is not None else None
        text = key.unseal(report_place(row["id"]), sealed)["text"] if key else None
        found.append(ReportRow(text=text, **facts))
    return found
