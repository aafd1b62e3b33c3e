"""Where each kind of reader can go, in their language."""

from collections.abc import Mapping
from typing import Any

from market.base.access import Principal
from market.base.i18n import Language, marked, translate
from market.web import places

Link = tuple[str, str]

VISITOR: tuple[Link, ...] = ((marked("Catalogue"), "/catalogue"), (marked("A month"), "/#month"))
HOLDER: tuple[Link, ...] = (
    (marked("Relations"), "/space"),
    (marked("Who read what"), "/reads"),
    (marked("Earnings"), "/earnings"),
    (marked("My personas"), "/studio"),
)
# On a phone: shorter words where there are any, and a drawing.
TABS: tuple[tuple[str, str, str], ...] = (
    (marked("Relations"), "/space", "relations"),
    (marked("Reads"), "/reads", "reads"),
    (marked("Earnings"), "/earnings", "earnings"),
    (marked("My personas"), "/studio", "personas"),
)
FOOT: tuple[Link, ...] = (
    (marked("What we say"), "/#promises"),
    (marked("All terms"), "/terms"),
    (marked("Ask for a proof"), "/verify"),
    (marked("What the law asks"), "/law"),
    (marked("House rules"), "/charter"),
)
HOLDER_FOOT: tuple[Link, ...] = (
    (marked("Catalogue"), "/catalogue"),
    (marked("Nameless proofs"), "/proofs"),
    (marked("House rules"), "/charter"),
    (marked("Leave for good"), "/space/leave"),
)
UNDER = {
    "/relations": "/space",
    "/asked": "/space",
    "/proofs": "/space",
    "/prove": "/space",
    "/moi": "/catalogue",
    "/compare": "/catalogue",
}
# Somebody who also acts for a brand or at the desk has the holder's links on the holder's pages.
HOLDERS_PLACES = frozenset(href for _, href in HOLDER)


def navigation(who: Principal, language: Language, path: str) -> Mapping[str, Any]:
    """`nav`, `account`, `tabs`, `home`, `footer` for the layout."""
    at_home = who.holder and _place(path) in HOLDERS_PLACES
    if places.has_own(who) and not at_home:
        return places.of(who, language, path)

    def link(label: str, href: str) -> dict[str, Any]:
        return {"label": translate(language, label), "href": href, "current": _place(path) == href}

    if who.holder:
        return {
            "home": "/space",
            "nav": [link(*item) for item in HOLDER],
            "tabs": [{**link(label, href), "icon": icon} for label, href, icon in TABS],
            # On a phone the top bar has room for one; the way out stands on the account's page.
            "account": _account(who, language)[:1],
            "footer": [link(*item) for item in HOLDER_FOOT],
        }
    return {
        "home": "/",
        "nav": [link(*item) for item in VISITOR],
        "account": _account(who, language),
        "footer": [link(*item) for item in FOOT],
    }


def _account(who: Principal, language: Language) -> list[dict[str, Any]]:
    """The end of the top bar: the way in, or one's account and the way out."""
    if who.person is None:
        return [{"label": translate(language, marked("Sign in")), "href": "/sign-in", "kind": "button"}]
    return [
        {"label": translate(language, marked("My account")), "href": "/account"},
        {"label": translate(language, marked("Sign out")), "action": "/sign-out"},
    ]


def _place(path: str) -> str:
    """The place that `path` lies at or under."""
    first = "/" + path.removeprefix("/").split("/")[0]
    return UNDER.get(first, first)
