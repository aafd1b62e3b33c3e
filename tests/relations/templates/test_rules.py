"""What a template may say, and which invitation it makes on which day. Pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from market.base.errors import Invalid
from market.relations.benefits import KINDS, Benefit
from market.relations.errors import BenefitUnfit, ContactNotAllowed, TextNotAccepted, ValidityImpossible
from market.relations.rules import check_invitation
from market.relations.templates.rules import DAYS_MOST, HOURS_MOST, Draft, check_template

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def a_draft(**changes: Any) -> Draft:
    draft = Draft(
        kind="discount",
        title="Une révision offerte",
        conditions="Une fois, du mardi au samedi.",
        code="MOI-2026",
        link=None,
        benefit=Benefit(percent=20),
        days=14,
    )
    return replace(draft, **changes)


EARLY = {"kind": "early_access", "benefit": Benefit(what="La collection")}


def test_its_days_begin_when_it_is_sent() -> None:
    for later in (timedelta(), timedelta(days=40)):
        made = a_draft().invitation(NOW + later)
        assert (made.valid_from, made.valid_until) == (TODAY + later, TODAY + later + timedelta(days=14))
        assert made.ends_at is None


def test_one_of_hours_ends_with_a_full_hour_and_always_later_than_now() -> None:
    made = a_draft(days=None, hours=1)
    for minute in range(60):
        at = NOW.replace(minute=minute, second=59)
        ends_at = made.invitation(at).ends_at
        assert ends_at is not None and at < ends_at and (ends_at.minute, ends_at.second) == (0, 0)
        check_invitation(made.invitation(at), at)


def test_what_comes_early_is_everybodys_so_many_days_later() -> None:
    made = a_draft(**EARLY, public_in=30)
    assert made.invitation(NOW).benefit == Benefit(what="La collection", public_on=TODAY + timedelta(days=30))
    assert a_draft(**EARLY).invitation(NOW).benefit == Benefit(what="La collection")


def test_it_is_kept_as_it_is_said_and_read_back() -> None:
    name, kept = check_template("  Printemps ", a_draft(title=" Une révision "), NOW)
    assert (name, kept.title) == ("Printemps", "Une révision")
    for draft in (kept, a_draft(**EARLY, public_in=3), a_draft(days=None, hours=8)):
        assert Draft.from_json(draft.to_json()) == draft


def test_each_type_can_be_one() -> None:
    fields = {
        "discount": Benefit(amount=500),
        "sample": Benefit(what="Un flacon"),
        "experience": Benefit(where="À l’atelier", when="Le samedi"),
        "early_access": Benefit(what="La collection"),
        "advice": Benefit(what="Le vélo"),
    }
    assert set(fields) == set(KINDS)
    for kind, benefit in fields.items():
        assert check_template("Un", a_draft(kind=kind, benefit=benefit), NOW)[1].kind == kind


@pytest.mark.parametrize(
    ("changes", "error", "field"),
    [
        ({"days": None}, ValidityImpossible, "days"),
        ({"hours": 3}, ValidityImpossible, "days"),
        ({"days": -1}, ValidityImpossible, "days"),
        ({"days": DAYS_MOST + 1}, ValidityImpossible, "days"),
        ({"days": 10**9}, ValidityImpossible, "days"),
        ({"days": None, "hours": 0}, ValidityImpossible, "hours"),
        ({"days": None, "hours": HOURS_MOST + 1}, ValidityImpossible, "hours"),
        ({"public_in": 3}, BenefitUnfit, "public_in"),
        ({**EARLY, "public_in": 0}, BenefitUnfit, "public_in"),
        ({**EARLY, "public_in": 10**9}, BenefitUnfit, "public_in"),
        ({"benefit": Benefit()}, BenefitUnfit, "percent"),
        ({"title": "Appelez le 06 12 34 56 78"}, ContactNotAllowed, "title"),
        ({"conditions": "Donnez votre nom."}, ContactNotAllowed, "conditions"),
        ({"code": " "}, TextNotAccepted, "code"),
    ],
)
def test_what_cannot_be_sent_is_not_kept(changes: dict[str, Any], error: type[Invalid], field: str) -> None:
    with pytest.raises(error) as refusal:
        check_template("Printemps", a_draft(**changes), NOW)
    assert refusal.value.facts["field"] == field


@pytest.mark.parametrize(("name", "error"), [(" ", TextNotAccepted), ("Voir a@b.fr", ContactNotAllowed)])
def test_its_name_is_looked_through(name: str, error: type[Invalid]) -> None:
    with pytest.raises(error) as refusal:
        check_template(name, a_draft(), NOW)
    assert refusal.value.facts["field"] == "name"


def test_the_widest_spans_make_what_may_be_sent() -> None:
    for changes in ({"days": DAYS_MOST}, {"days": 0}, {"days": None, "hours": HOURS_MOST}):
        check_template("Large", a_draft(**changes), NOW)
    check_template("Large", a_draft(**EARLY, public_in=DAYS_MOST), NOW)
