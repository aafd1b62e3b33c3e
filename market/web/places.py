"""Where brands and operators go, in their language: the parts of the navigation that are theirs."""

from collections.abc import Mapping
from typing import Any

from market.base.access import Principal
from market.base.i18n import Language, marked, translate

Link = tuple[str, str]

BRAND: tuple[Link, ...] = (
    (marked("Catalogue"), "/catalogue"),
    (marked("Saved"), "/saved"),
    (marked("Rentals"), "/rentals"),
    (marked("Balance"), "/balance"),
    (marked("Documents"), "/documents"),
)
BRAND_FOOT: tuple[Link, ...] = (
    (marked("What we say"), "/#promises"),
    (marked("Ask for a proof"), "/verify"),
    (marked("For your lawyer"), "/dpo-pack"),
    (marked("What the law asks"), "/law"),
    (marked("House rules"), "/charter"),
)
BRAND_ICONS = {
    "/catalogue": "catalogue",
    "/saved": "personas",
    "/rentals": "relations",
    "/balance": "balance",
    "/documents": "earnings",
}
OPERATOR: tuple[Link, ...] = (
    (marked("Today"), "/operator"),
    (marked("Market"), "/operator/market"),
    (marked("Findings"), "/operator/findings"),
    (marked("Ledger"), "/operator/ledger"),
    (marked("Held back"), "/operator/held"),
    (marked("Brands"), "/operator/brands"),
    (marked("Payouts"), "/operator/payouts"),
    (marked("Chargebacks"), "/operator/disputes"),
    (marked("Settlements"), "/operator/settlements"),
    (marked("Catalogue"), "/catalogue"),
)
STOPPED = marked(
    "Moi has stopped your brand: its rentals are over and it cannot rent. Answer our letter to talk about it."
)
PAYING = ("/operator/payout/", "/operator/own-funds", "/operator/bank-returns", "/operator/charities")
UNDER_RENTALS = (
    "/castings",
    "/open-intents",
    "/bids",
    "/requests",
    "/questions",
    "/rewards",
    "/desk",
    "/campaigns",
    "/invitation-templates",
)
CARDS = ("/moi/", "/compare")  # cards stand under the catalogue


def of_brand(who: Principal, language: Language, path: str) -> Mapping[str, Any]:
    """The layout's links for somebody who acts for a brand; tabs on a phone."""
    links = _links(BRAND, language, path)
    stopped = who.seat is not None and who.seat.stopped
    return {
        "alert": translate(language, STOPPED) if stopped else "",
        "home": "/catalogue",
        "nav": links,
        "account": _account(who, language),
        "tabs": [link | {"icon": BRAND_ICONS[link["href"]]} for link in links],
        "footer": [_link(label, href, language, "") for label, href in BRAND_FOOT],
    }


def of_operator(who: Principal, language: Language, path: str) -> Mapping[str, Any]:
    """The layout's links for the desk."""
    return {
        "home": "/operator",
        "nav": _links(OPERATOR, language, path),
        "account": _account(who, language),
        "footer": [],
    }


def has_own(who: Principal) -> bool:
    """Whether these places are this reader's."""
    return who.operator or who.seat is not None


def of(who: Principal, language: Language, path: str) -> Mapping[str, Any]:
    """The places of an operator, or of a brand's member; a member who is an operator stands at the brand."""
    return (of_brand if who.seat is not None else of_operator)(who, language, path)


def _account(who: Principal, language: Language) -> list[dict[str, Any]]:
    """One's account, where the way out is too; who also lists personas finds their own space."""
    own = [{"label": translate(language, marked("My space")), "href": "/space"}] if who.holder else []
    return [*own, {"label": translate(language, marked("My account")), "href": "/account"}]


def _links(pairs: tuple[Link, ...], language: Language, path: str) -> list[dict[str, Any]]:
    """The link whose place is the longest beginning of `path` is the current one."""
    here = "/catalogue" if path.startswith(CARDS) else path
    here = "/operator/payouts" if path.startswith(PAYING) else here
    here = "/operator/brands" if path.startswith("/operator/wanted") else here
    here = "/rentals" if here.startswith(UNDER_RENTALS) else here
    under = [href for _, href in pairs if here == href or here.startswith(f"{href}/")]
    return [_link(label, href, language, max(under, key=len, default="")) for label, href in pairs]


def _link(label: str, href: str, language: Language, current: str) -> dict[str, Any]:
    return {"label": translate(language, label), "href": href, "current": href == current}
