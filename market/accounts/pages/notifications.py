"""One's own inbox: what was told, the latest first, and how to be told from now on."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery

from market.accounts.notifications import actions, queries
from market.accounts.notifications.api import inner
from market.accounts.notifications.queries import A_PAGE
from market.accounts.notifications.rules import WAYS, Way
from market.accounts.notifications.schemas import name_of
from market.accounts.pages.forms import Form, typed
from market.base.access import PERSON, needs, person_of, principal_of
from market.base.errors import Refusal
from market.base.i18n import Language, marked, translate
from market.base.mail import Topic
from market.base.pages import Ask, language_of, page, refused, see_other

HERE, PAGE = "/notifications", "accounts/notifications.html"

ALL_READ = marked("All of it is read.")
CHOSEN = marked("You will be told so from now on.")
TOPICS: Mapping[Topic, str] = {
    Topic.MESSAGES: marked("Messages"),
    Topic.INVITATIONS: marked("Invitations"),
    Topic.QUESTIONS: marked("Questions and answers"),
    Topic.REQUESTS: marked("Requests to rent"),
    Topic.RENTALS: marked("Rentals"),
    Topic.MONEY: marked("Money"),
    Topic.ACCOUNT: marked("Your account"),
}
WORDS: Mapping[Way, str] = {
    Way.AT_ONCE: marked("by e-mail, at once"),
    Way.DAILY: marked("by e-mail, once a day"),
    Way.NEVER: marked("here only"),
}


@get(HERE, **needs(PERSON))
async def inbox(request: Ask, before: FromQuery[str] = "") -> Response[str]:
    """What was told to the reader."""
    return page(request, PAGE, errors={}, **await _around(request, before))


@post(f"{HERE}/read", **needs(PERSON))
async def read(request: Ask, data: Form) -> Response[None]:
    """All that the page showed, and what is older, is read."""
    until = inner(typed(data, "until")["until"], person_of(request))
    await actions.read(principal_of(request), until)
    return see_other(HERE, ALL_READ)


@post(f"{HERE}/choices", **needs(PERSON))
async def choose(request: Ask, data: Form) -> Response[Any]:
    """Be told so from now on."""
    sent = typed(data, *(it.value for it in CHOSEN_OF))
    try:
        ways = {it: Way(sent[it.value]) for it in CHOSEN_OF if sent[it.value] in list(Way)}
        await actions.choose(principal_of(request), ways)
    except Refusal as refusal:
        return refused(request, PAGE, refusal, **await _around(request))
    return see_other(HERE, CHOSEN)


CHOSEN_OF = tuple(it for it, ways in WAYS.items() if len(ways) > 1)
"""Topics of which there is something to choose."""


async def _around(request: Ask, before: str = "") -> dict[str, Any]:
    person, language = person_of(request), language_of(request)
    found = await queries.of_person(person, inner(before, person) if before else None, A_PAGE + 1)
    shown = found[:A_PAGE]
    older = f"{HERE}?before={name_of(shown[-1], person)}" if len(found) > A_PAGE else ""
    return {
        "holder": principal_of(request).holder,
        "letters": [{"notice": it, "topic": translate(language, TOPICS[it.topic])} for it in shown],
        "unread": await queries.unread(person),
        "until": name_of(shown[0], person) if shown else "",
        "older": older,
        "newer": HERE if before else "",
        "choices": _choices(await queries.choices(person), language),
    }


def _choices(chosen: Mapping[Topic, Way], language: Language) -> list[dict[str, Any]]:
    return [
        {
            "name": it.value,
            "label": translate(language, TOPICS[it]),
            "options": [(way.value, translate(language, WORDS[way])) for way in WAYS[it]],
            "value": chosen[it].value,
        }
        for it in CHOSEN_OF
    ]


ROUTES = (inbox, read, choose)
