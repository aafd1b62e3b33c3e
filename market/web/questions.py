"""A brand's question on its way to one persona or to all.

A question is written on one page and looked at on another, as the person will read it and with how many there are to
ask; only then is it asked. What was typed goes from page to page and is stored nowhere before.
"""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from contracts.vocabulary import CLAIMS, GROUPS, PURPOSES
from market.base.access import brand, needs, principal_of
from market.base.clock import market_date, now
from market.base.errors import Conflict, Invalid, Refusal
from market.base.i18n import marked, translate
from market.base.idempotency import checked
from market.base.pages import language_of, page, see_other
from market.money.rewards.errors import BudgetNotFound
from market.relations.errors import QuestionUnclear
from market.relations.queries import check_open_to_brand
from market.relations.questions import asking, queries, rules
from market.relations.questions.able import last_day, left_of
from market.relations.questions.rules import Question
from market.relations.questions.subjects import SUBJECTS
from market.rentals import queries as rentals
from market.web import budget_choice
from market.web import question_words as words
from market.web.desk_rental import tile
from market.web.forms import Ask, Form, agreement_id, in_languages, minor, said, seat_of, several, text
from market.web.rental_questions import left_in

ASK = brand("invite")
ASKED = marked("The question is asked. Who does not answer does not say why.")
SOME_TO_COME = marked("Many are asked: ask again to go on with the others.")

FIELDS = (
    "kind",
    "purpose",
    "until",
    "text",
    "subject",
    "several",
    "unit",
    "claim",
    "key",
    "rental",
    "reward",
    "budget",
)
NUMBERS, DAYS = ("least", "most"), ("first", "last")


@get("/questions/new", **needs(ASK))
async def write(request: Ask, kind: FromQuery[str] = "", rental: FromQuery[str] = "") -> Response[str]:
    """Choose a kind, then write the question."""
    return await _form(
        request, {"kind": kind, "rental": rental, "key": uuid.uuid4().hex, "claim": "", "choices": []}
    )


@post("/questions/new", **needs(ASK))
async def look_or_ask(request: Ask, data: Form) -> Response[Any]:
    """Look at the question as it will be read, then ask it; a second click is the same question."""
    typed, act = _typed(data), text(data, "act")
    try:
        if act == "edit":
            return await _form(request, typed)
        question, budget = _question(typed), budget_choice.chosen(request, typed["reward"], typed["budget"])
        if act != "ask":
            return await _look(request, typed, question)
        key = checked(typed["key"])
        if typed["rental"]:
            which = agreement_id(typed["rental"])
            await asking.ask(principal_of(request), which, question, key, budget)
            return see_other(f"/rentals/{which}#questions", ASKED)
        made = await asking.ask_all(principal_of(request), question, key, budget)
    except (Conflict, Invalid, BudgetNotFound) as refusal:
        return await _form(request, typed, refusal)
    if made.to_come:
        return await _look(request, typed, question, to_come=True)
    return see_other(f"/questions/{queries.round_name(made.round, seat_of(request).brand)}", ASKED)


def _typed(data: Mapping[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {field: text(data, field) for field in (*FIELDS, *NUMBERS, *DAYS)}
    typed["choices"] = [it.strip() for it in several(data, "choices") if it.strip()]
    return typed


def _question(typed: Mapping[str, Any]) -> Question:
    kind = next((it for it in rules.KINDS if it == typed["kind"]), None)
    if kind is None:
        raise QuestionUnclear(field="kind", reason="unknown")
    return Question(
        kind=kind,
        purpose=typed["purpose"],
        until=_day(typed, "until") or date.min,
        text=typed["text"],
        subject=typed["subject"],
        choices=tuple(typed["choices"]),
        several=typed["several"] == "yes",
        least=_number(typed, "least"),
        most=_number(typed, "most"),
        first=_day(typed, "first"),
        last=_day(typed, "last"),
        unit=typed["unit"] or None,
        claim=typed["claim"] or None,
        reward=minor(typed["reward"]) if typed["reward"] else None,
    )


def _number(typed: Mapping[str, Any], field: str) -> int | None:
    try:
        return int(typed[field]) if typed[field] and len(typed[field]) < 12 else None
    except ValueError as error:
        raise QuestionUnclear(field=field, reason="no-number") from error


def _day(typed: Mapping[str, Any], field: str) -> date | None:
    try:
        return date.fromisoformat(typed[field]) if typed[field] else None
    except ValueError as error:
        raise QuestionUnclear(field=field, reason="no-day") from error


async def _look(
    request: Ask, typed: dict[str, Any], question: Question, *, to_come: bool = False
) -> Response[str]:
    """The question as the person will read it, and how many there are to ask."""
    language, who = language_of(request), principal_of(request)
    if typed["rental"]:
        row = await rentals.of_brand(seat_of(request).brand, agreement_id(typed["rental"]))
        check_open_to_brand(row)
        content = rules.check_question(question, market_date(row.now))
        assert row.ends_at is not None
        shown = row.agreed().terms.disclosure.claims
        rules.check_for_rental(content, row.purposes, shown, market_date(row.now), last_day(row.ends_at))
        would_be, reasons, left = 1, [], await left_in(row)
    else:
        content = rules.check_question(question, market_date(await now()))
        found = await asking.preview(who, question)
        would_be, reasons = len(found.would_be), words.left_out(found.left_out, language)
        left = found.left
    return page(
        request,
        "desk/question_look.html",
        addresses=in_languages("/questions/new"),
        typed=typed,
        question=content,
        words=words.words_of(content, language),
        about=words.subjects_in(content, language),
        purpose=words.purpose_in(content, language),
        codes=_codes(content, language),
        unit=rules.UNITS[content.unit].in_(language) if content.unit else "",
        would_be=would_be,
        left_out=reasons,
        left=left,
        notice=translate(language, SOME_TO_COME) if to_come else "",
    )


def _codes(question: Question, language: Any) -> list[str]:
    return [it.text.in_(language) for it in CLAIMS[question.claim].codes] if question.claim else []


async def _form(request: Ask, typed: dict[str, Any], refusal: Refusal | None = None) -> Response[str]:
    """The form of a kind; the kinds where none is chosen."""
    language = language_of(request)
    trouble = said(refusal, language) if refusal else None
    today = market_date(await now())
    row, purposes, shown = None, list(PURPOSES), frozenset[str]()
    if typed.get("rental"):
        row = await rentals.of_brand(seat_of(request).brand, agreement_id(typed["rental"]))
        purposes, shown = row.purposes, frozenset(row.agreed().terms.disclosure.claims)
        left = await left_in(row)
    else:
        left = await left_of(seat_of(request).brand)
    back = f"?rental={row.agreement}" if row else ""
    return page(
        request,
        "desk/question_new.html",
        trouble.status if trouble else 200,
        addresses=in_languages(f"/questions/new{back}"),
        kinds=[
            (kind, translate(language, name), translate(language, hint))
            for kind, (name, hint) in words.KINDS.items()
        ],
        kind=typed["kind"] if typed["kind"] in rules.KINDS else "",
        typed=typed,
        trouble=trouble,
        rental=tile(row, language) if row else None,
        back=back,
        today=today,
        last=last_day(row.ends_at) if row and row.ends_at else None,
        purposes=[(it, PURPOSES[it].text.in_(language)) for it in purposes],
        subjects=[(it, name.in_(language)) for it, name in SUBJECTS.items()],
        units=[("", "–"), *((it, unit.in_(language)) for it, unit in rules.UNITS.items())],
        points=[(str(it), translate(language, marked("from 1 to %(most)s"), most=it)) for it in rules.POINTS],
        claims=[
            (
                group.text.in_(language),
                [
                    (it.id, it.text.in_(language))
                    for it in CLAIMS.values()
                    if it.group == group.id and it.id not in shown
                ],
            )
            for group in GROUPS.values()
        ],
        left=left,
        budgets=await budget_choice.choices(request),
        most_choices=rules.MOST_CHOICES if typed["kind"] == "choice" else rules.MOST_RANKED,
    )


ROUTES = (write, look_or_ask)
