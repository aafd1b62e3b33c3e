"""Where each kind of reader can go, in their language."""

from collections.abc import Mapping
from typing import Any

from market.base.access import Principal
from market.base.i18n import Language, marked, translate
from market.web import places

Link = tuple[str, str]

VISITOR: tuple[Link, ...] = ((marked("Catalogue"), "/catalogue"), (marked("A month"), "/#month"))
FOOT: tuple[Link, ...] = ((marked("What we say"), "/#promises"),)


def navigation(who: Principal, language: Language, path: str) -> Mapping[str, Any]:
    """`nav`, `account`, `tabs`, `home`, `footer` for the layout."""
    if places.has_own(who):
        return places.of(who, language, path)

    def links(pairs: tuple[Link, ...]) -> list[dict[str, Any]]:
        return [
            {"label": translate(language, label), "href": href, "current": href == path}
            for label, href in pairs
        ]

    return {
        "home": "/",
        "nav": links(VISITOR),
        "account": _account(who, language),
        "footer": links(FOOT),
    }


def _account(who: Principal, language: Language) -> list[dict[str, Any]]:
    """The end of the top bar: the way in, or one's account and the way out."""
    if who.person is None:
        return [{"label": translate(language, marked("Sign in")), "href": "/sign-in", "kind": "button"}]
    return [
        {"label": translate(language, marked("My account")), "href": "/account"},
        {"label": translate(language, marked("Sign out")), "action": "/sign-out"},
    ]
