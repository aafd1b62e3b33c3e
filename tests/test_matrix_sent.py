"""What a request names in its body or its query: another's object is answered as one that does not exist.

The matrix proper tries the objects in the paths; here are the others, by hand: a reader's sound request with one
field changed to what is another's, to a name made for another audience, and to what nobody has.
"""

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from market.base import clock, names
from market.base.errors import NotFound
from market.rentals import queries as rentals
from tests.matrix_bodies import sent_to
from tests.matrix_objects import brand_of, paths_of, person_of
from tests.test_matrix import outcome
from tests.web.brands import traces
from tests.world import Copy, World, copy, shared_copy, world

__all__ = ["copy", "shared_copy", "world"]


@dataclass(frozen=True)
class Named:
    """The field `field` of a request names an object of `kind`."""

    reader: str
    method: str
    path: str
    field: str
    kind: str
    right: tuple[int, str] = (404, "not-found")

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.field} {self.kind} by {self.reader}"


NO_NAME = "no-name-at-all"
UNAVAILABLE = (404, "persona-unavailable")
FIELDS = (
    Named("buyer", "POST", "/v1/saved", "name", "name of the day", UNAVAILABLE),
    Named("buyer", "POST", "/v1/rentals", "persona", "name of the day", UNAVAILABLE),
    Named("buyer", "POST", "/moi/{address:str}/rent", "persona", "name of the day", (404, "")),
    Named("buyer", "GET", "/moi/{address:str}/rent", "persona", "name of the day", (404, "")),
    Named("buyer", "POST", "/moi/{address:str}/save", "persona", "name of the day", (404, "")),
    Named("buyer", "POST", "/saved/forget", "persona", "lasting name"),
    Named("buyer", "POST", "/v1/reports", "persona", "name of the day"),
    Named("holder", "POST", "/v1/reports", "agreement", "agreement", (404, "rental-not-found")),
    Named("owner", "PUT", "/v1/sessions/current/seat", "brand", "brand"),
    Named("owner", "POST", "/account/seat", "brand", "brand"),
)
CURSORS = (
    Named("buyer", "GET", "/rentals", "before", "agreement"),
    Named("buyer", "GET", "/v1/documents", "before", "document"),
    Named("buyer", "GET", "/documents", "before", "document"),
)


async def others(world: World, it: Named) -> tuple[list[str], list[str]]:
    """What is another's, and what is nobody's."""
    mine, theirs = brand_of(world, it.reader), world.b.brand
    today = clock.market_date(await clock.now())
    persona, nobody = world.b.persona, uuid.uuid4()
    match it.kind:
        case "name of the day":
            # Another brand's name of today; yesterday's own one; one of the holder's own; no name at all.
            foreign = [
                names.name("persona", persona, names.for_brand_today(theirs, today)),
                names.name("persona", persona, names.for_brand(theirs)),
                names.name("persona", persona, names.for_person(person_of(world, "holder"))),
            ]
            return foreign, [
                names.name("persona", nobody, names.for_brand_today(mine, today)),
                "A" * 44,
                NO_NAME,
            ]
        case "lasting name":
            foreign = [
                names.name("persona", world.b.saved, names.for_brand(theirs)),
                names.name("persona", world.b.saved, names.for_brand(mine)),
            ]
            return foreign, [names.name("persona", nobody, names.for_brand(mine)), "A" * 44, NO_NAME]
        case "agreement":
            return [str(world.b.agreement), str(world.b.waiting)], [str(nobody), str(uuid.UUID(int=0))]
        case "document":
            return [str(world.b.document), str(world.a.statement)], [str(nobody), NO_NAME]
        case _:
            person = names.for_person(person_of(world, it.reader))
            foreign = [
                names.name("brand", theirs, person),
                names.name("brand", theirs, names.for_operators()),
                names.name("brand", mine, names.for_operators()),
            ]
            return foreign, [names.name("brand", nobody, person), "A" * 44, NO_NAME]


def with_field(sent: Mapping[str, Any], it: Named, value: str) -> dict[str, Any]:
    """The same request, naming something else."""
    if it.method == "GET":
        return {**sent, "params": {**sent.get("params", {}), it.field: value}}
    (form,) = {"json", "data"} & sent.keys()
    headers = {"idempotency-key": uuid.uuid4().hex} | {"sec-fetch-site": "same-origin"}
    return {**sent, form: {**sent[form], it.field: value}, "headers": headers}


async def asked(copy: Copy, it: Named, value: str) -> Any:
    address = paths_of(copy.world, it.reader, it.path).own
    sent = await sent_to(copy.world, it.reader, f"{it.method} {it.path}")
    assert address
    return await copy.ask(it.reader, it.method, address, **with_field(sent, it, value))


async def judge(copy: Copy, it: Named) -> None:
    """The same refusal for each, to the byte, and no trace of any."""
    foreign, nowhere = await others(copy.world, it)
    before = await traces()
    answers = {value: await asked(copy, it, value) for value in (*foreign, *nowhere)}
    assert {outcome(answer) for answer in answers.values()} == {it.right}, it
    told = {answer.text.replace(value, "…") for value, answer in answers.items()}
    assert len(told) == 1, told
    assert await traces() == before


@pytest.mark.parametrize("it", FIELDS, ids=str)
async def test_anothers_object_is_answered_as_nobodys(copy: Copy, it: Named) -> None:
    await judge(copy, it)


@pytest.mark.parametrize("it", CURSORS, ids=str)
async def test_a_cursor_leads_to_nothing_of_anothers(copy: Copy, it: Named) -> None:
    foreign, nowhere = await others(copy.world, it)
    answers = {value: await asked(copy, it, value) for value in (*foreign, *nowhere)}
    told = {(outcome(answer), answer.text.replace(value, "…")) for value, answer in answers.items()}
    assert len(told) == 1, told


async def test_control_a_name_that_is_one_before_everybody_is_noticed(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = names.inner_id

    def before_anybody(kind: str, name: str, audience: names.Audience) -> uuid.UUID:
        with contextlib.suppress(NotFound):
            return whole(kind, name, names.for_operators())
        return whole(kind, name, audience)

    monkeypatch.setattr(names, "inner_id", before_anybody)
    copy.changed = True
    with pytest.raises(AssertionError):
        await judge(copy, next(it for it in FIELDS if it.method == "PUT"))


async def test_control_a_report_that_forgets_the_tenant_is_noticed(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_holder = rentals.of_holder

    async def any_holders(_: uuid.UUID, agreement: uuid.UUID) -> object:
        assert copy.world.b.holder.person
        return await of_holder(copy.world.b.holder.person, agreement)

    monkeypatch.setattr(rentals, "of_holder", any_holders)
    copy.changed = True
    with pytest.raises(AssertionError):
        await judge(copy, next(it for it in FIELDS if it.field == "agreement"))
