"""Reads of what came of a brand's running rentals. The brand, and that a rental runs, are in the statement itself."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from market.base import vault
from market.base.database import Record, fetch
from market.relations.questions.queries import RUNNING, Asked
from market.relations.questions.results import Result, result
from market.relations.results.rules import ClassRow, Figures, Words, by_class, words_of
from market.rentals.cards import unsealed
from market.rentals.queries import ROOM

_CARDS = "r.id, r.agreement, r.holder, r.card_sealed from rentals.rentals r"

_FIGURES = f"""
  select i.*, q.*, {_CARDS}
  cross join lateral (
    select count(*) as invitations, count(*) filter (where a.kind = 'interested') as interested,
      count(*) filter (where a.kind = 'not_for_me') as not_for_me,
      count(*) filter (where a.kind = 'not_now') as not_now, count(c.id) as told
    from relations.invitations s
    left join relations.reactions a on a.invitation = s.id
    left join relations.redemptions c on c.invitation = s.id and c.told and c.taken_back_at is null
    where s.rental = r.id) i
  cross join lateral (
    select count(*) as asked, count(a.id) as answered from relations.questions s
    left join relations.answers a on a.question = s.id and a.sealed is not null
    where s.rental = r.id) q
  where r.brand = $1 and {RUNNING}
"""
_COUNTED = ("invitations", "interested", "not_for_me", "not_now", "told", "asked", "answered")


@dataclass(frozen=True)
class Share:
    """What one class answered to a question."""

    said: Words
    result: Result


async def results_of(brand: uuid.UUID) -> list[ClassRow]:
    """What came of the brand's running rentals, by class."""
    rows = await fetch(_FIGURES, brand)
    said = await _said(rows)
    return by_class((said[row["agreement"]], _figures(row)) for row in rows)


def _figures(row: Record) -> Figures:
    counted = {name: row[name] for name in _COUNTED}
    return Figures(rented=1, invited=int(row["invitations"] > 0), **counted)


async def shares_of(brand: uuid.UUID, found: Sequence[Asked]) -> list[Share]:
    """The answers to one question by class, `found` being the whole of its round: the class with most of it first."""
    rows = await fetch(
        f"select {_CARDS} where r.brand = $1 and r.agreement = any($2) and {RUNNING}",
        *(brand, [it.agreement for it in found]),
    )
    said = await _said(rows)
    groups: dict[Words, list[Asked]] = defaultdict(list)
    for it in found:
        if it.agreement in said:  # it has not ended in between
            groups[said[it.agreement]].append(it)
    ordered = sorted(groups.items(), key=lambda it: (-len(it[1]), it[0]))
    return [Share(words, _result(group)) for words, group in ordered]


def _result(group: Sequence[Asked]) -> Result:
    answers = [it.answer for it in group if it.answer is not None]
    return result(group[0].content, len(group), answers)


async def _said(rows: Iterable[Record]) -> dict[uuid.UUID, Words]:
    """By agreement, what the card said."""
    found = list(rows)
    keys = await vault.keys_of(ROOM, {row["holder"] for row in found if row["card_sealed"] is not None})
    return {row["agreement"]: _words(row, keys.get(row["holder"])) for row in found}


def _words(row: Record, key: vault.DataKey | None) -> Words:
    sealed = row["card_sealed"]
    return words_of(unsealed(sealed, key, row["id"]) if sealed is not None and key is not None else None)
