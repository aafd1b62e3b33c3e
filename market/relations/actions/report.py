"""Somebody reports a rental, a persona or a brand; an operator closes the report."""

import uuid
from dataclasses import dataclass

import asyncpg

from market.base import audit, vault
from market.base.access import NotYours, Principal
from market.base.clock import market_date
from market.base.database import fetch, fetch_row, transaction
from market.base.errors import NotFound, Unauthenticated
from market.base.ids import new_id
from market.relations import rules
from market.relations.errors import AlreadyReported, ReportAlreadyClosed, ReportNotFound
from market.relations.queries import ROOM, report_place
from market.relations.rules import About, Side
from market.rentals import queries as rentals
from market.rentals.errors import RentalNotFound


@dataclass(frozen=True)
class Subject:
    """What is reported: found through a relation of the reporter's, or a persona that a brand was shown."""

    side: Side
    about: About
    identity: uuid.UUID
    rental: uuid.UUID | None


async def in_relation(who: Principal, agreement: uuid.UUID, about: About) -> Subject:
    """The subject behind a rental of the reporter's, running or over. Raises RentalNotFound, NotYours."""
    if who.person is None:
        raise Unauthenticated()
    if who.holder:
        try:
            mine = await rentals.of_holder(who.person, agreement)
        except RentalNotFound:
            if who.seat is None:
                raise
        else:
            subjects = {About.RENTAL: mine.id, About.BRAND: mine.brand, About.PERSONA: mine.persona}
            return Subject("holder", about, subjects[about], mine.id)
    if who.seat is None:
        raise NotYours()
    ours = await rentals.of_brand(who.seat.brand, agreement)
    subjects = {About.RENTAL: ours.id, About.BRAND: ours.brand, About.PERSONA: ours.persona}
    return Subject("brand", about, subjects[about], ours.id)


async def persona_shown(persona: uuid.UUID) -> Subject:
    """A persona under a name that the brand was shown; raises NotFound when there is none."""
    if await fetch_row("select 1 from personas.personas where id = $1", persona) is None:
        raise NotFound()
    return Subject("brand", About.PERSONA, persona, None)


async def report(who: Principal, subject: Subject, reason: str, text: str | None = None) -> uuid.UUID:
    """Tell the operators. One open report per party and subject. Returns the report's inner id.

    Raises ReasonUnknown, ReasonNeedsWords, TextNotAccepted, ContactNotAllowed, AlreadyReported.
    """
    if who.person is None:
        raise Unauthenticated()
    kept = rules.check_report(subject.side, subject.about, reason, text)
    party = who.person if subject.side == "holder" else _brand_of(who)
    identity = new_id()
    sealed = None
    if kept is not None:
        sealed = (await vault.data_key(who.person)).seal(report_place(identity), {"text": kept})
    try:
        async with transaction():
            await fetch(
                "insert into relations.reports (id, reporter, author, side, subject_kind, subject, rental,"
                " reason, sealed, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, base.now())",
                *(identity, vault.tag(ROOM, party), vault.tag(ROOM, who.person), subject.side),
                *(subject.about, subject.identity, subject.rental, reason, sealed),
            )
            await audit.record(who.actor, "report.made", "report", identity, reason=reason)
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name == "reports_one_open":
            raise AlreadyReported() from error
        raise
    return identity


def _brand_of(who: Principal) -> uuid.UUID:
    if who.seat is None:
        raise NotYours()
    return who.seat.brand


async def close(actor: audit.Actor, report_id: uuid.UUID, outcome: str) -> None:
    """An operator has judged: "upheld" or "dismissed". Inside the operator's transaction.

    Raises ReportNotFound, ReportAlreadyClosed.
    """
    closed = await fetch(
        "update relations.reports set closed_at = base.now(), outcome = $2"
        " where id = $1 and closed_at is null returning id",
        report_id,
        outcome,
    )
    if not closed:
        row = await fetch_row("select closed_at from relations.reports where id = $1", report_id)
        if row is None:
            raise ReportNotFound()
        raise ReportAlreadyClosed(closed_on=market_date(row["closed_at"]).isoformat())
    await audit.record(actor, "report.closed", "report", report_id, outcome=outcome)
