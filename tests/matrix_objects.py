"""What stands in a route's path, for each reader: their own, another's, and what does not exist."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from market.base import clock, names
from market.base.names import Audience
from market.money.chart import Kind, own
from market.relations.conduct.queries import name_of
from market.web.operator_names import account_name
from tests.world import Side, World
from tests.world_payouts import last_month


class ParameterUnknown(AssertionError):
    """A route has a parameter that nobody has said how to fill: say it here."""


@dataclass(frozen=True)
class Paths:
    """The addresses of one route for one reader. `foreign` and `nowhere` must be refused alike."""

    own: str | None
    foreign: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()


Filled = tuple[str | None, tuple[str, ...], tuple[str, ...]]
Fill = Callable[[World, str], Filled]


def paths_of(world: World, reader: str, path: str) -> Paths:
    """The route's addresses; raises ParameterUnknown."""
    parameters = re.findall(r"\{(\w+):\w+\}", path)
    plain = re.sub(r"\{(\w+):\w+\}", r"{\1}", path)
    if not parameters:
        return Paths(path)
    if parameters == ["agreement", "name"]:
        kinds = {"/questions/": "question", "/messages/": "message", "/rewards/": "reward"}
        within = _within(world, plain, next((it for part, it in kinds.items() if part in path), "invitation"))
        return within if _side(world, reader) else replace(within, own=None)
    for prefix, fill in FILLS.items():
        if plain.startswith(prefix) and len(parameters) == 1:
            own, foreign, nowhere = fill(world, reader)
            (it,) = parameters
            return Paths(
                None if own is None else plain.replace(f"{{{it}}}", own),
                tuple(plain.replace(f"{{{it}}}", value) for value in foreign),
                tuple(plain.replace(f"{{{it}}}", value) for value in nowhere),
            )
    raise ParameterUnknown(path)


def _side(world: World, reader: str) -> Side | None:
    """The side that the reader stands on: all but the unapproved, the operator and strangers are on A."""
    on_a = ("holder", "analyst", "buyer", "owner", "key ")
    return world.a if reader.startswith(on_a) and reader != "key in a cookie" else None


def _agreement(world: World, reader: str) -> Filled:
    side = _side(world, reader)
    foreign = (str(world.b.agreement), str(world.b.waiting))
    if reader == "holder":  # what was never paid is not the holder's yet
        foreign = (*foreign, str(world.a.waiting))
    return str(side.agreement) if side else None, foreign, (str(uuid.uuid4()), "x")


def _unpaid(world: World, reader: str) -> Filled:
    own, foreign, nowhere = _agreement(world, reader)
    return str(world.a.waiting) if own else None, foreign, nowhere


def _request(world: World, reader: str) -> Filled:
    """What a brand has asked of a holder; a rental is no request."""
    side = _side(world, reader)
    foreign = (str(world.b.asked), str(world.b.agreement))
    return str(side.asked) if side else None, foreign, (str(uuid.uuid4()), "x")


def _document(world: World, reader: str) -> Filled:
    """The brand's invoice; another's, and a holder's statement, are none of it."""
    side = _side(world, reader)
    own = str(side.document) if side and reader != "holder" else None
    return own, (str(world.b.document), str(world.a.statement)), (str(uuid.uuid4()), "x")


def _bank_card(world: World, reader: str) -> Filled:
    own = str(world.a.bank_card) if _side(world, reader) and reader != "holder" else None
    return own, (str(world.b.bank_card),), (str(uuid.uuid4()), "x")


def _statement(world: World, reader: str) -> Filled:
    own = str(world.a.statement) if reader == "holder" else None
    return own, (str(world.b.statement), str(world.a.document)), (str(uuid.uuid4()), "x")


def _within(world: World, plain: str, kind: str) -> Paths:
    """What has a name within a relation: an invitation, a question, a message with an image, or a reward."""

    def at(agreement: uuid.UUID, name: str) -> str:
        return plain.format(agreement=agreement, name=name)

    def named(it: uuid.UUID, agreement: uuid.UUID) -> str:
        return names.name(kind, it, names.for_agreement(agreement))

    a, b = world.a, world.b
    ours, others = getattr(a, kind), getattr(b, kind)
    mine, theirs = named(ours, a.agreement), named(others, b.agreement)
    return Paths(
        at(a.agreement, mine),
        (
            at(b.agreement, theirs),
            at(a.agreement, theirs),
            at(a.agreement, named(others, a.agreement)),
            at(b.agreement, named(ours, b.agreement)),
            at(b.agreement, mine),
        ),
        (at(a.agreement, named(uuid.uuid4(), a.agreement)), at(a.agreement, "x"), at(uuid.uuid4(), mine)),
    )


def _named(
    kind: str,
    own: Callable[[World, str], uuid.UUID | None],
    theirs: Callable[[Side], uuid.UUID],
    audience: Callable[[World, str], Audience],
    their_audience: Callable[[Side], Audience],
) -> Fill:
    """A name that is one only before its audience; a foreign id under the reader's own audience is tried too."""

    def fill(world: World, reader: str) -> Filled:
        before, mine, other = audience(world, reader), own(world, reader), theirs(world.b)
        return (
            None if mine is None else names.name(kind, mine, before),
            (names.name(kind, other, their_audience(world.b)), names.name(kind, other, before)),
            (names.name(kind, uuid.uuid4(), before), "x", "A" * 44),
        )

    return fill


def brand_of(world: World, reader: str) -> uuid.UUID:
    return world.waiting.brand if reader == "unapproved owner" else world.a.brand


def person_of(world: World, reader: str) -> uuid.UUID:
    who = {
        "holder": world.a.holder,
        "analyst": world.a.analyst,
        "buyer": world.a.buyer,
        "owner": world.a.owner,
        "operator": world.operator,
        "unapproved owner": world.waiting.owner,
    }.get(reader, world.a.holder)
    assert who.person
    return who.person


def _of_brand(attribute: str) -> Callable[[World, str], uuid.UUID | None]:
    def own(world: World, reader: str) -> uuid.UUID | None:
        found: uuid.UUID = getattr(world.waiting if reader == "unapproved owner" else world.a, attribute)
        return found

    return own


def _for_brand(kind: str, attribute: str) -> Fill:
    return _named(
        kind,
        _of_brand(attribute),
        lambda side: getattr(side, attribute),
        lambda world, reader: names.for_brand(brand_of(world, reader)),
        lambda side: names.for_brand(side.brand),
    )


def _persona() -> Fill:
    def holder(side: Side) -> uuid.UUID:
        assert side.holder.person
        return side.holder.person

    return _named(
        "persona",
        lambda world, reader: world.a.persona if reader == "holder" else None,
        lambda side: side.persona,
        lambda world, reader: names.for_person(person_of(world, reader)),
        lambda side: names.for_person(holder(side)),
    )


def _wish() -> Fill:
    """A holder's own wish, under the name that it has before them."""

    def fill(world: World, reader: str) -> Filled:
        person, other = world.a.holder.person, world.b.holder.person
        assert person and other
        foreign = tuple(names.name("wish", world.wishes.b, names.for_person(it)) for it in (person, other))
        own = names.name("wish", world.wishes.a, names.for_person(person)) if reader == "holder" else None
        return own, foreign, ("x",)

    return fill


def _casting() -> Fill:
    """A casting of the brand's own, under the name that it has before it; who is not approved has none."""

    def fill(world: World, reader: str) -> Filled:
        before, theirs = names.for_brand(brand_of(world, reader)), names.for_brand(world.b.brand)
        foreign = tuple(names.name("casting", world.castings.b, it) for it in (before, theirs))
        own = names.name("casting", world.castings.a, before) if _side(world, reader) else None
        return own, foreign, (names.name("casting", uuid.uuid4(), before), "x")

    return fill


def _intent() -> Fill:
    """What the holder looks for, under the name that it has before them."""

    def fill(world: World, reader: str) -> Filled:
        person, other = world.a.holder.person, world.b.holder.person
        assert person and other
        foreign = tuple(names.name("intent", world.intents.b, names.for_person(it)) for it in (person, other))
        own = names.name("intent", world.intents.a, names.for_person(person)) if reader == "holder" else None
        return own, foreign, ("x",)

    return fill


def _open_intent() -> Fill:
    """What somebody looks for, under the name that it has before a brand; a closed one is nobody's."""

    def fill(world: World, reader: str) -> Filled:
        before, theirs = names.for_brand(brand_of(world, reader)), names.for_brand(world.b.brand)
        own = names.name("intent", world.intents.a, before) if _side(world, reader) else None
        foreign = (
            names.name("intent", world.intents.b, before),
            names.name("intent", world.intents.b, theirs),
        )
        return own, foreign, (names.name("intent", uuid.uuid4(), before), "x")

    return fill


def _call() -> Fill:
    """A casting that the holder has accepted, under the name that it has before them."""

    def fill(world: World, reader: str) -> Filled:
        person, other = world.a.holder.person, world.b.holder.person
        assert person and other
        foreign = tuple(
            names.name("casting", world.castings.b, names.for_person(it)) for it in (person, other)
        )
        own = (
            names.name("casting", world.castings.a, names.for_person(person)) if reader == "holder" else None
        )
        return own, foreign, ("x",)

    return fill


def _for_desk(kind: str, of: Callable[[World], uuid.UUID]) -> Fill:
    """The desk owns everything; a name made for somebody else is none there."""

    def fill(world: World, reader: str) -> Filled:
        desk = names.for_operators()
        foreign = names.name(kind, of(world), names.for_brand(world.a.brand))
        return names.name(kind, of(world), desk), (), (names.name(kind, uuid.uuid4(), desk), foreign, "x")

    return fill


def _open(own: str | Callable[[World], str] | None, *nowhere: str) -> Fill:
    """Something that is the same for everybody; None: there is none in this world."""
    return lambda world, _: (own(world) if callable(own) else own, (), nowhere)


def _of_approved(kind: str, attribute: str) -> Fill:
    """Who is approved has one."""
    return _named(
        kind,
        lambda world, reader: None if reader == "unapproved owner" else getattr(world.a, attribute),
        lambda side: getattr(side, attribute),
        lambda world, reader: names.for_brand(brand_of(world, reader)),
        lambda side: names.for_brand(side.brand),
    )


def _round() -> Fill:
    """Questions that were asked together; who is not approved has asked none."""
    return _named(
        "round",
        lambda world, reader: None if reader == "unapproved owner" else world.a.round,
        lambda side: side.round,
        lambda world, reader: names.for_brand(brand_of(world, reader)),
        lambda side: names.for_brand(side.brand),
    )


def _saved_search() -> Fill:
    """A search of the brand's own; who is not approved keeps none."""

    def fill(world: World, reader: str) -> Filled:
        before, theirs = names.for_brand(brand_of(world, reader)), names.for_brand(world.b.brand)
        a, b = world.intents.searches
        foreign = tuple(names.name("saved_search", b, it) for it in (before, theirs))
        return names.name("saved_search", a, before) if _side(world, reader) else None, foreign, ("x",)

    return fill


def _signing_key(world: World, reader: str) -> Filled:
    """By its thumbprint, which is no secret: another brand's is none all the same."""
    own = world.waiting.signing if reader == "unapproved owner" else world.a.signing
    return own, (world.b.signing,), ("A" * 43, "x")


# The longest beginning comes first.
FILLS: Mapping[str, Fill] = {
    "/v1/reward-budgets/": _of_approved("reward-budget", "budget"),
    "/rewards/": _of_approved("reward-budget", "budget"),
    "/v1/operator/charities/": _for_desk("charity", lambda world: world.gifts.charity),
    "/v1/operator/charity-payments/{name}/return": _for_desk(
        "charity-payment", lambda world: world.gifts.booked
    ),
    "/v1/operator/charity-payments/": _for_desk("charity-payment", lambda world: world.gifts.waiting),
    "/operator/charities/payments/": _for_desk("charity-payment", lambda world: world.gifts.waiting),
    "/operator/charities/": _for_desk("charity", lambda world: world.gifts.charity),
    "/v1/invitation-templates/": _of_approved("invitation-template", "template"),
    "/invitation-templates/": _of_approved("invitation-template", "template"),
    "/v1/campaigns/": _of_approved("campaign", "campaign"),
    "/campaigns/": _of_approved("campaign", "campaign"),
    "/v1/balance/bank-returns/": _of_approved("bank-return", "bank_return"),
    "/balance/bank-returns/": _of_approved("bank-return", "bank_return"),
    "/v1/operator/bank-returns/{name}/file": _for_desk("bank-return", lambda world: world.bank.approved),
    "/v1/operator/bank-returns/{name}/execution": _for_desk("bank-return", lambda world: world.bank.sent),
    "/v1/operator/bank-returns/{name}/return": _for_desk("bank-return", lambda world: world.bank.sent),
    "/v1/operator/bank-returns/": _for_desk("bank-return", lambda world: world.bank.requested),
    "/operator/bank-returns/{name}/file": _for_desk("bank-return", lambda world: world.bank.approved),
    "/operator/bank-returns/": _for_desk("bank-return", lambda world: world.bank.requested),
    "/v1/operator/own-funds/transfers/{name}/reversal": _for_desk(
        "own-transfer", lambda world: world.bank.booked
    ),
    "/v1/operator/own-funds/transfers/": _for_desk("own-transfer", lambda world: world.bank.own_transfer),
    "/operator/own-funds/": _for_desk("own-transfer", lambda world: world.bank.own_transfer),
    "/v1/operator/checks/": _for_desk("check", lambda world: world.proofs.check),
    "/v1/operator/wanted-brands/": _for_desk("wanted-brand", lambda world: world.wishes.wanted),
    "/operator/wanted/": _for_desk("wanted-brand", lambda world: world.wishes.wanted),
    "/v1/wishes/": _wish(),
    "/v1/casting-calls/": _call(),
    "/casting-calls/": _call(),
    "/v1/castings/": _casting(),
    "/v1/intents/": _intent(),
    "/intents/": _intent(),
    "/open-intents/": _open_intent(),
    "/v1/saved-searches/": _saved_search(),
    "/saved-searches/": _saved_search(),
    "/v1/open-intents/": _open_intent(),
    "/castings/": _casting(),
    "/operator/checks/": _for_desk("check", lambda world: world.proofs.check),
    "/v1/proofs/": _open(lambda world: str(world.proofs.code), str(uuid.uuid4()), "x"),
    "/prove/": _open(lambda world: str(world.proofs.code), str(uuid.uuid4()), "x"),
    "/verify/": _open(lambda world: str(world.proofs.code), "x"),
    "/v1/requests/": _request,
    "/requests/": _request,
    "/v1/asked/": _request,
    "/asked/": _request,
    "/v1/rentals/": _agreement,
    "/v1/relations/": _agreement,
    "/rentals/{agreement}/pay": _unpaid,
    "/rentals/": _agreement,
    "/relations/": _agreement,
    "/v1/documents/": _document,
    "/v1/bank-cards/": _bank_card,
    "/bank-cards/": _bank_card,
    "/v1/statements/": _statement,
    "/v1/questions/": _round(),
    "/questions/": _round(),
    "/v1/personas/": _persona(),
    "/studio/": _persona(),
    "/v1/brands/": _open(lambda world: name_of(world.a.brand), "x", "A" * 44),
    "/brands/": _open(lambda world: name_of(world.a.brand), "x", "A" * 44),
    "/v1/brand/members/": _for_brand("member", "place"),
    "/brand/members/": _for_brand("member", "place"),
    "/v1/brand/signing-keys/": _signing_key,
    "/brand/signing-keys/": _signing_key,
    "/status/": _open(lambda world: world.a.status_list, "2026-11-7777", "x"),
    "/credentials/": _open("rented-persona-1", "x"),
    "/v1/brand/keys/": _for_brand("key", "key"),
    "/brand/keys/": _for_brand("key", "key"),
    "/v1/saved/": _for_brand("persona", "saved"),
    "/v1/operator/brands/{name}/stop": _for_desk("brand", lambda world: world.a.brand),
    "/v1/operator/brands/": _for_desk("brand", lambda world: world.waiting.brand),
    "/v1/operator/personas/": _for_desk("persona", lambda world: world.a.persona),
    "/v1/operator/log-exports/": _for_desk("log-export", lambda world: world.log_export),
    "/v1/operator/reports/": _for_desk("report", lambda world: world.a.report),
    "/v1/operator/findings/": _for_desk("finding", lambda world: world.books.finding),
    "/v1/operator/held/jobs/": _for_desk("job", lambda world: uuid.UUID(int=world.books.job)),
    "/v1/operator/held/events/": _for_desk("event", lambda world: world.books.event),
    "/operator/findings/": _for_desk("finding", lambda world: world.books.finding),
    "/operator/held/jobs/": _for_desk("job", lambda world: uuid.UUID(int=world.books.job)),
    "/operator/held/events/": _for_desk("event", lambda world: world.books.event),
    "/operator/exports/books/": _open(None, "2000-01", "x"),
    "/v1/operator/books/{period}/file": _open(None, "2000-01", "x"),
    "/v1/operator/books/": _open(None),
    "/operator/ledger/kinds/": _open("holder-pending", "stripe-clearing", "x"),
    "/operator/ledger/accounts/": _open(lambda _: account_name(own(Kind.STRIPE_CLEARING)), "x", "A" * 64),
    "/operator/ledger/transactions/": _for_desk("transaction", lambda world: world.books.transaction),
    "/operator/tables/": _open("api/tables/brands/", "public/login/"),
    "/operator/operators/": _for_desk("operator", lambda world: world.factors.colleague),
    "/operator/brands/": _for_desk("brand", lambda world: world.waiting.brand),
    "/operator/reports/": _for_desk("report", lambda world: world.a.report),
    "/v1/operator/payout-batches/{name}/file": _for_desk("batch", lambda world: world.payouts.approved),
    "/v1/operator/payout-batches/{name}/acceptance": _for_desk("batch", lambda world: world.payouts.sent),
    "/v1/operator/payout-batches/{name}/execution": _for_desk("batch", lambda world: world.payouts.sent),
    "/v1/operator/payout-batches/{name}/rejection": _for_desk("batch", lambda world: world.payouts.sent),
    "/v1/operator/payout-batches/": _for_desk("batch", lambda world: world.payouts.open),
    "/v1/operator/payouts/{name}/approval": _for_desk("payout", lambda world: world.payouts.held_payout),
    "/v1/operator/payouts/{name}/return": _for_desk("payout", lambda world: world.payouts.sent_payout),
    "/v1/operator/payouts/": _for_desk("payout", lambda world: world.payouts.waiting_payout),
    "/operator/payouts/{name}/file": _for_desk("batch", lambda world: world.payouts.approved),
    "/operator/payouts/": _for_desk("batch", lambda world: world.payouts.open),
    "/v1/operator/disputes/": _for_desk("dispute", lambda world: world.dispute),
    "/operator/disputes/": _for_desk("dispute", lambda world: world.dispute),
    "/operator/payout/": _for_desk("payout", lambda world: world.payouts.waiting_payout),
    "/v1/operator/settlements/": _open(lambda _: last_month()),
    "/v1/cards/": _open(lambda world: world.card, "none-19-standard", "x"),
    "/moi/": _open(lambda world: world.card, "none-19-standard", "x"),
    "/v1/terms/": _open("standard", "x"),
    "/terms/": _open("standard-2", "x"),
    "/charter/": _open("1", "x"),
    "/problems/": _open("not-found", "x"),
    "/faces/": _open(f"{'0' * 32}.svg", "x.svg"),
    "/static/": _open("tokens.css", "nothing.css"),
    "/sandbox/checkout/": _open(lambda world: world.a.checkout, "cs_test_none"),
    "/sandbox/authenticate/": _open(lambda world: world.question, "pi_none"),
    "/sandbox/connect/": _open(lambda world: world.link, "link_none"),
    "/sandbox/acts/": _open("hurry"),
}


async def name_of_today(world: World, reader: str, persona: uuid.UUID) -> str:
    """A persona's name of the day before the reader's brand."""
    day = clock.market_date(await clock.now())
    return names.name("persona", persona, names.for_brand_today(brand_of(world, reader), day))
