"""`/v1/operator/checks`: traits that wait for an operator. The desk sees the answer, nothing else of the persona."""

from litestar import get, post
from litestar.params import FromPath, JSONBody

from contracts.vocabulary import CLAIMS
from market.base import names
from market.base.access import OPERATOR, needs, principal_of
from market.base.clock import market_date
from market.operators.actions.checks import refuse_trait, verify_trait
from market.operators.api import Ask
from market.operators.schemas_checks import CheckDecisionShape, TraitCheckOut
from market.personas.checks import queries


@get("/v1/operator/checks", **needs(OPERATOR))
async def list_checks() -> list[TraitCheckOut]:
    """What waits, oldest first. `words`: what the person says; the answer is sealed until the check is opened."""
    return [
        TraitCheckOut(
            id=names.name(queries.KIND, it["id"], names.for_operators()),
            words=queries.words_of(it["id"]),
            claim=it["claim"],
            asked_on=market_date(it["asked_at"]),
        )
        for it in await queries.waiting()
    ]


@get("/v1/operator/checks/{name:str}", **needs(OPERATOR))
async def one_check(name: FromPath[str]) -> TraitCheckOut:
    """One check with the answer that a document must show."""
    row, _ = await queries.opened(names.inner_id(queries.KIND, name, names.for_operators()))
    return TraitCheckOut(
        id=name,
        words=row.words,
        claim=row.claim,
        asked_on=market_date(row.asked_at),
        value=row.value,
        says=CLAIMS[row.claim].code(row.value).text.fr,
    )


@post("/v1/operator/checks/{name:str}/decision", status_code=204, **needs(OPERATOR))
async def decide(request: Ask, name: FromPath[str], data: JSONBody[CheckDecisionShape]) -> None:
    """Verified, or refused, with a reason."""
    check = names.inner_id(queries.KIND, name, names.for_operators())
    act = verify_trait if data.outcome == "verified" else refuse_trait
    await act(principal_of(request), check, data.value())


ROUTES = (list_checks, one_check, decide)
