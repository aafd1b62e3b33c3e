"""One signed Merkle head a day over what every record had grown to, published for anyone to keep.

The day's tree has a leaf for each record that grew since the head before: a commitment, under a salt of its own,
to which agreement it is, how many events it has and the hash of the last. Both sides of the agreement hold the salt;
nobody else learns from a leaf, or from the siblings in a proof, whose it is. Leaves stand in the order of
their hashes, which is chance, and random ones fill the tree up to a power of two, at least 1,024: neither
place nor size tells who was busy, and how busy all were is told by order of magnitude. Days without growth
have a head too. Each head names the hash of the one before, so whoever kept one can check all that follow.

Errors::

    ValueError
    ├── DayNotOver          a day is sealed after it has ended (UTC), never before
    ├── RecordNotGrown      nothing of this record is new, or its past is not what was sealed
    ├── EnteredTwice        a record has one leaf a day
    ├── HeadOutOfPlace      the head does not follow the one before it
    ├── HeadForked          another head of the same day than the one kept
    └── NotInHead           the record is not what the head's tree holds
"""

import hmac
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal

from pydantic import Field

from contracts.canonical import canonical
from contracts.commitments import tagged
from contracts.keys import ALGORITHM, PrivateKey, PublicKey, b64url
from contracts.keyset import KeySet
from contracts.merkle import NotIncluded, Tree, check_inclusion
from contracts.record import Event, Head, verify_chain
from contracts.record_facts import Hex32, Hex64
from contracts.variant import Value

LEAST: Final = 1024
"""The leaves of the smallest tree."""


class DayNotOver(ValueError):
    """The day has not ended."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{day} is not over")
        self.day = day


class RecordNotGrown(ValueError):
    """Nothing has been added since the record was sealed last."""

    def __init__(self, agreement_id: str, length: int) -> None:
        super().__init__(f"the record of {agreement_id} still has {length} events")
        self.agreement_id = agreement_id
        self.length = length


class EnteredTwice(ValueError):
    """The record stands in the day already."""

    def __init__(self, agreement_id: str) -> None:
        super().__init__(f"{agreement_id} has two leaves")
        self.agreement_id = agreement_id


class HeadOutOfPlace(ValueError):
    """The head of ``day`` does not follow the one before it."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the head of {day} does not follow the one before it")
        self.day = day


class HeadForked(ValueError):
    """Two heads of one day differ."""

    def __init__(self, day: date) -> None:
        super().__init__(f"another head of {day} was kept elsewhere")
        self.day = day


class NotInHead(ValueError):
    """The head of ``day`` does not hold this record at this length, or another leaf that was asked for."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the head of {day} does not hold this record as it stands here")
        self.day = day


class DayHead(Value):
    """What is published of a day: its tree's root and size, chained to the day before and signed."""

    recorder: str
    day: date
    size: int = Field(ge=LEAST)
    root: Hex64
    prev: Hex64
    kid: str
    alg: Literal["Ed25519"] = ALGORITHM
    value: str

    @property
    def hash(self) -> str:
        """What the next head names, in hex: over all but the signature."""
        return tagged(b"moi/head/1", self._signed()).hex()

    @property
    def message(self) -> bytes:
        """What is signed."""
        return b"moi/head-signature/1\x00" + self._signed()

    def check_signature(self, key: PublicKey) -> None:
        """Raises SignatureInvalid."""
        key.verify_text(self.value, self.message)

    def check_follows(self, before: "DayHead | None") -> None:
        """Raises HeadOutOfPlace unless this is the head of the day after (None: the first of all)."""
        place = (self.recorder, self.day, self.prev)
        expected = (
            (self.recorder, self.day, first_prev(self.recorder))
            if before is None
            else (before.recorder, before.day + timedelta(days=1), before.hash)
        )
        if place != expected:
            raise HeadOutOfPlace(self.day)

    def _signed(self) -> bytes:
        return canonical(self.model_dump(mode="json", exclude={"value"}))


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that grew: where it stands now, under a salt (16 fresh random bytes) of this entry alone."""

    agreement_id: str
    head: Head
    salt: bytes

    @property
    def data(self) -> bytes:
        """The blinded commitment that is the leaf's data, 32 bytes."""
        return entry_data(self.agreement_id, self.head.length, self.head.event_hash.hex(), self.salt.hex())


class Anchor(Value):
    """The proof that a record, as it stood at ``length`` events, is in a day's tree."""

    length: int = Field(ge=1)
    salt: Hex32
    index: int = Field(ge=0)
    path: tuple[Hex64, ...]
    head: DayHead

    def check(self, agreement_id: str, event_hash: str) -> None:
        """Raises NotInHead unless the head holds this record with ``event_hash`` (hex) as its last."""
        data = entry_data(agreement_id, self.length, event_hash, self.salt)
        path = [bytes.fromhex(each) for each in self.path]
        try:
            check_inclusion(data, self.index, self.head.size, path, bytes.fromhex(self.head.root))
        except NotIncluded:
            raise NotInHead(self.head.day) from None


@dataclass(frozen=True)
class SealedDay:
    """A day's head with the leaves of its tree, which are kept: proofs are made of them whenever one is asked for."""

    head: DayHead
    leaves: tuple[bytes, ...]

    @cached_property
    def _tree(self) -> Tree:
        return Tree(self.leaves)

    def anchor(self, entered: Entry) -> Anchor:
        """The proof of a record that was entered; raises NotInHead."""
        index, path = self.place(entered.data)
        return Anchor(
            length=entered.head.length,
            salt=entered.salt.hex(),
            index=index,
            path=tuple(each.hex() for each in path),
            head=self.head,
        )

    def place(self, data: bytes) -> tuple[int, tuple[bytes, ...]]:
        """Where a leaf stands, and its path to the root; raises NotInHead for one that is not of this head."""
        index = bisect_left(self.leaves, data)
        if self.leaves[index : index + 1] != (data,) or self._tree.root.hex() != self.head.root:
            raise NotInHead(self.head.day)
        return index, self._tree.path(index)


def entry_data(agreement_id: str, length: int, event_hash: str, salt: str) -> bytes:
    """The data of a record's leaf; hash and salt in hex."""
    said = {"agreement": agreement_id, "length": length, "event_hash": event_hash, "salt": salt}
    return tagged(b"moi/entry/1", canonical(said))


def entry(agreement_id: str, events: Sequence[Event], sealed: Head | None, salt: bytes) -> Entry:
    """The entry of a record that grew, verified before anything is signed; ``sealed``: its last one's head.

    Raises RecordNotGrown and what `record.verify_chain` raises.
    """
    verify_chain(agreement_id, events, sealed)
    if len(events) == (sealed.length if sealed else 0):
        raise RecordNotGrown(agreement_id, len(events))
    return Entry(agreement_id, Head(len(events), events[-1].event_hash), salt)


def first_prev(recorder: str) -> str:
    """What the first head of all names as the hash before it, in hex."""
    return tagged(b"moi/heads/1", recorder.encode()).hex()


def seal_day(
    recorder: str,
    day: date,
    entries: Sequence[Entry],
    *,
    also: Sequence[bytes] = (),
    before: DayHead | None,
    keys: KeySet,
    key: PrivateKey,
    noise: bytes,
    now: datetime,
) -> SealedDay:
    """Seal a UTC day, over what grew since ``before``, at ``now`` (UTC), with ``key``.

    ``also`` are blinded commitments of other logs, 32 bytes each, that go under the same head. ``keys`` are those
    that may have signed ``before``; ``noise`` is 32 fresh random bytes for the leaves that are nobody's, and is
    not kept. Raises DayNotOver, EnteredTwice, HeadOutOfPlace, KeyUnknown, SignatureInvalid.
    """
    grown = [*(each.data for each in _once(entries)), *also]
    leaves = tuple(sorted([*grown, *_nobodys(size_of(len(grown)) - len(grown), noise)]))
    root = Tree(leaves).root
    head = sign_head(recorder, day, len(leaves), root, before=before, keys=keys, key=key, now=now)
    return SealedDay(head, leaves)


def sign_head(
    recorder: str,
    day: date,
    size: int,
    root: bytes,
    *,
    before: DayHead | None,
    keys: KeySet,
    key: PrivateKey,
    now: datetime,
) -> DayHead:
    """The signed head of a tree of ``size`` leaves, for whoever builds it piece by piece; else as `seal_day`."""
    if now < datetime.combine(day + timedelta(days=1), time(), UTC):
        raise DayNotOver(day)
    if before is not None:
        before.check_signature(keys[before.kid])
    unsigned = DayHead(
        recorder=recorder,
        day=day,
        size=size,
        root=root.hex(),
        prev=first_prev(recorder) if before is None else before.hash,
        kid=key.kid,
        value="",
    )
    unsigned.check_follows(before)
    return unsigned.model_copy(update={"value": b64url(key.sign(unsigned.message))})


def check_heads(heads: Sequence[DayHead]) -> None:
    """Check that heads follow one another without a gap, from any day on; raises HeadOutOfPlace."""
    for before, head in pairwise(heads):
        head.check_follows(before)


def _once(entries: Sequence[Entry]) -> Iterable[Entry]:
    seen: set[str] = set()
    for each in entries:
        if each.agreement_id in seen:
            raise EnteredTwice(each.agreement_id)
        seen.add(each.agreement_id)
        yield each


def size_of(entries: int) -> int:
    """How many leaves the tree over so many has."""
    size = LEAST
    while size < entries:
        size *= 2
    return size


def _nobodys(count: int, noise: bytes) -> list[bytes]:
    return [hmac.digest(noise, str(n).encode(), "sha256") for n in range(count)]
