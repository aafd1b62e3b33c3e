"""What a holder does with a persona: start, edit, publish, hide, show, retire."""

import uuid
from collections.abc import Mapping

from market.base import audit, events, jobs, vault
from market.base.access import Principal
from market.base.database import fetch, fetch_value, transaction
from market.base.errors import Unauthenticated
from market.base.ids import new_id
from market.personas.charter.actions import forget, sign_or_check
from market.personas.checks.publication import only_marked
from market.personas.checks.queries import verified_of_persona
from market.personas.checks.rules import marks
from market.personas.masks import MASKS
from market.personas.queries import (
    PADDING,
    ROOM,
    PersonaRow,
    draft_place,
    open_draft,
    own,
    sealed_place,
    sheet_place,
)
from market.personas.rules import (
    Draft,
    NotInThisState,
    Offer,
    TraitUnknown,
    check_draft,
    check_edit,
    check_offer,
    check_publishable,
    sheet,
)


class PersonasChanged:
    """Something about who is listed changed: the day's classes may be computed anew (at once in local mode)."""


# state -> states from which it may be reached by its holder
MOVES: dict[str, tuple[str, ...]] = {
    "hidden": ("listed",),
    "listed": ("hidden",),
    "retired": ("draft", "listed", "hidden", "stopped"),
}


def _person(who: Principal) -> uuid.UUID:
    if who.person is None:
        raise Unauthenticated()
    return who.person


async def start(who: Principal, mask: str | None) -> uuid.UUID:
    """A new persona of the holder's, a draft; `mask` names a starting template. Raises TraitUnknown."""
    person = _person(who)
    if mask is not None and mask not in MASKS:
        raise TraitUnknown(field="mask", claim=mask)
    persona = new_id()
    async with transaction():
        key = await vault.data_key(person)
        await fetch(
            "insert into personas.personas (id, holder, state, draft, capacity, created_at)"
            " values ($1, $2, 'draft', $3, 1, base.now())",
            persona,
            vault.tag(ROOM, person),
            key.seal(draft_place(persona), Draft(mask=mask).to_json(), PADDING),
        )
        await audit.record(who.actor, "persona.started", "persona", persona)
    return persona


async def save_draft(who: Principal, persona: uuid.UUID, draft: Draft) -> None:
    """Keep what the studio holds; nothing is published. Raises TraitUnknown, NotFound, NotInThisState."""
    check_draft(draft)
    person = _person(who)
    async with transaction():
        row = await own(person, persona, lock=True)
        if row.state == "retired":
            raise NotInThisState(state=row.state)
        key = await vault.data_key(person)
        await fetch(
            "update personas.personas set draft = $2 where id = $1",
            persona,
            key.seal(draft_place(persona), draft.to_json(), PADDING),
        )
        await audit.record(who.actor, "persona.draft_saved", "persona", persona)


VERSION = """
insert into personas.persona_versions (id, persona, number, variant, terms_version, sealed, sheet, created_at)
select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7 from personas.persona_versions where persona = $2
"""
"""Id, persona, variant, version of the terms, answers and sheet (sealed), and when it was offered (UTC)."""


async def publish(
    who: Principal,
    persona: uuid.UUID,
    *,
    variant: str,
    period: str,
    price_step: int,
    capacity: int = 1,
    charter: int | None = None,
) -> uuid.UUID:
    """Make the draft a version and list it with this offer. Returns the version.

    `price_step` in minor units a month; `charter`: the edition that the holder signs with this. Raises
    OfferImpossible, CharterEditionNeeded, TooFewTraits, EditedTooSoon, NotFound, NotInThisState. Running rentals keep
    the version they were agreed on. What was verified bears its mark from here on; for that alone one need not wait.
    """
    terms = check_offer(variant, period, price_step, capacity)
    person = _person(who)
    version = new_id()
    async with transaction():
        row = await own(person, persona, lock=True)
        if row.state in ("retired", "stopped"):
            raise NotInThisState(state=row.state)
        await sign_or_check(who, charter)
        now = (await fetch("select base.now() as now"))[0]["now"]
        key, draft = await vault.data_key(person), await open_draft(person, row)
        verified = marks(draft, await verified_of_persona(key, persona))
        offer = Offer(variant, period, price_step, capacity)
        if not await only_marked(key, row, draft, terms, offer, verified):
            check_edit(row.published_at, now, seen=await _seen(row))
        check_publishable(draft, terms)
        answers = key.seal(sealed_place(version), draft.to_json(), PADDING)
        shown = key.seal(sheet_place(version), sheet(draft, terms, verified), PADDING)
        await fetch(VERSION, version, persona, terms.id, terms.version, answers, shown, now)
        await fetch(
            "update personas.personas set state = 'listed', version = $2, variant = $3, terms_version = $4,"
            " period = $5, price_step = $6, capacity = $7, published_at = $8, listed_since = $8,"
            " shown_at = null where id = $1",
            *(persona, version, terms.id, terms.version, period, price_step, capacity, now),
        )
        await audit.record(who.actor, "persona.published", "persona", persona, variant=variant, period=period)
        await events.raise_event(PersonasChanged())
    return version


async def save_and_publish(
    who: Principal,
    persona: uuid.UUID,
    draft: Draft,
    *,
    variant: str,
    period: str,
    price_step: int,
    capacity: int = 1,
    charter: int | None = None,
) -> uuid.UUID:
    """Both at once, or neither: a refusal to publish leaves the draft as it was. Raises what the two raise."""
    async with transaction():
        await save_draft(who, persona, draft)
        offer = {"variant": variant, "period": period}
        return await publish(who, persona, price_step=price_step, capacity=capacity, charter=charter, **offer)


async def _seen(row: PersonaRow) -> bool:
    """Whether a brand may have seen the current version: it stood under a card, or was rented."""
    if row.shown_at is not None or row.published_at is None:
        return True
    return bool(
        await fetch_value(
            "select exists (select from personas.slots where persona = $1 and coalesce(ends_at, held_until) > $2)",
            row.id,
            row.published_at,
        )
    )


async def shown(versions: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """The catalogue tells which personas stand under a card, in which version. Inside its transaction, which
    waits for nobody: of a row that is held by another the next snapshot tells.
    """
    await fetch(
        "update personas.personas set shown_at = base.now() where id in (select p.id from personas.personas p"
        " join unnest($1::uuid[], $2::uuid[]) as c (persona, version)"
        " on p.id = c.persona and p.version = c.version"
        " where p.shown_at is null for update of p skip locked)",
        list(versions),
        list(versions.values()),
    )


async def move(who: Principal, persona: uuid.UUID, state: str) -> None:
    """Hide, show or retire a persona; running agreements go on. Raises NotFound, NotInThisState.

    Showing again makes it as young as a new one: the crowd is not told when somebody comes back.
    """
    person = _person(who)
    async with transaction():
        row = await own(person, persona, lock=True)
        if row.state not in MOVES[state]:
            raise NotInThisState(state=row.state)
        await fetch(
            "update personas.personas set state = $2::text,"
            " listed_since = case when $2::text = 'listed' then base.now()"
            " else listed_since end where id = $1",
            persona,
            state,
        )
        await audit.record(who.actor, f"persona.{state}", "persona", persona)
        await events.raise_event(PersonasChanged())


async def _state_of(persona: uuid.UUID) -> str:
    return str(await fetch_value("select state from personas.personas where id = $1", persona))


async def stop(actor: audit.Actor, persona: uuid.UUID) -> None:
    """An operator takes a persona from the market; the caller ends its rentals. Inside a transaction."""
    rows = await fetch(
        "update personas.personas set state = 'stopped' where id = $1 and state in ('listed', 'hidden')"
        " returning id",
        persona,
    )
    if not rows:
        raise NotInThisState(state=await _state_of(persona))
    await audit.record(actor, "persona.stopped", "persona", persona)
    await events.raise_event(PersonasChanged())


async def hide_all(actor: audit.Actor, person: uuid.UUID) -> int:
    """Hide everything a person lists; they show it again themselves. Inside a transaction. How many there were."""
    rows = await fetch(
        "update personas.personas set state = 'hidden' where holder = $1 and state = 'listed' returning id",
        vault.tag(ROOM, person),
    )
    for row in rows:
        await audit.record(actor, "persona.hidden", "persona", row["id"])
    if rows:
        await events.raise_event(PersonasChanged())
    return len(rows)


async def reinstate(actor: audit.Actor, persona: uuid.UUID) -> None:
    """An operator gives a stopped persona back: hidden, its holder lists it again. Inside a transaction."""
    rows = await fetch(
        "update personas.personas set state = 'hidden' where id = $1 and state = 'stopped' returning id",
        persona,
    )
    if not rows:
        raise NotInThisState(state=await _state_of(persona))
    await audit.record(actor, "persona.reinstated", "persona", persona)


async def erase_all(actor: audit.Actor, person: uuid.UUID) -> None:
    """Mark all personas of a person erased; the caller destroys the key. Inside a transaction."""
    await forget(person)
    rows = await fetch(
        "update personas.personas set state = 'erased', draft = '' where holder = $1 and state <> 'erased'"
        " returning id",
        vault.tag(ROOM, person),
    )
    for row in rows:
        await audit.record(actor, "persona.erased", "persona", row["id"])
    if rows:
        await events.raise_event(PersonasChanged())


async def classes_due(_: PersonasChanged) -> None:
    """Ask for the day's classes at once: connected in local mode only, the daily job does it elsewhere."""
    await jobs.enqueue("catalogue.compute")
