"""The page of a card-holder's bank, for intents that were confirmed by the API."""

from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from market.money.sandbox import intents, setups, store
from market.money.sandbox.call import Call
from market.money.sandbox.pages.checkout import question_of
from market.money.sandbox.pages.web import Web, address, language_for, page
from market.money.sandbox.schema import Body
from market.money.sandbox.server import Sandbox


def _kind(id: str) -> str:
    return "setup_intent" if id.startswith("seti_") else "payment_intent"


@get("/authenticate/{intent_id:str}")
async def show_question(
    request: Web, sandbox: NamedDependency[Sandbox], intent_id: FromPath[str]
) -> Response[str]:
    """The bank's question, or that nobody asks any more."""
    async with sandbox.acting() as call:
        intent = await store.find(call, _kind(intent_id), intent_id)
    language = language_for(request, None)
    if intent["status"] != "requires_action":
        return page("closed.html", language, status="answered", back=None)
    question = question_of(intent.get("amount"), intent.get("currency"), language)
    return page("authenticate.html", language, question=question, here=address(request, request.url.path))


@post("/authenticate/{intent_id:str}")
async def send_answer(
    request: Web, sandbox: NamedDependency[Sandbox], intent_id: FromPath[str]
) -> Response[Any]:
    """The card-holder's answer, and back to where the intent said; without that, a page that says so."""
    approved = (await request.form()).get("answer") == "approve"
    async with sandbox.acting() as call:
        before = await store.find(call, _kind(intent_id), intent_id)
        await _answer(call, intent_id, approved)
        after = await store.find(call, _kind(intent_id), intent_id)
    asked = (before["next_action"] or {}).get("redirect_to_url") or {}
    if before["status"] == "requires_action" and asked.get("return_url"):
        return Redirect(_back(asked["return_url"], after), status_code=303)
    return page("closed.html", language_for(request, None), status="answered", back=None)


async def _answer(call: Call, id: str, approved: bool) -> None:
    if _kind(id) == "setup_intent":
        await setups.authenticate(call, id, approved)
    else:
        await intents.authenticate(call, id, approved)


def _back(url: str, intent: Body) -> str:
    """The return address with what Stripe adds to it."""
    kind, good = intent["object"], intent["status"] in ("succeeded", "requires_capture", "processing")
    added = {
        kind: intent["id"],
        f"{kind}_client_secret": intent["client_secret"],
        "redirect_status": "succeeded" if good else "failed",
    }
    return f"{url}{'&' if '?' in url else '?'}{urlencode(added)}"


ROUTES = (show_question, send_answer)
