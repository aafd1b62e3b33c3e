"""How people may be told of what, and which evening a digest is of."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.accounts.notifications.letters import and_more, how_many
from market.accounts.notifications.rules import DEFAULT, WAYS, Way, check, last_evening
from market.accounts.refusals import WayNotOpen
from market.base.clock import MARKET_ZONE
from market.base.mail import Topic


def test_every_topic_can_be_told_at_once_and_ones_account_only_so() -> None:
    assert set(WAYS) == set(Topic)
    assert all(DEFAULT in ways for ways in WAYS.values())
    assert WAYS[Topic.ACCOUNT] == (Way.AT_ONCE,)


@pytest.mark.parametrize("topic", [Topic.RENTALS, Topic.REQUESTS, Topic.MONEY, Topic.ACCOUNT])
def test_what_a_contract_or_money_hangs_on_is_never_left_to_the_inbox(topic: Topic) -> None:
    with pytest.raises(WayNotOpen):
        check(topic, Way.NEVER)


@pytest.mark.parametrize("topic", [Topic.MESSAGES, Topic.INVITATIONS, Topic.QUESTIONS])
def test_what_a_brand_says_may_be(topic: Topic) -> None:
    for way in Way:
        check(topic, way)


@given(st.integers(0, 2 * 366 * 24 * 60))
def test_the_last_evening_is_past_and_less_than_a_day_and_an_hour_ago(minutes: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    evening = last_evening(now)
    assert evening <= now < evening + timedelta(hours=25)
    assert evening.astimezone(MARKET_ZONE).hour == 18
    assert last_evening(evening) == evening
    assert last_evening(evening - timedelta(seconds=1)) < evening


def test_counts_are_said_in_both_languages() -> None:
    assert (how_many(1).fr, how_many(1).en) == ("1 nouvelle", "1 piece of news")
    assert (how_many(3).fr, how_many(3).en) == ("3 nouvelles", "3 pieces of news")
    assert (and_more(0).fr, and_more(2).en) == ("", "– and 2 more")
