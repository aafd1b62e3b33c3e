"""The dashboard, where a person acts as Stripe, the banks and the post."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from market.money.sandbox import board, faults, ibans, seen
from market.money.sandbox.call import Call
from market.money.sandbox.pages.onboarding import PAYABLE
from market.money.sandbox.pages.web import Web, address, language_for, page
from market.money.sandbox.refusals import StripeRefusal
from market.money.sandbox.schema import Body
from market.money.sandbox.server import Sandbox
from market.money.sandbox.wording import money

HOME = "/sandbox"
SECTIONS: Mapping[str, Callable[[Call], Awaitable[Body]]] = {
    "payments": seen.payments,
    "returns": seen.returns,
    "payouts": seen.payouts,
    "events": seen.events,
    "faults": seen.faults_and_time,
}
GOOD = ("succeeded", "paid", "complete", "won", "active", "delivered", "enabled")
BAD = ("failed", "lost", "canceled", "expired", "disabled", "errored", "disputed")


def tone(status: str) -> str:
    """How a state is painted; every other one waits for something."""
    return "good" if status in GOOD else "stop" if status in BAD else "wait"


def _path(section: str) -> str:
    return HOME if section == "payments" else f"{HOME}/{section}"


async def _shown(request: Web, sandbox: Sandbox, section: str, refusal: str | None = None) -> Response[str]:
    language = language_for(request, None)
    async with sandbox.acting() as call:
        known = await SECTIONS[section](call)
    return page(
        f"dashboard/{section}.html",
        language,
        409 if refusal else 200,
        **known,
        section=section,
        tabs=[(name, address(request, _path(name))) for name in SECTIONS],
        acts=lambda verb: address(request, f"{HOME}/acts/{verb}"),
        refusal=refusal,
        tone=tone,
        board=board,
        iban=ibans.SUCCEEDS,
        payable=PAYABLE,
        money=lambda amount, currency: money(amount, currency, language),
        time=lambda unix: datetime.fromtimestamp(unix, UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


@get("/")
async def show_dashboard(request: Web, sandbox: NamedDependency[Sandbox]) -> Response[str]:
    """Payment pages and payments."""
    return await _shown(request, sandbox, "payments")


@get("/returns")
async def show_returns(request: Web, sandbox: NamedDependency[Sandbox]) -> Response[str]:
    """Refunds and disputes."""
    return await _shown(request, sandbox, "returns")


@get("/payouts")
async def show_payouts(request: Web, sandbox: NamedDependency[Sandbox]) -> Response[str]:
    """Balances, connected accounts, transfers and payouts."""
    return await _shown(request, sandbox, "payouts")


@get("/events")
async def show_events(request: Web, sandbox: NamedDependency[Sandbox]) -> Response[str]:
    """Events and what became of their webhooks."""
    return await _shown(request, sandbox, "events")


@get("/faults")
async def show_faults(request: Web, sandbox: NamedDependency[Sandbox]) -> Response[str]:
    """What will happen by itself, and what is to go wrong."""
    return await _shown(request, sandbox, "faults")


@post("/acts/{verb:str}")
async def act_as_stripe(
    request: Web, sandbox: NamedDependency[Sandbox], verb: FromPath[str]
) -> Response[Any]:
    """One act of the dashboard; what Stripe would refuse is said on the page that it was asked on."""
    form = {key: str(value) for key, value in (await request.form()).items()}
    section = form.get("section", "")
    section = section if section in SECTIONS else "payments"
    try:
        async with sandbox.acting() as call:
            await board.act(call, verb, form)
    except (StripeRefusal, board.NoSuchAct, faults.FaultUnknown) as refusal:
        return await _shown(request, sandbox, section, str(refusal))
    return Redirect(address(request, _path(section)), status_code=303)


ROUTES = (show_dashboard, show_returns, show_payouts, show_events, show_faults, act_as_stripe)
