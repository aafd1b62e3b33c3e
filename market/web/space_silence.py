"""Where a holder finds quiet: a pause of one brand, a detox of all, quiet hours. No brand is told any of it."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import Invalid, NotFound, Refusal
from market.base.i18n import marked
from market.base.pages import Ask, language_of, page, see_other
from market.relations.silence import actions, queries
from market.relations.silence.rules import Silence, minute_of
from market.relations.silence.tables import CLOSED, PAUSE, RECEIPTS
from market.rentals.api import agreement_id
from market.rentals.errors import RentalAlreadyEnded
from market.web.forms import Form, in_languages, said, text

CALM = "/space/calm"
CHOICES = {
    "pause": (PAUSE, True, marked("Paused. The rental runs on; to the brand it is silence.")),
    "resume": (PAUSE, False, marked("Resumed. What had come is below.")),
    "close": (
        CLOSED,
        True,
        marked("Closed. The brand’s messages are taken in and lie unread; it is not told."),
    ),
    "reopen": (CLOSED, False, marked("Open. What had come is below.")),
    "receipts": (RECEIPTS, True, marked("From now on the brand reads on which day you read its messages.")),
    "no-receipts": (RECEIPTS, False, marked("The brand is no longer told when you read.")),
}
DETOX = marked("Everything is paused. Your rentals run, your listings stay, and no brand is told.")
OVER = marked("The detox is over. What had come is where it belongs.")
KEPT = marked("Kept. What brands write in these hours, you read after them.")
NONE = marked("You have no quiet hours any more.")


@post("/relations/{agreement:str}/contact", **needs(HOLDER))
async def choose(request: Ask, agreement: FromPath[str], data: Form) -> Response[None]:
    """One choice for one brand."""
    which, act = agreement_id(agreement), text(data, "act")
    if act not in CHOICES:
        raise NotFound()
    kind, holds, done = CHOICES[act]
    back = f"/relations/{which}"
    try:
        await actions.choose(principal_of(request), which, {kind: holds})
    except RentalAlreadyEnded:
        return see_other(back, marked("This relation is over already."))
    return see_other(f"{back}#{'brand' if kind == PAUSE else 'messages'}", done)


def wall(minute: int) -> str:
    """A minute of the day as forms have it."""
    return f"{minute // 60:02}:{minute % 60:02}"


async def _page(
    request: Ask, typed: dict[str, str] | None = None, refusal: Refusal | None = None
) -> Response[str]:
    silence: Silence = await queries.of_person(person_of(request))
    trouble = said(refusal, language_of(request)) if refusal else None
    kept = {"begins": wall(silence.hours.begins), "ends": wall(silence.hours.ends)} if silence.hours else {}
    return page(
        request,
        "space/calm.html",
        trouble.status if trouble else 200,
        addresses=in_languages(CALM),
        silence=silence,
        kept=kept,
        typed=typed or kept or {"begins": "21:00", "ends": "08:00"},
        trouble=trouble,
    )


@get(CALM, **needs(HOLDER))
async def calm(request: Ask) -> Response[str]:
    """A detox, and the hours in which one is told nothing."""
    return await _page(request)


@post(CALM, **needs(HOLDER))
async def settle(request: Ask, data: Form) -> Response[Any]:
    """Begin or end a detox; keep quiet hours or give them up."""
    who = principal_of(request)
    match text(data, "act"):
        case "detox":
            await actions.detox(who)
            return see_other(CALM, DETOX)
        case "end-detox":
            await actions.end_detox(who)
            return see_other("/space", OVER)
        case "quiet":
            typed = {it: text(data, it) for it in ("begins", "ends")}
            try:
                await actions.keep_quiet(who, *(minute_of(it, typed[it]) for it in typed))
            except Invalid as refusal:
                return await _page(request, typed, refusal)
            return see_other(CALM, KEPT)
        case "no-quiet":
            await actions.end_quiet(who)
            return see_other(CALM, NONE)
    raise NotFound()


ROUTES = (choose, calm, settle)
