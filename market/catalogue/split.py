"""One step of the crowd's tree: a group meets the next label and divides.

Pure bookkeeping over row numbers. `Tree` holds one root's rows in columns, because a million rows pass
here once per label. `crowd.py` walks it from the root to the leaves.

The rules, in the order in which they are applied at each node:
1. Those who share a value say it together if they are enough: `crowd` voters where this child stood in the
   previous snapshot, else `newcomer`.
2. A class that stood is not thinned out by a finer group beginning beside it: it keeps `crowd` of the voters
   it still has, and the others go, the oldest first. Only if all its members share the value does it go as a
   whole. (Those who stay behind say less than they could; they follow when their class can spare them, and
   into a child that stands only where they find a card without coarsening one.)
3. The rest does not say the label if it has `crowd` voters. If not, those held back by rule 2 go after all.
   Still too few: if members already listed are among them, one child falls back to them, a new one before one
   that stood, and then the smallest; one is enough, since it has `crowd` voters. A rest of newcomers waits.

Those who end up waiting decide nothing. The order in which children are admitted or fall back counts listed
members only; and a child that newcomers made large enough still is so without those who wait further down,
because they wait beside something that split off there and is as large itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from market.catalogue.meter import Cards
from market.catalogue.vectors import NOT_SAID, Label, Labels, Opaque, Root, Said

NO_CLASS = -1


class Parts(NamedTuple):
    """What a group became: by said value, those who say nothing, those who wait."""

    said: dict[int, list[int]]
    silent: list[int]
    waiting: list[int]


@dataclass(slots=True)
class Tree:
    """One root's rows in columns. `homes` is worked on: a row leaves its home when it leaves its path."""

    root: Root
    labels: Sequence[Labels]
    votes: Sequence[int]
    ages: Sequence[tuple[Opaque, Opaque]]  # (since, persona): oldest first, and no two alike
    listed: Sequence[bool]  # stood in the previous snapshot, unchanged since
    homes: list[int]  # the class of the previous snapshot that the row still sits with, or NO_CLASS
    past: Sequence[Labels]  # those classes, as one value per label
    stood: set[Said]  # every beginning of a card of the previous snapshot
    cards: Cards  # the previous snapshot's
    crowd: int
    newcomer: int

    def voters(self, group: Iterable[int]) -> int:
        votes = self.votes
        return sum([votes[i] for i in group])

    def split(self, label: Label, said: Said, group: list[int]) -> Parts:
        """Divides a group that has at least `crowd` voters; so has every part but the one that waits."""
        children: dict[int, list[int]] = defaultdict(list)
        labels = self.labels
        for i in group:
            children[labels[i][label]].append(i)
        rest = children.pop(NOT_SAID, [])
        for value in [it for it in children if self.voters(children[it]) < self._need(said, label, it)]:
            rest += children.pop(value)
        held = self._hold_back(label, said, group, children)
        for value in [it for it in children if it not in held]:
            rest += children.pop(value)
        if not children:
            return self._settle(label, Parts({}, rest, []))
        return self._settle(label, self._place_rest(said, label, children, rest, held))

    def _need(self, said: Said, label: Label, value: int) -> int:
        return self.crowd if (*said, (label, value)) in self.stood else self.newcomer

    def _hold_back(
        self, label: Label, said: Said, group: list[int], children: dict[int, list[int]]
    ) -> dict[int, set[int]]:
        """Rule 2: for each child that goes on to say its value, whom it has to leave behind.

        Children are admitted one by one in an order that newcomers do not touch, and a later one takes
        nothing from an earlier: one that fails may owe its size to some who will wait, and leaves no trace.
        """
        homes, past = self.homes, self.past
        movers = {
            value: [i for i in members if homes[i] != NO_CLASS and past[homes[i]][label] != value]
            for value, members in children.items()
        }
        held: dict[int, set[int]] = {value: set() for value, some in movers.items() if not some}
        if len(held) == len(children):
            return held
        classes: dict[int, list[int]] = {homes[i]: [] for some in movers.values() for i in some}
        for i in group:
            if homes[i] in classes:
                classes[homes[i]].append(i)
        spare = {home: self.voters(members) - self.crowd for home, members in classes.items()}
        by_size = sorted(set(children) - set(held), key=lambda it: self._size(said, label, it, children[it]))
        for value in reversed(by_size):
            able = [i for i in movers[value] if self._finds_a_card(label, said, value, i)]
            going, left = self._spared(able, classes, dict(spare))
            behind = set(movers[value]) - going
            if self.voters(children[value]) - self.voters(behind) >= self._need(said, label, value):
                held[value], spare = behind, left
        return held

    def _spared(
        self, able: list[int], classes: dict[int, list[int]], spare: dict[int, int]
    ) -> tuple[set[int], dict[int, int]]:
        """Those whom their classes let go, the oldest first, and what each class can spare after that."""
        leaving = Counter(self.homes[i] for i in able)
        going = set()
        for i in sorted(able, key=lambda it: self.ages[it]):
            home = self.homes[i]
            whole = leaving[home] == len(classes[home])
            if whole or not self.votes[i] or spare[home] > 0:
                going.add(i)
                spare[home] -= self.votes[i]
        return going, spare

    def _finds_a_card(self, label: Label, said: Said, value: int, i: int) -> bool:
        """Whether a listed row can say this without being left over further down, where others stand already.

        Below a child that is new nobody stands, and a listed row always finds company.
        """
        if (*said, (label, value)) not in self.stood:
            return True
        past = dict(said)
        path = (*(past.get(it, NOT_SAID) for it in range(label)), *self.labels[i][label:])
        return self.cards.walk(self.root, path)[1] is not None

    def _size(self, said: Said, label: Label, value: int, members: list[int]) -> tuple[bool, int, int]:
        """What compares two children: one that stood is larger than a new one, and newcomers do not count."""
        stood = (*said, (label, value)) in self.stood
        return stood, sum(self.votes[i] for i in members if self.listed[i]), value

    def _place_rest(
        self,
        said: Said,
        label: Label,
        children: dict[int, list[int]],
        rest: list[int],
        held: dict[int, set[int]],
    ) -> Parts:
        """Rule 3. `children` holds at least one child, each large enough."""
        behind = [i for members in held.values() for i in members]
        if self.voters(rest) + self.voters(behind) >= self.crowd:
            for value, members in held.items():
                children[value] = [i for i in children[value] if i not in members]
            return Parts(children, rest + behind, [])
        if not any(self.listed[i] for i in rest):
            return Parts(children, [], rest)
        smallest = min(children, key=lambda it: self._size(said, label, it, children[it]))
        fallen = children.pop(smallest)
        return Parts(children, rest + fallen, [])

    def _settle(self, label: Label, parts: Parts) -> Parts:
        """Who now says other than its class of the previous snapshot did no longer counts as one of it."""
        homes, past = self.homes, self.past
        for value, members in ((NOT_SAID, parts.silent), *parts.said.items()):
            for i in members:
                if homes[i] != NO_CLASS and past[homes[i]][label] != value:
                    homes[i] = NO_CLASS
        return parts
