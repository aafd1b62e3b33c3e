"""The ladder, the card and the values: what a persona says finely and a card says coarsely."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from contracts import vocabulary as v
from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.claims import RepeatedId, collect

# The ladder


def test_every_own_code_climbs_to_a_code_of_every_step() -> None:
    for claim_ in v.CLAIMS.values():
        for position, step_ in enumerate(claim_.ladder):
            reached = {claim_.at(position, code_.id) for code_ in claim_.codes}
            assert reached == {code_.id for code_ in step_.codes}, step_.id
        sizes = [len(step_.codes) for step_ in claim_.ladder]
        assert sizes == sorted(sizes, reverse=True), claim_.id
        assert len(set(sizes)) == len(sizes), claim_.id


def test_a_birth_year_becomes_a_decade_then_a_generation() -> None:
    birth = v.CLAIMS["naissance"]
    assert [birth.at(step_, "1970-1974") for step_ in range(3)] == ["1970-1974", "1970-1979", "1970-1989"]
    assert [birth.at(step_, "avant-1945") for step_ in range(3)] == ["avant-1945", "avant-1950", "avant-1950"]


def test_coarser_cohorts_contain_their_finer_ones() -> None:
    birth = v.CLAIMS["naissance"]
    for code_ in birth.codes:
        for step_ in (1, 2):
            coarser = birth.at(step_, code_.id)
            if not coarser.startswith("avant"):
                first, last = map(int, code_.id.split("-"))
                low, high = map(int, coarser.split("-"))
                assert low <= first <= last <= high


def test_a_region_becomes_a_part_of_france() -> None:
    region = v.CLAIMS["region"]
    assert region.at(1, "bretagne") == "ouest"
    assert region.at(1, "ile-de-france") == "ile-de-france"
    assert len(region.codes) == 14


def test_what_is_not_on_the_ladder_is_refused() -> None:
    region = v.CLAIMS["region"]
    with pytest.raises(v.UnknownStep):
        region.at(2, "bretagne")
    with pytest.raises(v.UnknownStep):
        region.at(-1, "bretagne")
    with pytest.raises(v.UnknownValue) as caught:
        region.at(1, "ouest")
    assert (caught.value.claim, caught.value.value) == ("region", "ouest")


A, B, C = code("a", "A", "A"), code("b", "B", "B"), code("c", "C", "C")
X, Y = code("x", "X", "X"), code("y", "Y", "Y")
LABEL = text("Essai", "Trial")


def a_trial() -> v.Claim:
    return claim("essai", "home", "Interest", None, LABEL, LABEL, (A, B))


@pytest.mark.parametrize(
    ("rung", "fact"),
    [
        (step("s", LABEL, (X, "a"), (Y, "b")), "not every finer code"),
        (step("s", LABEL, (X, "a b c d"), (Y, "")), "not every finer code"),
        (step("s", LABEL, (X, "a b c"), (Y, "")), "stands for nothing"),
        (step("s", LABEL, (A, "a b"), (X, "c")), "means two things"),
        (step("s", LABEL, (code("a", "Autre", "Other"), "a"), (X, "b c")), "means two things"),
        (step("s", LABEL, (X, "a b c")), "two at least"),
        (step("s", LABEL, (X, "a b"), (X, "c")), "must differ"),
    ],
)
def test_a_broken_ladder_is_refused(rung: v.Step, fact: str) -> None:
    with pytest.raises(ValidationError, match=fact):
        claim("essai", "home", "Interest", None, LABEL, LABEL, (A, B, C), rung)


def test_the_first_step_is_the_claims_own_codes() -> None:
    with pytest.raises(ValidationError, match="own codes"):
        replace(a_trial(), codes=(A, C))
    with pytest.raises(ValidationError, match="own codes"):
        replace(a_trial(), ladder=())
    with pytest.raises(ValidationError, match="own codes"):
        replace(a_trial(), ladder=(v.Step("essai", LABEL, (A, B), {"a": "b"}),))


def test_a_finer_code_has_one_coarser_code() -> None:
    with pytest.raises(ValueError, match="two coarser"):
        step("s", LABEL, (X, "a b"), (Y, "b c"))


@pytest.mark.parametrize(
    ("order", "card"), [(1, ()), (None, (0,)), (1, (0, 1)), (1, (1, 1)), (1, (2,)), (1, (-1,))]
)
def test_a_card_needs_an_order_and_falling_steps_of_the_ladder(
    order: int | None, card: tuple[int, ...]
) -> None:
    rung = step("s", LABEL, (X, "a b"), (Y, "c"))
    with pytest.raises(ValidationError, match="a card"):
        claim("essai", "home", "Interest", None, LABEL, LABEL, (A, B, C), rung, order=order, card=card)


@pytest.mark.parametrize("phrase", ["aime", "{value} {value}", "{other}"])
def test_a_fragment_has_one_place_for_the_value(phrase: str) -> None:
    with pytest.raises(ValidationError, match=r"one \{value\}"):
        replace(a_trial(), phrase=text(phrase, "loves {value}"))


# The card


def test_a_card_has_at_most_24_labels_coarse_before_fine() -> None:
    assert 12 <= len(v.CARD_ORDER) <= 24
    assert len(set(v.CARD_ORDER)) == len(v.CARD_ORDER)
    seen: dict[str, int] = {}
    for position, (id_, step_) in enumerate(v.CARD_ORDER):
        parent = v.PARENT[position]
        if id_ in seen:
            assert parent == seen[id_]
            assert v.CARD_ORDER[parent][0] == id_
            assert v.CARD_ORDER[parent][1] > step_
        else:
            assert parent is None
        seen[id_] = position
    first_fine = next(i for i, parent in enumerate(v.PARENT) if parent is not None)
    assert all(parent is not None for parent in v.PARENT[first_fine:])


def test_the_card_follows_the_order_that_the_claims_declare() -> None:
    first = [id_ for (id_, _), parent in zip(v.CARD_ORDER, v.PARENT, strict=True) if parent is None]
    declared = [v.CLAIMS[id_].order if id_ in v.CLAIMS else v.PHRASES[id_].order for id_ in first]
    assert declared == list(range(1, len(first) + 1))
    assert set(first) == {c.id for c in [*v.CLAIMS.values(), *v.PHRASES.values()] if c.order is not None}


def test_labels_say_what_is_answered_and_allowed() -> None:
    values = {"region": "bretagne", "naissance": "1970-1974", "repare-avant": "repare-avant", "gaz": "gaz"}
    said = dict(zip(v.CARD_ORDER, v.labels(values, {"region", "repare-avant", "voiture"}), strict=True))
    assert {label: code_ for label, code_ in said.items() if code_} == {
        ("region", 1): "ouest",
        ("region", 0): "bretagne",
        ("repare-avant", 0): "repare-avant",
    }
    everything = dict(zip(v.CARD_ORDER, v.labels(values, values), strict=True))
    assert everything["naissance", 2] == "1970-1989"
    assert everything["naissance", 1] == "1970-1979"
    assert ("naissance", 0) not in everything


def test_a_label_refuses_a_code_that_the_claim_lacks() -> None:
    with pytest.raises(v.UnknownValue):
        v.labels({"region": "ouest"}, {"region"})
    assert set(v.labels({"region": "ouest"}, set())) == {None}


def test_the_codes_of_a_card_joined_by_hyphens_can_be_told_apart_again() -> None:
    """A card's address is its codes: no code may begin like another, or two cards would share an address."""
    owner: dict[str, str] = {}
    for id_, step_ in v.CARD_ORDER:
        codes = [id_] if id_ in v.PHRASES else [code_.id for code_ in v.CLAIMS[id_].ladder[step_].codes]
        for code_ in codes:
            assert owner.setdefault(code_, id_) == id_, f"{code_} belongs to {id_} and {owner[code_]}"
    for one in owner:
        for other in owner:
            assert one == other or not f"{other}-".startswith(f"{one}-"), f"{one} begins {other}"


# Values


def test_known_values_pass_and_unknown_ones_are_named() -> None:
    v.check({})
    v.check(
        {claim_.id: claim_.codes[-1].id for claim_ in v.CLAIMS.values()} | {id_: id_ for id_ in v.PHRASES}
    )
    with pytest.raises(v.UnknownClaim) as claim_caught:
        v.check({"region": "bretagne", "email": "a@b.example"})
    assert claim_caught.value.claim == "email"
    for claim_id, value in [("region", "ouest"), ("region", "atlantide"), ("repare-avant", "oui")]:
        with pytest.raises(v.UnknownValue) as caught:
            v.check({claim_id: value})
        assert (caught.value.claim, caught.value.value) == (claim_id, value)


def test_a_code_is_found_at_any_step() -> None:
    assert v.code_of("region", "bretagne").text.in_("en") == "Brittany"
    assert v.code_of("region", "ouest").text.in_("fr") == "Ouest"
    assert v.code_of("repare-avant", "repare-avant").text.in_("fr") == "Je répare avant d’acheter"
    with pytest.raises(v.UnknownClaim):
        v.code_of("pointure", "42")
    for claim_id, value in [("region", "atlantide"), ("repare-avant", "oui")]:
        with pytest.raises(v.UnknownValue):
            v.code_of(claim_id, value)


def test_two_claims_or_phrases_cannot_share_an_id() -> None:
    phrase = v.Phrase("essai", "home", text("Je suis", "I am"))
    for claims, phrases in ([a_trial(), a_trial()], []), ([a_trial()], [phrase]), ([], [phrase, phrase]):
        with pytest.raises(RepeatedId):
            collect(claims, phrases)


# What an interest is about


def test_every_interest_is_about_claims_of_its_own() -> None:
    passion = v.CLAIMS["passion"]
    assert set(v.ABOUT) == {code_.id for code_ in passion.codes}
    for interest, claims in v.ABOUT.items():
        assert len(claims) >= 2, interest
        assert set(claims) <= set(v.CLAIMS) - {"passion", "region", "naissance"}, interest
        assert len(set(claims)) == len(claims), interest
    firsts = [claims[0] for claims in v.ABOUT.values()]
    assert len(set(firsts)) == len(firsts)


def test_a_coarser_interest_is_about_what_each_of_its_own_is_about_in_turn() -> None:
    assert v.about({"passion": "velo", "region": "ouest"}) == v.ABOUT["velo"]
    outdoors = v.about({"passion": "dehors"})
    assert set(outdoors) == {
        claim_ for it in ("velo", "course-a-pied", "jardin", "voyages-lents") for claim_ in v.ABOUT[it]
    }
    assert outdoors[:2] == ("velo-usage", "course-distance")
    assert v.about({"region": "ouest"}) == ()
