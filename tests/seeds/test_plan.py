"""The plan of the demo: the same each time, within the product's rules, and with a crowd for every card."""

import hashlib
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from stdnum.fr import siren

from contracts.price import LADDER as LADDER_OF_PRICES
from contracts.terms import ROSTER
from contracts.vocabulary import ABOUT, CLAIMS
from market.accounts.rules import check_password, company
from market.catalogue.address import addresses
from market.catalogue.codes import LADDER, LEAVABLE, numbered, proffered, root, word
from market.catalogue.crowd import NEWCOMER, Listed, Snapshot, seat
from market.catalogue.measuring import Measured, measured
from market.catalogue.meter import Cards
from market.catalogue.shelf import Metered
from market.catalogue.steps import coarse_count
from market.personas.masks import MASKS
from market.personas.rules import (
    Draft,
    Offer,
    Stance,
    Trait,
    card_labels,
    check_draft,
    check_offer,
    check_publishable,
)
from market.relations.rules import Invitation, check_invitation, day_begins
from seeds import agenda
from seeds.answers import facts
from seeds.demo import BRAND, HOLDER, OPERATOR, PASSWORD, SECOND
from seeds.history import LASTS, PAID, history
from seeds.kinds import CHEAP, KINDS, RARE, USUAL
from seeds.offers import OFFERS
from seeds.plan import OPENING, TODAY, Persona, Plan, TooSmall, plan

DIGEST = """
import hashlib; from seeds.plan import plan; from seeds.history import history; p = plan(60)
said = [(h.email, h.day, [(q.draft.to_json(), q.day, q.capacity) for q in h.personas]) for h in p.holders]
print(hashlib.sha256(repr((said, p.brands, history(p))).encode()).hexdigest())
"""


def followers(people: Iterable[Persona], before: int = TODAY) -> Counter[int]:
    """How many holders follow each archetype by that day, those who wait in vain apart."""
    return Counter(id(it.archetype) for it in people if listed(it, before) and not it.waits)


def listed(persona: Persona, before: int = TODAY) -> bool:
    return persona.day is not None and persona.day < before


@pytest.mark.parametrize("size", [40, 60, 100, 150, 300, 1000])
def test_at_least_twenty_follow_each_archetype_and_enough_of_them_before_the_catalogue_opens(
    size: int,
) -> None:
    drawn = plan(size)
    assert min(followers(drawn.personas).values()) >= (20 if size >= 300 else NEWCOMER)
    assert min(followers(drawn.personas, OPENING).values()) >= NEWCOMER
    assert len(drawn.holders) == size


def test_at_most_thirty_archetypes_share_a_dozen_masks() -> None:
    told = [it for kind in KINDS for it in (*kind.own, *filter(None, (kind.usual,)))]
    archetypes = [*told, *(it for it, _ in (*USUAL, *CHEAP)), *(it for _, it in RARE)]
    assert len(archetypes) <= 30
    assert {it.mask for it, _ in USUAL} == set(MASKS) == set(OFFERS)


@pytest.mark.parametrize("size", [40, 300])
def test_a_holder_never_has_two_personas_under_one_root_nor_two_of_one_mask(size: int) -> None:
    for holder in plan(size).holders:
        own = [it.archetype for it in holder.personas if listed(it) and not it.waits]
        assert len({(it.price_step, it.variant, it.period) for it in own}) == len(own)
        assert len({it.mask for it in own}) == len(own)


def test_the_demo_is_of_the_promised_size() -> None:
    drawn = plan(300)
    assert 650 <= sum(map(listed, drawn.personas)) <= 750
    assert len(drawn.brands) == 30
    assert sum(TODAY - it.day > 30 for it in drawn.holders) > 250
    assert len({it.email for it in drawn.holders}) == 300
    assert Counter(it.fate for it in drawn.brands) == {"approve": 27, None: 2, "refuse": 1}


def seated(drawn: Plan, day: int = TODAY) -> Snapshot:
    """The day's classes of a plan."""
    rows = [
        Listed(
            it.number,
            0,
            it.holder,
            (it.day, it.number),
            day - drawn.holders[it.holder].day >= 30,
            root(it.archetype.price_step, it.archetype.variant, it.archetype.period),
            numbered(card_labels(it.draft)),
        )
        for it in drawn.personas
        if listed(it, day)
    ]
    return seat(rows, LADDER, leavable=LEAVABLE, proffered=proffered)


@pytest.mark.parametrize("day", [OPENING, TODAY])
@pytest.mark.parametrize("size", [40, 100, 300])
def test_the_crowd_seats_everyone_but_those_who_wait(size: int, day: int) -> None:
    drawn = plan(size)
    made = seated(drawn, day)
    assert set(made.waiting) == {it.number for it in drawn.personas if it.waits and listed(it, day)}
    assert min(it.voters for it in made.classes) >= NEWCOMER
    assert len(made.classes) == len(followers(drawn.personas))


def test_classes_are_of_various_sizes_and_some_personas_wait() -> None:
    drawn = plan(300)
    resting = {it.number for it in agenda.resting(drawn, history(drawn))}
    assert len(resting) > 5
    made = seated(replace(drawn, personas=tuple(it for it in drawn.personas if it.number not in resting)))
    sizes = Counter(coarse_count(it.voters) for it in made.classes)
    assert sizes[100] >= 1 and sizes[50] >= 2 and sizes[11] >= 15
    assert len(made.waiting) >= 6 and all(made.waiting.values()), "each is told what would help"
    assert {drawn.personas[it].holder for it in made.waiting} >= {0}, "the demo's own holder sees one wait"
    assert any(advice and advice.leave_out for advice in made.waiting.values())
    assert any(advice and not advice.leave_out for advice in made.waiting.values())


def test_sheets_are_rich_in_what_they_are_about() -> None:
    """What the sheet's subject asks is answered, and much of the rest."""
    answered: dict[str, list[int]] = defaultdict(list)
    subject: list[float] = []
    for it in filter(listed, plan(300).personas):
        said = {claim for claim, trait in it.draft.traits.items() if trait.value}
        shown = ROSTER[it.archetype.variant].disclosure.claims
        answered[it.archetype.variant].append(len(said & set(shown)))
        asked = set(ABOUT[it.archetype.says["passion"]]) & set(shown)
        if asked:
            subject.append(len(asked & said) / len(asked))
    mean = {variant: sum(found) / len(found) for variant, found in answered.items()}
    assert mean["simple"] > 7 and mean["standard"] > 20 and mean["ample"] > 35
    assert sum(subject) / len(subject) > 0.85


# The studio in this market


def a_random_draft(dice: Random) -> Draft:
    """What somebody new might answer to a mask's questions, and let the card say."""
    mask, known = MASKS[dice.choice(sorted(MASKS))], facts(dice.choice(KINDS), dice)
    answers = {claim: known.get(claim) or dice.choice(CLAIMS[claim].codes).id for claim in mask.claims}
    answers["passion"] = mask.suggested["passion"]
    sayable = [claim for claim in answers if CLAIMS[claim].order is not None]
    said = frozenset(
        claim for claim in sayable if claim == "passion" or dice.random() < dice.choice((0.3, 1))
    )
    offer = (
        dice.choice(LADDER_OF_PRICES),
        *dice.choice(sorted((t.id, p) for t in ROSTER.values() for p in t.periods)),
    )
    price, variant, period = offer if dice.random() < 0.5 else (1900, "standard", "P1M")
    traits = {claim: Trait(Stance.ME, value) for claim, value in answers.items()}
    return Draft(mask.id, traits, (), said, Offer(variant, period, price))


def read(today: Metered, draft: Draft) -> Measured:
    offer = draft.offer
    assert offer.variant and offer.period and offer.price_step
    return measured(today, root(offer.price_step, offer.variant, offer.period), numbered(card_labels(draft)))


def test_of_four_hundred_drafts_each_that_would_wait_is_told_what_helps_and_it_does() -> None:
    made = seated(plan(300))
    vectors = [it.vector for it in made.classes]
    today = Metered(Cards(made.shown(), len(LADDER)), addresses(vectors, LADDER, word))
    dice, waits, usual = Random(20261125), 0, [0, 0]
    for _ in range(400):
        draft = a_random_draft(dice)
        found = read(today, draft)
        in_usual = (draft.offer.variant, draft.offer.period, draft.offer.price_step) == (
            "standard",
            "P1M",
            1900,
        )
        usual[0] += in_usual
        if found.at_least is not None:
            continue
        waits += 1
        usual[1] += in_usual
        changes = [it for it in (found.change, found.other) if it]
        assert changes, draft
        for change in changes:
            assert read(today, change.to(draft)).at_least is not None
            assert change.leave_out or change is found.other
    assert waits > 100, "many would wait, and none without a way"
    assert usual[1] < usual[0] / 6, "under the usual offer few would"


def test_every_persona_may_be_published_and_says_more_than_its_card() -> None:
    beyond = defaultdict(set)
    for it in plan(300).personas:
        check_draft(it.draft)
        offer = (it.archetype.variant, it.archetype.period, it.archetype.price_step)
        if it.day is not None:
            check_publishable(it.draft, check_offer(*offer, it.capacity))
        if it.day is not None and not it.waits:
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
            draft = Invitation(it.kind, it.title, it.conditions, code, link, today, today, it.benefit)
            check_invitation(draft, day_begins(today))


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
    for address in (HOLDER, BRAND, OPERATOR, SECOND):
        check_password(PASSWORD, address.split("@")[0])
