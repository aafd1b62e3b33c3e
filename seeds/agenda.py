"""The demo's acts in the order of their hours. Acts of one hour do not hang on each other: they run side by side."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import time, timedelta
from enum import IntEnum
from functools import partial

from seeds import banking, casting, coming, looking, questioning, rewarding, talking
from seeds.history import PAID, Rental, of_the_season
from seeds.plan import TODAY, Persona, Plan, dice_for
from seeds.relating import Relating
from seeds.stage import Stage

Act = Callable[[], Awaitable[None]]


class Hour(IntEnum):
    """The four times of a day at which something happens."""

    MORNING = 0
    MIDDAY = 1
    AFTERNOON = 2
    EVENING = 3


CLOCK = {
    Hour.MORNING: time(8, 50),
    Hour.MIDDAY: time(12, 20),
    Hour.AFTERNOON: time(16, 5),
    Hour.EVENING: time(20, 15),
}
SPREAD = timedelta(minutes=50)

Agenda = dict[tuple[int, Hour], list[Act]]


def agenda(plan: Plan, rentals: Sequence[Rental], stage: Stage) -> Agenda:
    """Every act under (day, hour)."""
    acts: Agenda = defaultdict(list)
    _coming(acts, plan, stage)
    relating = Relating(stage, plan)
    for rental in rentals:
        _relation(acts, rental, relating)
    _questions(acts, plan, rentals, stage)
    _messages(acts, plan, rentals, stage)
    _reports(acts, plan, rentals, relating)
    _hiding(acts, plan, rentals, stage)
    _banking(acts, plan, rentals, stage)
    takers = _castings(acts, plan, rentals, stage)
    _intents(acts, plan, rentals, stage, takers)
    return acts


def _coming(acts: Agenda, plan: Plan, stage: Stage) -> None:
    for holder in plan.holders:
        acts[holder.day, Hour.MORNING].append(partial(coming.join, stage, holder))
    for persona in plan.personas:
        day = persona.day if persona.day is not None else max(plan.holders[persona.holder].day, TODAY - 9)
        acts[day, Hour.MIDDAY].append(partial(coming.publish, stage, persona))
    for brand in plan.brands:
        acts[brand.day, Hour.MORNING].append(partial(coming.apply, stage, brand))
        if brand.fate is not None:
            acts[brand.day + 1, Hour.MORNING].append(partial(coming.decide, stage, brand))
        if brand.fate == "approve":
            acts[brand.day + 1, Hour.AFTERNOON].append(partial(coming.settle_in, stage, brand))


def _relation(acts: Agenda, rental: Rental, relating: Relating) -> None:
    acts[rental.day, Hour.AFTERNOON].append(partial(relating.rent, rental))
    if rental.payment == "late":
        acts[rental.day, Hour.EVENING].append(partial(relating.pay_late, rental))
    for day in rental.reads:
        hour = Hour.EVENING if day == rental.day else Hour.MIDDAY
        acts[day, hour].append(partial(relating.read, rental))
    for place, invited in enumerate(rental.invited):
        acts[invited.day, Hour.MIDDAY].append(partial(relating.invite, rental, place))
        if invited.reaction is not None:
            acts[invited.answered, Hour.EVENING].append(partial(relating.react, rental, place))
    if rental.ended:
        acts[rental.ended[1], Hour.MORNING].append(partial(relating.end, rental))


def _questions(acts: Agenda, plan: Plan, rentals: Sequence[Rental], stage: Stage) -> None:
    giving = rewarding.Rewarding(stage, plan, rentals)
    acts[rewarding.SET_ASIDE, Hour.MIDDAY].append(giving.set_aside)
    acts[rewarding.THANKED, Hour.MIDDAY].append(giving.thank)
    asking = questioning.Questioning(stage, plan, rentals)
    acts[questioning.RULED, Hour.EVENING].append(asking.rule)
    acts[questioning.ASKED, Hour.MORNING].append(asking.ask_all)
    acts[questioning.ANSWERED, Hour.EVENING].append(asking.answer)
    acts[questioning.LATELY, Hour.MIDDAY].append(asking.ask_camille)


def _messages(acts: Agenda, plan: Plan, rentals: Sequence[Rental], stage: Stage) -> None:
    said = talking.Talking(stage, plan, rentals)
    for place, rental in enumerate(it for it in rentals if of_the_season(it)):
        acts[rental.day + 4, Hour.EVENING].append(partial(said.begin, rental, place))
        if place % talking.FORGETS:
            acts[rental.day + 6, Hour.MIDDAY].append(partial(said.thank, rental))
    acts[talking.WRITTEN, Hour.MIDDAY].append(said.write)
    acts[talking.ANSWERED, Hour.EVENING].append(said.answer)
    acts[talking.AGAIN, Hour.AFTERNOON].append(said.go_on)


def _reports(acts: Agenda, plan: Plan, rentals: Sequence[Rental], relating: Relating) -> None:
    """One that waits for the operator, about a brand that is not the demo's own, and one that was closed."""
    paid = [it for it in rentals if it.payment in PAID and it.brand]
    waits = max((it for it in paid if plan.personas[it.persona].holder), key=lambda it: it.day)
    acts[TODAY - 1, Hour.EVENING].append(partial(relating.holder_reports, waits))
    acts[paid[0].day + 6, Hour.EVENING].append(partial(relating.brand_reports, paid[0]))


def _banking(acts: Agenda, plan: Plan, rentals: Sequence[Rental], stage: Stage) -> None:
    for day, holder in banking.payees(plan, rentals):
        acts[day, Hour.MORNING].append(partial(banking.say_where, stage, holder))
    filled = partial(banking.fill_balance, stage, 0, banking.BALANCE, "demo-balance")
    acts[banking.TOPPED_UP, Hour.MIDDAY].append(filled)
    contested = banking.ended_before(banking.CONTESTED, plan, rentals)
    if contested is not None:
        acts[banking.CONTESTED, Hour.MIDDAY].append(partial(banking.contest, stage, contested, "fraudulent"))
        acts[banking.GIVEN_BACK, Hour.MIDDAY].append(partial(banking.give_back, stage, contested))


def _castings(acts: Agenda, plan: Plan, rentals: Sequence[Rental], stage: Stage) -> Sequence[Persona]:
    """Who says yes to one of them. The worker looks for people in the evening: under the cards of these months nobody
    is new on the next one. Each morning it gives places; who says yes does so in between."""
    told = casting.Castings(stage, plan, rentals, resting(plan, rentals))
    for brand in (0, told.stranger):
        paid = partial(banking.fill_balance, stage, brand, casting.PAID_IN, f"demo-castings-{brand}")
        acts[casting.FIRST - 1, Hour.MIDDAY].append(paid)
    for it in casting.OWN:
        acts[it.day, Hour.MIDDAY].append(partial(told.publish, 0, it))
        acts[it.day + 1, Hour.AFTERNOON].append(partial(told.accept, it))
        acts[it.day + 2, Hour.MIDDAY].append(partial(told.read, it))
    acts[casting.FAMILIES.day, Hour.MIDDAY].append(partial(told.publish, told.stranger, casting.FAMILIES))
    for it in (*casting.OWN, casting.FAMILIES):
        acts[it.day, Hour.EVENING].append(told.look_for_people)
    for day in range(casting.FIRST, TODAY):
        acts[day, Hour.MORNING].append(told.give_places)
    return told.takers


def _intents(
    acts: Agenda, plan: Plan, rentals: Sequence[Rental], stage: Stage, takers: Sequence[Persona]
) -> None:
    """Brands bid on the day after, when they first read it; the worker opens bids in the morning."""
    told = looking.Looking(stage, plan, rentals, [*resting(plan, rentals), *takers])
    for brand in told.brands:
        paid = partial(banking.fill_balance, stage, brand, looking.PAID_IN, f"demo-intents-{brand}")
        acts[looking.FIRST - 1, Hour.AFTERNOON].append(paid)
    for it in looking.ALL:
        acts[it.day, Hour.MIDDAY].append(partial(told.publish, it))
        for offered in it.bids:
            acts[it.day + 1, Hour.AFTERNOON].append(partial(told.bid, it, offered))
    over = looking.FOUND.day + looking.FOUND.days
    acts[over + 2, Hour.MIDDAY].append(told.accept)
    acts[TODAY - 3, Hour.EVENING].append(told.rate)
    acts[TODAY - 5, Hour.MIDDAY].append(told.keep_searches)
    for day in range(looking.FIRST, TODAY):
        acts[day, Hour.MORNING].append(told.settle)


def _hiding(acts: Agenda, plan: Plan, rentals: Sequence[Rental], stage: Stage) -> None:
    for persona in resting(plan, rentals):
        acts[TODAY - 8, Hour.EVENING].append(partial(coming.hide, stage, persona))


def resting(plan: Plan, rentals: Sequence[Rental]) -> list[Persona]:
    """Some holders hide a persona that nobody rents."""
    dice, rented = dice_for("hiding"), {it.persona for it in rentals}
    possible = [it for it in plan.personas if it.day is not None and it.day < TODAY - 8 and not it.waits]
    return [it for it in possible if it.number not in rented and dice.random() < 0.02]
