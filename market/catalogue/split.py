"""One step of the crowd's tree: a group meets the next label and divides.

Pure bookkeeping over row numbers. `Tree` holds one root's rows in columns, because a million rows pass
here once per label. `crowd.py` walks it from the root to the leaves.

The rules, in the order in which they are applied at each node:
1. Those who share a value say it together if they are enough: `crowd` voters where this child stood in the
   previous snapshot, else `newcomer`.
2. A class that stood is not thinned out by a finer group beginning beside it: it keeps `crowd` of the voters
   it still has, and the others go. Only if every one of its members can go does it go as a whole. (Those who
   stay behind say less than they could, and follow when their class can spare them and they find a card.)
3. The rest does not say the label if it has `crowd` voters. If not, those held back by rule 2 go after all.
   Still too few: if members already listed are among them, one child falls back to them, a new one before one
   that stood, and then the smallest; one is enough, since it has `crowd` voters. A rest of newcomers waits.

Newcomers never count in "the smallest" (rule 3), so that those who end up waiting decide nothing.
"""

from collections import defaultdict
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
        held = self._choose(label, said, children, rest)
        if not children:
            return self._settle(label, Parts({}, rest, []))
        parts = self._place_rest(said, label, children, rest, held)
        return self._settle(label, parts)

    def _need(self, said: Said, label: Label, value: int) -> int:
        return self.crowd if (*said, (label, value)) in self.stood else self.newcomer

    def _choose(
        self, label: Label, said: Said, children: dict[int, list[int]], rest: list[int]
    ) -> dict[int, set[int]]:
        """Rules 1 and 2: moves children that are too small into `rest`; returns whom rule 2 holds back."""
        held: dict[int, set[int]] = {}
        while True:
            small = [
                value
                for value, members in children.items()
                if self.voters(members) - self.voters(held.get(value, ())) < self._need(said, label, value)
            ]
            if not small and held:
                return held
            for value in small:
                rest += children.pop(value)
            # Whom a child may take depends on who else stays, so this is asked again after each change.
            held = self._held_back(label, said, children, rest)
            if not held:
                return held

    def _held_back(
        self, label: Label, said: Said, children: dict[int, list[int]], rest: list[int]
    ) -> dict[int, set[int]]:
        """Rule 2: whom a class of the previous snapshot cannot spare, by the value they share."""
        homes, past = self.homes, self.past
        held: dict[int, set[int]] = defaultdict(set)
        leaving: dict[int, list[tuple[int, int]]] = defaultdict(list)
        staying: dict[int, int] = defaultdict(int)  # votes, by class
        for value, members in children.items():
            for i in members:
                if homes[i] == NO_CLASS or past[homes[i]][label] == value:
                    continue
                if self._finds_a_card(label, said, value, i):
                    leaving[homes[i]].append((value, i))
                else:
                    held[value].add(i)
                    staying[homes[i]] += self.votes[i]
        if not leaving:
            return held
        for i in rest:
            if homes[i] in leaving:
                staying[homes[i]] += self.votes[i]
        for home, votes in staying.items():
            voters = sorted((pair for pair in leaving[home] if self.votes[pair[1]]), key=self._age)
            free = max(0, votes + len(voters) - self.crowd)
            for value, i in voters[free:]:
                held[value].add(i)
        return held

    def _finds_a_card(self, label: Label, said: Said, value: int, i: int) -> bool:
        """Whether a listed row can say this without being left over further down, where others stand already.

        Below a child that is new nobody stands, and a listed row always finds company.
        """
        if (*said, (label, value)) not in self.stood:
            return True
        past = dict(said)
        path = (*(past.get(it, NOT_SAID) for it in range(label)), *self.labels[i][label:])
        return self.cards.walk(self.root, path)[1] is not None

    def _age(self, pair: tuple[int, int]) -> tuple[Opaque, Opaque]:
        return self.ages[pair[1]]

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

        def by_size(value: int) -> tuple[bool, int, int]:
            stood = (*said, (label, value)) in self.stood
            return stood, sum(self.votes[i] for i in children[value] if self.listed[i]), value

        fallen = children.pop(min(children, key=by_size))
        return Parts(children, rest + fallen, [])

    def _settle(self, label: Label, parts: Parts) -> Parts:
        """Who now says other than its class of the previous snapshot did no longer counts as one of it."""
        homes, past = self.homes, self.past
        for value, members in ((NOT_SAID, parts.silent), *parts.said.items()):
            for i in members:
                if homes[i] != NO_CLASS and past[homes[i]][label] != value:
                    homes[i] = NO_CLASS
        return parts
