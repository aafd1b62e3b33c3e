import json
import os
from collections.abc import Iterator
from csv import DictReader
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from contracts import odrl, odrl_nodes
from contracts.agreement import Agreement, Party
from contracts.canonical import canonical
from contracts.facts import of_agreement, of_terms
from contracts.odrl_readback import NotOurs, facts
from contracts.price import Money
from contracts.terms import ROSTER, Proffer
from contracts.vocabulary import PR, RENT
from tests.contracts.builders import an_agreement

REPOSITORY = Path(__file__).parents[2]
PROFFERS = [
    Proffer(terms.id, period, step)
    for terms in ROSTER.values()
    for period, step in zip(terms.periods, (1900, 19900), strict=True)
]
AGREEMENTS = [an_agreement(proffer, begun=begun) for proffer in PROFFERS for begun in (True, False)]
EACH = pytest.mark.parametrize("agreement", AGREEMENTS, ids=lambda a: f"{a.terms.id}-{a.period}")
OFFERED = pytest.mark.parametrize("proffer", PROFFERS, ids=lambda p: f"{p.variant}-{p.period}")


def reference(name: str) -> Path:
    """A file of the reference data; CI fails without it, elsewhere the test is skipped."""
    folder = Path(os.environ.get("MOI_REFERENCE") or REPOSITORY.parent / "shared" / "reference")
    if not (folder / name).is_file():
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing; set MOI_REFERENCE to the folder of reference data")
        pytest.skip(f"{name} is not here; set MOI_REFERENCE to the folder of reference data")
    return folder / name


@pytest.fixture(scope="module")
def validate() -> Any:
    schema = json.loads(reference("dsp-contract-schema.json").read_text())
    return jsonschema.Draft201909Validator(schema).validate


@pytest.fixture(scope="module")
def known_iris() -> dict[str, str]:
    with reference("vocabulary-terms.csv").open(newline="") as file:
        return {row["iri"]: row["note"] for row in DictReader(file)}


def an_offer(proffer: Proffer) -> dict[str, Any]:
    proffered = odrl.Proffered(proffer.terms, proffer.period, proffer.price)
    return odrl.offer(
        proffered, "https://moi.example/o/1", "https://moi.example/n/p", "https://moi.example/n/t"
    )


def nodes(document: object) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        yield document
        for value in document.values():
            yield from nodes(value)
    if isinstance(document, list):
        for value in document:
            yield from nodes(value)


@OFFERED
def test_an_offer_is_valid_by_the_dataspace_protocol(proffer: Proffer, validate: Any) -> None:
    validate(an_offer(proffer))


@EACH
def test_an_agreement_is_valid_by_the_dataspace_protocol(agreement: Agreement, validate: Any) -> None:
    document = odrl.agreement(agreement)
    validate(document)
    for member in ("target", "assigner", "assignee", "permission"):
        broken = {name: value for name, value in document.items() if name != member}
        broken.pop("prohibition")
        with pytest.raises(jsonschema.ValidationError):
            validate(broken)


@EACH
def test_an_agreement_states_what_is_enforced(agreement: Agreement) -> None:
    assert facts(odrl.agreement(agreement)) == of_agreement(agreement)


@pytest.mark.parametrize("variant", sorted(ROSTER))
def test_a_roster_policy_states_what_the_terms_say(variant: str) -> None:
    assert facts(odrl.roster_policy(ROSTER[variant])) == of_terms(ROSTER[variant])


@OFFERED
def test_an_offer_states_its_terms_its_period_and_its_price(proffer: Proffer) -> None:
    said, terms = facts(an_offer(proffer)), of_terms(proffer.terms)
    assert said.periods == {proffer.period}
    assert said.price == proffer.price
    for name in ("purposes", "actions", "prohibitions", "claims", "kept", "reads_per_day", "retention_days"):
        assert getattr(said, name) == getattr(terms, name)
    assert an_offer(proffer)["inheritFrom"] == proffer.terms.iri


@EACH
def test_every_term_is_a_standards_or_our_own(agreement: Agreement, known_iris: dict[str, str]) -> None:
    prefixes = {name: space for name, space in odrl.CONTEXT.items() if isinstance(space, str)}
    vocab = str(prefixes.pop("@vocab"))
    standard = tuple(space for space in prefixes.values() if space != PR and "XMLSchema" not in space)
    cited = set()
    for node in nodes(
        {name: value for name, value in odrl.agreement(agreement).items() if name != "@context"}
    ):
        words = [
            *(key for key in node if not key.startswith("@")),
            node.get("@id", ""),
            node.get("@type", ""),
        ]
        words += [node.get(name, "") for name in ("action", "leftOperand", "operator", "unit", "conflict")]
        for word in filter(None, words):
            prefix, colon, name = word.partition(":")
            if colon:
                cited.add(str(prefixes[prefix]) + name if prefix in prefixes else word)
            elif word != "timestamp":
                cited.add(vocab + word)
    from_standards = {iri for iri in cited if iri.startswith(standard)}
    assert len(from_standards) > 30
    assert from_standards <= set(known_iris)
    assert not [iri for iri in from_standards if known_iris[iri] == "deprecated"]


@EACH
def test_the_traps_of_the_standards_are_avoided(agreement: Agreement) -> None:
    document = odrl.agreement(agreement)
    rules = [*document["permission"], *document["prohibition"], *document["obligation"]]
    actions = [rule["action"] for rule in rules]
    assert "lease" not in actions
    assert actions[0] == "pr:rent"
    assert RENT.broader == "http://www.w3.org/ns/odrl/2/use"
    assert not [rule for rule in rules if "target" in rule]
    duties = [(rule["action"], due["action"]) for rule in rules for due in rule.get("duty", [])]
    # What is due before use, and nothing that is due after it.
    consent = [] if agreement.terms.instant else [("pr:rent", "obtainConsent")]
    assert duties == [*consent, ("pr:ask", "pr:setAside")]
    exclusively = ["ensureExclusivity"] if agreement.terms.exclusive else []
    assert [rule["action"] for rule in document["obligation"]] == [
        "compensate",
        "delete",
        "inform",
        *exclusively,
    ]
    assert document["@type"] == "Agreement"
    assert document["conflict"] == "prohibit"
    durations = [node["@value"] for node in nodes(document) if node.get("@type") == "xsd:duration"]
    assert set(durations) == {agreement.period, f"P{agreement.terms.retention.days}D"}


def test_every_permission_holds_only_for_the_brand_and_its_named_processors() -> None:
    agreement = an_agreement(recipients=(Party(id="https://moi.example/n/q7", name="Atelier Mots"),))
    recipients = [{"@id": "https://moi.example/n/b3c4"}, {"@id": "https://moi.example/n/q7"}]
    for rule in odrl.agreement(agreement)["permission"]:
        assert [c["rightOperand"] for c in rule["constraint"] if c.get("operator") == "isAnyOf"][
            1
        ] == recipients


def test_the_names_of_people_and_brands_stay_out() -> None:
    spelled = json.dumps(odrl.agreement(an_agreement()))
    assert "kavo-tilu" not in spelled
    assert "Cycles Garonne" not in spelled


@EACH
def test_documents_have_a_canonical_form(agreement: Agreement) -> None:
    assert canonical(odrl.agreement(agreement))


@pytest.mark.parametrize(
    ("amount", "currency", "spelled"), [(1900, "EUR", "19.00"), (5, "TND", "0.005"), (19, "JPY", "19")]
)
def test_amounts_keep_their_currencys_decimals(amount: int, currency: str, spelled: str) -> None:
    node = odrl_nodes.amount(Money(amount, currency))
    assert node == {"@type": "xsd:decimal", "@value": spelled}


def damaged(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(odrl.agreement(an_agreement())))
    node: Any = document
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return document


READ = ("permission", 1)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*READ, "constraint", 0), None),
        (("permission", -2), None),
        ((*READ, "constraint", 0, "rightOperand"), [{"@id": "dpv:PersonalisedBenefits"}]),
        ((*READ, "constraint", 4, "rightOperand", "@value"), "2027-01-01T00:00:00Z"),
        ((*READ, "constraint", -1, "rightOperand"), {"@id": "pr:rentalMonth"}),
        ((*READ, "constraint", -2, "rightOperand", "@type"), "xsd:string"),
        ((*READ, "pr:enforcement"), {"@id": "pr:hope"}),
        (("obligation", 0, "constraint", 0, "rightOperand", "@value"), "19"),
    ],
)
def test_a_document_that_is_not_whole_is_not_read(path: tuple[str | int, ...], value: object) -> None:
    with pytest.raises(NotOurs):
        facts(damaged(path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("permission", 0, "constraint", 0), None),
        (("conflict",), "perm"),
        (("prohibition", 0), None),
        (("obligation", 1, "constraint", 1), None),
        (("pr:disclosure", "pr:claims", "@list", 0), None),
        (("pr:exclusive", "@value"), "true"),
        (("obligation", 0, "pr:share", 0, "pr:payAmount", "@value"), "15.21"),
    ],
)
def test_a_document_that_says_otherwise_is_seen(path: tuple[str | int, ...], value: object) -> None:
    assert facts(damaged(path, value)) != of_agreement(an_agreement())


def rewarded(document: dict[str, Any]) -> dict[str, Any]:
    (rule,) = [it for it in document["permission"] if it["action"] == "pr:ask" and "duty" in it]
    return dict(rule)


@EACH
def test_one_question_is_free_and_each_of_the_others_asks_for_a_reward_first(agreement: Agreement) -> None:
    document = odrl.agreement(agreement)
    asks = [it for it in document["permission"] if it["action"] == "pr:ask"]
    counts = [
        [it["rightOperand"]["@value"] for it in ask["constraint"] if it.get("leftOperand") == "count"]
        for ask in asks
    ]
    assert counts == [["1"], ["4"]] and "duty" not in asks[0]
    (duty,) = rewarded(document)["duty"]
    assert duty["action"] == "pr:setAside" and duty["pr:enforcement"] == {"@id": "pr:technical"}
    assert duty["constraint"] == [odrl_nodes.constraint("payAmount", "gteq", {"@id": "pr:leastReward"})]
    bounds = [it for it in asks[1]["constraint"] if it.get("leftOperand") not in ("count", "unitOfCount")]
    assert bounds == [
        it for it in asks[0]["constraint"] if it.get("leftOperand") not in ("count", "unitOfCount")
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda rule: rule["duty"][0].update({"constraint": []}),
        lambda rule: rule["duty"][0].update({"pr:enforcement": {"@id": "pr:legal"}}),
        lambda rule: rule.update({"action": "pr:contact"}),
        lambda rule: rule.update({"pr:enforcement": {"@id": "pr:legal"}}),
        lambda rule: rule["constraint"].pop(0),
        lambda rule: rule["constraint"][-1].update({"rightOperand": {"@id": "pr:rentalDay"}}),
    ],
)
def test_a_reward_that_is_said_by_half_is_not_read(damage: Any) -> None:
    document: dict[str, Any] = json.loads(json.dumps(odrl.agreement(an_agreement())))
    (rule,) = [it for it in document["permission"] if it["action"] == "pr:ask" and "duty" in it]
    damage(rule)
    with pytest.raises(NotOurs):
        facts(document)


def test_more_questions_without_the_duty_or_without_a_permission_are_seen() -> None:
    for damage in ("duty", "permission"):
        document: dict[str, Any] = json.loads(json.dumps(odrl.agreement(an_agreement())))
        (rule,) = [it for it in document["permission"] if it["action"] == "pr:ask" and "duty" in it]
        if damage == "duty":
            del rule["duty"]
        else:
            document["permission"].remove(rule)
        assert facts(document) != of_agreement(an_agreement())


def test_the_period_has_one_name_where_use_has_a_rule_of_its_own_and_another_where_not() -> None:
    document: dict[str, Any] = json.loads(json.dumps(odrl.agreement(an_agreement())))
    for old, new in (("pr:accessForAPeriod", "pr:forAPeriod"), ("pr:useForAPeriod", "pr:noGifts")):
        other = json.loads(json.dumps(document).replace(f'"{old}"', f'"{new}"'))
        with pytest.raises(NotOurs):
            facts(other)
