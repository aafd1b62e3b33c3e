"""Reads of a brand's files, a page at a time. Each page asks anew whether its rentals run: what ends while a file is
being sent is not in the pages that follow.
"""

import uuid
from collections.abc import AsyncIterator

from market.base import names, vault
from market.base.database import fetch
from market.relations.exports.rules import Row, of_invitation, of_question
from market.relations.queries import SENT, opened
from market.relations.questions.queries import ASKED, RUNNING, open_all, round_name
from market.rentals.queries import ROOM

A_PAGE = 200

_INVITATIONS = (
    f"select r.persona, r.holder, {SENT} where r.brand = $1 and {RUNNING} and ($2::uuid is null or i.id > $2)"
    " order by i.id limit $3"
)
_QUESTIONS = (
    f"select {ASKED} where q.brand = $1 and {RUNNING} and ($2::uuid is null or q.id > $2)"
    " order by q.id limit $3"
)


def _who(brand: uuid.UUID, agreement: uuid.UUID, persona: uuid.UUID) -> dict[str, str]:
    """A rental as its brand calls it."""
    name = names.name("persona", persona, names.for_brand(brand))
    return {"agreement": str(agreement), "persona": name, "handle": names.handle(name)}


async def invitations_of(brand: uuid.UUID) -> AsyncIterator[list[Row]]:
    """All that the brand sent in the rentals that run, with the reactions, in the order sent."""
    last = None
    while rows := await fetch(_INVITATIONS, brand, last, A_PAGE):
        keys = await vault.keys_of(ROOM, {row["holder"] for row in rows})
        yield [
            of_invitation(opened(row, keys[row["holder"]]), _who(brand, row["agreement"], row["persona"]))
            for row in rows
            if row["holder"] in keys
        ]
        last = rows[-1]["id"]


async def questions_of(brand: uuid.UUID) -> AsyncIterator[list[Row]]:
    """All that the brand asked in the rentals that run, with the answers that stand, in the order asked."""
    last = None
    while rows := await fetch(_QUESTIONS, brand, last, A_PAGE):
        yield [
            of_question(it, round_name(it.round, brand), _who(brand, it.agreement, it.persona))
            for it in await open_all(rows)
        ]
        last = rows[-1]["id"]
