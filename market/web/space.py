"""The holder's space: every relation with its switch, who read what, what it has brought. Crosses rooms."""

import uuid
from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts import charter, legal
from contracts.readings import agreement_reading
from market.accounts.notifications import queries as notifications
from market.base import names, vault
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.i18n import Language, marked
from market.base.pages import Ask, language_of, page, see_other
from market.money.orders import earnings
from market.money.queries import posted_for
from market.personas import queries as personas
from market.personas.charter import queries as charters
from market.relations.notes import queries as notes
from market.relations.silence import queries as silences
from market.rentals import absences
from market.rentals import queries as rentals
from market.rentals.actions import end as ending
from market.rentals.api import agreement_id
from market.rentals.errors import RentalAlreadyEnded, RentalNotActive
from market.rentals.queries import RentalRow
from market.rentals.renewal import view
from market.web import (
    afterwards,
    asked_view,
    consents,
    disclosed,
    space_messages,
    space_questions,
    space_rewards,
    space_view,
)
from market.web.space_contact import Invited, invitations
from market.web.space_view import Relation
from market.web.studio_view import mask_words

FEW_READS, READS_A_PAGE, MOST_READS = 4, 100, 2000


async def cards(person: uuid.UUID, language: Language) -> dict[uuid.UUID, str]:
    """What the holder calls each of their personas."""
    return {
        row.id: mask_words((await personas.open_draft(person, row)).mask, language)
        for row in await personas.of_holder(person)
    }


async def relations_of(person: uuid.UUID, language: Language) -> tuple[list[RentalRow], list[Relation]]:
    """Every relation, as its row and as it is shown; running ones first."""
    called = await cards(person, language)
    rows, absent = await rentals.all_of_holder(person), await absences.ended_for_it(person)
    return rows, [
        space_view.relation(row, called.get(row.persona, ""), language, absent=row.agreement in absent)
        for row in rows
    ]


async def accruing(rows: Sequence[RentalRow], shown: Sequence[Relation]) -> int:
    """What running relations have earned for the holder and no settlement has posted yet, in cents."""
    running = {row.id: it.cut.holder for row, it in zip(rows, shown, strict=True) if it.cut}
    posted = await posted_for(list(running))
    return sum(earned - posted.get(rental, 0) for rental, earned in running.items())


@get("/space", **needs(HOLDER))
async def space(request: Ask) -> Response[str]:
    """Every relation with its switch, what was read last, and what has been earned."""
    person, language = person_of(request), language_of(request)
    rows, shown = await relations_of(person, language)
    log = await rentals.reads_of_holder(person, limit=FEW_READS)
    called = await cards(person, language)
    open_ = [row for row in rows if row.phase == "Active" and not (await silences.of(row)).mute]
    return page(
        request,
        "space/home.html",
        on=[it for it in shown if it.on],
        off=[it for it in shown if not it.on],
        reads=space_view.reads(log, {row.agreement: row for row in rows}, called, language),
        invitations=[it for row in open_ for it in await _waiting(person, row, language)],
        questions=[it for row in open_ for it in await space_questions.waiting(person, row, language)],
        messages=[it for row in open_ for it in await space_messages.waiting(person, row, language)],
        silence=await silences.of_person(person),
        sums=await earnings(vault.tag("money", person)),
        accruing=await accruing(rows, shown),
        asked=await asked_view.waiting(person, called, language),
        away=await _away(person, rows),
        charter=await charters.of_holder(person),
        edition=charter.current(),
        unread=await notifications.unread(person),
    )


async def _away(person: uuid.UUID, rows: Sequence[RentalRow]) -> space_view.Away | None:
    """What a holder who was away for long finds changed, until they have put it right."""
    absence = await absences.latest(person)
    if absence is None:
        return None
    hidden = any(row.state == "hidden" for row in await personas.of_holder(person))
    return space_view.away(absence, rows, hidden=hidden)


async def _waiting(person: uuid.UUID, row: RentalRow, language: Language) -> list[Invited]:
    """What waits for an answer in a relation that is on."""
    found = await invitations(person, row, language, running=True)
    return [it for it in found if it.open and it.reaction is None]


@get("/reads", **needs(HOLDER))
async def reads(request: Ask) -> Response[str]:
    """Who read what, of all relations, newest first."""
    person, language = person_of(request), language_of(request)
    asked = request.query_params.get("last", "")
    last = min(int(asked), MOST_READS) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    last = max(last, READS_A_PAGE)
    rows = {row.agreement: row for row in await rentals.all_of_holder(person)}
    log = await rentals.reads_of_holder(person, limit=last + 1)
    more = len(log) > last and last < MOST_READS
    return page(
        request,
        "space/reads.html",
        reads=space_view.reads(log[:last], rows, await cards(person, language), language),
        more=f"/reads?last={last + READS_A_PAGE}" if more else "",
    )


async def one_of(request: Ask, agreement: str) -> tuple[RentalRow, Relation]:
    """The relation of an address; raises RentalNotFound for another's."""
    person, language = person_of(request), language_of(request)
    row = await rentals.of_holder(person, agreement_id(agreement))
    called = await cards(person, language)
    absent = row.agreement in await absences.ended_for_it(person)
    return row, space_view.relation(row, called.get(row.persona, ""), language, absent=absent)


@get("/relations/{agreement:str}", **needs(HOLDER))
async def relation(request: Ask, agreement: FromPath[str]) -> Response[str]:
    """One relation: invitations, who read what, the contract in plain words, the switch."""
    person, language = person_of(request), language_of(request)
    row, shown = await one_of(request, agreement)
    looking = request.query_params.get("looking") == "yes"
    talk = await space_messages.talk(person, row, language, looking=looking)
    speaking = not talk.silence.mute
    agreed, called = row.agreed(), {row.persona: shown.card}
    log = await rentals.reads_of_holder(person, row.agreement, READS_A_PAGE)
    return page(
        request,
        "space/relation.html",
        it=shown,
        price=row.price,
        yours=agreed.split.holder.amount,
        period=row.period,
        reading=agreement_reading(agreed, language),
        legal=None if agreed.schema_version == 1 else legal.agreement_reading(agreed, language),
        discloses=disclosed.names(agreed.terms, language),
        consent=await consents.for_holder(row, language),
        afterwards=await afterwards.for_holder(row, language),
        brand_page=afterwards.page_of(row.brand),
        terms=agreed.terms.name.in_(language),
        renewal=await view.for_holder(row),
        follows=await view.follows(row.id),
        reads=space_view.reads(log, {row.agreement: row}, called, language),
        invitations=await invitations(
            person, row, language, running=row.phase == "Active" and speaking, looking=looking
        ),
        questions=await space_questions.of_relation(
            person, row, language, looking=looking, speaking=speaking
        ),
        rewards=await space_rewards.of_relation(person, row),
        talk=talk,
        looking=looking,
        lying=await space_messages.lying(person, row, talk.silence, talk.lying),
        note=await notes.of_holder(person, row.agreement),
        rules=f"/studio/{names.name('persona', row.persona, names.for_person(person))}/rules",
    )


@get("/relations/{agreement:str}/switch-off", **needs(HOLDER))
async def ask(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """The question before the act, with what it means in numbers."""
    _, shown = await one_of(request, agreement)
    if not shown.on:
        return see_other(shown.path, marked("This relation is over already."))
    return page(request, "space/switch_off.html", it=shown)


@post("/relations/{agreement:str}/switch-off", **needs(HOLDER))
async def switch_off(request: Ask, agreement: FromPath[str]) -> Response[None]:
    """The act: access, contact and billing end in this instant."""
    which = agreement_id(agreement)
    try:
        await ending.withdraw(principal_of(request), which)
    except (RentalAlreadyEnded, RentalNotActive):
        return see_other(f"/relations/{which}", marked("This relation is over already."))
    return see_other(f"/relations/{which}", marked("It is off. Access and contact have ended."))


ROUTES = (space, reads, relation, ask, switch_off)
