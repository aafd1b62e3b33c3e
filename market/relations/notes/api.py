"""JSON routes of a holder's own note of a relation."""

from typing import Any

from litestar import Request, get, put
from litestar.params import FromPath, JSONBody

from market.base.access import HOLDER, needs, person_of, principal_of
from market.relations.notes import actions, queries
from market.relations.notes.schemas import NoteOut, NoteShape
from market.rentals.api import agreement_id

Ask = Request[Any, Any, Any]
PATH = "/v1/relations/{agreement:str}/note"


@get(PATH, **needs(HOLDER))
async def note(request: Ask, agreement: FromPath[str]) -> NoteOut:
    """What you have noted of this relation. Nobody else reads it."""
    return NoteOut.of(await queries.of_holder(person_of(request), agreement_id(agreement)))


@put(PATH, **needs(HOLDER))
async def keep(request: Ask, agreement: FromPath[str], data: JSONBody[NoteShape]) -> NoteOut:
    """Note it anew; what you have not seen is not written over."""
    which = agreement_id(agreement)
    return NoteOut.of(await actions.keep(principal_of(request), which, data.text, data.version))


ROUTES = (note, keep)
