"""The holder's questions: what brands ask, the answer, what is left, and the rules for all that come."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from contracts.vocabulary import CLAIMS
from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.clock import market_date
from market.base.errors import Conflict, Invalid, NotFound, Refusal
from market.base.i18n import Language, marked
from market.base.pages import Ask, language_of, page, see_other
from market.personas import queries as personas
from market.relations.errors import AnswerUnclear, MayGiveYouAway, QuestionNotFound
from market.relations.questions import answering, queries
from market.relations.questions.queries import Received
from market.relations.questions.rules import STANDINGS, UNITS, Question, Rules, Value
from market.relations.questions.subjects import SUBJECTS
from market.rentals import queries as rentals
from market.rentals.api import agreement_id
from market.rentals.queries import RentalRow
from market.web import question_words as words
from market.web.forms import Form, in_languages, minor, said, several, text, typed_amount
from market.web.studio import PATH, inner
from market.web.studio_view import mask_words

ANSWERED = marked("The brand sees this answer and nothing else. You can change it or take it back.")
LEFT = marked("Left without an answer. To the brand it is silence.")
RULED = marked("Your rules hold for questions from now on.")


@dataclass(frozen=True)
class Shown:
    """A question as its holder reads it. `state`: open, answered, left, over; `open`: it can still be answered."""

    path: str
    brand: str
    question: Question
    words: str
    kind: str
    purpose: str
    about: str
    unit: str
    codes: list[tuple[str, str]]
    asked_on: date
    answer: str
    value: Value | None
    wish: bool
    by_rule: bool
    left: bool
    open: bool


def _shown(it: Received, row: RentalRow, language: Language) -> Shown:
    asked, content = it.asked, it.asked.content
    return Shown(
        path=f"/relations/{row.agreement}/questions/{queries.name_of(asked.id, row.agreement)}",
        brand=row.document["second_party"]["name"],
        question=content,
        words=words.words_of(content, language),
        kind=words.kind_in(content.kind, language),
        purpose=words.purpose_in(content, language),
        about=words.subjects_in(content, language),
        unit=UNITS[content.unit].in_(language) if content.unit else "",
        codes=[(it.id, it.text.in_(language)) for it in CLAIMS[content.claim].codes] if content.claim else [],
        asked_on=market_date(asked.asked_at),
        answer=words.answer_in(content, asked.answer, language) if asked.answer else "",
        value=asked.answer.value if asked.answer else None,
        wish=bool(asked.answer and asked.answer.wish),
        by_rule=it.by_rule,
        left=it.left,
        open=row.phase == "Active" and market_date(row.now) <= content.until,
    )


async def of_relation(
    person: Any, row: RentalRow, language: Language, *, looking: bool = False, speaking: bool = True
) -> list[Shown]:
    """What the holder was asked in one relation, newest first; none of it is open where they are not `speaking`."""
    found = await queries.of_holder(person, row.agreement, looking=looking)
    shown = [_shown(it, row, language) for it in found]
    return shown if speaking else [replace(it, open=False) for it in shown]


async def waiting(person: Any, row: RentalRow, language: Language) -> list[Shown]:
    """What waits for an answer in a relation that is on: what was left waits for none."""
    return [
        it for it in await of_relation(person, row, language) if it.open and not it.answer and not it.left
    ]


async def _relation(request: Ask, agreement: str) -> RentalRow:
    """Another's relation, none and rubbish are refused as a question is."""
    try:
        return await rentals.of_holder(person_of(request), agreement_id(agreement))
    except NotFound as error:
        raise QuestionNotFound() from error


async def _page(
    request: Ask, agreement: str, name: str, refusal: Refusal | None = None, value: Value | None = None
) -> Response[str]:
    language, person = language_of(request), person_of(request)
    row = await _relation(request, agreement)
    path = f"/relations/{row.agreement}/questions/{name}"
    asked = await of_relation(person, row, language, looking=True)
    found = next((it for it in asked if it.path == path), None)
    if found is None:
        raise QuestionNotFound()
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "space/question.html",
        trouble.status if trouble else 200,
        addresses=in_languages(path),
        it=found,
        value=found.value if value is None else value,
        trouble=trouble,
        asks=isinstance(refusal, MayGiveYouAway),
        relation=f"/relations/{row.agreement}",
    )


@get("/relations/{agreement:str}/questions/{name:str}", **needs(HOLDER))
async def question(request: Ask, agreement: FromPath[str], name: FromPath[str]) -> Response[str]:
    """One question, with the answer while it can be given."""
    return await _page(request, agreement, name)


@post("/relations/{agreement:str}/questions/{name:str}", **needs(HOLDER))
async def answer(request: Ask, agreement: FromPath[str], name: FromPath[str], data: Form) -> Response[Any]:
    """Answer, answer otherwise, take back, or leave."""
    who, which, act = principal_of(request), agreement_id(agreement), text(data, "act")
    value: Value | None = None
    try:
        if act == "leave":
            await answering.leave(who, which, name)
            return see_other(f"/relations/{which}#questions", LEFT)
        value = await _value(request, agreement, name, data)
        await answering.answer(
            who, which, name, value, wish=text(data, "wish") == "yes", confirmed=text(data, "sure") == "yes"
        )
    except (Conflict, Invalid) as refusal:
        return await _page(request, agreement, name, refusal, value)
    return see_other(f"/relations/{which}#questions", ANSWERED)


async def _value(request: Ask, agreement: str, name: str, data: Any) -> Value:
    """What the form of this kind of question says."""
    row = await _relation(request, agreement)
    found = await of_relation(person_of(request), row, language_of(request), looking=True)
    content = next((it.question for it in found if it.path.endswith(f"/{name}")), None)
    if content is None:
        raise QuestionNotFound()
    typed = text(data, "value")
    try:
        match content.kind:
            case "choice":
                return [int(it) for it in several(data, "value")]
            case "ranking":
                places = [int(text(data, f"place-{it + 1}")) for it in range(len(content.choices))]
                return (
                    [it + 1 for it in sorted(range(len(places)), key=places.__getitem__)]
                    if (len(set(places)) == len(places))
                    else []
                )
            case "scale" | "number":
                return int(typed)
    except ValueError as error:
        raise AnswerUnclear(field="value", reason=content.kind) from error
    return typed


@get(PATH + "/{name:str}/rules", **needs(HOLDER))
async def standing(request: Ask, name: FromPath[str]) -> Response[str]:
    """What holds for all questions to a persona, by subject."""
    return await _rules_page(request, name)


async def _rules_page(
    request: Ask, name: str, refusal: Refusal | None = None, typed: Rules | None = None, amount: str = ""
) -> Response[str]:
    person, language = person_of(request), language_of(request)
    persona = inner(person, name)
    row = await personas.own(person, persona)
    if row.state in ("draft", "retired"):
        raise NotFound()
    kept = typed or await queries.rules_of(person, persona)
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "studio/rules.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{name}/rules"),
        trouble=trouble,
        least=amount or (typed_amount(min(kept.least.values()), language) if kept.least else ""),
        name=name,
        title=mask_words((await personas.open_draft(person, row)).mask, language),
        subjects=[(it, words_.in_(language), kept.said.get(it, "")) for it, words_ in SUBJECTS.items()],
    )


@post(PATH + "/{name:str}/rules", **needs(HOLDER))
async def set_standing(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Set them, all anew; what says nothing has no rule."""
    persona = inner(person_of(request), name)
    chosen = {it: text(data, it) for it in SUBJECTS}
    said_now = {it: standing for it, standing in chosen.items() if standing in STANDINGS}
    # One least for all that is answered always: a page of thirty amounts would be filled in by nobody.
    amount = text(data, "least")
    least = {it: minor(amount) for it, standing in said_now.items() if amount and standing == "always"}
    try:
        await answering.set_rules(principal_of(request), persona, Rules(said_now, least))
    except Invalid as refusal:
        return await _rules_page(request, name, refusal, Rules(said_now), amount)
    return see_other(f"{PATH}/{name}/rules", RULED)


ROUTES = (question, answer, standing, set_standing)
