"""A Stripe of our own, for local mode and tests: the real stripe-python client talks to it.

It behaves as Stripe does where it matters to us (docs.stripe.com/api, version 2026-10-28.endive):
idempotency keys, Checkout Sessions with their hosted page, payment intents, charges, refunds, balance
transactions, events and signed webhooks; and it fails on request. It is another company's system in our
process: it knows none of our tables, keeps its state in a schema of its own over connections of its own, and
lives on wall time.

    install          make the schema (the owner, in local and test databases)
    Sandbox          one per process and event loop; SandboxTransport leads the client to it
    deliver_due      send the webhooks that are due (the worker)
    sandbox_router   the hosted page and the dashboard
"""

from market.money.sandbox.pages import sandbox_router
from market.money.sandbox.schema import SCHEMA, TABLES, install
from market.money.sandbox.server import Sandbox
from market.money.sandbox.transport import SandboxTransport
from market.money.sandbox.webhooks import deliver_due, http_post, set_endpoint

__all__ = [
    "SCHEMA",
    "TABLES",
    "Sandbox",
    "SandboxTransport",
    "deliver_due",
    "http_post",
    "install",
    "sandbox_router",
    "set_endpoint",
]
