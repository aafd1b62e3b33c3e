"""Who gets what: every route × method × reader × way in × ownership (safety, G8).

The routes come from the application, what each reader should get from the tables below, which share nothing
with the guard. Whoever adds a route adds its objects to `matrix_objects` and its body to `matrix_bodies`; a
public one is named here, by hand.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import BaseRouteHandler

from market.app import handlers_of
from market.base.access import Door, Right, Rule
from market.base.database import fetch_value
from market.money.sandbox import sandbox_router
from market.routes import ROUTES
from market.web.static_files import static
from tests.matrix_bodies import sent_to
from tests.matrix_objects import ParameterUnknown, paths_of
from tests.web.brands import traces
from tests.world import SCOPES, Copy, World, copy, shared_copy, world

__all__ = ["copy", "shared_copy", "world"]

# What each reader should get at a door: the readers that pass. Written by hand, from the design.
EVERYBODY = {"visitor", "expired session", "key in a cookie"}
PEOPLE = {"holder", "analyst", "buyer", "owner", "unapproved owner", "operator"}
HALVES = {"operator by half", "newcomer by half"}  # the password was given, the second factor was not
KEYS = {f"key {scope}" for scope in SCOPES} | {
    "key without scope",
    "key without scope beside the owner's cookie",
}
BAD = {"revoked key", "session as a key"}
PASS: dict[str, set[str]] = {
    "public": EVERYBODY | PEOPLE | KEYS | HALVES,
    "signed": EVERYBODY | PEOPLE | KEYS | HALVES,
    "factor": HALVES | {"operator"},
    "person": PEOPLE,
    "holder": {"holder"},
    "operator": {"operator"},
    "look": {"analyst", "buyer", "owner", "unapproved owner"},
    "read": {"analyst", "buyer", "owner", "unapproved owner"},
    "rent": {"buyer", "owner", "unapproved owner"},
    "invite": {"buyer", "owner", "unapproved owner"},
    "manage": {"owner", "unapproved owner"},
}
READERS = EVERYBODY | PEOPLE | KEYS | BAD | HALVES

# Open to anyone, and meant to be: a route that is public and not here fails.
OPEN = """
/ /sample-month /catalogue /moi/{address:str} /problems/{code:str} /favicon.ico
/faces/{seed:str} /static/{file_path:path} /healthz /readyz
/sign-up /sign-up/brand /sign-in /confirm /forgotten /reset /look-at-your-mail
/v1/people /v1/brands /v1/email-verifications /v1/sessions /v1/password-resets /v1/password-resets/confirm
/v1/question-subjects
/v1/vocabulary /v1/masks /v1/terms /v1/terms/{variant:str}/reading /v1/cards /v1/cards/{address:str} /v1/facets
/compare /v1/cards/compare
/.well-known/moi-terms /terms /terms/{name:str} /law /.well-known/moi-law /ns/dpo-pack-1.json /ns /ns.ttl /ns.jsonld
/.well-known/moi-keys /.well-known/moi-heads /charter /charter/{name:str} /.well-known/moi-charter
/brands/{name:str} /v1/brands/{name:str}
/verify /verify/{code:str}/code.svg /v1/predicates
/v1/proofs /v1/proofs/{code:str} /v1/proofs/{code:str}/statement
/.well-known/jwt-vc-issuer /credentials/{name:str} /status/{name:str}
"""
OPEN_HERE_ONLY = {
    "/mailbox",
    "/sandbox",
    "/sandbox/acts/{verb:str}",
    "/sandbox/authenticate/{intent_id:str}",
    "/sandbox/checkout/{session_id:str}",
    "/sandbox/checkout/{session_id:str}/authenticate",
    "/sandbox/connect/{link_id:str}",
    "/sandbox/events",
    "/sandbox/faults",
    "/sandbox/payouts",
    "/sandbox/returns",
}

# Where a reader's sound request about their own things is not simply done: the answer that is right.
WRONG_PASSWORD = {(401, "wrong-credentials"), (401, ""), (422, "malformed"), (422, "")}
OTHERWISE: dict[tuple[str, str], set[tuple[int, str]]] = {
    # An account is left, and its password changed, by its password: these people have none.
    ("PUT /v1/me/password", "*"): WRONG_PASSWORD,
    ("POST /account/password", "*"): WRONG_PASSWORD,
    ("POST /space/leave", "*"): WRONG_PASSWORD,
    ("POST /v1/me/departure", "*"): WRONG_PASSWORD,
    ("POST /v1/proofs/{code:str}/approval", "*"): WRONG_PASSWORD,
    ("POST /prove/{code:str}", "*"): WRONG_PASSWORD,
    # Nobody has answered in this world.
    ("POST /v1/proofs/{code:str}/statement", "*"): {(409, "proof-not-answered")},
    # Before it is approved, a brand may look and not pay.
    ("POST /v1/rentals", "unapproved owner"): {(403, "brand-not-approved")},
    ("POST /moi/{address:str}/rent", "unapproved owner"): {(403, "")},
    ("POST /v1/castings", "unapproved owner"): {(403, "brand-not-approved")},
    ("POST /castings", "unapproved owner"): {(403, "")},
    ("GET /v1/open-intents", "unapproved owner"): {(403, "brand-not-approved")},
    ("POST /v1/saved-searches", "unapproved owner"): {(403, "brand-not-approved")},
    ("POST /saved-searches", "unapproved owner"): {(403, "")},
    ("POST /intents/{name:str}/accept", "holder"): {(409, "")},
    ("POST /intents/{name:str}/rate", "holder"): {(409, "")},
    ("POST /v1/intents/{name:str}/acceptance", "holder"): {(409, "not-yet-opened")},
    ("POST /v1/intents/{name:str}/fulfilment", "holder"): {(409, "nothing-to-rate")},
    ("POST /v1/casting-calls/{name:str}/acceptance", "holder"): {(409, "persona-does-not-fit")},
    ("POST /v1/reward-budgets", "unapproved owner"): {(409, "balance-too-low")},
    ("POST /rewards", "unapproved owner"): {(409, "")},
    # More than one operator lets out alone is more than was given.
    ("POST /v1/operator/charity-payments/{name:str}/confirmation", "*"): {(409, "more-than-given")},
    # Who rents nobody has nobody to invite.
    ("POST /v1/campaigns", "unapproved owner"): {(404, "rental-not-found")},
    ("POST /campaigns", "unapproved owner"): {(404, "rental-not-found")},
    # What this world's cards offer is rented at once, and nobody takes what they asked for themselves.
    ("POST /v1/requests", "unapproved owner"): {(403, "brand-not-approved")},
    # This month's included question of the only rental is asked already; who is not approved has none at all.
    ("POST /v1/questions", "*"): {(409, "nobody-to-ask")},
    ("POST /v1/rentals/{agreement:str}/questions", "*"): {(409, "question-not-included")},
    ("POST /v1/requests", "*"): {(409, "offer-is-instant")},
    ("POST /moi/{address:str}/ask", "unapproved owner"): {(403, "")},
    ("POST /moi/{address:str}/ask", "*"): {(409, "")},
    ("POST /v1/requests/{agreement:str}/acceptance", "*"): {(409, "not-yours-to-answer")},
    ("POST /requests/{agreement:str}/accept", "*"): {(409, "")},
    # Nobody has offered anything else.
    ("POST /v1/asked/{agreement:str}/withdrawal", "*"): {(409, "nothing-offered")},
    ("POST /asked/{agreement:str}/withdraw", "*"): {(409, "")},
    ("POST /v1/baskets", "unapproved owner"): {(403, "brand-not-approved")},
    ("POST /rent", "unapproved owner"): {(403, "")},
    ("POST /v1/balance/top-ups", "unapproved owner"): {(403, "top-up-not-open")},
    ("POST /balance/top-up", "unapproved owner"): {(403, "")},
    # Nobody here has put anything in: there is nothing to take back.
    ("POST /v1/balance/returns", "*"): {(409, "pay-back-impossible")},
    ("POST /balance/return", "*"): {(409, "")},
    ("POST /v1/balance/debt", "*"): {(409, "no-debt")},
    ("POST /v1/balance/bank-returns", "unapproved owner"): {(409, "bank-return-impossible")},
    ("POST /balance/bank-return", "unapproved owner"): {(409, "")},
    ("POST /balance/debt", "*"): {(409, "")},
    # Edits of what is listed come at most every thirty days.
    ("POST /v1/personas/{name:str}/publication", "*"): {(409, "edited-too-soon")},
    # Only what is over has copies to sign for, only what was stopped is reinstated.
    ("POST /v1/rentals/{agreement:str}/erasure", "*"): {(409, "rental-not-over")},
    ("POST /rentals/{agreement:str}/erasure", "*"): {(409, "")},
    ("GET /v1/rentals/{agreement:str}/erasure/message", "*"): {(422, "erasure-unclear")},
    ("GET /v1/rentals/{agreement:str}/files/erasure", "*"): {(404, "erasure-not-attested")},
    ("GET /v1/relations/{agreement:str}/files/erasure", "*"): {(404, "erasure-not-attested")},
    ("GET /v1/rentals/{agreement:str}/closing-note", "*"): {(404, "closing-note-not-given")},
    ("GET /v1/relations/{agreement:str}/closing-note", "*"): {(404, "closing-note-not-given")},
    ("PUT /v1/rentals/{agreement:str}/closing-note", "*"): {(409, "rental-not-over")},
    ("POST /rentals/{agreement:str}/closing-note", "*"): {(409, "")},
    ("POST /v1/operator/personas/{name:str}/reinstatement", "*"): {(409, "not-in-this-state")},
    # This market holds client money: it takes accounts itself, and sends nobody to Stripe.
    ("POST /v1/payout-identity/onboarding", "*"): {(409, "method-not-open")},
    ("POST /earnings/stripe", "*"): {(409, "")},
    # Nothing of theirs waits to be paid.
    ("POST /v1/rentals/{agreement:str}/payment", "*"): {(409, "already-rented")},
    ("POST /v1/rentals/{agreement:str}/renewal/payment", "*"): {(409, "renewal-not-waiting")},
    ("POST /rentals/{agreement:str}/renewal/pay", "*"): {(409, "")},
    # Nothing is owed of a dispute that is not lost.
    ("POST /v1/operator/disputes/{name:str}/write-off", "operator"): {(409, "nothing-owed")},
    # Nor of a finding that is about no refund past us.
    ("POST /v1/operator/findings/{name:str}/write-off", "operator"): {(409, "nothing-owed")},
    ("POST /operator/findings/{name:str}/write-off", "operator"): {(409, "")},
    # What is owed is given once, set up once, and only by who owes it.
    ("POST /v1/sessions/current/factor", "newcomer by half"): {(401, "wrong-factor")},
    ("POST /v1/sessions/current/factor", "operator"): {(403, "not-yours")},
    ("POST /sign-in/factor", "newcomer by half"): {(401, "")},
    ("POST /sign-in/factor/letter", "operator by half"): {(409, "factor-set-up-already")},
    ("GET /sign-in/factor/set-up", "operator by half"): {(409, "factor-set-up-already")},
    ("POST /sign-in/factor/set-up", "operator by half"): {(409, "factor-set-up-already")},
    # No month's books can be closed in this world.
    ("POST /operator/exports", "*"): {(422, "")},
    # A line that nobody was asked to sign proves nothing, and nobody sealed with a key that is the brand's.
    ("POST /v1/brand/signing-keys", "*"): {(422, "challenge-not-good")},
    ("POST /brand/signing-keys", "*"): {(422, "")},
    ("POST /v1/rentals/{agreement:str}/seal", "*"): {(422, "seal-key-not-current")},
    # No night has passed in this world.
    ("GET /.well-known/moi-heads", "*"): {(404, "no-head-yet")},
    # Only a party reports.
    ("POST /v1/reports", "operator"): {(403, "not-yours")},
}

# One reader's act takes away what the next would act on, though no path names it.
CONSUMED = {
    "POST /v1/campaigns",  # a month has four invitations
    "POST /campaigns",
    "POST /v1/rentals",
    "POST /v1/baskets",
    "POST /rent",
    "POST /moi/{address:str}/rent",
    "POST /saved/forget",
    "POST /v1/reports",
    "POST /sign-in/factor",
    "POST /sign-in/factor/set-up",
    "POST /account/factor/codes",
    "POST /v1/sessions/current/factor",
}

REFUSED_AT_THE_DOOR = {
    (401, "sign-in-required"),
    (401, "bad-key"),
    (401, "factor-required"),
    (403, "not-yours"),
    (403, "cross-site-request"),
}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def routes() -> Iterator[tuple[str, str, BaseRouteHandler]]:
    whole = Litestar([*ROUTES, static(), sandbox_router()], openapi_config=None, logging_config=None)
    for path, method, handler in handlers_of(whole):
        if method != "OPTIONS":
            yield path, method, handler


TABLE = sorted(((path, method, handler.opt) for path, method, handler in routes()), key=lambda it: it[:2])
IDS = [f"{method} {path}" for path, method, _ in TABLE]


def expected(rule: Rule, reader: str, authenticated: bool = True) -> str:
    """ "pass", or the code of the refusal at the door."""
    door = rule.right.value if rule.door is Door.BRAND and rule.right else rule.door.value
    if rule.door is Door.PUBLIC and not authenticated:
        return "pass"
    if reader in BAD:
        return "bad-key"
    if reader in KEYS and door not in ("public", "signed"):
        return "pass" if rule.scope is not None and reader == f"key {rule.scope}" else "not-yours"
    if reader in PASS[door]:
        return "pass"
    if reader in HALVES and authenticated:
        return "factor-required"
    return "sign-in-required" if reader in EVERYBODY | HALVES else "not-yours"


def outcome(answer: Any) -> tuple[int, str]:
    """The status, and the code of a problem."""
    assert answer.status_code < 500, (answer.request.method, str(answer.request.url), answer.text[:500])
    if answer.request.method == "HEAD" or "problem+json" not in answer.headers.get("content-type", ""):
        return answer.status_code, ""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


async def judge(copy: Copy, method: str, path: str, opt: dict[str, Any]) -> None:
    """Ask as every reader, and compare with the tables."""
    rule: Rule = opt["rule"]
    authenticated = opt.get("authenticate", True)
    before = await traces()
    copy.changed = method in UNSAFE  # until the refusals are seen to have changed nothing
    passing = []
    for reader in sorted(READERS):
        due = expected(rule, reader, authenticated)
        if due == "pass":
            passing.append(reader)
            await judge_ownership(copy, reader, method, path)
        else:
            await judge_refusal(copy, reader, method, path, due)
    if method in UNSAFE:
        await judge_strange_pages(copy, method, path, opt)
    assert await traces() == before, "a refusal left a trace"
    copy.changed = False
    for reader in passing:
        await judge_own(copy, reader, method, path, rule)
    if copy.changed:
        await copy.again()


async def judge_refusal(copy: Copy, reader: str, method: str, path: str, due: str) -> None:
    """At the door it does not matter whose it is, nor whether it exists."""
    found = paths_of(copy.world, reader, path)
    sides = (found.own, paths_of(copy.world, "owner", path).own, *found.foreign[:1])
    for address in {it for it in sides if it} or found.nowhere[:1]:
        answer = await copy.ask(
            reader, method, address, **await sent_to(copy.world, reader, f"{method} {path}")
        )
        assert outcome(answer) == (403 if due == "not-yours" else 401, due), (
            reader,
            address,
        )


async def judge_ownership(copy: Copy, reader: str, method: str, path: str) -> None:
    """Another's and none at all: 404, and the same to the byte."""
    found = paths_of(copy.world, reader, path)
    bodies = set()
    for address in (*found.foreign, *found.nowhere):
        answer = await copy.ask(
            reader, method, address, **await sent_to(copy.world, reader, f"{method} {path}")
        )
        assert outcome(answer)[0] == 404, (reader, address, answer.status_code, answer.text[:300])
        bodies.add(answer.content)
    if found.foreign:
        assert len(bodies) == 1, (reader, bodies)


async def judge_strange_pages(copy: Copy, method: str, path: str, opt: dict[str, Any]) -> None:
    """With a cookie, another site's page and a request that says nothing of its page are refused."""
    address = paths_of(copy.world, "owner", path).own or paths_of(copy.world, "holder", path).own or path
    for reader in ("holder", "owner", "operator"):
        sent = await sent_to(copy.world, reader, f"{method} {path}")
        for headers in (
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"sec-fetch-site": ""},
            {"sec-fetch-site": "", "origin": "https://moi.test.example"},
        ):
            given = sent | {"headers": sent.get("headers", {}) | headers}
            refusal = outcome(await copy.ask(reader, method, address, **given)) == (403, "cross-site-request")
            assert refusal == opt.get("own_pages", True), (reader, headers)


async def judge_own(copy: Copy, reader: str, method: str, path: str, rule: Rule) -> None:
    """What is the reader's own is done; what uses something up is done on a world of its own."""
    address = paths_of(copy.world, reader, path).own
    if address is None:
        return
    route = f"{method} {path}"
    answer = outcome(await copy.ask(reader, method, address, **await sent_to(copy.world, reader, route)))
    copy.changed = copy.changed or method in UNSAFE
    right = OTHERWISE.get((route, reader)) or OTHERWISE.get((route, "*"))
    if right:
        assert answer in right, (reader, address, answer)
    else:  # a visitor's form may well be wrong
        assert answer not in REFUSED_AT_THE_DOOR, (reader, answer)
        assert answer[0] < 400 or rule.door in (Door.PUBLIC, Door.SIGNED), (reader, address, answer)
    if copy.changed and ("{" in path or route in CONSUMED) and rule.door is not Door.PUBLIC:
        await copy.again()


@pytest.mark.parametrize(("path", "method", "opt"), TABLE, ids=IDS)
async def test_a_route_answers_each_reader_as_its_rule_says(
    copy: Copy, path: str, method: str, opt: dict[str, Any]
) -> None:
    await judge(copy, method, path, opt)


def test_every_route_of_the_application_is_in_the_table(copy: Copy) -> None:
    real = {(path, method) for path, method, _ in handlers_of(copy.app) if method != "OPTIONS"}
    assert real == {it[:2] for it in TABLE}
    assert len(TABLE) > 120


def test_what_is_public_is_so_by_intention() -> None:
    public = {path for path, _, opt in TABLE if opt["rule"].door is Door.PUBLIC}
    here_only = {path for path, _, opt in TABLE if opt["rule"].local_only}
    assert (public - here_only, here_only) == (set(OPEN.split()), OPEN_HERE_ONLY)
    assert [path for path, _, opt in TABLE if opt["rule"].door is Door.SIGNED] == ["/stripe/webhooks"]
    assert [path for path, _, opt in TABLE if not opt.get("own_pages", True)] == ["/stripe/webhooks"]


def test_only_the_sheet_applies_its_rule_by_itself() -> None:
    """`authenticate=False` lets everybody to the handler: for what is public, and for the one hot read."""
    alone = {path for path, _, opt in TABLE if not opt.get("authenticate", True)}
    public = {path for path, _, opt in TABLE if opt["rule"].door is Door.PUBLIC}
    assert alone - public == {"/v1/rentals/{agreement:str}/sheet"}


def test_no_key_passes_where_no_scope_is_named_and_reads_never_guard_writes() -> None:
    for path, method, opt in TABLE:
        rule: Rule = opt["rule"]
        if rule.scope:
            assert rule.door is Door.BRAND and rule.scope in SCOPES, path
            assert (method == "GET") == rule.scope.endswith(":read"), f"{method} {path} by {rule.scope}"
        if rule.right in (Right.LOOK, Right.READ) and method in UNSAFE:
            assert path in READERS_MAY, f"{method} {path}: a right to read guards a write"


# A right to look or read is enough for these acts: a read that is logged, what one keeps, and a complaint.
READERS_MAY = {
    "/v1/saved",
    "/v1/saved/{name:str}",
    "/moi/{address:str}/save",
    "/saved/forget",
    "/rentals/{agreement:str}/sheet",
    "/rentals/{agreement:str}/credential/file",
    "/rentals/{agreement:str}/report",
}


# Controls: what the matrix would say if the house were not in order.

PICK = {it: TABLE[IDS.index(it)] for it in ("GET /v1/rentals", "POST /v1/rentals/{agreement:str}/end")}


@pytest.mark.parametrize(
    ("route", "wrong"),
    [
        ("GET /v1/rentals", Rule(Door.PUBLIC)),
        ("GET /v1/rentals", Rule(Door.BRAND, Right.MANAGE, "rentals:read")),
        ("GET /v1/rentals", Rule(Door.BRAND, Right.READ)),
        ("POST /v1/rentals/{agreement:str}/end", Rule(Door.BRAND, Right.READ, "rentals:read")),
        ("POST /v1/rentals/{agreement:str}/end", Rule(Door.HOLDER)),
    ],
    ids=str,
)
async def test_control_a_wrong_rule_on_a_handler_is_noticed(
    copy: Copy, monkeypatch: pytest.MonkeyPatch, route: str, wrong: Rule
) -> None:
    path, method, opt = PICK[route]
    (handler,) = [it for where, how, it in handlers_of(copy.app) if (where, how) == (path, method)]
    monkeypatch.setitem(handler.opt, "rule", wrong)
    with pytest.raises(AssertionError):
        await judge(copy, method, path, dict(opt))


async def test_control_a_query_that_forgets_the_tenant_is_noticed(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    from market.rentals import queries

    async def any_brands(brand: object, agreement: object) -> queries.RentalRow:
        owner = await fetch_value("select brand from rentals.rentals where agreement = $1", agreement)
        return await of_brand(owner, agreement)  # type: ignore[arg-type]

    of_brand = queries.of_brand
    monkeypatch.setattr(queries, "of_brand", any_brands)
    path, method, opt = TABLE[IDS.index("GET /v1/rentals/{agreement:str}")]
    with pytest.raises(AssertionError):
        await judge(copy, method, path, opt)


def test_control_a_parameter_that_nobody_knows_fails(world: World) -> None:
    with pytest.raises(ParameterUnknown):
        paths_of(world, "owner", "/v1/gatherings/{name:str}")


def test_the_table_has_a_row_for_each_right_and_a_reader_for_each_scope() -> None:
    assert {it.value for it in Right} | {it.value for it in Door} - {"brand"} == set(PASS)
    assert set().union(*PASS.values()) == READERS - BAD
    assert (
        re.fullmatch(r"(\w+:\w+ ?)+", " ".join(SCOPES)) and replace(Rule(Door.BRAND), scope=SCOPES[0]).scope
    )
