"""Who is listed, opened in the worker's memory for the day's classes: labels lie open here and are kept nowhere."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence

import structlog

from contracts.vocabulary import VocabularyError
from market.base import vault
from market.base.database import Record, current_connection, fetch
from market.catalogue.codes import CODES, numbered
from market.catalogue.crowd import Listed
from market.catalogue.vectors import Labels, Root
from market.money.payouts.identities import ROOM as MONEY
from market.money.payouts.identities import verified
from market.personas.queries import ROOM, sealed_place
from market.personas.rules import Draft, card_labels

CHUNK = 1000
VOTING_AGE_DAYS = 30

# The rows of personas.queries.listed(), read through a cursor: a million sealed answers fit in no memory at once.
_LISTED = (
    "select p.id, p.version, p.holder, p.listed_since, p.variant || '-' || p.terms_version as edition,"
    " p.period, p.price_step, v.sealed"
    " from personas.personas p join personas.persona_versions v on v.id = p.version where p.state = 'listed'"
)

log = structlog.get_logger()


async def listed() -> AsyncIterator[list[Listed]]:
    """Every listed persona in chunks, inside the open transaction; the erased are left out."""
    cursor = await current_connection().cursor(_LISTED)
    while rows := await cursor.fetch(CHUNK):
        people = {row["id"]: vault.person_of(ROOM, row["holder"]) for row in rows}
        keys = await vault.data_keys(set(people.values()))
        voting = await voters(set(people.values()))
        readable = [(row, keys[people[row["id"]]]) for row in rows if people[row["id"]] in keys]
        labels = await asyncio.to_thread(_open, readable)
        yield [
            Listed(
                persona=row["id"],
                version=row["version"],
                holder=row["holder"],
                since=row["listed_since"],
                voter=people[row["id"]] in voting,
                root=Root(row["price_step"], row["edition"], row["period"]),
                labels=labels[row["id"]],
            )
            for row, _ in readable
            if row["id"] in labels
        ]


async def voters(people: set[uuid.UUID]) -> set[uuid.UUID]:
    """Of these people those whose voice makes a crowd: whose account is 30 days old, or payout identity verified."""
    tags = {vault.tag(MONEY, person): person for person in people}
    known = [tags[tag] for tag in await verified(tags.keys())]
    rows = await fetch(
        "select id from accounts.people where id = any($1) and disabled_at is null"
        " and (created_at <= base.now() - make_interval(days => $2) or id = any($3))",
        *(list(people), VOTING_AGE_DAYS, known),
    )
    return {row["id"] for row in rows}


def _open(rows: Sequence[tuple[Record, vault.DataKey]]) -> Mapping[uuid.UUID, Labels]:
    """The labels of each persona; a broken seal leaves one persona out, not the whole day."""
    found: dict[uuid.UUID, Labels] = {}
    for row, key in rows:
        try:
            draft = Draft.from_json(key.unseal(sealed_place(row["version"]), row["sealed"]))
        except vault.SealBroken:
            log.error("catalogue.seal_broken")
            continue
        found[row["id"]] = _labels(draft)
    return found


def _labels(draft: Draft) -> Labels:
    try:
        return numbered(card_labels(draft))
    except VocabularyError:  # published with words that are gone: it says nothing until it is edited
        return numbered([None] * len(CODES))
