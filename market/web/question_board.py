"""The board of a brand's questions, and one of them with all its answers, what they come to, and by which class."""

import uuid
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from market.base.access import Right, brand, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import Conflict, Invalid, Refusal
from market.base.i18n import Language, marked, translate
from market.base.idempotency import checked
from market.base.names import for_brand, handle, name
from market.base.pages import language_of, page, see_other
from market.money.rewards.errors import BudgetNotFound
from market.relations.conversation.thanks import Thanks
from market.relations.gratitude.actions import thank_round
from market.relations.questions import board, queries
from market.relations.questions.able import left_of
from market.relations.questions.board import Round
from market.relations.questions.queries import Asked
from market.relations.questions.results import result
from market.relations.questions.subjects import SUBJECTS
from market.relations.results.queries import Share, shares_of
from market.rentals import queries as rentals
from market.web import budget_choice, cards
from market.web import question_words as words
from market.web.desk_rental import tile
from market.web.forms import Ask, Form, agreement_id, in_languages, may, minor, said, seat_of, text

READ, ASK = brand("read"), brand("invite")
InState = Annotated[str, QueryParameter(name="state")]
THANKED = marked("They are thanked. Those whom this month’s messages did not reach are not.")
PATH = "/questions"
PER_PAGE = 20
ANSWERS = 100  # on a page
ALL = "all"

STATES = {
    "open": marked("Can be answered"),
    "answered": marked("All have answered"),
    "over": marked("Closed"),
}


@get(PATH, **needs(READ))
async def listing(
    request: Ask, in_state: InState = "", subject: FromQuery[str] = "", before: FromQuery[str] = ""
) -> Response[str]:
    """What was asked, newest first, as far as the rentals run; of one state, about one subject, or all."""
    brand_id, language = seat_of(request).brand, language_of(request)
    which = board.wanted(*("" if it == ALL else it for it in (in_state, subject)))
    last = board.round_id(brand_id, before) if before else None
    found = await board.board_of(brand_id, which, last, PER_PAGE)
    answers = await board.latest_answers(brand_id, [it.id for it in found.rounds])
    asked_for = {key: value for key, value in (("state", which.state), ("subject", which.subject)) if value}
    following = queries.round_name(found.following, brand_id) if found.following else ""
    return page(
        request,
        "desk/questions.html",
        may_ask=may(principal_of(request), Right.INVITE),
        left=await left_of(brand_id),
        rounds=[_line(request, it, answers.get(it.id, []), language) for it in found.rounds],
        states=[
            (ALL, translate(language, marked("all"))),
            *((it, translate(language, STATES[it])) for it in STATES),
        ],
        subjects=[
            (ALL, translate(language, marked("all"))),
            *((it, text.in_(language)) for it, text in SUBJECTS.items()),
        ],
        state=which.state or ALL,
        subject=which.subject or ALL,
        filtered=which != board.ALL,
        first=_address(asked_for) if before else "",
        following=_address(asked_for | {"before": following}) if following else "",
    )


def _address(query: dict[str, str]) -> str:
    return f"{PATH}?{urlencode(query)}" if query else PATH


def _line(request: Ask, it: Round, answers: list[Asked], language: Language) -> dict[str, Any]:
    brand_id, content = seat_of(request).brand, it.first.content
    return {
        "href": f"{PATH}/{queries.round_name(it.id, brand_id)}",
        "words": words.words_of(content, language),
        "kind": words.kind_in(content.kind, language),
        "about": words.subjects_in(content, language),
        "state": it.state,
        "state_words": translate(language, STATES[it.state]),
        "asked_at": it.first.asked_at,
        "until": content.until,
        "asked": it.asked,
        "answered": it.answered,
        "answers": [
            {
                "handle": handle(name("persona", one.persona, for_brand(brand_id))),
                "href": f"/rentals/{one.agreement}#questions",
                "words": words.answer_in(one.content, one.answer, language),
            }
            for one in answers
            if one.answer is not None
        ],
    }


@get(PATH + "/{name:str}", **needs(READ))
async def one_round(request: Ask, name: FromPath[str], after: FromQuery[str] = "") -> Response[str]:
    """One question with its answers, and what they come to; `after`: the rental whose answer was the last one seen."""
    return await round_page(request, name, after)


async def round_page(
    request: Ask, name: str, after: str, refusal: Refusal | None = None, typed: dict[str, str] | None = None
) -> Response[str]:
    """The page of a round, with what was refused of a thanks."""
    brand_id, language = seat_of(request).brand, language_of(request)
    found = await queries.round_of(brand_id, name)
    content, answered = found[0].content, [it for it in found if it.answer is not None]
    added = result(content, len(found), [it.answer for it in answered if it.answer])
    shown, more = _page_of(answered, after)
    known = await rentals.several_of_brand(brand_id, [it.agreement for it in shown])
    shares = await shares_of(brand_id, found) if answered else []
    trouble = said(refusal, language) if refusal else None
    return page(
        request,
        "desk/question_round.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"{PATH}/{name}"),
        words=words.words_of(content, language),
        kind=words.kind_in(content.kind, language),
        about=words.subjects_in(content, language),
        purpose=words.purpose_in(content, language),
        question=content,
        asked_at=found[0].asked_at,
        result=added,
        bars=words.bars(content, added, language),
        figures=words.figures(content, added, language),
        classes=[_class(it, found[0], language) for it in shares],
        answers=[
            {
                "rental": tile(known[it.agreement], language),
                "words": words.answer_in(content, it.answer, language),
                "at": it.answered_at,
            }
            for it in shown
            if it.answer is not None and it.agreement in known
        ],
        first=f"{PATH}/{name}" if after else "",
        following=f"{PATH}/{name}?after={shown[-1].agreement}" if more else "",
        over=market_date(await now()) > content.until,
        may_thank=may(principal_of(request), Right.INVITE),
        here=f"{PATH}/{name}",
        key=(typed or {}).get("key") or uuid.uuid4().hex,
        budgets=await budget_choice.choices(request),
        typed=typed or {},
        trouble=trouble,
    )


@post("/questions/{name:str}/thanks", **needs(ASK))
async def thank(request: Ask, name: FromPath[str], data: Form) -> Response[Any]:
    """Thank all who answered; a second click thanks nobody twice."""
    typed = {field: text(data, field) for field in ("gift", "budget", "key")}
    typed["text"] = str(data.get("text", ""))
    gift = minor(typed["gift"]) if typed["gift"] else None
    try:
        budget = budget_choice.chosen(request, typed["gift"], typed["budget"])
        thanks = Thanks(gift=gift, budget=budget)
        await thank_round(principal_of(request), name, typed["text"], checked(typed["key"]), thanks)
    except (Conflict, Invalid, BudgetNotFound) as refusal:
        return await round_page(request, name, "", refusal, typed)
    return see_other(f"/questions/{name}", THANKED)


def _page_of(answered: list[Asked], after: str) -> tuple[list[Asked], bool]:
    """(the answers of a page, whether there are more). Raises RentalNotFound for what is no agreement."""
    last = agreement_id(after) if after else None
    start = next((n + 1 for n, it in enumerate(answered) if it.agreement == last), 0)
    return answered[start : start + ANSWERS], len(answered) > start + ANSWERS


def _class(it: Share, asked: Asked, language: Language) -> dict[str, Any]:
    return {
        "title": cards.title(it.said, language),
        "says": cards.says(it.said[cards.TITLE_PARTS :], language),
        "result": it.result,
        "bars": words.bars(asked.content, it.result, language),
        "figures": words.figures(asked.content, it.result, language),
    }


ROUTES = (listing, one_round, thank)
