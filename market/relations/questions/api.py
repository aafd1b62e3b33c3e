"""JSON routes of questions: the brand asks and reads answers, the holder answers, leaves, and sets rules."""

import uuid
from typing import Annotated, Any

from litestar import Request, Response, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from market.base import names, paging
from market.base.access import HOLDER, PUBLIC, brand, needs, person_of, principal_of
from market.base.clock import market_date, now
from market.base.idempotency import checked
from market.money.rewards.api import budget_of
from market.relations.queries import check_open_to_brand
from market.relations.questions import answering, asking, board, queries
from market.relations.questions.queries import Asked, Received
from market.relations.questions.results import result
from market.relations.questions.rules import Rules
from market.relations.questions.schemas import (
    AnswerShape,
    AskedOut,
    AskShape,
    PreviewOut,
    QuestionOut,
    QuestionShape,
    ReceivedOut,
    ResultOut,
    RoundAnswersOut,
    RoundOut,
    RulesShape,
    SubjectOut,
    shape_of,
)
from market.relations.questions.subjects import SUBJECTS
from market.rentals import queries as rentals
from market.rentals.api import agreement_id, seat_of

Ask = Request[Any, Any, Any]
InState = Annotated[str, QueryParameter(name="state")]
READ = brand("read", scope="rentals:read")
ASK = brand("invite", scope="invitations:write")


def _key(request: Ask) -> str | None:
    key = request.headers.get("idempotency-key")
    return checked(key) if key is not None else None


def _budget(request: Ask, data: AskShape) -> uuid.UUID | None:
    return budget_of(seat_of(request).brand, data.budget) if data.budget is not None else None


@get("/v1/question-subjects", sync_to_thread=False, **needs(PUBLIC))
def subjects() -> list[SubjectOut]:
    """What questions can be about, and holders can set rules for."""
    return [SubjectOut(id=it, fr=words.fr, en=words.en) for it, words in SUBJECTS.items()]


@post("/v1/rentals/{agreement:str}/questions", **needs(ASK))
async def ask(request: Ask, agreement: FromPath[str], data: JSONBody[AskShape]) -> AskedOut:
    """Ask the holder of one rental; an `Idempotency-Key` makes it safe to repeat.

    One question a rental month is included; others need a reward, and terms that allow them.
    """
    which = agreement_id(agreement)
    budget = _budget(request, data)
    round_id = await asking.ask(principal_of(request), which, data.question(), _key(request), budget)
    return AskedOut(id=queries.round_name(round_id, seat_of(request).brand), asked=1, to_come=0)


@get("/v1/rentals/{agreement:str}/questions", **needs(READ))
async def asked(request: Ask, agreement: FromPath[str]) -> list[QuestionOut]:
    """What the brand asked in this rental, and what was answered, while the rental runs."""
    brand_id, which = seat_of(request).brand, agreement_id(agreement)
    check_open_to_brand(await rentals.of_brand(brand_id, which))
    return [_shown(it, request) for it in await queries.of_brand(brand_id, which)]


@post("/v1/questions", **needs(ASK))
async def ask_all(request: Ask, data: JSONBody[AskShape]) -> AskedOut:
    """Ask every persona that the brand rents and may ask. With an `Idempotency-Key`, again goes on: nobody is asked
    twice."""
    budget = _budget(request, data)
    made = await asking.ask_all(principal_of(request), data.question(), _key(request), budget)
    name = queries.round_name(made.round, seat_of(request).brand)
    return AskedOut(id=name, asked=made.asked, to_come=made.to_come)


@post("/v1/questions/preview", status_code=200, **needs(ASK))
async def preview(request: Ask, data: JSONBody[QuestionShape]) -> PreviewOut:
    """How many would be asked this, and why others would not. Asks nobody."""
    found = await asking.preview(principal_of(request), data.question())
    return PreviewOut(
        would_be_asked=len(found.would_be),
        left_out=dict(found.left_out),
        included_left=found.left.included,
        rewarded_left=found.left.rewarded,
    )


@get("/v1/questions", **needs(READ))
async def rounds(
    request: Ask,
    in_state: InState = "",
    subject: FromQuery[str] = "",
    before: FromQuery[str | None] = None,
    limit: paging.Limit = board.A_PAGE,
) -> Response[list[RoundOut]]:
    """What the brand asked, newest first, as far as its rentals run; `Link` leads to the next page.

    `state`: open, answered (by all) or over; `subject`: one of /v1/question-subjects. A page may be shorter than
    `limit` where another follows.
    """
    paging.only(request, "state", "subject", "before", "limit")
    brand_id, which = seat_of(request).brand, board.wanted(in_state, subject)
    found = await board.board_of(brand_id, which, board.round_id(brand_id, before) if before else None, limit)
    shown = [
        RoundOut(
            id=queries.round_name(it.id, brand_id),
            question=QuestionShape(**shape_of(it.first.content)),
            asked_on=market_date(it.first.asked_at),
            state=it.state,
            asked=it.asked,
            answered=it.answered,
        )
        for it in found.rounds
    ]
    more = queries.round_name(found.following, brand_id) if found.following else None
    asked_for = {"state": in_state, "subject": subject}
    return Response(shown, headers=paging.next_page(request, more, limit, **asked_for))


@get("/v1/questions/{name:str}", **needs(READ))
async def one_round(request: Ask, name: FromPath[str]) -> RoundAnswersOut:
    """One round: every answer, and what they come to."""
    found = await queries.round_of(seat_of(request).brand, name)
    answers = [it.answer for it in found if it.answer is not None]
    return RoundAnswersOut(
        id=name,
        question=QuestionShape(**shape_of(found[0].content)),
        asked_on=market_date(found[0].asked_at),
        state=board.state_of(found, market_date(await now())),
        asked=len(found),
        answered=len(answers),
        result=ResultOut.of(result(found[0].content, len(found), answers)),
        answers=[_shown(it, request) for it in found],
    )


def _shown(it: Asked, request: Ask) -> QuestionOut:
    brand_id = seat_of(request).brand
    return QuestionOut(
        **shape_of(it.content),
        id=queries.name_of(it.id, it.agreement),
        round=queries.round_name(it.round, brand_id),
        agreement=str(it.agreement),
        persona=names.name("persona", it.persona, names.for_brand(brand_id)),
        month=it.month,
        asked_on=market_date(it.asked_at),
        answer=it.answer.value if it.answer else None,
        wish=bool(it.answer and it.answer.wish),
        answered_on=market_date(it.answered_at) if it.answered_at else None,
    )


@get("/v1/relations/{agreement:str}/questions", **needs(HOLDER))
async def received(
    request: Ask, agreement: FromPath[str], looking: FromQuery[bool] = False
) -> list[ReceivedOut]:
    """What the holder was asked in this relation, also after its end; what lies in a pause where one is `looking`."""
    person, which = person_of(request), agreement_id(agreement)
    running = (await rentals.of_holder(person, which)).phase == "Active"
    today = market_date(await now())
    return [
        ReceivedOut(
            **shape_of(it.asked.content),
            id=queries.name_of(it.asked.id, which),
            asked_on=market_date(it.asked.asked_at),
            state=_state(it, open_=running and today <= it.asked.content.until),
            answer=it.asked.answer.value if it.asked.answer else None,
            wish=bool(it.asked.answer and it.asked.answer.wish),
            by_rule=it.by_rule,
        )
        for it in await queries.of_holder(person, which, looking=looking)
    ]


def _state(it: Received, *, open_: bool) -> str:
    if it.asked.answer is not None:
        return "answered"
    return "left" if it.left else "open" if open_ else "over"


@put("/v1/relations/{agreement:str}/questions/{name:str}/answer", status_code=204, **needs(HOLDER))
async def answer(
    request: Ask, agreement: FromPath[str], name: FromPath[str], data: JSONBody[AnswerShape]
) -> None:
    """Answer, or answer otherwise, to the end of the question's last day and while the rental runs."""
    await answering.answer(
        principal_of(request),
        agreement_id(agreement),
        name,
        data.value,
        wish=data.wish,
        confirmed=data.confirmed,
    )


@post("/v1/relations/{agreement:str}/questions/{name:str}/refusal", status_code=204, **needs(HOLDER))
async def leave(request: Ask, agreement: FromPath[str], name: FromPath[str]) -> None:
    """Leave the question, or take the answer back: the brand sees no answer, as if nothing had been done."""
    await answering.leave(principal_of(request), agreement_id(agreement), name)


@get("/v1/personas/{name:str}/standing-rules", **needs(HOLDER))
async def standing(request: Ask, name: FromPath[str]) -> RulesShape:
    """What the holder has said for all questions to this persona."""
    person = person_of(request)
    persona = names.inner_id("persona", name, names.for_person(person))
    found = await queries.rules_of(person, persona)
    return RulesShape(rules=dict(found.said), least=dict(found.least))


@put("/v1/personas/{name:str}/standing-rules", **needs(HOLDER))
async def set_standing(request: Ask, name: FromPath[str], data: JSONBody[RulesShape]) -> RulesShape:
    """Set rules for all questions to come, all of them anew."""
    persona = names.inner_id("persona", name, names.for_person(person_of(request)))
    kept = await answering.set_rules(principal_of(request), persona, Rules(data.rules, data.least))
    return RulesShape(rules=dict(kept.said), least=dict(kept.least))


ROUTES = (
    *(subjects, ask, asked, ask_all, preview, rounds, one_round),
    *(received, answer, leave, standing, set_standing),
)
