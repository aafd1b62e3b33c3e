"""The holder's side of a conversation: what is shown, what lies unread, and what they write."""

import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from market.base.access import HOLDER, needs, person_of, principal_of
from market.base.errors import Conflict, Invalid, Refusal
from market.base.i18n import Language, marked
from market.base.idempotency import checked
from market.base.pages import Ask, language_of, page, see_other
from market.relations import queries as invitations
from market.relations.conversation import queries, rules
from market.relations.conversation.actions import write_as_holder
from market.relations.errors import MayGiveYouAway, PicturesBusy
from market.relations.questions import queries as questions
from market.relations.silence.rules import Silence
from market.rentals import queries as rentals
from market.rentals.api import agreement_id
from market.rentals.queries import RentalRow
from market.web.forms import in_languages, said, text
from market.web.headers import WITH_PREVIEW
from market.web.message_words import Line, lines
from market.web.uploads import READ_MOST, TOO_LARGE, Kept, Upload, kept_for, sent_in

SENT = marked("The brand reads your message on its page, with today’s date and nothing else of you.")


@dataclass(frozen=True)
class Talk:
    """A conversation on its relation's page. `open`: the holder may write; `key`: of the message that is next."""

    included: bool
    open: bool
    lines: list[Line]
    silence: Silence
    lying: int
    per_month: int
    key: str


@dataclass(frozen=True)
class Lying:
    """How much lies unread in one relation."""

    invitations: int
    questions: int
    messages: int

    @property
    def all(self) -> int:
        return self.invitations + self.questions + self.messages


async def talk(person: uuid.UUID, row: RentalRow, language: Language, *, looking: bool) -> Talk:
    """What the holder reads of it; where they let that be known, the brand is told on which day."""
    heard = await queries.read_by_holder(person, row.agreement, looking=looking)
    silence, per_month = heard.silence, row.agreed().terms.contact.messages_per_month
    still = row.phase == "Active" and not row.ahead
    return Talk(
        included=per_month > 0,
        open=still and per_month > 0 and not silence.mute and silence.closed is None,
        lines=lines(heard.said, "person", row.agreement, language, running=still),
        silence=silence,
        lying=heard.lying,
        per_month=per_month,
        key=uuid.uuid4().hex,
    )


async def lying(person: uuid.UUID, row: RentalRow, silence: Silence, messages: int) -> Lying:
    """What lies unread of everything that a brand sends."""
    sent = await invitations.of_holder(person, row.agreement, looking=True)
    asked = await questions.of_holder(person, row.agreement, looking=True)
    return Lying(
        sum(silence.lies(it.sent_at) for it in sent),
        sum(silence.lies(it.asked.asked_at) for it in asked),
        messages,
    )


@dataclass(frozen=True)
class Last:
    """A conversation in which the brand has the last word."""

    path: str
    brand: str
    line: Line


async def waiting(person: uuid.UUID, row: RentalRow, language: Language) -> list[Last]:
    """The brand's last word in a relation that is on, if nothing was answered to it. Reading it here tells nobody."""
    heard = await queries.of_holder(person, row.agreement)
    if not heard.said or heard.said[-1].side != "brand":
        return []
    (line,) = lines(heard.said[-1:], "person", row.agreement, language, running=True)
    return [Last(f"/relations/{row.agreement}#messages", row.document["second_party"]["name"], line)]


@post("/relations/{agreement:str}/messages", request_max_body_size=READ_MOST, **needs(HOLDER, **TOO_LARGE))
async def write(request: Ask, agreement: FromPath[str]) -> Response[Any]:
    """Write to the brand; what may give one away, and any image, is asked about first: what has just been chosen was
    not looked at yet, whatever was ticked. A second click is the same message."""
    which, sent = agreement_id(agreement), await sent_in(request)
    key, enclosed = text(sent.fields, "key"), sent.enclosed
    try:
        await write_as_holder(
            principal_of(request),
            which,
            text(sent.fields, "text"),
            checked(key) if key else None,
            enclosed=enclosed,
            confirmed=text(sent.fields, "sure") == "yes" and not sent.file,
        )
    except (Conflict, Invalid, PicturesBusy) as refusal:
        kept, shown = await kept_for(principal_of(request), enclosed, refusal)
        return await _again(request, which, sent, kept, shown)
    return see_other(f"/relations/{which}#messages", SENT)


async def _again(
    request: Ask, which: uuid.UUID, sent: Upload, kept: Kept | None, refusal: Refusal
) -> Response[str]:
    row = await rentals.of_holder(person_of(request), which)
    trouble = said(refusal, language_of(request))
    shown = page(
        request,
        "space/message.html",
        trouble.status,
        addresses=in_languages(f"/relations/{which}"),
        brand=row.document["second_party"]["name"],
        relation=f"/relations/{which}",
        typed=text(sent.fields, "text"),
        alt=text(sent.fields, "alt"),
        kept=kept,
        key=text(sent.fields, "key"),
        trouble=None if refusal.facts.get("what") == ["picture"] else trouble,
        asks=isinstance(refusal, MayGiveYouAway),
        can=isinstance(refusal, Invalid | PicturesBusy),
        most=rules.TEXT_MOST,
        alt_most=rules.ALT_MOST,
    )
    if kept is not None:
        shown.headers["content-security-policy"] = WITH_PREVIEW
    return shown


ROUTES = (write,)
