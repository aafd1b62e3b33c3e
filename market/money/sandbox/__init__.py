"""A Stripe of our own, for local mode and tests: the real stripe-python client talks to it.

It behaves as Stripe does where it matters to us (docs.stripe.com/api, version 2026-10-28.endive). It is another
company's system in our process: it knows none of our tables, keeps its state in a schema of its own over
connections of its own, and lives on wall time: what is to happen later is an appointment there.

    install          make the schema (the owner, in local and test databases)
    Sandbox          one per process and event loop; SandboxTransport leads the client to it
    deliver_due      let happen what is due, and send the webhooks that are (the worker)
    sandbox_router   the hosted pages and the dashboard

    paying           checkout, hosted · intents, payments, debits · customers, methods, mandates, setups
    going back       refunds · disputes
    Connect          accounts · transfers · payouts · balance
    how it answers   server, routes, parameters, refusals, idempotency, shapes, store
    how it behaves   cards, ibans (the documented test ones) · faults · appointments, due · events, webhooks
    what people see  pages, board, wording
"""

from market.money.sandbox.pages import sandbox_router
from market.money.sandbox.schema import SCHEMA, TABLES, install
from market.money.sandbox.server import Sandbox
from market.money.sandbox.transport import SandboxTransport
from market.money.sandbox.webhooks import deliver_due, http_post, set_connect_endpoint, set_endpoint

__all__ = [
    "SCHEMA",
    "TABLES",
    "Sandbox",
    "SandboxTransport",
    "deliver_due",
    "http_post",
    "install",
    "sandbox_router",
    "set_connect_endpoint",
    "set_endpoint",
]
