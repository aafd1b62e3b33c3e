"""A snapshot in tables: written in bulk, read back for the next day. All inside the caller's transaction."""

import json
import uuid
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from contracts.terms import EDITIONS
from contracts.vocabulary import CARD_ORDER
from market.base import vault
from market.base.database import current_connection, fetch
from market.base.ids import new_id
from market.catalogue.address import addresses
from market.catalogue.codes import LADDER, Saying, read, spelled, word
from market.catalogue.crowd import Before, Card, CrowdClass, Listed, Snapshot
from market.catalogue.listing import CHUNK
from market.catalogue.meter import Advice
from market.catalogue.steps import coarse_count
from market.catalogue.vectors import Root, Vector
from market.personas.queries import ROOM

BULK = 20_000  # rows at once

T = TypeVar("T")

_CLASSES = """
insert into catalogue.classes (id, snapshot, address, price_step, variant, period, vector, coarse_count)
select id, $1, address, price_step, variant, period, vector::jsonb, coarse_count
from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::int[])
  as c (id, address, price_step, variant, period, vector, coarse_count)
"""


def advice_place(persona: uuid.UUID) -> vault.Place:
    """Where the advice to a waiting persona is sealed."""
    return vault.Place("waiting", "advice", persona)


async def before() -> Before:
    """The standing snapshot in today's numbers; a class that today's vocabulary cannot say did not stand."""
    stood: dict[uuid.UUID, Vector] = {}
    for row in await fetch(
        "select c.id, c.price_step, c.variant, c.period, c.vector::text as said"
        " from catalogue.current k join catalogue.classes c on c.snapshot = k.snapshot"
    ):
        said = read(Saying(*it) for it in json.loads(row["said"]))
        if said is not None:
            stood[row["id"]] = Vector(Root(row["price_step"], row["variant"], row["period"]), said)
    cards = await fetch(
        "select d.persona, d.version, d.class from catalogue.current k"
        " join catalogue.cards d on d.snapshot = k.snapshot"
    )
    return Before(
        frozenset(stood.values()),
        {row["persona"]: Card(row["version"], stood[row["class"]]) for row in cards if row["class"] in stood},
    )


async def forget() -> None:
    """Delete what the snapshots hold, but for their own rows; readers see it until the commit."""
    for table in ("cards", "waiting", "classes"):
        await fetch(f"delete from catalogue.{table}")


async def keep(snapshot: uuid.UUID, made: Snapshot, waiting: Sequence[Listed]) -> None:
    """Write classes and cards as they are, and the advice to those who wait under their holders' keys."""
    ids = {it.vector: new_id() for it in made.classes}
    called = addresses(ids, LADDER, word)
    for classes in _chunks(made.classes, BULK):
        rows = [_row(it, ids[it.vector], called[it.vector], made.crowd) for it in classes]
        await fetch(_CLASSES, snapshot, *map(list, zip(*rows, strict=True)))
    for cards in _chunks(list(made.cards.items()), BULK):
        await current_connection().copy_records_to_table(
            "cards",
            schema_name="catalogue",
            columns=("persona", "snapshot", "class", "version"),
            records=[(persona, snapshot, ids[card.vector], card.version) for persona, card in cards],
        )
    await _keep_waiting(snapshot, made, waiting)


def _row(it: CrowdClass, identity: uuid.UUID, address: str, crowd: int) -> tuple[Any, ...]:
    root, said = it.vector
    return (
        identity,
        address,
        root.price,
        root.variant,
        root.period,
        json.dumps(spelled(said)),
        coarse_count(it.voters, crowd),
    )


async def _keep_waiting(snapshot: uuid.UUID, made: Snapshot, waiting: Sequence[Listed]) -> None:
    for rows in _chunks(waiting, CHUNK):
        people = {row.persona: vault.person_of(ROOM, row.holder) for row in rows}
        keys = await vault.data_keys(set(people.values()))
        await current_connection().copy_records_to_table(
            "waiting",
            schema_name="catalogue",
            columns=("persona", "snapshot", "version", "advice"),
            records=[
                (row.persona, snapshot, row.version, _advice(keys[people[row.persona]], row.persona, made))
                for row in rows
                if people[row.persona] in keys
            ],
        )


def _advice(key: vault.DataKey, persona: uuid.UUID, made: Snapshot) -> bytes:
    return key.seal(advice_place(persona), told(made.waiting[persona]))


def told(advice: Advice | None) -> dict[str, Any]:
    """Advice in words, for sealing: the claims to leave out, and the offer (price, variant, period) if any helps."""
    if advice is None:
        return {"leave_out": [], "offer": None}
    terms = EDITIONS.get(advice.root.variant)
    variant = terms.id if terms else advice.root.variant
    offer = (advice.root.price, variant, advice.root.period)
    return {"leave_out": [CARD_ORDER[label][0] for label in advice.leave_out], "offer": list(offer)}


def _chunks(rows: Sequence[T], size: int) -> Iterator[list[T]]:
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk
