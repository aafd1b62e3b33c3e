"""What a refusal looks like outside: a status, a stable type and words in both languages.

RFC 9457. `type` is a reference that resolves to a page of ours; its last part is the refusal's `code`.
"""

from market.base.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from market.web.refusals import (
    accounts,
    afterwards,
    bank,
    castings,
    catalogue,
    conversation,
    everywhere,
    intents,
    money,
    operators,
    payouts,
    personas,
    proofs,
    relations,
    rentals,
    rewards,
)
from market.web.refusals.problem import Problem

STATUS: dict[type[Refusal], int] = {
    NotFound: 404,
    Forbidden: 403,
    Unauthenticated: 401,
    Invalid: 422,
    Conflict: 409,
    TooMany: 429,
    Unavailable: 503,
}

ROOMS = (
    *(everywhere, catalogue, personas, money, payouts, bank),
    *(rentals, afterwards, accounts, relations, conversation, castings, intents, rewards, operators, proofs),
)

PROBLEMS: dict[str, Problem] = {code: words for room in ROOMS for code, words in room.WORDS.items()}


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal, from its kind."""
    for kind, status in STATUS.items():
        if isinstance(refusal, kind):
            return status
    raise TypeError(f"{type(refusal).__name__} is of no kind")


def said(refusal: Refusal, language: str) -> tuple[int, str]:
    """A refusal's status, and its words with the way out, for a form."""
    words = PROBLEMS.get(refusal.code, PROBLEMS["unexpected"])
    return status_of(refusal), f"{words.title(language)} {words.way_out(language)}".strip()


def type_of(code: str) -> str:
    """The stable `type` of a problem: a reference relative to this service."""
    return f"/problems/{code}"
