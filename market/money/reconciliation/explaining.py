"""Each movement of Stripe's is explained by the ledger, or becomes a finding."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from market.base.database import fetch, fetch_at_length
from market.money.reconciliation import asking, findings, movements, statements
from market.money.reconciliation.differences import key_of, of_group
from market.money.reconciliation.rules import (
    OF_MOVEMENTS,
    Booked,
    Group,
    Kind,
    Moved,
    Row,
    groups,
    judge,
    match,
    offsetting,
)
from market.money.reconciliation.runs import Run

CHUNK = 500
MOST = 1000
"""How many findings of one kind a run writes down at most: more would say that all is wrong, again."""


@dataclass
class Explained:
    """How many movements a run explained, and how many still wait for our own row."""

    matched: int = 0
    waiting: int = 0


async def explain(run: Run, progress: Callable[[int], None]) -> Explained:
    """Look at every movement that nothing explains. Raises GatewayUnknown, GatewayBusy; what is done stands."""
    so_far, last = Explained(), ""
    await fetch(statements.LOOSEN)
    while True:
        rows = await fetch(statements.UNEXPLAINED_OBJECTS, last, CHUNK)
        objects = [row["object"] for row in rows]
        if not objects:
            break
        await _explain(run, objects, so_far)
        progress(len(objects))
        last = objects[-1]
    await findings.not_seen_since(run.started_at, OF_MOVEMENTS)
    return so_far


async def _explain(run: Run, objects: Sequence[str], so_far: Explained) -> None:
    """Match; bring what the books lack into them, and match again; what is left is judged."""
    so_far.matched += await _match(objects)
    left = await _unexplained(objects)
    # By the hour, what has a finding is left to the night and to the person who closes it.
    known = set() if run.whole else await findings.known(_keys(left), OF_MOVEMENTS)
    troubles = await _catch_up(run, [it for it in left if key_of(it.object, it.currency) not in known])
    so_far.matched += await _match(objects)
    moved, booked = await _offset(await _unexplained(objects), await _booked(objects))
    await findings.seen_again(known.intersection(_keys(moved)))
    whole = await _groups(
        [it for it in moved if key_of(it.object, it.currency) not in known], booked, troubles
    )
    judged = [(group, judge(group)) for group in whole if group.moved]
    so_far.waiting += sum(len(group.moved) for group, kind in judged if kind is None)
    await findings.report(of_group(group, kind) for group, kind in judged if kind)


def _keys(moved: Iterable[Moved]) -> list[str]:
    return [key_of(it.object, it.currency) for it in moved]


async def _match(objects: Sequence[str]) -> int:
    matches = match(await _unexplained(objects), await _booked(objects))
    pairs = [(it.moved, transaction_id) for it in matches for transaction_id in it.booked]
    if pairs:
        moved, booked = zip(*pairs, strict=True)
        await fetch(statements.MATCHED, list(moved), list(booked))
    return len(matches)


async def _catch_up(run: Run, moved: Sequence[Moved]) -> dict[str, str]:
    """Ask Stripe about what nothing explains, and book it; what went wrong, by object.

    By the hour, a row of ours that waits for its end is left to the janitor.
    """
    rows = await _rows([it.object for it in moved])
    troubles: dict[str, str] = {}
    for it in moved:
        if run.whole or it.object not in rows or not rows[it.object].waiting:
            trouble = await asking.catch_up(it)
            if trouble:
                troubles[it.object] = trouble
    return troubles


async def _offset(moved: Sequence[Moved], booked: Sequence[Booked]) -> tuple[list[Moved], Sequence[Booked]]:
    gone = set(offsetting(moved, booked))
    if gone:
        await fetch(statements.OFFSET, list(gone))
    return [it for it in moved if it.id not in gone], booked


async def look_ahead(run: Run, patience: timedelta) -> None:
    """Find what the books have said for `patience` and Stripe does not say.

    Stripe is asked for each object's movements first, however old. Raises GatewayUnknown, GatewayBusy.
    """
    late = await _late(patience)
    objects = sorted({it.object for it in late if ":" not in it.object})
    for object in objects:
        await movements.copy_of(object)
    if await _match(objects):
        late = await _late(patience)
    judged = await _groups(await _unexplained(objects), late, {})
    await findings.report(of_group(group, Kind.UNMOVED) for group in judged if not group.moved)
    await findings.not_seen_since(run.started_at, {Kind.UNMOVED})


async def _groups(
    moved: Sequence[Moved], booked: Sequence[Booked], troubles: Mapping[str, str]
) -> list[Group]:
    sides = groups(moved, booked)
    objects = [object for object, _ in sides]
    rows = await _rows(objects)
    explained: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for row in await fetch(statements.EXPLAINED, objects):
        explained.setdefault((row["object"], row["currency"]), []).append((row["type"], row["net"]))
    return [
        Group(
            *(object, currency, its_moved, its_booked),
            row=rows.get(object),
            explained=explained.get((object, currency), ()),
            trouble=troubles.get(object),
        )
        for (object, currency), (its_moved, its_booked) in sides.items()
    ]


async def _late(patience: timedelta) -> list[Booked]:
    return [Booked(**row) for row in await fetch_at_length(statements.AHEAD, patience, MOST)]


async def _unexplained(objects: Iterable[str]) -> list[Moved]:
    return [Moved(**row) for row in await fetch(statements.UNEXPLAINED, list(objects))]


async def _booked(objects: Iterable[str]) -> list[Booked]:
    return [Booked(**row) for row in await fetch(statements.BOOKED, list(objects))]


async def _rows(objects: Iterable[str]) -> dict[str, Row]:
    return {
        row["object"]: Row(row["kind"], row["id"], row["status"], row["waiting"])
        for row in await fetch(statements.ROWS_OF, list(objects))
    }
