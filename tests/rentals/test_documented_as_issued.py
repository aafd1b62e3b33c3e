"""The agreement that docs/contract.md shows has the places of one that the product issues: ids, acts, members."""

import re

from contracts import odrl
from market.rentals import queries
from tests.conftest import FreshDatabase
from tests.contracts.documented import SHOWN
from tests.relations.helpers import a_relation
from tests.routes import is_a_route

NAMES = (
    (r"urn:uuid:[0-9a-f-]{36}", "urn:uuid:…"),
    (r"urn:moi:(persona|brand|version):[A-Za-z0-9_-]{44}(?![A-Za-z0-9_-])", r"urn:moi:\1:…"),
    (r"/[0-9a-f]{8}-[0-9a-f-]{27}", "/{agreement}"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000000Z", "whole second"),
    (r"[0-9a-f]{64}", "hash"),
)


def shape(value: object) -> object:
    """With every name, time and hash as its kind."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    if isinstance(value, str):
        for pattern, kind in NAMES:
            value = re.sub(pattern, kind, value)
    return value


async def test_the_agreement_of_the_docs_has_the_places_of_an_issued_one(database: FreshDatabase) -> None:
    relation = await a_relation(variant="simple")
    assert relation.brand.seat
    issued = (await queries.of_brand(relation.brand.seat.brand, relation.agreement)).agreed()
    shown = SHOWN.model_copy(update={"purposes": issued.purposes})
    assert shape(odrl.agreement(shown)) == shape(odrl.agreement(issued))
    # What holds names of its own, and what the reading of a period adds.
    apart = {"terms_salt", "first_party", "second_party", "purposes", "signatures", "starts_at", "ends_at"}
    apart |= {"vat_bps", "signed_at"}
    ours, theirs = (it.model_dump(mode="json", exclude=apart) for it in (shown, issued))
    assert shape(ours) == shape(theirs)
    for one, other in ((shown.first_party, issued.first_party), (shown.second_party, issued.second_party)):
        assert shape(one.id) == shape(other.id) != other.id
    assert re.fullmatch(r"\w+-\w+", shown.first_party.name)
    for act in (shown.expression_method, shown.withdrawal_method):
        assert is_a_route(act)


def test_control_a_place_that_no_issued_one_has_keeps_its_own_shape() -> None:
    for place in ("https://moi.example/n/p1a2", "button on /moi/velo", "2026-10-20T11:58:07.123456Z"):
        assert shape(place) == place
