"""The cards of the day in this process's memory, laid out for the meter. Read again when the snapshot changed."""

import json
import uuid
from dataclasses import dataclass

from market.base.database import fetch, fetch_value
from market.catalogue.codes import CODES, LEAVABLE, Saying, numbered, read, spelled
from market.catalogue.meter import Cards, meter, suggest
from market.catalogue.vectors import Root, ShownClass, Vector
from market.personas.rules import Draft, card_labels


@dataclass(frozen=True)
class Shelf:
    """One snapshot's cards and their addresses; None where there is no snapshot yet."""

    snapshot: uuid.UUID | None
    cards: Cards
    addresses: dict[Vector, str]


@dataclass(frozen=True)
class Measured:
    """What the studio shows of a draft. All None: it would wait; `leave_out` may still help.

    `at_least`: how many people share the card it would have, in steps. `leave_out`: the claim or phrase without
    which it would have a card, or one shared by more people.
    """

    at_least: int | None
    address: str | None
    sayings: tuple[Saying, ...]
    leave_out: str | None


_shelf = Shelf(None, Cards([], len(CODES)), {})


async def shelf() -> Shelf:
    """The current snapshot's cards."""
    global _shelf
    current = await fetch_value("select snapshot from catalogue.current")
    if current != _shelf.snapshot:
        _shelf = await _read()
    return _shelf


async def _read() -> Shelf:
    rows = await fetch(
        "select k.snapshot, c.address, c.price_step, c.variant, c.period, c.coarse_count, c.vector::text as said"
        " from catalogue.current k left join catalogue.classes c on c.snapshot = k.snapshot"
    )
    shown, addresses = [], {}
    for row in rows:
        said = read(Saying(*it) for it in json.loads(row["said"])) if row["said"] else None
        if said is not None:
            vector = Vector(Root(row["price_step"], row["variant"], row["period"]), said)
            addresses[vector] = row["address"]
            shown.append(ShownClass(*vector, row["coarse_count"]))
    return Shelf(rows[0]["snapshot"], Cards(shown, len(CODES)), addresses)


async def measure(draft: Draft, root: Root) -> Measured:
    """What a draft with this offer would get, were it published while the cards of the day stand.

    Only the cards are asked, and only about the labels in the question: nobody else's value can show.
    """
    today = await shelf()
    labels = numbered(card_labels(draft))
    reading = meter(today.cards, root, labels)
    advice = suggest(today.cards, root, labels, LEAVABLE)
    leave_out = None if advice is None else spelled(((advice, labels[advice]),))[0].claim
    if reading.said is None:
        return Measured(None, None, (), leave_out)
    address = today.addresses[Vector(root, reading.said)]
    return Measured(reading.shown, address, spelled(reading.said), leave_out)
