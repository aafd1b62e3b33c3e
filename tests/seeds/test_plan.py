"""The plan of the demo: the same each time, within the product's rules, and with a crowd for every card."""

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date

import pytest
from stdnum.fr import siren

from contracts.terms import ROSTER
from market.accounts.rules import check_password, company
from market.catalogue.codes import LADDER, numbered
from market.catalogue.crowd import NEWCOMER, Listed, seat
from market.catalogue.vectors import Root
from market.personas.masks import MASKS
from market.personas.rules import card_labels, check_draft, check_offer, check_publishable
from market.relations.rules import Invitation, check_invitation
from seeds.demo import BRAND, HOLDER, OPERATOR, PASSWORD
from seeds.history import LASTS, PAID, history
from seeds.kinds import KINDS
from seeds.offers import OFFERS
from seeds.plan import OPENING, TODAY, Persona, TooSmall, plan

DIGEST = """
import hashlib; from seeds.plan import plan; from seeds.history import history; p = plan(60)
said = [(h.email, h.day, [(q.draft.to_json(), q.day, q.capacity) for q in h.personas]) for h in p.holders]
print(hashlib.sha256(repr((said, p.brands, history(p))).encode()).hexdigest())
"""


def followers(people: tuple[Persona, ...]) -> Counter[int]:
    """How many holders of the first weeks follow each archetype."""
    return Counter(id(it.archetype) for it in people if it.day is not None and it.day < OPENING)


@pytest.mark.parametrize("size", [40, 300, 1000])
def test_at_least_twenty_of_the_first_follow_each_archetype(size: int) -> None:
    drawn = plan(size)
    assert min(followers(drawn.personas).values()) >= 20
    assert len(drawn.holders) == size


def test_at_most_thirty_archetypes_share_a_dozen_masks() -> None:
    archetypes = [it for kind in KINDS for it in kind.archetypes]
    assert len(archetypes) <= 30
    assert {it.mask for it in archetypes} == set(MASKS) == set(OFFERS)


def test_a_holder_never_has_two_personas_under_one_root() -> None:
    for kind in KINDS:
        assert len({(it.price_step, it.variant, it.period) for it in kind.archetypes}) == 3


def test_the_demo_is_of_the_promised_size() -> None:
    drawn = plan(300)
    listed = [it for it in drawn.personas if it.day is not None]
    assert 650 <= len(listed) <= 750
    assert len(drawn.brands) == 30
    assert sum(TODAY - it.day > 30 for it in drawn.holders) > 250
    assert len({it.email for it in drawn.holders}) == 300
    assert Counter(it.fate for it in drawn.brands) == {"approve": 27, None: 2, "refuse": 1}


@pytest.mark.parametrize("size", [40, 300])
def test_the_crowd_seats_everyone(size: int) -> None:
    drawn = plan(size)
    rows = [
        Listed(
            it.number,
            0,
            it.holder,
            it.number,
            TODAY - drawn.holders[it.holder].day >= 30,
            Root(it.archetype.price_step, it.archetype.variant, it.archetype.period),
            numbered(card_labels(it.draft)),
        )
        for it in drawn.personas
        if it.day is not None
    ]
    made = seat(rows, LADDER)
    assert made.waiting == {}
    assert min(it.voters for it in made.classes) >= NEWCOMER
    assert len(made.classes) == len(followers(drawn.personas))


def test_every_persona_may_be_published_and_says_more_than_its_card() -> None:
    beyond = defaultdict(set)
    for it in plan(300).personas:
        check_draft(it.draft)
        offer = (it.archetype.variant, it.archetype.period, it.archetype.price_step)
        if it.day is not None:
            check_publishable(it.draft, check_offer(*offer, it.capacity))
            beyond[id(it.archetype)].add(repr(sorted(it.draft.to_json()["traits"].items())))
    assert min(map(len, beyond.values())) >= 20, "personas of one card differ in what a rental discloses"


def test_brands_have_names_of_their_own_and_numbers_that_pass_the_check_but_are_nobodys() -> None:
    drawn = plan(2000).brands
    assert (
        len({it.company.trading_name for it in drawn})
        == len({it.company.siren for it in drawn})
        == len(drawn)
    )
    for it in drawn:
        assert siren.is_valid(it.company.siren) and it.company.siren.startswith("0")
        assert company(it.company.legal_name, it.company.trading_name, it.company.siren, "").country == "FR"
    assert {it.company.sector for it in plan(300).brands} == set(MASKS)


def test_what_brands_write_would_be_accepted_from_anybody() -> None:
    today = date(2026, 11, 22)
    for offers in OFFERS.values():
        for it in offers:
            code, link = it.code and f"{it.code}-123", it.path and f"https://brand.example/{it.path}"
            check_invitation(Invitation(it.kind, it.title, it.conditions, code, link, today, today), today)


def test_no_slot_is_rented_twice_at_once() -> None:
    drawn = plan(300)
    taken: dict[tuple[int, int], list[int]] = defaultdict(list)
    for it in history(drawn):
        persona = drawn.personas[it.persona]
        assert it.payment in PAID or not (it.reads or it.invited)
        assert OPENING < it.day < TODAY and it.day >= drawn.brands[it.brand].day + 3
        last = it.ended[1] if it.ended else it.day + LASTS[persona.archetype.period]
        for day in range(it.day, last + 1 if it.payment in PAID else it.day):
            taken[it.persona, day].append(it.brand)
    for (persona, _), brands in taken.items():
        assert len(brands) <= drawn.personas[persona].capacity
        assert len(set(brands)) == len(brands)


def test_the_history_keeps_within_the_terms() -> None:
    drawn = plan(300)
    for it in history(drawn):
        terms = ROSTER[drawn.personas[it.persona].archetype.variant]
        assert terms.admit(it.purposes) == it.purposes
        assert len(it.invited) <= terms.contact.invitations_per_month


def test_the_plan_is_the_same_in_another_process() -> None:
    """Sets and hashes differ from process to process; what is drawn must not."""
    said = {
        subprocess.run(
            [sys.executable, "-c", DIGEST],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert len(said.pop().strip()) == len(hashlib.sha256().hexdigest())


def test_fewer_than_a_crowd_is_refused() -> None:
    with pytest.raises(TooSmall):
        plan(39)


def test_the_password_of_the_demo_is_good_enough_to_sign_up_with() -> None:
    for address in (HOLDER, BRAND, OPERATOR):
        check_password(PASSWORD, address.split("@")[0])
