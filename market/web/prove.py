"""A person is asked for a proof: who asks, the two words, the answer; and what they have answered so far."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts.proof.predicates import CLIENT
from market.accounts.pages.forms import Form, typed
from market.accounts.refusals import TooManyAttempts, WrongCredentials
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.i18n import Language, marked
from market.base.pages import Ask, language_of, page, refused, see_other
from market.proofs import queries
from market.proofs.actions import answer
from market.proofs.api import code_of
from market.proofs.errors import CannotBeProven
from market.proofs.queries import AnswerRow, RequestRow
from market.proofs.rules import check_open
from market.web import proof_words

PATH = "/prove/{code:str}"
PROVEN = marked("Proven. The other screen shows it now.")
DECLINED = marked("Declined. Nothing was proven.")


@dataclass(frozen=True)
class Line:
    """One thing that is asked, and on whose word it would be proven."""

    what: str
    why: str
    provable: bool


@dataclass(frozen=True)
class Question:
    """What a person is asked. `asker` is "" where nobody is identified; `words` are on both screens."""

    code: uuid.UUID
    asker: str
    registration: str
    words: str
    lines: list[Line]
    relation: bool
    seconds: int

    @property
    def provable(self) -> bool:
        """Whether all of it can be proven."""
        return all(line.provable for line in self.lines)


@dataclass(frozen=True)
class Answered:
    """One line of the person's log."""

    at: datetime
    asker: str
    lines: list[str]
    proven: bool


async def _question(person: uuid.UUID, row: RequestRow, language: Language) -> Question:
    asker = await answer.verified_asker(row)
    found = answer.provenance_of(row, await queries.known_of(person, row.brand))
    return Question(
        code=row.code,
        asker=asker.name if asker else "",
        registration=asker.registration if asker else "",
        words=" ".join(row.words),
        lines=[
            Line(
                proof_words.what(it, language), proof_words.why(provenance, language), provenance is not None
            )
            for it, provenance in found.items()
        ],
        relation=CLIENT in row.predicates,
        seconds=row.seconds,
    )


@get(PATH, **needs(HOLDER))
async def ask(request: Ask, code: FromPath[str]) -> Response[str]:
    """What the QR code leads to."""
    row = await queries.request(code_of(code))
    check_open(row.state)
    question = await _question(person_of(request), row, language_of(request))
    return page(request, "proofs/prove.html", it=question, errors={})


@post(PATH, **needs(HOLDER))
async def prove(request: Ask, code: FromPath[str], data: Form) -> Response[Any]:
    """Prove it. A wrong password is said at its place; what is over is said as such."""
    which = code_of(code)
    try:
        await answer.approve(principal_of(request), which, typed(data, "password")["password"])
    except (WrongCredentials, TooManyAttempts, CannotBeProven) as refusal:
        row = await queries.request(which)
        check_open(row.state)
        question = await _question(person_of(request), row, language_of(request))
        return refused(request, "proofs/prove.html", refusal, it=question)
    return see_other("/proofs", PROVEN)


@post(PATH + "/decline", **needs(HOLDER))
async def decline(request: Ask, code: FromPath[str]) -> Response[None]:
    """Prove nothing."""
    await answer.decline(principal_of(request), code_of(code))
    return see_other("/proofs", DECLINED)


@get("/proofs", **needs(HOLDER))
async def answers(request: Ask) -> Response[str]:
    """What the person was asked, by whom and when, and what they answered."""
    language = language_of(request)
    found = await queries.answers_of(person_of(request))
    return page(request, "proofs/list.html", answers=[_answered(it, language) for it in found])


def _answered(row: AnswerRow, language: Language) -> Answered:
    lines = [
        f"{proof_words.what(it, language)} ({proof_words.why(row.proven[it], language)})"
        if it in row.proven
        else proof_words.what(it, language)
        for it in row.predicates
    ]
    return Answered(row.at, row.asker.name if row.asker else "", lines, bool(row.proven))


ROUTES = (ask, prove, decline, answers)
