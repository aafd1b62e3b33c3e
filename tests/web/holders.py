"""Builders for the holder's pages: browsers that are signed in, pages read as people read them."""

import contextlib
import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
from litestar import Litestar

from market.accounts.actions.sessions import sign_in
from market.accounts.authentication import of_session
from market.base import names
from market.base.access import Principal
from market.personas.charter.actions import sign
from tests.accounts.people import PASSWORD, browser, person
from tests.factories import EDITION

HTML = "text/html,application/xhtml+xml"

ANSWERS = {
    "passion": "velo",
    "region": "bretagne",
    "naissance": "1975-1979",
    "foyer": "foyer-seul",
    "je-cherche": "cherche-velo",
    "canal": "boutique",
    "commune": "ville-moyenne",
    "dernier-achat": "velo",
    "velo-usage": "chaque-jour",
    "velo-type": "randonneuse",
}


async def a_signed_in_holder(email: str = "ada@example.org", *, signed: bool = True) -> tuple[str, Principal]:
    """(session's token, who it is): an account made and entered by the product's own actions."""
    await person(email)
    token = await sign_in(email, PASSWORD)
    who = await of_session(token)
    if signed:
        await sign(who, EDITION)
    return token, who


@contextlib.asynccontextmanager
async def pages(app: Litestar, token: str | None, language: str = "en") -> AsyncIterator[httpx.AsyncClient]:
    """A browser without scripts."""
    async with browser(app, token, **{"accept": HTML, "accept-language": language}) as visitor:
        yield visitor


def words(answer: httpx.Response) -> str:
    """What the page says, spaces collapsed."""
    text = re.sub(r"<(script|style|option)\b.*?</\1>", "", answer.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").split())


def own_name(who: Principal, persona: object) -> str:
    """The name under which a holder's pages know a persona."""
    assert who.person is not None
    return names.name("persona", persona, names.for_person(who.person))  # type: ignore[arg-type]


def filled(answers: dict[str, str] = ANSWERS, **changes: object) -> dict[str, object]:
    """The studio's form as a browser sends it: everything is me, and the card may say it."""
    form: dict[str, object] = {}
    for claim, value in answers.items():
        form |= {f"stance.{claim}": "me", f"value.{claim}": value}
    form |= {"said": list(answers), "phrase": ["repare-avant"], "variant": "standard", "period": "P1M"}
    return form | {"price_step": "1900", "capacity": "1", "do": "save"} | changes


def error_at(answer: httpx.Response, place: str) -> str:
    """The words of the error at a place of a form; empty where there is none."""
    pattern = (
        r'class="field-error alertbox"[^>]*>(.*?)</p>'
        if place == "form"
        else rf'id="(?:field-)?{re.escape(place)}-error"[^>]*>(.*?)</p>'
    )
    found = re.search(pattern, answer.text, re.S)
    return unescape(found[1]) if found else ""


def links(answer: httpx.Response) -> set[str]:
    """Every address of ours that the page leads to, forms that only read included."""
    found = set(re.findall(r'href="(/[^"]*)"', answer.text))
    found |= set(re.findall(r'<form[^>]*method="get" action="(/[^"]*)"', answer.text))
    return {unescape(href).partition("#")[0] for href in found}
