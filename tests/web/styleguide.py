"""Sample data for every part, and the pages made of it.

`python -m tests.web.styleguide FOLDER` writes them, with masks and static files, to be looked at.
"""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader

from market.base.i18n import Language
from market.base.templating import STATIC, environment
from market.web import components, mask
from market.web.charts import Earnings

WORDS: dict[str, tuple[str, str]] = {
    "relations": ("3 relations allumées", "3 relations on"),
    "compare": ("Comparer", "Compare"),
    "nothing": ("Trop tôt pour le dire.", "Too early to say."),
    "start": ("Créer un moi", "Create a persona"),
    "on": ("Allumé", "On"),
    "off": ("Couper maintenant", "Switch off now"),
    "benefit": ("Révision d’hiver à moitié prix", "Winter service at half price"),
    "sent": ("Envoyée le 22 octobre", "Sent on 22 October"),
    "interested": ("Ça m’intéresse", "Interested"),
    "not_now": ("Pas maintenant", "Not now"),
    "may": ("Lire pour vos produits", "Read for your products"),
    "may_not": ("Revendre, partager", "Resell, share"),
    "email": ("Adresse électronique", "E-mail address"),
    "hint": ("Laisser « vélo » de côté agrandit la foule.", "Leaving “bike” out makes the crowd larger."),
    "wrong": ("Une adresse électronique ne passe pas ici.", "An e-mail address does not pass here."),
    "code": ("Code", "Code"),
    "note": ("Mot", "Note"),
    "kind": ("Sorte", "Kind"),
    "adult": ("J’ai 18 ans ou plus.", "I am 18 or older."),
    "bike": ("Je me déplace à vélo chaque jour", "I ride a bike every day"),
    "me": ("C’est moi", "It’s me"),
    "like": ("J’aimerais", "I’d like"),
    "no": ("Non", "No"),
    "price": ("Prix", "Price"),
    "mask": ("Masque", "Mask"),
    "table": ("Versements", "Payouts"),
    "state": ("À vérifier", "To check"),
    "earnings": ("Gains", "Earnings"),
    "region": ("Région", "Region"),
    "west": ("Ouest", "West"),
    "east": ("Sud-Est", "South-East"),
    "done": ("Couper : c’est fait.", "Switched off."),
    "undo": ("Voir", "See"),
    "cut": ("Couper avec Cycles Garonne\u00a0?", "Switch off Cycles Garonne?"),
    "cut_text": (
        "L’accès cesse aussitôt. Pas de raison à donner, rien à payer.",
        "Access ends at once. No reason to give, nothing to pay.",
    ),
    "keep": ("Garder allumé", "Keep it on"),
}
ENDS_AT = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)


def seed(n: int) -> bytes:
    return sha256(b"%d" % n).digest()[:16]


def face(n: int) -> str:
    return f"/masks/{n}.svg"


def card(n: int, title: str, price: int, crowd: int) -> dict[str, Any]:
    says = ["Ouest", "35–54 ans", "Vélo chaque jour", "Je répare avant d’acheter"]
    shows = ["Type de vélo", "Budget entretien", "Dernier achat"]
    faces = [face(n), face(n + 1), face(n + 2)]
    address = f"/moi/{n}"
    return {
        "href": address,
        "title": title,
        "faces": faces,
        "price": price,
        "period": "P1M",
        "says": says,
        "shows": shows,
        "crowd": crowd,
    }


CARDS = [
    card(0, "À vélo dans l’ouest", 1900, 11),
    card(3, "Cuisine de saison, deux enfants", 1900, 50),
    card(6, "Lit la nuit, achète d’occasion", 900, 11),
]


def relations() -> list[dict[str, Any]]:
    on = {"on": True, "ends_at": ENDS_AT, "action": "/cut", "dialog": "cut", "words": ""}
    return [
        on
        | {
            "face": face(2),
            "brand": "Cycles Garonne",
            "card": "À vélo dans l’ouest",
            "today": 10,
            "days": 31,
        },
        on | {"face": face(8), "brand": "Graines & Cie", "card": "Jardin en ville", "today": 2, "days": 30},
        {
            "on": False,
            "face": face(5),
            "brand": "Atelier Brume",
            "words": "coupée par vous le 12 octobre",
        },
    ]


def samples(language: Language) -> dict[str, Any]:
    """The context of the styleguide."""
    index = 0 if language == "fr" else 1
    months = ["Mai", "Juin", "Juil.", "Août", "Sept.", "Oct."]
    return skeleton(language) | {
        "words": {key: pair[index] for key, pair in WORDS.items()},
        "relations": relations(),
        "reads": [
            {"at": ENDS_AT, "when": "14:02", "brand": "Cycles Garonne", "text": "a lu type de vélo"},
            {"at": ENDS_AT, "when": "Hier", "brand": "Maison Velours", "text": "a lu la fiche entière"},
        ],
        "cards": CARDS,
        "face": face(2),
        "ends_at": ENDS_AT,
        "sheet_rows": [
            {"label": "Type de vélo", "value": "Randonneuse, acier"},
            {"label": "Budget entretien", "value": "100–200 € par an"},
            {"label": "Assurance", "value": ""},
        ],
        "masks": [{"value": str(n), "words": f"Masque {n}", "face": face(n)} for n in range(12)],
        "table_rows": [
            {"cells": ["V-20418", "15,20 €", "Prêt"], "picked": False},
            {"cells": ["V-20413", "152,00 €", "À vérifier"], "picked": True},
        ],
        "months": [
            Earnings(label, paid=paid)
            for label, paid in zip(months, [2280, 3040, 3040, 4560, 4560], strict=False)
        ]
        + [Earnings("Oct.", ready=1520, held=2470)],
        "history": [
            {"when": "14:05", "at": ENDS_AT, "text": "Remboursement 12,87 €", "state": "now"},
            {"when": "14:02", "at": None, "text": "Relation coupée", "state": "done"},
            {"when": "20/11", "at": None, "text": "Fin", "state": ""},
        ],
        "sum_rows": [
            {"label": "Vous gardez", "amount": "4,90 €", "kind": "main"},
            {"label": "Gagné, 10 jours sur 31", "amount": "6,13 €", "kind": "sub"},
            {"label": "Part de Moi, TVA comprise", "amount": "−1,23 €", "kind": "sub"},
            {"label": "La marque récupère", "amount": "12,87 €", "kind": "main"},
            {"label": "Copies à effacer au plus tard le", "amount": "20 décembre", "kind": ""},
        ],
    }


def skeleton(language: Language) -> dict[str, Any]:
    """What the layout takes, for a holder."""
    places = [
        ("Relations", "relations"),
        ("Lectures", "reads"),
        ("Gains", "earnings"),
        ("Mes moi", "personas"),
    ]
    return {
        "language": language,
        "addresses": {"fr": "?language=fr", "en": "?language=en"},
        "nav": [
            {"label": label, "href": f"#{icon}", "current": icon == "relations"} for label, icon in places
        ],
        "tabs": [
            {"label": label, "href": f"#{icon}", "icon": icon, "current": icon == "relations"}
            for label, icon in places
        ],
        "account": [{"label": "Détox", "href": "#detox"}, {"label": "Sortir", "action": "/out"}],
        "footer": [{"label": "Les bonnes manières", "href": "#rules"}],
        "notices": [{"words": "C’est fait.", "href": "#see", "action": "Voir"}],
    }


def visitor(language: Language, cards: list[dict[str, Any]]) -> dict[str, Any]:
    """The context of the landing page."""
    labels = {"fr": ("Catalogue", "Un mois", "Prix", "Ce que nous disons", "Se connecter")}
    words = labels.get(language, ("Catalogue", "One month", "Price", "What we say", "Sign in"))
    places = zip(words, ["/catalogue", "#month", "#price", "#promises"], strict=False)
    return {
        "language": language,
        "addresses": {"fr": "?language=fr", "en": "?language=en"},
        "nav": [{"label": label, "href": href} for label, href in places],
        "account": [{"label": words[-1], "href": "/sign-in", "kind": "button"}],
        "cards": cards,
        "crowd": 11,
        "price": {"lowest": 500, "highest": 19900, "example": 1900, "yours": 1520, "ours": 380},
        "start": "/sign-up",
        "catalogue": "/catalogue",
    }


def problem(language: Language) -> dict[str, Any]:
    """The context of the error page."""
    error = {
        "status": 410,
        "title": "Cette location est finie",
        "text": "Elle s’est arrêtée le 20 novembre. Plus rien ne peut y être lu.",
        "href": "/rentals",
        "action": "Vos locations",
    }
    return {"language": language, "addresses": {}, "error": error}


def styleguide_environment() -> Environment:
    made = environment()
    components.install(made)
    assert made.loader is not None
    made.loader = ChoiceLoader([made.loader, FileSystemLoader(Path(__file__).parent)])
    return made


def write(folder: Path) -> None:
    """All pages in both languages, with what they need to be seen."""
    made = styleguide_environment()
    (folder / "masks").mkdir(parents=True, exist_ok=True)
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    for n in range(12):
        (folder / f"masks/{n}.svg").write_text(mask.svg(seed(n)))
    languages: tuple[Language, ...] = ("fr", "en")
    for language in languages:
        pages = {
            "styleguide": samples(language),
            "landing": visitor(language, CARDS),
            "error": problem(language),
        }
        for name, context in pages.items():
            (folder / f"{name}-{language}.html").write_text(made.get_template(f"{name}.html").render(context))
        empty = made.get_template("landing.html").render(visitor(language, []))
        (folder / f"empty-{language}.html").write_text(empty)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
