"""The holder answers what a brand asked: accepts, refuses, or offers otherwise, once, and can take that back; each a
transaction of its own. A yes becomes an agreement when the brand is told of it (`taking_effect`).

Locks: payment, negotiation, then what an agreement writes. What is decided here is decided by the database's clock.
"""

import uuid

from contracts.negotiation import Bargain, CounterOfferImpossible, check_counter_offer
from contracts.terms import ROSTER, outward
from market.base import jobs
from market.base.access import Principal
from market.base.database import transaction
from market.base.errors import Unauthenticated
from market.money import captures
from market.personas import slots
from market.rentals.agreements import Way
from market.rentals.negotiation import queries
from market.rentals.negotiation.concluding import buyer_for, gone_by
from market.rentals.negotiation.errors import (
    AnswerTooLate,
    CounterOfferNotPossible,
    ReasonNotListed,
    RequestOver,
)
from market.rentals.negotiation.moves import LETTER, end_untold, move, say_yes
from market.rentals.negotiation.queries import NegotiationRow
from market.rentals.negotiation.rules import (
    REASONS,
    against_accepting,
    against_offering,
    against_refusing,
    against_withdrawing,
    told_at,
)
from market.rentals.negotiation.taking_effect import route


async def accept(who: Principal, agreement: uuid.UUID, *, by: Way = "api") -> None:
    """The holder consents: at `rules.told_at` the agreement is concluded and the money is taken, and nobody but them
    knows before. Again changes nothing. `by`: the contract names the way.

    Raises RequestNotFound, RequestOver, AnswerTooLate, NotYoursToAnswer, BrandCannotRent.
    """
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        row = await queries.locked((await queries.of_holder(who.person, agreement)).id)
        if row.accepted:
            return
        if refusal := against_accepting(row.state, "holder", in_time=row.in_time):
            raise refusal()
        await buyer_for(row, route(row, by))
        if await gone_by(row):
            raise RequestOver()
        if row.decide_by is None or not await captures.held(row.order_id):
            raise AnswerTooLate()
        if not await say_yes(row, who.actor, by, told_at(row.now, row.decide_by)):
            raise AnswerTooLate()


async def refuse(who: Principal, agreement: uuid.UUID, reason: str | None = None) -> None:
    """The holder does not accept; `reason` is one of `rules.REASONS`, or nothing. The brand is told later
    (`rules.told_at`), and its money is let go then. A yes that it was not told of yet is taken back by it.

    Raises RequestNotFound, RequestOver, AnswerTooLate, NotYoursToAnswer, ReasonNotListed.
    """
    if who.person is None:
        raise Unauthenticated()
    if reason is not None and reason not in REASONS:
        raise ReasonNotListed(field="reason")
    async with transaction():
        row = await queries.locked((await queries.of_holder(who.person, agreement)).id)
        if refusal := against_refusing(row.state, in_time=row.may_take_back):
            raise refusal()
        answered_at = row.answered_at or row.now
        if not await end_untold(row, "person", who.actor, reason=reason, answered_at=answered_at):
            raise AnswerTooLate()


async def offer(who: Principal, agreement: uuid.UUID, variant: str, period: str, price_step: int) -> None:
    """The holder's one counter-offer: terms that disclose the same, a period, a step of the price ladder.

    `price_step` in minor units a month. The brand answers within what is left of the same deadline. Raises
    RequestNotFound, RequestOver, AnswerTooLate, CounterOfferMade, CounterOfferNotPossible, PersonaUnavailable where
    it is to be exclusive and others rent.
    """
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        row = await queries.locked((await queries.of_holder(who.person, agreement)).id)
        if refusal := against_offering(row.state, in_time=row.in_time, accepted=row.accepted):
            raise refusal()
        offered = _checked(row, variant, period, price_step)
        moved = await move(
            *(row, "offer", who.actor),
            offered_terms=offered.terms,
            offered_period=offered.period,
            offered_step=offered.price_step,
            answered_at=row.now,
        )
        if not moved:
            raise AnswerTooLate()
        await slots.share(row.rental, exclusive=offered.edition.exclusive)
        await jobs.enqueue(LETTER, negotiation=row.id, kind="offered")


async def withdraw(who: Principal, agreement: uuid.UUID) -> None:
    """The holder takes their yes back, of which nobody was told, or their counter-offer, which nobody can accept from
    now on. The brand is told as of a refusal.

    Raises RequestNotFound, RequestOver, AnswerTooLate, NothingOffered.
    """
    if who.person is None:
        raise Unauthenticated()
    async with transaction():
        row = await queries.locked((await queries.of_holder(who.person, agreement)).id)
        if refusal := against_withdrawing(row.state, in_time=row.may_take_back, accepted=row.accepted):
            raise refusal()
        if not await end_untold(row, "person", who.actor):
            raise AnswerTooLate()


def _checked(row: NegotiationRow, variant: str, period: str, price_step: int) -> Bargain:
    asked = row.asked
    others = {name: terms.edition for name, terms in ROSTER.items()}
    # What was asked for keeps its edition, by either of its names.
    editions = others | {asked.edition.id: asked.terms, outward(asked.edition): asked.terms}
    try:
        return check_counter_offer(asked, Bargain(editions.get(variant, ""), period, price_step))
    except CounterOfferImpossible as error:
        raise CounterOfferNotPossible(field="variant" if error.part == "terms" else error.part) from error
