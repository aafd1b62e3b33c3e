"""What a brand may be told of redeemed codes: nothing before eleven, fives, once a day, and nothing of one person."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.relations.campaigns.rules import (
    CROWD,
    RECIPIENTS_MOST,
    STEP,
    Saying,
    check_label,
    check_recipients,
    more_than,
)
from market.relations.errors import ContactNotAllowed, RecipientsImpossible, TextNotAccepted

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
NEXT_DAY = START + timedelta(days=1)
MIDNIGHT = datetime(2026, 11, 2, 23, tzinfo=UTC)
"""The first instant of the day after, in the market's zone."""


def said(number: int, *, who: int | None = None, told: bool = False, at: datetime = START) -> Saying:
    person = number if who is None else who
    return Saying(person.to_bytes(32, "big"), uuid.UUID(int=number), told, at)


def people(count: int) -> list[Saying]:
    return [said(it) for it in range(count)]


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, None), (1, None), (10, None), (11, 10), (15, 10), (16, 15), (20, 15), (21, 20), (51, 50)],
)
def test_nothing_before_eleven_and_then_in_fives(count: int, told: int | None) -> None:
    assert more_than(people(count), 200, NEXT_DAY) == told


def test_what_is_said_today_is_told_tomorrow_at_midnight_of_the_market() -> None:
    sayings = people(11)
    assert more_than(sayings, 200, MIDNIGHT - timedelta(microseconds=1)) is None
    assert more_than(sayings, 200, MIDNIGHT) == 10


def test_a_word_of_the_first_instant_of_a_day_belongs_to_that_day() -> None:
    sayings = [*people(10), said(10, at=MIDNIGHT)]
    assert more_than(sayings, 200, MIDNIGHT + timedelta(hours=12)) is None
    assert more_than(sayings, 200, MIDNIGHT + timedelta(days=1)) == 10


def test_what_is_taken_back_on_its_day_was_never_told() -> None:
    sayings = [replace(it, taken_back_at=START + timedelta(hours=1)) for it in people(30)]
    assert more_than(sayings, 200, NEXT_DAY) is None


def test_a_figure_that_was_told_does_not_fall_when_words_are_taken_back() -> None:
    sayings = [replace(it, taken_back_at=NEXT_DAY) for it in people(16)]
    for days in range(1, 40):
        assert more_than(sayings, 200, START + timedelta(days=days)) == 15


def test_one_person_with_many_personas_is_one() -> None:
    assert more_than([said(it, who=1) for it in range(40)], 200, NEXT_DAY) is None
    assert more_than([*people(10), *(said(it, who=9) for it in range(10, 40))], 200, NEXT_DAY) is None


def test_those_who_let_the_brand_know_are_not_in_the_figure() -> None:
    known = [said(it, told=True) for it in range(100, 140)]
    assert more_than([*people(10), *known], 200, NEXT_DAY) is None
    assert more_than([*people(11), *known], 200, NEXT_DAY) == 10


@pytest.mark.parametrize(
    ("count", "reached", "told"), [(11, 15, None), (11, 16, 10), (16, 16, 10), (20, 20, 10), (21, 21, 15)]
)
def test_a_campaign_in_which_all_did_it_does_not_say_so(count: int, reached: int, told: int | None) -> None:
    assert more_than(people(count), reached, NEXT_DAY) == told


def test_those_who_are_known_do_not_hide_the_others() -> None:
    known = [said(it, told=True) for it in range(100, 105)]
    assert more_than([*people(11), *known], 20, NEXT_DAY) is None, "fifteen are left, of whom eleven did it"
    assert more_than([*people(11), *known], 21, NEXT_DAY) == 10


HOURS = st.integers(0, 24 * 12)
SAYINGS = st.lists(st.tuples(st.integers(0, 24), st.booleans(), HOURS, st.none() | HOURS), max_size=60).map(
    lambda rows: [
        Saying(
            (number % 25).to_bytes(32, "big"),
            uuid.UUID(int=number),
            told,
            START + timedelta(hours=at),
            None if after is None else START + timedelta(hours=at + after),
        )
        for number, (_, told, at, after) in enumerate(rows)
    ]
)


@given(SAYINGS, st.integers(60, 90))
def test_readings_move_in_fives_upwards_and_once_a_day(sayings: list[Saying], reached: int) -> None:
    last, day = 0, None
    for hours in range(0, 24 * 20, 5):
        at = START + timedelta(hours=hours)
        told = more_than(sayings, reached, at) or 0
        today = (at + timedelta(hours=1)).date()  # November: the market is an hour ahead of UTC
        assert told == 0 or (told >= CROWD - 1 and told % STEP == 0)
        assert told >= last
        assert told == last or today != day, "two readings of one day are the same"
        last, day = told, today


@given(SAYINGS, st.integers(0, 70), st.integers(0, 24 * 20))
def test_the_figure_is_always_true_and_leaves_five_in_doubt(
    sayings: list[Saying], reached: int, hours: int
) -> None:
    told = more_than(sayings, reached, START + timedelta(hours=hours))
    if told is not None:
        assert len({it.who for it in sayings if not it.told}) > told
        assert told + 1 + STEP <= reached


@given(st.integers(0, 40), st.integers(60, 90), st.integers(0, 24 * 10))
def test_one_person_more_or_less_changes_a_reading_by_no_more_than_a_step(
    count: int, reached: int, hours: int
) -> None:
    at = NEXT_DAY + timedelta(hours=hours)
    fewer, more = more_than(people(count), reached, at), more_than(people(count + 1), reached, at)
    if count + 1 < CROWD:
        assert fewer is None and more is None
    assert (more or 0) - (fewer or 0) in (0, STEP, CROWD - 1)


def test_a_campaign_goes_to_each_once_and_to_no_more_than_one_act_can_hold() -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    assert check_recipients([first, second, first]) == [first, second]
    for wrong in ([], [uuid.uuid4() for _ in range(RECIPIENTS_MOST + 1)]):
        with pytest.raises(RecipientsImpossible):
            check_recipients(wrong)


def test_a_label_is_a_line_without_contact_details() -> None:
    assert check_label("  Printemps ") == "Printemps"
    for wrong, error in ((" ", TextNotAccepted), ("x" * 81, TextNotAccepted), ("a@b.fr", ContactNotAllowed)):
        with pytest.raises(error) as refusal:
            check_label(wrong)
        assert refusal.value.facts["field"] == "label"
