"""No sequence of events gives access that is unpaid, charges twice for a period, or charges after an opt-out."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.money.bankcards.rules import Declined
from market.rentals.renewal import rules
from market.rentals.renewal.rules import (
    CALENDARS,
    DEBITS,
    MOST_TRIES,
    RENEWAL,
    Act,
    Against,
    Decision,
    Facts,
    Offer,
    Paying,
    against_offer,
    dates,
    decide,
    may_call,
    may_take_back,
    may_wish,
)

END = datetime(2027, 3, 31, 10, tzinfo=UTC)
DAY = timedelta(days=1)
MONTH = dates("P1M", END)
DEBIT = dates("P1M", END, "debit")
LONG_AGO = END - 30 * DAY
WANTED = Facts("open", True, LONG_AGO, LONG_AGO)
NOTICED = replace(WANTED, state="noticed")


def test_the_calendar_is_the_designs() -> None:
    assert CALENDARS["P1M"].notice == CALENDARS["P3M"].notice == 14
    assert CALENDARS["P1M"].charges == (3, 2, 1)
    assert (CALENDARS["P1W"].notice, CALENDARS["P1W"].charges) == (3, (2, 1))


def test_days_before_the_end_are_local_days() -> None:
    """Summer time begins on 28 March 2027: the notice keeps its hour on the wall."""
    assert MONTH.notice == datetime(2027, 3, 17, 11, tzinfo=UTC)
    assert MONTH.charges[0] == datetime(2027, 3, 28, 10, tzinfo=UTC)


@pytest.mark.parametrize("missing", ["holder_since", "brand_since"])
def test_one_side_alone_renews_nothing(missing: str) -> None:
    facts = replace(WANTED, **{missing: None})
    assert decide(facts, MONTH, MONTH.notice) == Decision(Act.FAIL, Against.NOT_WANTED)


@pytest.mark.parametrize("late", ["holder_since", "brand_since"])
def test_a_wish_after_the_notice_was_due_comes_too_late(late: str) -> None:
    facts = replace(WANTED, **{late: MONTH.notice + timedelta(seconds=1)})
    assert decide(facts, MONTH, MONTH.notice + DAY) == Decision(Act.FAIL, Against.NOT_WANTED)
    assert may_wish("open", MONTH, MONTH.notice - DAY) and not may_wish("open", MONTH, MONTH.notice)


def test_the_notice_goes_out_when_due_or_late_but_before_a_charge() -> None:
    assert decide(WANTED, MONTH, MONTH.notice - timedelta(seconds=1)).act is Act.NOTHING
    assert decide(WANTED, MONTH, MONTH.notice).act is Act.NOTIFY
    assert decide(WANTED, MONTH, MONTH.notice + 10 * DAY).act is Act.NOTIFY
    assert decide(WANTED, MONTH, MONTH.charges[0]) == Decision(Act.FAIL, Against.NO_NOTICE)


def test_each_try_is_made_once_and_missed_ones_are_not_made_up_for() -> None:
    assert decide(NOTICED, MONTH, MONTH.charges[0] - DAY).act is Act.NOTHING
    assert decide(NOTICED, MONTH, MONTH.charges[0]) == Decision(Act.CHARGE, step=1)
    assert decide(replace(NOTICED, step=1), MONTH, MONTH.charges[0] + timedelta(hours=5)).act is Act.NOTHING
    assert decide(NOTICED, MONTH, MONTH.charges[2]) == Decision(Act.CHARGE, step=3)
    assert decide(replace(NOTICED, step=3), MONTH, END - timedelta(seconds=1)).act is Act.NOTHING
    assert decide(replace(NOTICED, step=3), MONTH, END) == Decision(Act.FAIL, Against.NOT_PAID)


@pytest.mark.parametrize(("declined", "again"), [("soft", True), ("hard", False), ("asks", False)])
def test_what_will_not_pass_is_not_tried_again_with_the_same_card(declined: str, again: bool) -> None:
    facts = replace(NOTICED, step=1, paying=Paying.WAITING, declined=Declined(declined))
    act = Act.CHARGE if again else Act.MISS
    assert decide(facts, MONTH, MONTH.charges[1]) == Decision(act, step=2)
    assert decide(replace(facts, same_card=False), MONTH, MONTH.charges[1]).act is Act.CHARGE
    assert decide(replace(facts, card=False), MONTH, MONTH.charges[1]).act is Act.MISS


@pytest.mark.parametrize("against", [Against.HIDDEN, Against.BRAND_STOPPED, Against.OFFER_CHANGED])
def test_what_stands_against_it_ends_it_at_the_notice_and_at_every_try(against: Against) -> None:
    for facts, now in ((WANTED, MONTH.notice), (NOTICED, MONTH.charges[0]), (NOTICED, MONTH.charges[2])):
        assert decide(replace(facts, against=against), MONTH, now) == Decision(Act.FAIL, against)
        assert not may_call(replace(facts, against=against), MONTH, now)


def test_an_offer_that_changed_in_any_way_is_not_renewed() -> None:
    agreed = Offer("standard-1", "P1M", 1900)
    fits = {"known": True, "place": 1, "places": 1}
    assert against_offer(agreed, agreed, **fits) is None
    assert against_offer(agreed, None, **fits) is Against.HIDDEN
    for other in (
        Offer("standard-2", "P1M", 1900),
        Offer("standard-1", "P1W", 1900),
        Offer("standard-1", "P1M", 900),
    ):
        assert against_offer(agreed, other, **fits) is Against.OFFER_CHANGED
    assert against_offer(agreed, agreed, **{**fits, "known": False}) is Against.TERMS_RETIRED
    assert against_offer(agreed, agreed, **{**fits, "place": 2}) is Against.FEWER_PLACES


def test_paid_ends_by_being_taken_back_alone() -> None:
    assert RENEWAL.final == {"failed", "called_off"}
    assert {event for state, event, _ in RENEWAL.transitions if state == "paid"} == {"call_off"}
    assert may_take_back("paid", MONTH, END - DAY) and not may_take_back("paid", MONTH, END)


@dataclass
class World:
    """The flow as the actions have it, over a Stripe that may answer late or never."""

    facts: Facts = WANTED
    now: datetime = MONTH.notice - 3 * DAY
    charges: list[datetime] = field(default_factory=list)  # when money was taken
    calls: int = 0
    in_flight: bool = False
    refunded: int = 0
    opted_out: datetime | None = None
    begun: bool = False  # the next period has been given

    def sweep(self) -> None:
        """The worker's turn."""
        decision = decide(self.facts, MONTH, self.now)
        if decision.act is Act.NOTIFY:
            self._move("notify")
        elif decision.act is Act.FAIL:
            self._move("fail")
        elif decision.act in (Act.CHARGE, Act.MISS):
            busy = Paying.BUSY if decision.act is Act.CHARGE else self.facts.paying
            self.facts = replace(self.facts, step=decision.step, paying=busy)

    def call(self) -> None:
        """The job's turn: asked right before the call."""
        if self.facts.paying is Paying.BUSY and not self.in_flight:
            if may_call(self.facts, MONTH, self.now):
                assert self.opted_out is None, "a call that starts after an opt-out"
                assert self.now < END, "a call after the end"
                self.in_flight, self.calls = True, self.calls + 1
            else:
                self.facts = replace(self.facts, paying=Paying.WAITING)

    def answer(self, declined: Declined | None) -> None:
        """Stripe's turn."""
        if not self.in_flight:
            return
        self.in_flight = False
        if declined is not None:
            self.facts = replace(self.facts, paying=Paying.WAITING, declined=declined)
            return
        self.charges.append(self.now)
        self.facts = replace(self.facts, paying=Paying.PAID)
        if self.facts.state == "noticed" and self.facts.running and self.now < END:
            self._move("pay")
            self.begun = True
        else:
            self.refunded += 1

    def take_back(self, side: str) -> None:
        """The switch of one side."""
        if may_take_back(self.facts.state, MONTH, self.now):
            self.facts = replace(self.facts, **{f"{side}_since": None})
            self.opted_out = self.now
            if self.facts.state != "open":
                self._undo()
        elif self.facts.state == "open":
            self.facts = replace(self.facts, **{f"{side}_since": None})

    def wish(self, side: str) -> None:
        if may_wish(self.facts.state, MONTH, self.now):
            self.facts = replace(self.facts, **{f"{side}_since": self.now})
            self.opted_out = None if self.facts.wanted else self.opted_out

    def withdraw(self) -> None:
        """The holder switches the running rental off."""
        if self.now < END and self.facts.running:
            self.facts, self.opted_out = replace(self.facts, running=False), self.now
            self._undo()

    def _undo(self) -> None:
        if self.facts.state in RENEWAL.sources("call_off"):
            if self.begun:
                self.begun, self.refunded = False, self.refunded + 1
            self._move("call_off")

    def _move(self, event: str) -> None:
        self.facts = replace(self.facts, state=RENEWAL.next_state(self.facts.state, event))


EVENTS = st.one_of(
    st.tuples(st.just("pass"), st.integers(1, 80)),
    st.tuples(st.sampled_from(["sweep", "call", "withdraw"]), st.none()),
    st.tuples(st.just("answer"), st.sampled_from([None, *Declined])),
    st.tuples(st.sampled_from(["take_back", "wish"]), st.sampled_from(["holder", "brand"])),
    st.tuples(st.just("against"), st.sampled_from([None, Against.HIDDEN, Against.BRAND_STOPPED])),
    st.tuples(st.just("card"), st.booleans()),
)


def play(events: list[tuple[str, object]]) -> World:
    world = World()
    for name, value in events:
        if name == "pass":
            world.now += timedelta(hours=int(str(value)))
        elif name == "against":
            world.facts = replace(world.facts, against=value)  # type: ignore[arg-type]
        elif name == "card":
            world.facts = replace(world.facts, card=bool(value), same_card=not value)
        elif value is None and name != "answer":
            getattr(world, name)()
        else:
            getattr(world, name)(value)
        check(world)
    return world


def check(world: World) -> None:
    assert len(world.charges) <= 1, "charged twice for a period"
    assert not world.begun or world.charges, "access that nobody paid"
    assert not world.begun or world.charges[0] < END
    assert world.calls <= MOST_TRIES
    if world.charges:
        assert world.begun != bool(world.refunded), "paid is either given or sent back, whole and once"
    assert world.refunded <= len(world.charges)


WAY = [("pass", 80), ("sweep", None), ("pass", 75), ("pass", 75), ("pass", 75), ("pass", 42), ("sweep", None)]
"""To the first charge; random events alone would mostly miss it."""


@settings(max_examples=600, deadline=None)
@given(st.lists(EVENTS, max_size=40), st.booleans())
def test_no_sequence_breaks_the_promise(events: list[tuple[str, object]], near: bool) -> None:
    play([*(WAY if near else []), *events])


def test_the_way_leads_to_the_charge() -> None:
    world = play([*WAY, ("call", None), ("answer", None)])
    assert world.begun and world.facts.state == "paid"


@pytest.mark.parametrize("blind", ["may_call", "decide"])
def test_control_without_its_rules_a_sequence_breaks_it(monkeypatch: pytest.MonkeyPatch, blind: str) -> None:
    if blind == "may_call":
        monkeypatch.setitem(globals(), "may_call", lambda *_: True)
        broken = [*WAY, ("take_back", "brand"), ("call", None)]
    else:

        def careless(facts: Facts, when: rules.Dates, now: datetime) -> Decision:
            return (
                Decision(Act.CHARGE, step=facts.step + 1)
                if facts.state == "noticed"
                else decide(facts, when, now)
            )

        kept = decide
        monkeypatch.setitem(
            globals(), "decide", lambda *them: careless(*them) if them[0].state == "noticed" else kept(*them)
        )
        tries = [("sweep", None), ("call", None), ("answer", Declined.SOFT)]
        broken = [*WAY, ("call", None), ("answer", Declined.SOFT), *(tries * 4)]
    with pytest.raises(AssertionError):
        play(broken)


def test_a_debit_is_made_once_ten_days_before_and_its_notice_is_the_same() -> None:
    assert DEBIT.notice == MONTH.notice and len(DEBIT.charges) == 1
    assert DEBIT.notice < DEBIT.charges[0] < MONTH.charges[0]
    assert [DEBIT.steps_due(at) for at in (DEBIT.notice, DEBIT.charges[0], END)] == [0, 1, 1]
    assert set(DEBITS) == {period for period in CALENDARS if period != "P1W"}, "no bank is so quick"
