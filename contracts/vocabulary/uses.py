"""What a brand may do with a persona, for what, and what never (ODRL 2.2 actions, DPV 2.3 purposes).

`odrl:lease` meant a rental and is deprecated: ours is `pr:rent`. DPV knows neither market research nor
persona testing as purposes, and ODRL has no word for asking, inviting, re-identifying, combining or training:
those terms are ours too, each under its nearest standard one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from contracts.vocabulary.build import text
from contracts.vocabulary.model import DPV, ODRL, PR, Term

_USE = f"{ODRL}use"
_DERIVE = f"{ODRL}derive"


def _by_id(*terms: Term) -> Mapping[str, Term]:
    return MappingProxyType({term.id: term for term in terms})


RENT = Term(
    "rent",
    f"{PR}rent",
    _USE,
    text("Louer", "Rent"),
    text(
        "La marque loue un moi pour un temps donné ; elle n’en devient pas propriétaire.",
        "The brand rents a persona for a set time; it never owns it.",
    ),
)

PURPOSES = _by_id(
    Term(
        "improve",
        f"{DPV}ImproveExistingProductsAndServices",
        f"{DPV}OptimisationForController",
        text("Améliorer ses produits", "Improve its products"),
        text(
            "La marque lit la fiche pour améliorer ses produits et ses services.",
            "The brand reads the sheet to improve its products and services.",
        ),
    ),
    Term(
        "benefits",
        f"{DPV}PersonalisedBenefits",
        f"{DPV}ServicePersonalisation",
        text("Proposer des avantages", "Offer benefits"),
        text(
            "La marque propose des offres et des expériences choisies d’après la fiche.",
            "The brand proposes offers and experiences chosen from the sheet.",
        ),
    ),
    Term(
        "recommend",
        f"{DPV}ProvideProductRecommendations",
        f"{DPV}ProvidePersonalisedRecommendations",
        text("Conseiller un produit", "Recommend a product"),
        text(
            "La marque conseille un produit qui va avec la fiche.",
            "The brand recommends a product that suits the sheet.",
        ),
    ),
    Term(
        "market-research",
        f"{PR}marketResearch",
        f"{DPV}CommercialResearch",
        text("Étudier son marché", "Study its market"),
        text(
            "La marque compte et compare des réponses pour comprendre son marché.",
            "The brand counts and compares answers to understand its market.",
        ),
    ),
    Term(
        "persona-testing",
        f"{PR}personaTesting",
        f"{DPV}CommercialResearch",
        text("Tester une idée", "Test an idea"),
        text(
            "La marque soumet une idée ou un prototype avant de le lancer.",
            "The brand shows an idea or a prototype before launching it.",
        ),
    ),
)

ACTIONS = _by_id(
    Term(
        "read",
        f"{ODRL}read",
        _USE,
        text("Lire la fiche", "Read the sheet"),
        text(
            "La marque lit les traits dévoilés ; chaque lecture est notée.",
            "The brand reads the traits shown; each reading is noted.",
        ),
    ),
    Term(
        "aggregate",
        f"{ODRL}aggregate",
        _USE,
        text("Compter", "Count"),
        text(
            "La marque compte cette fiche parmi d’autres, pour en tirer des totaux.",
            "The brand counts this sheet among others, to draw totals.",
        ),
    ),
    Term(
        "ask",
        f"{PR}ask",
        _USE,
        text("Poser une question", "Ask a question"),
        text(
            "La marque pose une question, à laquelle rien n’oblige à répondre.",
            "The brand asks one question, which need not be answered.",
        ),
    ),
    Term(
        "contact",
        f"{PR}contact",
        _USE,
        text("Inviter", "Invite"),
        text(
            "La marque envoie des invitations par Moi, sans jamais connaître d’adresse.",
            "The brand sends invitations through Moi and never learns an address.",
        ),
    ),
    Term(
        "message",
        f"{PR}message",
        _USE,
        text("Écrire", "Write"),
        text(
            "La marque écrit des messages par Moi.",
            "The brand writes messages through Moi.",
        ),
    ),
)

PROHIBITIONS = _by_id(
    Term(
        "distribute",
        f"{ODRL}distribute",
        _USE,
        text("Diffuser", "Pass on"),
        text(
            "La marque ne transmet la fiche à personne d’autre.",
            "The brand passes the sheet on to no one else.",
        ),
    ),
    Term(
        "grant-use",
        f"{ODRL}grantUse",
        _USE,
        text("Sous-louer", "Sublet"),
        text(
            "La marque ne laisse personne se servir de la fiche à sa place.",
            "The brand lets no one use the sheet in its stead.",
        ),
    ),
    Term(
        "sell",
        f"{ODRL}sell",
        f"{ODRL}transfer",
        text("Revendre", "Sell"),
        text("La marque ne vend pas la fiche.", "The brand does not sell the sheet."),
    ),
    Term(
        "reidentify",
        f"{PR}reidentify",
        _USE,
        text("Identifier", "Identify"),
        text(
            "La marque ne cherche pas à savoir qui est derrière la fiche.",
            "The brand does not try to learn who is behind the sheet.",
        ),
    ),
    Term(
        "combine",
        f"{PR}combine",
        _DERIVE,
        text("Recouper", "Combine"),
        text(
            "La marque ne croise la fiche avec aucune autre source.",
            "The brand does not combine the sheet with any other source.",
        ),
    ),
    Term(
        "train-model",
        f"{PR}trainModel",
        _DERIVE,
        text("Entraîner un modèle", "Train a model"),
        text(
            "La marque n’entraîne aucun modèle avec la fiche.",
            "The brand trains no model on the sheet.",
        ),
    ),
)
