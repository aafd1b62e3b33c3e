"""What people see of the sandbox: the pages where they pay, their bank's, and the dashboard."""

from litestar import Router
from litestar.datastructures import State
from litestar.di import Provide

from market.base.access import Door, Rule
from market.money.sandbox.pages import bank, checkout, dashboard, onboarding
from market.money.sandbox.pages.web import unknown
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.server import Sandbox


def _of_the_application(state: State) -> Sandbox:
    sandbox: Sandbox = state.sandbox
    return sandbox


def sandbox_router() -> Router:
    """The routes under /sandbox, for the app of local mode: open to anyone, as Stripe's pages are.

    The application's state has the `sandbox` they show.
    """
    return Router(
        "/sandbox",
        route_handlers=[*dashboard.ROUTES, *checkout.ROUTES, *bank.ROUTES, *onboarding.ROUTES],
        dependencies={"sandbox": Provide(_of_the_application, sync_to_thread=False)},
        exception_handlers={StripeRefusal: unknown},
        include_in_schema=False,
        opt={"rule": Rule(Door.PUBLIC, local_only=True)},
    )
