"""The board of a brand: every round of questions of its running rentals, by state and by subject, a page at a time.

What a question is about is sealed with it, so that a filter by subject opens one question of each round. A state is of
the answers that came and of the clock: who is asked and silenced the brand counts as who is asked and says nothing.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from market.base import names
from market.base.database import Record, fetch
from market.base.errors import NotFound
from market.relations.errors import QuestionNotFound, QuestionUnclear
from market.relations.questions import subjects
from market.relations.questions.queries import ASKED, ROUND, RUNNING, Asked, open_all

State = Literal["open", "answered", "over"]
STATES: Final[tuple[State, ...]] = get_args(State)
"""It can be answered still; all have answered; its last day is over."""

A_PAGE: Final = 50
LATEST: Final = 3  # answers that a board shows of each round
A_LOOK, LOOKS = 200, 25
"""By subject, so many rounds are opened at once, and so often for one page, which may be short then."""


@dataclass(frozen=True)
class Wanted:
    """Which rounds: of one state, about one subject, or all."""

    state: State | None = None
    subject: str | None = None


ALL: Final = Wanted()


@dataclass(frozen=True)
class Round:
    """Questions that were asked together, in the rentals that run: one of them, and how many have an answer."""

    id: uuid.UUID
    first: Asked
    asked: int
    answered: int
    state: State


@dataclass(frozen=True)
class Board:
    """A page of rounds, newest first. `following`: the round before which the next page begins; None at the end."""

    rounds: tuple[Round, ...]
    following: uuid.UUID | None


_ROUNDS = f"""
  select q.round, min(q.id::text)::uuid as first, count(*) as asked, count(a.id) as answered,
    case when count(a.id) = count(*) then 'answered'
      when max(q.until) >= (base.now() at time zone 'Europe/Paris')::date then 'open' else 'over' end as state
  from relations.questions q join rentals.rentals r on r.id = q.rental
  left join relations.answers a on a.question = q.id and a.sealed is not null
  where q.brand = $1 and {RUNNING} and ($2::uuid is null or q.round < $2)
  group by q.round
"""
_PAGE = f"""
  select b.asked, b.answered, b.state, o.* from (
    select * from ({_ROUNDS}) it where $3::text is null or state = $3 order by round desc limit $4
  ) b join lateral (select {ASKED} where q.id = b.first) o on true order by o.round desc
"""

_LATEST = f"""
  select o.* from (
    select q.id, row_number() over (
      partition by q.round order by (a.at at time zone 'Europe/Paris')::date desc, q.id) as place
    from relations.questions q join rentals.rentals r on r.id = q.rental
    join relations.answers a on a.question = q.id and a.sealed is not null
    where q.brand = $1 and q.round = any($2) and {RUNNING}
  ) it join lateral (select {ASKED} where q.id = it.id) o on true where it.place <= $3 order by it.place, o.id
"""


def wanted(state: str, subject: str) -> Wanted:
    """What a reader asked for; empty: all. Raises QuestionUnclear for what there is not."""
    found = next((it for it in STATES if it == state), None)
    if state and found is None:
        raise QuestionUnclear(field="state", reason="unknown", known=list(STATES))
    if subject and subject not in subjects.SUBJECTS:
        raise QuestionUnclear(field="subject", reason="unknown", known=list(subjects.SUBJECTS))
    return Wanted(found, subject or None)


def round_id(brand: uuid.UUID, name: str) -> uuid.UUID:
    """The round of this name; raises QuestionNotFound, for another brand's too."""
    try:
        return names.inner_id(ROUND, name, names.for_brand(brand))
    except NotFound as error:
        raise QuestionNotFound() from error


def state_of(found: Sequence[Asked], today: date) -> State:
    """The state of a round, of which these are the questions; `today` in the market's zone. As `_ROUNDS` says it."""
    if all(it.answer is not None for it in found):
        return "answered"
    return "open" if found[0].content.until >= today else "over"


async def board_of(
    brand: uuid.UUID, which: Wanted = ALL, before: uuid.UUID | None = None, limit: int = A_PAGE
) -> Board:
    """A page of the brand's rounds; `before`: the round before which it begins."""
    found: list[Round] = []
    step = limit + 1 if which.subject is None else max(A_LOOK, limit + 1)
    for _ in range(LOOKS):
        rows = await fetch(_PAGE, brand, before, which.state, step)
        for it in await _opened(rows):
            if which.subject is None or which.subject in it.first.content.subjects:
                found.append(it)
        if len(found) > limit:
            return Board(tuple(found[:limit]), found[limit - 1].id)
        if len(rows) < step:
            return Board(tuple(found), None)
        before = rows[-1]["round"]
    return Board(tuple(found), before)


async def _opened(rows: Sequence[Record]) -> list[Round]:
    firsts = {it.round: it for it in await open_all(rows)}
    return [
        Round(row["round"], firsts[row["round"]], row["asked"], row["answered"], row["state"])
        for row in rows
        if row["round"] in firsts
    ]


async def latest_answers(brand: uuid.UUID, rounds: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Asked]]:
    """Of each round the answers of its latest days, a few."""
    rows = await fetch(_LATEST, brand, list(rounds), LATEST)
    found: dict[uuid.UUID, list[Asked]] = defaultdict(list)
    for it in await open_all(rows):
        found[it.round].append(it)
    return found
