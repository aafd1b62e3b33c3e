"""Reads of consents."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contracts.consent.about import Consent, RecorderReached
from contracts.consent.life import state_at
from contracts.period import Interval
from contracts.record import Event
from contracts.states import CONSENT
from market.base.database import Record, fetch, fetch_row
from market.rentals.queries import OVER, RentalRow


@dataclass(frozen=True)
class ConsentRow:
    """A consent as its table has it; times UTC."""

    id: uuid.UUID
    record: uuid.UUID
    receipt: uuid.UUID
    state: str
    seq: int
    starts_at: datetime | None
    ends_at: datetime | None

    @property
    def record_id(self) -> str:
        """Its id as both sides know it."""
        return f"urn:uuid:{self.record}"

    def phase(self, row: RentalRow) -> str:
        """The state as the clock has it, beside its rental: what is over has expired, recorded or not."""
        span = Interval(self.starts_at, self.ends_at) if self.starts_at and self.ends_at else None
        return CONSENT.target("expire") if self.lapsed(row) else state_at(self.state, span, row.now)

    def lapsed(self, row: RentalRow) -> bool:
        """Whether the clock has ended a request that nobody paid for."""
        return self.state == CONSENT.initial and row.phase in OVER

    def of(self, row: RentalRow, platform: RecorderReached) -> Consent:
        """What it is about, in the words of its agreement; `platform` is where the recorder is reached."""
        agreed = row.agreed()
        return Consent(
            record_id=self.record_id,
            receipt_id=f"urn:uuid:{self.receipt}",
            agreement_id=agreed.agreement_id,
            first_party=agreed.first_party,
            second_party=agreed.second_party,
            recorder=agreed.recorder,
            recorder_reached=platform,
            recipients=agreed.recipients,
            terms=agreed.terms,
            purposes=agreed.purposes,
            period=agreed.period,
            jurisdiction=agreed.jurisdiction,
            spatial=agreed.spatial,
        )


async def of_rental(rental: uuid.UUID) -> ConsentRow | None:
    """The consent of a rental; None for one from before consents were recorded."""
    row = await fetch_row(
        "select id, record, receipt, state, seq, starts_at, ends_at from rentals.consents where rental = $1",
        rental,
    )
    return ConsentRow(**dict(row)) if row else None


async def events_of(consent: uuid.UUID, since: int = 0) -> Sequence[Event]:
    """The record of a consent, oldest first, from the event `since` on."""
    rows = await fetch(
        "select seq, kind, at, facts, salt, prev_hash, event_hash from rentals.consent_events"
        " where consent = $1 and seq >= $2 order by seq",
        *(consent, since),
    )
    return [_event(row) for row in rows]


def _event(row: Record) -> Event:
    return Event(
        seq=row["seq"],
        kind=row["kind"],
        at=row["at"].astimezone(UTC),
        facts=json.loads(row["facts"]),
        salt=row["salt"],
        prev_hash=row["prev_hash"],
        event_hash=row["event_hash"],
    )
