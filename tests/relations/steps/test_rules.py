"""What is next out of what runs. Pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from contracts.period import Interval
from market.relations.steps.rules import KINDS, Running, Step, steps

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
SPAN = Interval(START, datetime(2026, 4, 1, 8, tzinfo=UTC))
FRESH = Running(SPAN, START, 4, True, {}, frozenset())


def found(*running: Running, others: tuple[Step, ...] = ()) -> dict[str, Step]:
    return {it.kind: it for it in steps(running, others)}


def test_who_was_never_invited_and_who_can_be_asked_is_counted() -> None:
    invited = replace(FRESH, invited={1: 1}, asked=frozenset({1}))
    got = found(FRESH, FRESH, invited)
    assert (got["uninvited"].count, got["unasked"].count) == (2, 2)
    assert "lapsing" not in got


def test_who_said_yes_to_a_casting_is_counted_apart() -> None:
    place = replace(FRESH, drawn=True)
    got = found(FRESH, place, place, replace(place, invited={1: 1}), replace(place, per_month=0))
    assert (got["drawn"].count, got["uninvited"].count) == (2, 1)


def test_terms_without_questions_or_invitations_ask_for_none() -> None:
    assert found(replace(FRESH, per_month=0, question=False)) == {}


def test_a_second_month_has_its_own_question_and_nobody_is_new_in_it() -> None:
    longer = Interval(START, datetime(2026, 6, 1, 8, tzinfo=UTC))
    second = replace(FRESH, span=longer, now=START + timedelta(days=35), invited={1: 4}, asked=frozenset({1}))
    got = found(second)
    assert "uninvited" not in got and got["unasked"].count == 1
    assert "unasked" not in found(replace(second, asked=frozenset({1, 2})))


def test_invitations_that_lapse_are_told_of_three_days_before() -> None:
    late = replace(FRESH, invited={1: 1})
    for day, told in ((27, False), (29, True), (31, True)):
        got = found(replace(late, now=datetime(2026, 3, day, 9, tzinfo=UTC)))
        assert ("lapsing" in got) == told, day
    assert (got["lapsing"].count, got["lapsing"].by) == (3, date(2026, 4, 1))
    full = replace(late, invited={1: 4}, now=datetime(2026, 3, 31, 9, tzinfo=UTC))
    assert "lapsing" not in found(full)


def test_what_is_owed_comes_first_and_what_is_nothing_not_at_all() -> None:
    others = (Step("closing_note", 1), Step("erasure", 2), Step("offer", 0))
    got = [it.kind for it in steps([FRESH], others)]
    assert got == ["erasure", "closing_note", "uninvited", "unasked"]
    assert sorted(got, key=KINDS.index) == got
