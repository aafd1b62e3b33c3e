"""Random markets that live from day to day, and a recount that trusts nothing but their raw rows."""

import random
from collections import defaultdict
from dataclasses import dataclass, field

from market.catalogue.crowd import Before, Listed, Snapshot, seat
from market.catalogue.vectors import Root, Said, Vector

# Labels 3 and 5 are the finer steps of 0 and 3, label 4 of 2.
LADDER = (None, None, None, 0, 2, 3, None)
SIZES = (3, 2, 4, 3, 2, 2, 5)
ROOTS = (Root(1900, "standard", "P1M"), Root(1900, "standard", "P1W"), Root(2900, "court", "P1M"))
ROOT = ROOTS[0]


@dataclass
class Market:
    """`habits`: how often each label is allowed. Holders own several personas, often in one root."""

    seed: int
    size: int
    roots: int = 2
    crowd: int = 11
    newcomer: int = 16
    rows: dict[int, Listed] = field(default_factory=dict, repr=False)
    clock: int = field(default=0, repr=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.allowed = self.random.choice((0.3, 0.6, 0.9))
        self.voting = self.random.choice((0.5, 0.9))
        self.holders = 0
        for _ in range(self.size):
            self.join()

    def labels(self) -> tuple[int, ...]:
        r = self.random
        return tuple(1 + int(n * r.random() ** 2) if r.random() < self.allowed else 0 for n in SIZES)

    def join(self) -> Listed:
        r = self.random
        self.clock += 1
        known = list(self.rows) if r.random() < 0.3 else []
        if known:
            other = self.rows[r.choice(known)]
            holder, voter = other.holder, other.voter
            root = other.root if r.random() < 0.7 else r.choice(ROOTS[: self.roots])
        else:
            self.holders += 1
            holder, voter, root = self.holders, r.random() < self.voting, r.choice(ROOTS[: self.roots])
        # Names in no order of time, as in the product.
        persona = r.getrandbits(48) << 20 | self.clock
        row = Listed(persona, 1, holder, self.clock, voter, root, self.labels())
        self.rows[persona] = row
        return row

    def leave(self, share: float) -> None:
        for persona in [it for it in self.rows if self.random.random() < share]:
            del self.rows[persona]

    def edit(self, persona: int, labels: tuple[int, ...] | None = None) -> None:
        self.clock += 1
        row = self.rows[persona]
        self.rows[persona] = row._replace(
            version=row.version + 1, since=self.clock, labels=labels or self.labels()
        )

    def become_voters(self, share: float) -> None:
        grown = {it.holder for it in self.rows.values() if self.random.random() < share}
        self.rows = {
            name: row._replace(voter=row.voter or row.holder in grown) for name, row in self.rows.items()
        }

    def churn(self) -> None:
        """One day: some leave, some edit, some come, some come of age."""
        r = self.random
        self.leave(r.choice((0.0, 0.02, 0.1)))
        for persona in [it for it in self.rows if r.random() < 0.03]:
            self.edit(persona)
        for _ in range(int(self.size * r.choice((0.0, 0.05, 0.1)))):
            self.join()
        self.become_voters(0.02)

    def seat(self, before: Before | None = None, crowd: int | None = None) -> Snapshot:
        rows = list(self.rows.values())
        self.random.shuffle(rows)
        return seat(rows, LADDER, before, crowd or self.crowd, self.newcomer)

    def live(self, days: int) -> Snapshot:
        snapshot = self.seat()
        for _ in range(days):
            self.churn()
            snapshot = self.seat(snapshot.before())
        return snapshot


def votes(rows: list[Listed]) -> set[int]:
    """The personas that carry a vote: for each holder and root the oldest one, if the holder is a voter."""
    seen: set[tuple[int, Root]] = set()
    voting = set()
    for row in sorted(rows, key=lambda it: it.since):
        if (row.holder, row.root) not in seen:
            seen.add((row.holder, row.root))
            if row.voter:
                voting.add(row.persona)
    return voting


def faults(market: Market, snapshot: Snapshot) -> set[str]:
    """What is wrong with a snapshot, counted again from the rows."""
    rows, found = market.rows, set()
    voting = votes(list(rows.values()))
    places: dict[int, list[Vector]] = defaultdict(list)
    for it in snapshot.classes:
        root, said = it.vector
        members = [rows[name] for name in it.members]
        crowd = {row.holder for row in members if row.persona in voting}
        if len(crowd) < market.crowd:
            found.add("a crowd too small")
        if len(crowd) != it.voters:
            found.add("voters miscounted")
        if any(row.labels[label] != value or not value for row in members for label, value in said):
            found.add("a card says what is not true or not allowed")
        if any(row.root != root for row in members):
            found.add("a card of another root")
        labels = [label for label, _ in said]
        if labels != sorted(set(labels)):
            found.add("a label said twice or out of order")
        if any(LADDER[label] is not None and LADDER[label] not in labels for label in labels):
            found.add("a finer step without its coarser one")
        for name in it.members:
            places[name].append(it.vector)
    if len({it.vector for it in snapshot.classes}) != len(snapshot.classes):
        found.add("two classes with one card")
    if places != {name: [card.vector] for name, card in snapshot.cards.items()}:
        found.add("cards and classes disagree")
    if any(card.version != rows[name].version for name, card in snapshot.cards.items()):
        found.add("an old version")
    if sorted([*snapshot.cards, *snapshot.waiting]) != sorted(rows):
        found.add("not everyone is either seated or waiting")
    return found


def begun_too_small(market: Market, before: Before, snapshot: Snapshot) -> list[tuple[Root, Said]]:
    """Beginnings of a card that did not stand and that fewer than `newcomer` voters share now."""
    stood = {(root, said[:n]) for root, said in before.classes for n in range(1, len(said) + 1)}
    size: dict[tuple[Root, Said], int] = defaultdict(int)
    for it in snapshot.classes:
        for n in range(1, len(it.vector.said) + 1):
            size[it.vector.root, it.vector.said[:n]] += it.voters
    return [child for child, voters in size.items() if child not in stood and voters < market.newcomer]


def coarsened(before: Before, snapshot: Snapshot) -> set[str]:
    """What newcomers must never do to those who are listed: the first difference must be a label more."""
    found = set()
    for name, (_, old) in before.cards.items():
        if name not in snapshot.cards:
            found.add("a listed persona lost its card")
            continue
        new = snapshot.cards[name].vector
        if new != old:
            difference = min(set(old.said) ^ set(new.said))
            if difference in old.said:
                found.add("a listed persona says less")
    return found
