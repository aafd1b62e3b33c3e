"""What happens to a consent, each inside the transaction of the act that does it, under its rental's row lock.

An offer is published to be rented at once: the version that it made is the holder's standing instruction, with the
time at which it was published. Another offer is another version, and so another instruction.
"""

import json
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contracts.agreement import ENDED_BY, Agreement, body_hash
from contracts.consent.kinds import Reached
from contracts.period import Interval
from contracts.record import SALT_BYTES, Event, append
from contracts.states import CONSENT, consent_event
from contracts.variant import Terms
from market.base.database import fetch, fetch_row, fetch_value
from market.base.ids import new_id
from market.rentals.consents.queries import ConsentRow, events_of, of_rental

Happening = tuple[str, datetime, Mapping[str, object]]


class ConsentAstray(RuntimeError):
    """A consent is not where its rental is: a mistake of ours, and the whole act is undone."""


@dataclass(frozen=True)
class Wish:
    """The holder's word that a rental be followed by another: since when (UTC), and said of what."""

    since: datetime
    scope: str
    after: uuid.UUID
    """The agreement that is renewed."""


@dataclass(frozen=True)
class Offered:
    """The holder's word to one brand that other terms than the published ones would do."""

    published: Terms
    at: datetime


async def request(
    rental: uuid.UUID,
    agreed: Agreement,
    version: uuid.UUID,
    at: datetime,
    *,
    wish: Wish | None = None,
    offered: Offered | None = None,
    reached: Reached | None = None,
) -> None:
    """Open the record of a new rental's consent: what the holder had said, and that the brand asks.

    `version`: the persona's, by which the offer was published. With a `wish` it is a renewal's; with `offered` the
    brand asks, by taking it, for what the holder had offered instead. `reached`: where the brand is, about the
    person's data; None for one that rented before it had to say so.
    """
    published = offered.published if offered else agreed.terms
    said_at: datetime = await fetch_value(
        "select created_at from personas.persona_versions where id = $1", version
    )
    happened: list[Happening] = [("instructed", said_at.astimezone(UTC), _instruction(published))]
    if offered is not None:
        happened.append(("counter_offered", offered.at.astimezone(UTC), {"terms": agreed.terms.edition}))
    asked = {
        "agreement": agreed.agreement_id,
        "agreement_hash": body_hash(agreed),
        "purposes": list(agreed.purposes),
    }
    if reached is not None:
        asked |= {"controller_address": reached.address, "controller_contact": reached.contact}
    if wish is not None:
        happened.append(("renewal_instructed", wish.since.astimezone(UTC), {"scope": wish.scope}))
        asked["renews"] = f"urn:uuid:{wish.after}"
    happened.append((CONSENT.initial, at, asked))
    consent = ConsentRow(new_id(), uuid.uuid4(), uuid.uuid4(), CONSENT.initial, len(happened) - 1, None, None)
    await fetch(
        "insert into rentals.consents (id, rental, record, receipt, state, seq) values ($1, $2, $3, $4, $5, $6)",
        *(consent.id, rental, consent.record, consent.receipt, consent.state, consent.seq),
    )
    await _write(consent, None, happened)


def _instruction(terms: Terms) -> dict[str, object]:
    return {
        "terms": terms.edition,
        "purposes": list(terms.purposes.admitted),
        "brands": list(terms.brands.kinds),
        "answer": "instant" if terms.instant else "approval",
    }


async def give(rental: uuid.UUID, running: Agreement, at: datetime) -> None:
    """The rental has begun: what the holder had said beforehand answers the request, for the agreement's period; or,
    under terms that await it, their own answer does, at the time at which they gave it.
    """
    if running.terms.instant:
        await _give(rental, "give", running, at, {})
        return
    answered, taken = await _answer_of(rental)
    facts = {"approved": True, "approved_at": answered.isoformat()}
    await _give(rental, "give", running, at if taken else answered, facts)


async def _answer_of(rental: uuid.UUID) -> tuple[datetime, bool]:
    """When the holder answered (UTC), and whether that was a counter-offer, which the brand took later."""
    row = await fetch_row(
        "select answered_at, offered_terms is not null as taken from rentals.negotiations where rental = $1"
        " union all select accepted_at, false from rentals.casting_places where rental = $1",
        rental,
    )
    if row is None or row["answered_at"] is None:
        raise ConsentAstray("nobody answered the request")
    return row["answered_at"].astimezone(UTC), row["taken"]


async def renew(rental: uuid.UUID, running: Agreement, at: datetime) -> None:
    """A renewal is paid: by the holder's wish it holds for the period that follows."""
    await _give(rental, "renew", running, at, {})


async def _give(
    rental: uuid.UUID, event: str, running: Agreement, at: datetime, answered: Mapping[str, object]
) -> None:
    span = running.interval
    if span is None:
        raise RuntimeError("what is given is given for a period")
    facts = {
        "purposes": list(running.purposes),
        "starts_at": span.starts_at.isoformat(),
        "ends_at": span.ends_at.isoformat(),
        **answered,
    }
    await _move(rental, event, at, facts, span)


async def close(rental: uuid.UUID, ending: str, at: datetime) -> None:
    """The agreement has ended by its event `ending`: so does the consent, by whoever ended it."""
    consent = await of_rental(rental)
    if consent is None:
        return
    event = consent_event(consent.state, ending)
    await _move(rental, event, at, {"by": ENDED_BY[ending]} if event == "revoke" else {})


async def _move(
    rental: uuid.UUID, event: str, at: datetime, facts: Mapping[str, object], span: Interval | None = None
) -> None:
    """The one way a consent changes its state. Raises ConsentAstray where the state does not allow the event."""
    consent = await of_rental(rental)
    if consent is None:  # from before consents were recorded: nothing is made up afterwards
        return
    moved = await fetch(
        "update rentals.consents set state = $2, seq = seq + 1, starts_at = coalesce($4, starts_at),"
        " ends_at = coalesce($5, ends_at) where id = $1 and state = any($3) returning seq",
        *(consent.id, CONSENT.target(event), list(CONSENT.sources(event))),
        *((span.starts_at, span.ends_at) if span else (None, None)),
    )
    if not moved:
        raise ConsentAstray(f"{event} is refused in {consent.state}")
    (last,) = await events_of(consent.id, moved[0]["seq"] - 1)
    await _write(consent, last, [(CONSENT.target(event), at, facts)])


async def _write(consent: ConsentRow, last: Event | None, happened: Sequence[Happening]) -> None:
    """Append the events, each chained to the one before, in one statement."""
    events: list[Event] = []
    for kind, at, facts in happened:
        last = append(consent.record_id, last, kind, at, facts, os.urandom(SALT_BYTES))
        events.append(last)
    await fetch(
        "insert into rentals.consent_events (id, consent, seq, kind, at, facts, salt, prev_hash, event_hash)"
        " select e.id, $1, e.seq, e.kind, e.at, e.facts::jsonb, e.salt, e.prev_hash, e.event_hash"
        " from unnest($2::uuid[], $3::int[], $4::text[], $5::timestamptz[], $6::text[], $7::bytea[], $8::bytea[],"
        " $9::bytea[]) e (id, seq, kind, at, facts, salt, prev_hash, event_hash)",
        *(consent.id, [new_id() for _ in events], [it.seq for it in events], [it.kind for it in events]),
        *([it.at for it in events], [json.dumps(dict(it.facts)) for it in events]),
        *([it.salt for it in events], [it.prev_hash for it in events], [it.event_hash for it in events]),
    )
