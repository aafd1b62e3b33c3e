"""Reads of checks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.vocabulary import CLAIMS
from market.base import names, vault
from market.base.database import Record, fetch, fetch_row
from market.base.errors import NotFound
from market.base.vault import DataKey
from market.personas.checks.rules import VERIFIED, Verified, month_of
from market.personas.queries import ROOM, draft_place
from market.personas.rules import Draft, Stance

KIND = "check"  # of outward names
PADDING = 256

State = Literal["asked", "verified", "refused", "withdrawn", "replaced"]

_COLUMNS = "c.id, c.persona, c.claim, c.sealed, c.state, c.reason, c.asked_at, c.decided_at"


@dataclass(frozen=True)
class CheckRow:
    """A check, opened: the answer that was asked about, in today's code. Times UTC."""

    id: uuid.UUID
    persona: uuid.UUID
    claim: str
    value: str
    state: State
    reason: str | None
    asked_at: datetime
    decided_at: datetime | None

    @property
    def words(self) -> str:
        """What the holder says to the operator, and the desk shows: the same check is meant."""
        return words_of(self.id)


def words_of(identity: uuid.UUID) -> str:
    """Two short words for a check, the same to its holder and to the desk."""
    return names.handle(names.name(KIND, identity, names.for_operators())).replace("-", " ")


def still_said(draft: Draft, row: CheckRow) -> bool:
    """Whether the studio holds the answer that was asked about."""
    trait = draft.traits.get(row.claim)
    return trait is not None and trait.stance is Stance.ME and trait.value == row.value


def check_place(identity: uuid.UUID) -> vault.Place:
    """Where the answer is sealed."""
    return vault.Place("checks", "sealed", identity)


async def of_persona(key: DataKey, persona: uuid.UUID) -> list[CheckRow]:
    """All checks of a persona, newest first; the caller has found out whose it is."""
    rows = await fetch(
        f"select {_COLUMNS} from personas.checks c where c.persona = $1 order by c.asked_at desc, c.id desc",
        persona,
    )
    return [_row(row, key) for row in rows]


async def verified_of_persona(key: DataKey, persona: uuid.UUID) -> list[Verified]:
    """What is verified of a persona now."""
    return [_verified(it) for it in await of_persona(key, persona) if it.state == VERIFIED]


async def verified_of(person: uuid.UUID, key: DataKey) -> list[Verified]:
    """What is verified of a person, by any of their personas that is not erased and still gives that very answer."""
    rows = await fetch(
        f"select {_COLUMNS}, p.draft from personas.checks c join personas.personas p on p.id = c.persona"
        " where p.holder = $1 and p.state <> 'erased' and c.state = $2 order by c.id",
        *(vault.tag(ROOM, person), VERIFIED),
    )
    found = [(_row(it, key), key.unseal(draft_place(it["persona"]), it["draft"])) for it in rows]
    return [_verified(row) for row, draft in found if still_said(Draft.from_json(draft), row)]


async def waiting(limit: int = 200) -> Sequence[Record]:
    """(id, claim, asked_at) of the checks that wait for an operator, oldest first. What is to be checked is sealed."""
    return await fetch(
        "select c.id, c.claim, c.asked_at from personas.checks c join personas.personas p on p.id = c.persona"
        " where c.state = 'asked' and p.state not in ('retired', 'erased') order by c.asked_at, c.id limit $1",
        limit,
    )


async def opened(identity: uuid.UUID, *, lock: bool = False) -> tuple[CheckRow, bytes]:
    """A check for the desk, and its holder's tag. Raises NotFound, also for one of a persona that is gone."""
    row = await fetch_row(
        f"select {_COLUMNS}, p.holder from personas.checks c join personas.personas p on p.id = c.persona"
        " where c.id = $1 and p.state not in ('retired', 'erased')" + (" for update of c" if lock else ""),
        identity,
    )
    if row is None:
        raise NotFound()
    key = await vault.data_key(vault.person_of(ROOM, row["holder"]))
    return _row(row, key), row["holder"]


def _row(row: Record, key: DataKey) -> CheckRow:
    value = key.unseal(check_place(row["id"]), row["sealed"])["value"]
    return CheckRow(
        id=row["id"],
        persona=row["persona"],
        claim=row["claim"],
        value=CLAIMS[row["claim"]].present(value),
        state=row["state"],
        reason=row["reason"],
        asked_at=row["asked_at"],
        decided_at=row["decided_at"],
    )


def _verified(row: CheckRow) -> Verified:
    assert row.decided_at is not None
    return Verified(row.claim, row.value, month_of(row.decided_at))
