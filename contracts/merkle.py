"""The Merkle tree of RFC 9162, section 2.1 (the hashes of RFC 6962), with SHA-256.

A leaf is hashed behind 0x00 and a node behind 0x01, so that none can be passed off as the other. The RFC
splits n leaves at the largest power of two below n; built level by level, with a last one that has no sibling
going up as it is, it is the same tree.
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Self

EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves."""


class NotIncluded(ValueError):
    """The path does not lead from this leaf, at this place, to the root."""

    def __init__(self, index: int, size: int) -> None:
        super().__init__(f"no path from leaf {index} to the root of a tree of {size}")
        self.index = index
        self.size = size


class Tree:
    """The tree over some data, in their order."""

    def __init__(self, data: Iterable[bytes]) -> None:
        self._build([leaf_hash(each) for each in data])

    @classmethod
    def over(cls, nodes: Iterable[bytes]) -> Self:
        """The upper part of a tree whose lower parts, complete and of one size, have these roots."""
        tree = cls.__new__(cls)
        tree._build(list(nodes))
        return tree

    def _build(self, lowest: list[bytes]) -> None:
        self._levels = [lowest]
        while len(self._levels[-1]) > 1:
            self._levels.append(_above(self._levels[-1]))

    @cached_property
    def root(self) -> bytes:
        """32 bytes."""
        return self._levels[-1][0] if self._levels[0] else EMPTY

    def path(self, index: int) -> tuple[bytes, ...]:
        """The proof that the leaf at ``index`` is in the tree (section 2.1.3.1); raises IndexError."""
        if not 0 <= index < len(self._levels[0]):
            raise IndexError(index)
        found = []
        for level in self._levels[:-1]:
            sibling = index ^ 1
            if sibling < len(level):
                found.append(level[sibling])
            index >>= 1
        return tuple(found)


class Growing:
    """The root of a tree whose data come one after another, in memory that does not grow with them."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []
        self.size = 0

    def add(self, data: bytes) -> None:
        """One more leaf, after all others."""
        width, node = 1, leaf_hash(data)
        while self._peaks and self._peaks[-1][0] == width:
            width, node = 2 * width, node_hash(self._peaks.pop()[1], node)
        self._peaks.append((width, node))
        self.size += 1

    @property
    def root(self) -> bytes:
        """32 bytes: as `Tree` has it."""
        if not self._peaks:
            return EMPTY
        (_, root), *higher = reversed(self._peaks)
        for _, peak in higher:
            root = node_hash(peak, root)
        return root


def check_inclusion(data: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """Raises NotIncluded unless ``data`` is the leaf at ``index`` of the tree (section 2.1.3.2)."""
    if not 0 <= index < size:
        raise NotIncluded(index, size)
    place, last, reached = index, size - 1, leaf_hash(data)
    for sibling in path:
        if last == 0:
            raise NotIncluded(index, size)
        if place & 1 or place == last:
            reached = node_hash(sibling, reached)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            reached = node_hash(reached, sibling)
        place, last = place >> 1, last >> 1
    if last or reached != root:
        raise NotIncluded(index, size)


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _above(level: list[bytes]) -> list[bytes]:
    pairs = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return pairs + level[-1:] if len(level) % 2 else pairs
