"""Routes of nameless proofs: anybody asks, a person answers, who asked fetches the statement.

POST /v1/proofs                       the question, with a key made for it
GET  /v1/proofs/{code}                has it been answered?
POST /v1/proofs/{code}/statement      the proof, for a signature of that key, once
"""

import uuid
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath, JSONBody

from contracts.documents import written
from contracts.proof.predicates import PREDICATES
from market.base.access import HOLDER, PUBLIC, needs, person_of, principal_of
from market.base.clock import market_date
from market.base.ids import canonical
from market.base.settings import settings
from market.proofs import queries
from market.proofs.actions import answer, take
from market.proofs.actions import ask as asking
from market.proofs.errors import ProofRequestNotFound
from market.proofs.queries import AnswerRow
from market.proofs.rules import challenge_line, check_open
from market.proofs.schemas import (
    AnswerOut,
    ApprovalShape,
    AskedOut,
    AskShape,
    FetchShape,
    PredicateOut,
    QuestionOut,
    StateOut,
)

Ask = Request[Any, Any, Any]

PATH = "/v1/proofs"
OFF = needs(PUBLIC, authenticate=False)


def code_of(text: str) -> uuid.UUID:
    """The request of an address; raises ProofRequestNotFound for what is none."""
    try:
        return canonical(text)
    except ValueError as error:
        raise ProofRequestNotFound() from error


def link_of(code: uuid.UUID) -> str:
    """What the QR code carries: where the person answers."""
    return f"{settings().url}/prove/{code}"


@get("/v1/predicates", sync_to_thread=False, **OFF)
def predicates() -> list[PredicateOut]:
    """What may be proven, and nothing else."""
    return [
        PredicateOut(id=it.id, about=it.about, fr=it.text.fr, en=it.text.en) for it in PREDICATES.values()
    ]


@post(PATH, status_code=201, **needs(PUBLIC))
async def ask(request: Ask, data: JSONBody[AskShape]) -> AskedOut:
    """Ask for a proof. Without an account the person reads "unverified".

    A member of a verified brand who may invite, or its key with the scope `invitations:write`, asks in its name.
    """
    who = principal_of(request)
    asked = await asking.ask(who, data.jwk, data.predicates)
    asker = await queries.asker(asking.asking_brand(who))
    return AskedOut(
        code=asked.code,
        nonce=asked.nonce,
        words=list(asked.words),
        link=link_of(asked.code),
        expires_at=asked.expires_at,
        asked_as=asker.name if asker else None,
    )


@get(PATH + "/{code:str}", **OFF)
async def state(code: FromPath[str]) -> StateOut:
    """How a question stands: open, answered, declined, taken (the statement was given out) or expired."""
    row = await queries.request(code_of(code))
    line = challenge_line(str(row.code), row.challenge) if row.challenge and row.state == "answered" else None
    return StateOut(state=row.state, challenge=line)


@post(PATH + "/{code:str}/statement", status_code=200, **OFF)
async def fetch(code: FromPath[str], data: JSONBody[FetchShape]) -> Response[bytes]:
    """The proof (`moi.proof` 1), which anybody verifies offline, for a signature of the question's key; once."""
    which = code_of(code)
    document = await take.take(which, data.signature)
    return Response(written(document), media_type="application/json")


@get(PATH + "/{code:str}/question", **needs(HOLDER))
async def question(request: Ask, code: FromPath[str]) -> QuestionOut:
    """What the person is asked, by whom, and what they could prove."""
    row = await queries.request(code_of(code))
    check_open(row.state)
    asker = await answer.verified_asker(row)
    known = await queries.known_of(person_of(request), row.brand)
    return QuestionOut(
        words=list(row.words),
        asker=asker,
        predicates=answer.provenance_of(row, known),
        expires_at=row.expires_at,
    )


@post(PATH + "/{code:str}/approval", status_code=204, **needs(HOLDER))
async def approve(request: Ask, code: FromPath[str], data: JSONBody[ApprovalShape]) -> None:
    """Prove it. A question has one answer, and it must come in time."""
    await answer.approve(principal_of(request), code_of(code), data.password)


@post(PATH + "/{code:str}/refusal", status_code=204, **needs(HOLDER))
async def decline(request: Ask, code: FromPath[str]) -> None:
    """Prove nothing; who asks is told no more than that."""
    await answer.decline(principal_of(request), code_of(code))


@get("/v1/me/proofs", **needs(HOLDER))
async def answers(request: Ask) -> list[AnswerOut]:
    """What the person was asked and answered, newest first, at most 200."""
    return [_shown(row) for row in await queries.answers_of(person_of(request))]


def _shown(row: AnswerRow) -> AnswerOut:
    return AnswerOut(
        on=market_date(row.at),
        at=row.at,
        asker=row.asker,
        predicates=list(row.predicates),
        proven=dict(row.proven),
    )


ROUTES = (predicates, ask, state, fetch, question, approve, decline, answers)
