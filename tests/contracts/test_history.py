"""No sequence of events reaches a forbidden state, and a replay says what the states and the clock say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.agreement import AGREEMENT, TransitionRefused, is_open
from contracts.copies import for_brand, whole
from contracts.history import History, history
from contracts.lawful import AgreementAstray, EventForbidden
from contracts.period import Interval
from contracts.record_kinds import FactsUnknown, facts_of
from contracts.replay import Asked, replay
from contracts.terms import EDITIONS
from contracts.told import Told, exactly, on_day, told
from tests.contracts.builders import SIGNED, STARTED, an_agreement
from tests.contracts.records import (
    HOUR,
    Happening,
    a_life,
    agreed_facts,
    answered,
    asked,
    chained,
    invited,
    messaged,
    period_facts,
    signed,
)

DEAL = signed()
FACTS = period_facts(DEAL)
SPAN = Interval(datetime.fromisoformat(FACTS["starts_at"]), datetime.fromisoformat(FACTS["ends_at"]))
FOREVER = datetime.max.replace(tzinfo=UTC)
NEXT = "urn:uuid:5f8d5a52-0c39-4c0e-9f5a-2a0d4b6a6f10"
RENEWAL = {"renews": NEXT, "number": 2, "consent": "RenewedConsentGiven"}
ASKED: dict[str, Any] = {
    "terms": DEAL.terms.edition,
    "period": DEAL.period,
    "price": DEAL.price.amount,
    "currency": "EUR",
    "purposes": list(DEAL.purposes),
}
OFFERED = {name: value for name, value in ASKED.items() if name != "purposes"}
NOTICED = {"by": NEXT, "terms_hash": "ab" * 32}


def ended(by: str) -> dict[str, Any]:
    return {"by": by, "reason": "x", "used_days": 1}


def of(happenings: Sequence[Happening]) -> History:
    """The history of events as the holder's copy tells them."""
    return history(DEAL, [told(it.seq, whole(it).values) for it in chained(DEAL, happenings)])


def of_brand(happenings: Sequence[Happening]) -> History:
    return history(DEAL, [told(it.seq, for_brand(it).values) for it in chained(DEAL, happenings)])


NOTE: dict[str, Any] = {"used_for": ["ideas"], "outcome": "in_use", "content": "ab" * 32}

BEGUN: list[Happening] = [("agreed", SIGNED, agreed_facts(DEAL)), ("activated", STARTED, FACTS)]

YES = agreed_facts(DEAL) | {"answered": "person"}
ANSWERED: list[Happening] = [
    ("requested", SIGNED - HOUR, ASKED),
    ("agreed", SIGNED, YES),
    ("activated", STARTED, FACTS),
]
OTHER = ASKED | {"terms": "accord-2", "period": "P1Y", "price": 1}
TAKEN_UP: list[Happening] = [
    ("requested", SIGNED - 2 * HOUR, OTHER),
    ("counter_offered", SIGNED - HOUR, OFFERED),
    *BEGUN,
]

QUESTION: Happening = ("asked", STARTED + HOUR, asked("q1"))

EXPIRED: list[Happening] = [*BEGUN, ("ended", SPAN.ends_at, ended("clock"))]
DUE = datetime(2026, 12, 20, 23, tzinfo=UTC)  # midnight in Paris, thirty days after the end and one more
BREACHED = ("erasure_breached", {"delete_by": "2026-12-20"})

EVENT = st.sampled_from(
    [
        ("agreed", agreed_facts(DEAL)),
        ("agreed", agreed_facts(DEAL) | RENEWAL),
        ("agreed", agreed_facts(DEAL) | {"answered": "person"}),
        ("requested", ASKED),
        ("requested", ASKED | {"price": DEAL.price.amount + 1000}),
        ("counter_offered", OFFERED),
        ("activated", FACTS),
        ("abandoned", {}),
        ("disputed", {}),
        ("dispute_won", {}),
        *(("ended", ended(by)) for by in ("person", "brand", "operator", "clock")),
        ("invited", invited("n1")),
        ("invited", invited("n2", number=2)),
        ("invited", invited("n3", month=2)),
        ("reacted", {"invitation": "n1", "reaction": "not_now"}),
        ("asked", asked("q1")),
        ("asked", asked("q2", month=2)),
        ("answered", answered("q1")),
        ("answered", answered("q1", number=2)),
        ("answer_taken_back", {"question": "q1"}),
        ("messaged", messaged("m1")),
        ("messaged", messaged("m2", number=2)),
        ("messaged", messaged("m3", by="person")),
        ("renewal_noticed", NOTICED),
        ("renewed", {"by": NEXT}),
        ("renewal_called_off", {"by": "person"}),
        ("erasure_attested", {"late": False}),
        ("erasure_attested", {"late": True}),
        ("erasure_breached", {"delete_by": (SPAN.ends_at.date() + timedelta(days=30)).isoformat()}),
        ("closing_note", NOTE | {"number": 1}),
        ("closing_note", NOTE | {"number": 2}),
    ]
)
CONTACT = ("invited", "reacted", "asked", "answered", "answer_taken_back", "messaged")
AFTER = ("erasure_attested", "erasure_breached", "closing_note")
PARIS = ZoneInfo("Europe/Paris")
TIME = st.integers(0, 800).map(lambda hours: STARTED + hours * HOUR)
WILD = st.lists(st.tuples(EVENT, TIME).map(lambda it: (it[0][0], it[1], it[0][1])), max_size=8)


def naive(happenings: Sequence[Happening], at: datetime) -> str:
    """The state at ``at``, by the machine alone; in the order of the record."""
    state = AGREEMENT.initial
    for kind, when, facts in happenings:
        move = facts_of(0, kind, facts).move
        if move is not None and when <= at:
            state = AGREEMENT.next_state(state, move)
    return state


def forbidden(happenings: Sequence[Happening]) -> bool:
    """What may never be in a record, written down anew and by itself."""
    if forbidden_at_first(happenings):
        return True
    kinds = [kind for kind, _, _ in happenings]
    state, begun, noticed, names = AGREEMENT.initial, False, False, set[str]()
    for place, (kind, at, facts) in enumerate(happenings):
        running = begun and state == "Active" and at in SPAN
        if kind in CONTACT and not running:
            return True
        if forbidden_question(happenings[:place], kind, at, facts):
            return True
        if kind == "messaged" and forbidden_message(happenings[:place], facts):
            return True
        if kind == "reacted" and facts["invitation"] not in names:
            return True
        if kind == "invited" and facts["invitation"] in names:
            return True
        if kind in AFTER and not (begun and state in AGREEMENT.final):
            return True
        if kind in ("renewed", "renewal_called_off") and not noticed:
            return True
        if begun and kind in ("disputed", "dispute_won") and at >= SPAN.ends_at:
            return True
        if kind == "ended" and (not begun or (at >= SPAN.ends_at) != (facts["by"] == "clock")):
            return True
        try:
            move = facts_of(0, kind, facts).move
            state = AGREEMENT.next_state(state, move) if move else state
        except TransitionRefused:
            return True
        begun, noticed = begun or kind == "activated", noticed or kind == "renewal_noticed"
        names |= {facts["invitation"]} if kind == "invited" else set()
    return kinds.count("erasure_attested") > 1 or forbidden_afterwards(happenings)


def forbidden_message(before: Sequence[Happening], facts: Any) -> bool:
    """By counting: each message is once, and the next one of its side in its month."""
    written = [it[2] for it in before if it[0] == "messaged"]
    same = [it for it in written if (it["by"], it["month"]) == (facts["by"], facts["month"])]
    again = facts["message"] in {it["message"] for it in written}
    return again or bool(facts["number"] != len(same) + 1)


def forbidden_question(before: Sequence[Happening], kind: str, at: datetime, facts: Any) -> bool:
    """By counting what stands before it in the list: each question is once, each month has one."""
    asked_before = [it[2] for it in before if it[0] == "asked"]
    if kind == "asked":
        same = [it for it in asked_before if it["question"] == facts["question"]]
        return bool(same) or facts["month"] in {it["month"] for it in asked_before}
    if kind not in ("answered", "answer_taken_back"):
        return False
    about = [it for it in before if it[2].get("question") == facts["question"]]
    if not about or at.astimezone(PARIS).date() > date.fromisoformat(about[0][2]["until"]):
        return True
    if kind == "answered":
        return bool(facts["number"] != 1 + sum(it[0] == "answered" for it in about))
    return about[-1][0] != "answered"


def forbidden_at_first(happenings: Sequence[Happening]) -> bool:
    """The same of how an agreement comes about: at once, or asked for, and perhaps offered otherwise."""
    kinds = [kind for kind, _, _ in happenings]
    asked = [kind for kind in kinds if kind in ("requested", "counter_offered")]
    if asked not in ([], ["requested"], ["requested", "counter_offered"]):
        return True
    first = [*asked, "agreed"]
    if kinds[: len(first)] != first[: len(kinds)] or kinds.count("agreed") > 1:
        return True
    if "agreed" not in kinds or not asked:
        return False
    facts = happenings[len(asked)][2]
    last = happenings[len(asked) - 1][2]
    by_person = facts.get("answered") == "person"
    return "renews" in facts or by_person != (asked == ["requested"]) or last["price"] != DEAL.price.amount


def forbidden_afterwards(happenings: Sequence[Happening]) -> bool:
    """The same of what happens once it is over."""
    kinds = [kind for kind, _, _ in happenings]
    notes = [facts["number"] for kind, _, facts in happenings if kind == "closing_note"]
    if notes != list(range(1, len(notes) + 1)) or kinds.count("erasure_breached") > 1:
        return True
    if "erasure_breached" not in kinds:
        return False
    place = kinds.index("erasure_breached")
    _, at, facts = happenings[place]
    over = next(
        (SPAN.ends_at if it["by"] == "clock" else when for kind, when, it in happenings if kind == "ended")
    )
    due = date.fromisoformat(facts["delete_by"])
    return (
        due != over.astimezone(PARIS).date() + timedelta(days=30)
        or at.astimezone(PARIS).date() <= due
        or "erasure_attested" in kinds[:place]
        or any(kind == "erasure_attested" and not it["late"] for kind, _, it in happenings[place:])
    )


@st.composite
def likely(draw: st.DrawFn) -> list[Happening]:
    """Times that go on, and of what is forbidden little: else hardly any sequence would be long and lawful."""
    found = list(draw(st.sampled_from([BEGUN, BEGUN, ANSWERED, TAKEN_UP, []])))
    at = STARTED
    for kind, facts in draw(st.lists(EVENT, max_size=14)):
        at += draw(st.integers(1, 120)) * HOUR
        by_clock = kind == "ended" and facts["by"] == "clock"
        event = (kind, SPAN.ends_at if by_clock else at, facts)
        if not forbidden([*found, event]) or draw(st.integers(0, 14)) == 14:
            found.append(event)
    return found


@settings(max_examples=150, deadline=None)
@given(WILD | likely())
def test_no_sequence_of_events_reaches_a_forbidden_state(happenings: list[Happening]) -> None:
    for make in (of, of_brand):
        try:
            life = make(happenings)
        except (EventForbidden, AgreementAstray):
            continue
        if make is of:
            assert not forbidden(happenings)
        states = [step.state for step in life.steps]
        over = [n for n, state in enumerate(states) if state in AGREEMENT.final]
        assert set(states) <= AGREEMENT.states
        assert not over or set(states[over[0] :]) == {states[over[0]]}, "nothing leaves the last states"


@settings(max_examples=150, deadline=None)
@given(likely(), st.lists(st.integers(-30, 900), min_size=1, max_size=6))
def test_a_replay_agrees_with_the_states_and_the_clock(happenings: list[Happening], hours: list[int]) -> None:
    try:
        life = of(happenings)
    except (EventForbidden, AgreementAstray):
        return
    asked = [STARTED + hour * HOUR for hour in hours] + [at for _, at, _ in happenings]
    for at in [*asked, SPAN.starts_at, SPAN.ends_at, SPAN.ends_at - timedelta(microseconds=1)]:
        begun = any(kind == "activated" for kind, _, _ in happenings)
        truth = begun and is_open(naive(happenings, at), SPAN, at)
        assert life.open_at(at) is truth
        told_to_brand = of_brand(happenings).open_at(at)
        assert told_to_brand in (truth, None), (
            "a copy that holds back a time may not know, and never says wrong"
        )


def test_the_strategy_reaches_every_state() -> None:
    """Or the properties above would be about nothing."""
    later = [STARTED + n * 24 * HOUR for n in range(1, 9)]
    lives: list[tuple[str, list[Happening]]] = [
        ("Inactive", BEGUN[:1]),
        ("Active", BEGUN),
        ("Inactive", ANSWERED[:1]),
        ("Active", ANSWERED),
        ("Active", TAKEN_UP),
        ("TemporarilySuspended", [*BEGUN, ("disputed", later[0], {})]),
        ("Active", [*BEGUN, ("disputed", later[0], {}), ("dispute_won", later[1], {})]),
        ("Expired", [*BEGUN, ("ended", SPAN.ends_at, ended("clock"))]),
        ("Expired", [*BEGUN, ("disputed", later[0], {}), ("ended", SPAN.ends_at, ended("clock"))]),
        ("Terminated", [*BEGUN[:1], ("abandoned", later[0], {})]),
        ("Terminated", a_life(DEAL)),
        ("Active", [*BEGUN, ("renewal_noticed", later[0], NOTICED), ("renewed", later[1], {"by": NEXT})]),
        (
            "Terminated",
            [
                *BEGUN,
                ("renewal_noticed", later[0], NOTICED),
                ("ended", later[1], ended("person")),
                ("renewal_called_off", later[1], {"by": "person"}),
            ],
        ),
    ]
    for state, happenings in lives:
        assert of(happenings).state == of_brand(happenings).state == state
        assert not forbidden(happenings)


@pytest.mark.parametrize(
    ("seq", "reason", "happenings"),
    [
        (0, "first", BEGUN[1:]),
        (1, "first", BEGUN[:1] * 2),
        (0, "unasked", TAKEN_UP[1:]),
        (1, "twice", ANSWERED[:1] * 2),
        (1, "answered", [ANSWERED[0], *BEGUN]),
        (1, "renews", [ANSWERED[0], ("agreed", SIGNED, YES | RENEWAL)]),
        (1, "first", [ANSWERED[0], BEGUN[1]]),
        (2, "twice", [*TAKEN_UP[:2], TAKEN_UP[1]]),
        (2, "twice", [*TAKEN_UP[:2], ANSWERED[0]]),
        (2, "answered", [*TAKEN_UP[:2], ANSWERED[1]]),
        (2, "first", [*ANSWERED[:2], ANSWERED[0]]),
        (2, "first", [*ANSWERED[:2], TAKEN_UP[1]]),
        (1, "Inactive", [*BEGUN[:1], ("ended", STARTED, ended("person"))]),
        (1, "Inactive", [*BEGUN[:1], ("invited", STARTED, invited("n1"))]),
        (1, "Inactive", [*BEGUN[:1], ("disputed", STARTED, {})]),
        (1, "Inactive", [*BEGUN[:1], ("renewal_noticed", STARTED, NOTICED)]),
        (1, "Inactive", [*BEGUN[:1], ("erasure_attested", STARTED, {"late": False})]),
        (2, "Active", [*BEGUN, BEGUN[1]]),
        (2, "Active", [*BEGUN, ("abandoned", STARTED, {})]),
        (2, "Active", [*BEGUN, ("erasure_attested", STARTED, {"late": False})]),
        (2, "time", [*BEGUN, ("invited", SPAN.ends_at, invited("n1"))]),
        (2, "time", [*BEGUN, ("ended", SPAN.ends_at, ended("person"))]),
        (2, "time", [*BEGUN, ("ended", STARTED + HOUR, ended("clock"))]),
        (2, "time", [*BEGUN, ("disputed", SPAN.ends_at, {})]),
        (2, "number", [*BEGUN, ("invited", STARTED + HOUR, invited("n1", number=2))]),
        (2, "quota", [*BEGUN, ("invited", STARTED + HOUR, invited("n1", number=5))]),
        (2, "uninvited", [*BEGUN, ("reacted", STARTED + HOUR, {"invitation": "n1", "reaction": "not_now"})]),
        (2, "unnoticed", [*BEGUN, ("renewed", STARTED + HOUR, {"by": NEXT})]),
        (2, "unnoticed", [*BEGUN, ("renewal_called_off", STARTED + HOUR, {"by": "brand"})]),
        (1, "Inactive", [*BEGUN[:1], ("messaged", STARTED, messaged("m1"))]),
        (2, "time", [*BEGUN, ("messaged", SPAN.ends_at, messaged("m1", by="person"))]),
        (2, "quota", [*BEGUN, ("messaged", STARTED + HOUR, messaged("m1", number=9))]),
        (2, "number", [*BEGUN, ("messaged", STARTED + HOUR, messaged("m1", number=9, by="person"))]),
        (2, "number", [*BEGUN, ("messaged", STARTED + HOUR, messaged("m1", number=2))]),
        (3, "twice", [*BEGUN, *[("messaged", STARTED + HOUR, messaged("m1"))] * 2]),
        (1, "Inactive", [*BEGUN[:1], ("asked", STARTED, asked("q1"))]),
        (2, "time", [*BEGUN, ("asked", SPAN.ends_at, asked("q1"))]),
        (2, "quota", [*BEGUN, ("asked", STARTED + HOUR, asked("q1", number=6))]),
        (3, "number", [*BEGUN, QUESTION, ("asked", STARTED + HOUR, asked("q2", number=3))]),
        (3, "number", [*BEGUN, QUESTION, ("asked", STARTED + HOUR, asked("q2"))]),
        (3, "twice", [*BEGUN, QUESTION, QUESTION]),
        (2, "purpose", [*BEGUN, ("asked", STARTED + HOUR, asked("q1", purpose="persona-testing"))]),
        (2, "unasked", [*BEGUN, ("answered", STARTED + HOUR, answered("q1"))]),
        (2, "unasked", [*BEGUN, ("answer_taken_back", STARTED + HOUR, {"question": "q1"})]),
        (3, "number", [*BEGUN, QUESTION, ("answered", STARTED + 2 * HOUR, answered("q1", number=2))]),
        (4, "number", [*BEGUN, QUESTION, *[("answered", STARTED + 2 * HOUR, answered("q1"))] * 2]),
        (3, "deadline", [*BEGUN, QUESTION, ("answered", STARTED + 20 * 24 * HOUR, answered("q1"))]),
        (3, "unanswered", [*BEGUN, QUESTION, ("answer_taken_back", STARTED + 2 * HOUR, {"question": "q1"})]),
        (
            5,
            "unanswered",
            [
                *(*BEGUN, QUESTION, ("answered", STARTED + 2 * HOUR, answered("q1"))),
                *[("answer_taken_back", STARTED + 3 * HOUR, {"question": "q1"})] * 2,
            ],
        ),
        (3, "twice", [*BEGUN, *[("invited", STARTED + HOUR, invited("n1"))] * 2]),
        (3, "twice", [*BEGUN, *[("renewal_noticed", STARTED + HOUR, NOTICED)] * 2]),
        (6, "twice", [*a_life(DEAL), a_life(DEAL)[-1]]),
        *(
            (2, "Active", [*BEGUN, (kind, STARTED + HOUR, facts)])
            for kind, facts in (BREACHED, ("closing_note", NOTE | {"number": 1}))
        ),
        (3, "time", [*EXPIRED, (BREACHED[0], DUE - HOUR, BREACHED[1])]),
        (4, "twice", [*EXPIRED, *[(BREACHED[0], DUE, BREACHED[1])] * 2]),
        (
            4,
            "breached",
            [*EXPIRED, (BREACHED[0], DUE, BREACHED[1]), ("erasure_attested", DUE, {"late": False})],
        ),
        (
            4,
            "attested",
            [*EXPIRED, ("erasure_attested", SPAN.ends_at, {"late": False}), (BREACHED[0], DUE, BREACHED[1])],
        ),
        (3, "number", [*EXPIRED, ("closing_note", SPAN.ends_at, NOTE | {"number": 2})]),
        (4, "number", [*EXPIRED, *[("closing_note", SPAN.ends_at, NOTE | {"number": 1})] * 2]),
        (6, "Terminated", [*a_life(DEAL), ("invited", STARTED + 310 * HOUR, invited("n2", number=2))]),
    ],
)
def test_what_is_forbidden_is_refused_by_name(seq: int, reason: str, happenings: list[Happening]) -> None:
    with pytest.raises(EventForbidden) as refusal:
        of(happenings)
    assert (refusal.value.seq, refusal.value.reason) == (seq, reason)


def test_a_reaction_on_a_day_outside_of_the_period_is_refused_in_the_brands_copy_too() -> None:
    answer = {"invitation": "n1", "reaction": "not_now"}
    sent: list[Happening] = [*BEGUN, ("invited", STARTED + HOUR, invited("n1"))]
    for day, lawful in (
        ("2026-10-19", False),
        ("2026-10-20", True),
        ("2026-11-20", True),
        ("2026-11-21", False),
    ):
        events = [told(it.seq, for_brand(it).values) for it in chained(DEAL, sent)]
        events.append(Told(3, "reacted", on_day(day), facts_of(3, "reacted", answer)))
        if lawful:
            assert history(DEAL, events).state == "Active"
        else:
            with pytest.raises(EventForbidden):
                history(DEAL, events)


@pytest.mark.parametrize(
    "change",
    [
        {"ends_at": FACTS["starts_at"]},
        {"ends_at": "2026-11-19T13:05:33+00:00"},
        {"starts_at": "2026-10-21T12:05:33+00:00", "ends_at": "2026-11-21T13:05:33+00:00"},
        {"starts_at": "9999-12-31T12:05:33+00:00", "ends_at": "9999-12-31T13:05:33+00:00"},
    ],
)
def test_a_period_is_as_long_as_agreed_and_starts_at_activation(change: dict[str, str]) -> None:
    with pytest.raises(AgreementAstray) as refusal:
        of([*BEGUN[:1], ("activated", STARTED, FACTS | change)])
    assert refusal.value.field == "period"


def test_a_renewal_is_of_the_agreement_that_its_text_names() -> None:
    follows = signed(renews=NEXT)
    agreed = agreed_facts(follows) | RENEWAL
    assert history(follows, [Told(0, "agreed", exactly(SIGNED), facts_of(0, "agreed", agreed))]).renews
    for other in (agreed | {"renews": follows.agreement_id}, agreed_facts(follows)):
        with pytest.raises(AgreementAstray) as refusal:
            history(follows, [Told(0, "agreed", exactly(SIGNED), facts_of(0, "agreed", other))])
        assert refusal.value.field == "renews"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("terms", {"terms": "accord-2"}),
        ("period", {"period": "P1Y"}),
        ("price", {"price": DEAL.price.amount + 1}),
        ("purposes", {"purposes": [*DEAL.purposes, "x"]}),
    ],
)
def test_what_was_asked_for_or_offered_last_is_what_was_agreed_on(field: str, change: dict[str, Any]) -> None:
    with pytest.raises(AgreementAstray) as refusal:
        of([("requested", SIGNED - HOUR, ASKED | change), *ANSWERED[1:]])
    assert (refusal.value.seq, refusal.value.field) == (0, field)
    if field != "purposes":
        with pytest.raises(AgreementAstray) as refusal:
            of([TAKEN_UP[0], ("counter_offered", SIGNED, OFFERED | change), *BEGUN])
        assert (refusal.value.seq, refusal.value.field) == (1, field)


def test_a_renewals_period_lies_ahead_and_is_closed_until_it_begins() -> None:
    agreed = ("agreed", SIGNED, agreed_facts(DEAL) | RENEWAL)
    ahead = {"starts_at": "2026-11-30T12:05:33+00:00", "ends_at": "2026-12-31T12:05:33+00:00"}
    life = of([agreed, ("activated", STARTED, ahead)])
    assert life.renews and not of(BEGUN).renews
    assert life.open_at(STARTED + HOUR) is False
    assert life.open_at(datetime(2026, 12, 1, tzinfo=UTC)) is True
    called_off = of([agreed, ("activated", STARTED, ahead), ("ended", STARTED + HOUR, ended("person"))])
    assert called_off.open_at(datetime(2026, 12, 1, tzinfo=UTC)) is False


def test_of_a_period_that_was_over_before_it_began_there_are_no_copies_to_erase() -> None:
    agreed = ("agreed", SIGNED, agreed_facts(DEAL) | RENEWAL)
    ahead = {"starts_at": "2026-11-30T12:05:33+00:00", "ends_at": "2026-12-31T12:05:33+00:00"}
    moment, begun = datetime(2027, 3, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
    for at, copies in ((STARTED + HOUR, False), (begun, True)):
        life = of([agreed, ("activated", STARTED, ahead), ("ended", at, ended("person"))])
        assert (replay(life, Asked(moment, moment), FOREVER).delete_by is not None) is copies


def test_an_exact_time_bounds_the_day_of_what_it_follows() -> None:
    """The brand invites at 08:05 on the 21st, the holder answers that day, the brand invites again at 20:05."""
    happenings: list[Happening] = [
        *BEGUN,
        ("invited", STARTED + 20 * HOUR, invited("n1")),
        ("reacted", STARTED + 30 * HOUR, {"invitation": "n1", "reaction": "not_now"}),
        ("invited", STARTED + 32 * HOUR, invited("n2", number=2)),
    ]
    reacted = of_brand(happenings).steps[3].when
    assert (reacted.earliest, reacted.latest) == (STARTED + 20 * HOUR, STARTED + 32 * HOUR)


def test_the_clock_ends_a_rental_when_its_period_ends_whatever_a_copy_holds_back() -> None:
    over: list[Happening] = [*BEGUN, ("ended", SPAN.ends_at, ended("clock"))]
    for life in (of(over), of_brand(over)):
        assert life.ended is not None and life.ended.when == exactly(SPAN.ends_at)
        assert life.states_at(SPAN.ends_at - timedelta(microseconds=1)) == {"Active"}
    switched_off = of_brand([*BEGUN, ("ended", STARTED + 30 * HOUR, ended("person"))])
    assert switched_off.ended is not None and not switched_off.ended.when.exact


def test_a_clock_that_went_back_does_not_change_the_order() -> None:
    life = of([*BEGUN, ("disputed", STARTED + 2 * HOUR, {}), ("dispute_won", STARTED + HOUR, {})])
    assert [step.when for step in life.steps[2:]] == [exactly(STARTED + 2 * HOUR)] * 2
    assert life.open_at(STARTED + 2 * HOUR - timedelta(seconds=1)) is True


def test_a_copy_in_another_spelling_of_time_is_refused() -> None:
    values = {"kind": "abandoned", "day": "2026-10-20", "at": "2026-10-20T12:00:00Z"}
    for wrong in (
        {"at": values["at"]},
        {"at": "x"},
        {"day": "20261020", "at": None},
        {"day": "9999-12-31", "at": None},
    ):
        with pytest.raises(FactsUnknown):
            told(0, values | wrong)  # type: ignore[arg-type]


def test_a_breach_is_of_the_day_that_follows_from_the_end() -> None:
    assert SPAN.ends_at.astimezone(PARIS).date() == date(2026, 11, 20)
    for make in (of, of_brand):
        assert make([*EXPIRED, (BREACHED[0], DUE, BREACHED[1])]).state == "Expired"
        with pytest.raises(AgreementAstray) as refusal:
            make([*EXPIRED, (BREACHED[0], DUE, {"delete_by": "2026-12-19"})])
        assert refusal.value.field == "delete_by"


def test_of_a_period_that_never_began_nothing_is_owed() -> None:
    ahead = [("agreed", SIGNED, agreed_facts(DEAL) | RENEWAL), ("activated", STARTED - 48 * HOUR, FACTS)]
    over = [*ahead, ("ended", STARTED - 30 * HOUR, ended("person"))]
    for kind, facts in (BREACHED, ("closing_note", NOTE | {"number": 1})):
        with pytest.raises(EventForbidden) as refusal:
            of([*over, (kind, DUE, facts)])
        assert refusal.value.reason == "unbegun"


def test_a_renewed_period_passes_its_copies_on_unless_the_next_one_fell() -> None:
    renewed = [
        *BEGUN,
        ("renewal_noticed", STARTED + HOUR, NOTICED),
        ("renewed", STARTED + 2 * HOUR, {"by": NEXT}),
    ]
    over = [*renewed, ("ended", SPAN.ends_at, ended("clock"))]
    cut = [
        *renewed,
        ("ended", STARTED + 3 * HOUR, ended("person")),
        ("renewal_called_off", STARTED + 3 * HOUR, {"by": "person"}),
    ]
    later = Asked(DUE, DUE)
    for happenings in (renewed, over):  # recorded or not
        answer = replay(of(happenings), later, FOREVER)
        assert (answer.passed_on, answer.delete_by) == (NEXT, None)
        assert (
            replay(of(happenings), Asked(STARTED + 3 * HOUR, STARTED + 3 * HOUR), FOREVER).passed_on is None
        )
    answer = replay(of(cut), later, FOREVER)
    assert answer.passed_on is None and answer.delete_by is not None


def test_where_the_terms_have_no_messages_nobody_writes() -> None:
    before = an_agreement(terms=EDITIONS["standard-3"])
    facts = agreed_facts(before)
    for by in ("brand", "person"):
        happenings = [
            ("agreed", SIGNED, facts),
            ("activated", STARTED, FACTS),
            ("messaged", STARTED + HOUR, messaged("m1", by=by)),
        ]
        with pytest.raises(EventForbidden) as refusal:
            history(before, [told(it.seq, whole(it).values) for it in chained(before, happenings)])
        assert refusal.value.reason == "quota"


@pytest.mark.parametrize(("edition", "most"), [("standard-2", 0), ("standard-4", 1), ("standard-5", 5)])
def test_a_month_has_as_many_questions_as_its_terms_allow(edition: str, most: int) -> None:
    agreement = an_agreement(terms=EDITIONS[edition])
    happenings = [("agreed", SIGNED, agreed_facts(agreement)), ("activated", STARTED, FACTS)]
    for number in range(1, most + 2):
        happenings.append(("asked", STARTED + number * HOUR, asked(f"q{number}", number=number)))
    steps = [told(it.seq, whole(it).values) for it in chained(agreement, happenings)]
    assert history(agreement, steps[:-1]).steps
    with pytest.raises(EventForbidden) as refusal:
        history(agreement, steps)
    assert refusal.value.reason == "quota"
