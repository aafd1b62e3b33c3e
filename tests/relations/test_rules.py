"""What an invitation may say, in which month it counts, how a report is explained."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.period import Interval, interval, month_around
from market.relations import rules
from market.relations.benefits import Benefit
from market.relations.errors import (
    ContactNotAllowed,
    InvitationOver,
    NothingToRedeem,
    ReasonNeedsWords,
    ReasonUnknown,
    TextNotAccepted,
    ValidityImpossible,
)
from market.relations.rules import About, Invitation, check_invitation, check_report
from market.relations.tables import Invitation as Row

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
OFFER = Invitation(
    kind="discount",
    title="Une révision offerte",
    conditions="Une fois, du mardi au samedi.\nSans achat.",
    code="MOI-2026",
    link=None,
    valid_from=TODAY,
    valid_until=TODAY + timedelta(days=14),
    benefit=Benefit(percent=20),
)


def test_an_ordinary_offer_passes_and_is_the_same_after_sealing() -> None:
    kept = check_invitation(OFFER, NOW)
    assert kept == OFFER
    assert Invitation.from_json(kept.to_json()) == kept
    assert kept.warnings == ()


def test_a_link_brings_a_warning() -> None:
    with_link = replace(OFFER, code=None, link="https://exemple.fr/revision")
    assert check_invitation(with_link, NOW).warnings == ("link-reveals-address",)


def test_texts_are_trimmed_and_composed() -> None:
    spaced = replace(OFFER, title="  Une re\u0301vision\u00a0!  ", conditions="a\r\nb")
    kept = check_invitation(spaced, NOW)
    assert (kept.title, kept.conditions) == ("Une révision\u00a0!", "a\nb")


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("title", " \n", "empty"),
        ("title", "a" * 121, "too-long"),
        ("title", "deux\nlignes", "characters"),
        ("title", "à l’\u202eenvers", "characters"),
        ("conditions", "", "empty"),
        ("conditions", "a" * 1001, "too-long"),
        ("conditions", "invisi\u200bble", "characters"),
        ("code", "", "empty"),
        ("code", "A" * 41, "too-long"),
        ("code", "A\x00B", "characters"),
    ],
)
def test_texts_are_bounded_and_visible(field: str, text: str, reason: str) -> None:
    with pytest.raises(TextNotAccepted) as refusal:
        check_invitation(replace(OFFER, **{field: text}), NOW)
    assert (refusal.value.facts["field"], refusal.value.facts["reason"]) == (field, reason)


@pytest.mark.parametrize("field", ["title", "conditions", "code"])
def test_every_free_text_is_scanned(field: str) -> None:
    with pytest.raises(ContactNotAllowed) as refusal:
        check_invitation(replace(OFFER, **{field: "06 12 34 56 78"}), NOW)
    assert refusal.value.facts == {"field": field, "what": "phone"}


@pytest.mark.parametrize("field", ["title", "conditions"])
def test_nobody_is_asked_who_they_are(field: str) -> None:
    with pytest.raises(ContactNotAllowed) as refusal:
        check_invitation(replace(OFFER, **{field: "Donnez votre nom"}), NOW)
    assert refusal.value.facts == {"field": field, "what": "identity"}


def test_an_invitation_can_be_redeemed() -> None:
    with pytest.raises(NothingToRedeem):
        check_invitation(replace(OFFER, code=None), NOW)


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        *((1, 0, "before-it-begins"), (-2, -1, "over"), (0, 367, "too-long"), (367, 368, "too-long")),
        *((-367, 1, "too-early"), (2_900_000, 2_900_000, "too-long"), (-700_000, 1, "too-early")),
    ],
)
def test_an_impossible_validity_is_refused(first: int, last: int, reason: str) -> None:
    days = {"valid_from": TODAY + timedelta(first), "valid_until": TODAY + timedelta(last)}
    with pytest.raises(ValidityImpossible) as refusal:
        check_invitation(replace(OFFER, **days), NOW)
    assert refusal.value.facts["reason"] == reason


@pytest.mark.parametrize(("first", "last"), [(0, 0), (-30, 0), (0, 366), (30, 396)])
def test_a_possible_validity_passes(first: int, last: int) -> None:
    days = {"valid_from": TODAY + timedelta(first), "valid_until": TODAY + timedelta(last)}
    assert check_invitation(replace(OFFER, **days), NOW)


def test_a_reaction_is_possible_through_the_last_day() -> None:
    midnight = rules.day_begins(OFFER.valid_until + timedelta(days=1))
    rules.check_still_valid(OFFER, midnight - timedelta(microseconds=1))
    with pytest.raises(InvitationOver) as refusal:
        rules.check_still_valid(OFFER, midnight)
    assert refusal.value.facts == {"ended_on": "2026-12-06"}


starts = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001
    datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(starts, st.sampled_from(["P1W", "P1M", "P3M"]), st.floats(0, 1, exclude_max=True))
def test_the_rental_month_is_the_one_of_the_contract(start: datetime, period: str, share: float) -> None:
    span = interval(period, start)
    at = min(
        span.starts_at + (span.ends_at - span.starts_at) * share, span.ends_at - timedelta(microseconds=1)
    )
    number, following = rules.rental_month(span, at)
    window = month_around(span, at)
    assert 1 <= number <= {"P1W": 1, "P1M": 1, "P3M": 3}[period]
    first_of_this = rules.step_on(span.starts_at, rules.PERIODS["P1M"], number - 1)
    assert window.starts_at == first_of_this
    assert following >= rules.market_date(window.ends_at)


def test_months_of_a_quarter_begin_on_the_day_it_began() -> None:
    span = interval("P3M", datetime(2026, 1, 31, 9, tzinfo=UTC))
    boundary = datetime(2026, 2, 28, 9, tzinfo=UTC)
    assert rules.rental_month(span, boundary - timedelta(seconds=1)) == (1, date(2026, 2, 28))
    assert rules.rental_month(span, boundary) == (2, date(2026, 3, 31))
    with pytest.raises(ValueError, match="outside"):
        rules.rental_month(Interval(span.starts_at, boundary), boundary)


def test_never_more_than_four_a_month_and_never_more_than_the_terms_say() -> None:
    assert [rules.allowed_a_month(n) for n in (0, 2, 4, 9)] == [0, 2, 4, 4]
    assert "<= 4" in Row.invitations_per_month.condition


@pytest.mark.parametrize("side", ["holder", "brand"])
@pytest.mark.parametrize("about", list(About))
def test_a_report_has_a_reason_that_fits(side: rules.Side, about: About) -> None:
    known = rules.REASONS.get((side, about), frozenset())
    with pytest.raises(ReasonUnknown) as refusal:
        check_report(side, about, "because", "…")
    assert refusal.value.facts["known"] == sorted(known)
    for reason in known:
        assert check_report(side, about, reason, " Des mots. ") == "Des mots."


def test_no_side_reports_itself() -> None:
    assert ("brand", About.BRAND) not in rules.REASONS
    assert ("holder", About.PERSONA) not in rules.REASONS


def test_other_is_explained_and_the_rest_may_be() -> None:
    with pytest.raises(ReasonNeedsWords):
        check_report("holder", About.RENTAL, "other", "  ")
    assert check_report("holder", About.RENTAL, "offensive", "  ") is None


def test_a_report_may_quote_a_request_but_holds_no_contact_details() -> None:
    quoted = "Ils écrivent : donnez votre nom."
    assert check_report("holder", About.RENTAL, "asks-identity", quoted) == quoted
    with pytest.raises(ContactNotAllowed):
        check_report("holder", About.RENTAL, "asks-identity", "jean@exemple.fr")
    with pytest.raises(TextNotAccepted):
        check_report("holder", About.RENTAL, "asks-identity", "a" * 601)
