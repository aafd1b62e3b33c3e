"""Tables to browse: piccolo_admin behind the desk's own door, with nothing to write by and nothing sealed to see.

It comes with a sign-in of its own, forms, uploads and writes. Here it gets none of them: this module has routes
for GET alone, hands on nothing but a path and a query, and of its addresses only those that read. The tables that
it knows are *made from* ours by leaving columns out: every `Bytea` (sealed values, hashes, tags, look-ups), every
reference that would join to another table, and what is named in `SHOWN`. What it does not know it cannot show.
"""

import functools
import re
from collections.abc import Mapping
from typing import Any

import httpx
from litestar import Response, get
from litestar.params import FromPath
from piccolo.columns import UUID, Bytea, Column, ForeignKey
from piccolo.table import Table, create_table_class

from market.accounts import tables as accounts
from market.base import tables as base
from market.base.access import OPERATOR, needs
from market.base.errors import NotFound
from market.base.pages import Ask, see_other
from market.money import tables as money
from market.money.bankreturns import tables as bankreturns
from market.money.documents import tables as documents
from market.money.ownfunds import tables as ownfunds
from market.money.payouts import tables as payouts
from market.money.reconciliation import tables as reconciliation
from market.money.settlement import tables as settlement
from market.operators import tables as operators
from market.personas import tables as personas
from market.rentals import tables as rentals

PATH = "/operator/tables"
NAME = "Moi"

# What can be browsed, and the columns that are left out beside every `Bytea`: whatever somebody wrote, whatever
# came from outside unread, and people's ids. The ledger itself has its explorer, which knows its size.
SHOWN: Mapping[type[Table], frozenset[str]] = {
    accounts.Brand: frozenset(),
    accounts.Membership: frozenset({"person"}),
    accounts.ApiKey: frozenset({"created_by"}),
    base.AuditEntry: frozenset({"subject"}),
    documents.Document: frozenset({"snapshot"}),
    money.InboxEvent: frozenset({"note"}),
    money.Order: frozenset({"idempotency_key"}),
    money.OrderLine: frozenset(),
    money.Payment: frozenset({"stripe_checkout_session_id"}),
    money.PaymentAttempt: frozenset({"idempotency_key", "success_url", "cancel_url", "checkout_url"}),
    money.Refund: frozenset({"idempotency_key"}),
    operators.Decision: frozenset({"note"}),
    payouts.PayoutBatch: frozenset({"debtor_name", "debtor_iban", "debtor_bic"}),
    payouts.Payout: frozenset({"identity_id", "why"}),
    payouts.PayoutRun: frozenset(),
    ownfunds.OwnTransfer: frozenset({"why"}),
    bankreturns.BankReturn: frozenset({"why", "debtor_name", "debtor_iban", "debtor_bic"}),
    personas.Persona: frozenset(),
    reconciliation.ReconciliationFinding: frozenset({"facts", "mark", "key"}),
    reconciliation.ReconciliationRun: frozenset(),
    reconciliation.StripeBalanceTransaction: frozenset(),
    rentals.Rental: frozenset({"document", "card_sealed"}),
    settlement.Settlement: frozenset(),
}

# The addresses of piccolo_admin's that read: its page, its files, a table's rows, schema, count and references.
READS = re.compile(
    r"/|/assets/[\w.-]+|/public/meta/|/public/translations/(\w[\w-]*/)?|/api/(user|links|forms)/|/api/forms/grouped/"
    r"|/api/tables/(grouped/)?|/api/tables/\w+/((schema|ids|count|references)/|[\w-]+/)?"
)

# Its page draws icons by styles that it writes itself; scripts stay ours, and nothing leaves the house.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"
)


class Reader:
    """Whom piccolo_admin believes to serve: nobody in particular. The door has asked already."""

    display_name, user_id, is_authenticated = "operator", "0", True

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app({**scope, "user": self}, receive, send)


def seen(table: type[Table], hidden: frozenset[str]) -> type[Table]:
    """A table like ours that lacks the hidden columns, every `Bytea` and every reference."""
    columns = {
        column._meta.name: _plain(column)
        for column in table._meta.columns
        if not isinstance(column, Bytea) and column._meta.name not in hidden
    }
    place = {"tablename": table._meta.tablename, "schema": table._meta.schema}
    return create_table_class(f"{table.__name__}Seen", class_kwargs=place, class_members=columns)


def _plain(column: Column) -> Column:
    if not isinstance(column, ForeignKey):
        return column
    return UUID(primary_key=column._meta.primary_key, null=column._meta.null, default=None)


@functools.cache
def admin() -> Any:
    """piccolo_admin over what may be seen; made when it is first asked for, since its imports are heavy."""
    from piccolo_admin.endpoints import AdminRouter, TableConfig
    from piccolo_api.crud.endpoints import OrderBy
    from starlette.routing import Mount

    configs = []
    for table, hidden in SHOWN.items():
        shown = seen(table, hidden)
        configs.append(
            TableConfig(
                table_class=shown,
                menu_group=str(table._meta.schema),
                order_by=[OrderBy(shown._meta.primary_key, ascending=False)],
            )
        )
    made = AdminRouter(*configs, read_only=True, site_name=NAME, page_size=25)
    for route in made.router.routes:
        # Its own sign-in stands around its API, and asks for a table of users that we do not have.
        if isinstance(route, Mount) and route.path == "/api":
            route.app = Reader(getattr(route.app, "app"))  # noqa: B009
    return made


@get([PATH, f"{PATH}/{{rest:path}}"], **needs(OPERATOR))
async def tables(request: Ask, rest: FromPath[str] = "") -> Response[Any]:
    """A page, a file or rows. Raises NotFound for everything that is not a reading address."""
    # The router takes a slash at the end away; for what is asked here it makes a difference.
    slash = "/" if request.scope["raw_path"].split(b"?")[0].endswith(b"/") else ""
    path = request.url.path.removeprefix(PATH) + slash
    if not path:
        return see_other(f"{PATH}/")  # its page asks for what stands beside it
    if not READS.fullmatch(path):
        raise NotFound()
    transport = httpx.ASGITransport(admin(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://admin", trust_env=False) as inner:
        answer = await inner.get(path, params=str(request.url.query), follow_redirects=False)
    if answer.status_code != 200:
        raise NotFound()
    kept = {"content-security-policy": POLICY, "cache-control": "no-store"}
    return Response(answer.content, headers=kept, media_type=answer.headers["content-type"])


ROUTES = (tables,)
