"""What stands at the address that ``vct`` names: the type of our credentials, for software that shows or asks for them
(draft-ietf-oauth-sd-jwt-vc, type metadata).
"""

from typing import Any

from contracts.credential import VCT
from contracts.vocabulary import CLAIMS, Text

NAME = Text(fr="Persona loué", en="Rented persona")
ABOUT = Text(
    fr="Ce qu’une marque loue d’un persona, chaque réponse avec ce qui l’atteste. Lié à la clé de la marque.",
    en="What a brand rents of a persona, each answer with what vouches for it. Bound to the brand’s key.",
)
_ALWAYS = {
    "iss": Text(fr="Émetteur", en="Issuer"),
    "iat": Text(fr="Jour d’émission", en="Day of issue"),
    "nbf": Text(fr="Valable à partir de", en="Valid from"),
    "exp": Text(fr="Valable jusqu’à", en="Valid until"),
    "cnf": Text(fr="Clé de la marque", en="The brand’s key"),
    "status": Text(fr="État", en="Status"),
    "terms": Text(fr="Conditions", en="Terms"),
}
_HIDDEN = {
    "agreement": Text(fr="Accord", en="Agreement"),
    "purposes": Text(fr="Usages", en="Purposes"),
}


def type_metadata() -> dict[str, Any]:
    """The document. Phrases, which are claims too, have no entry of their own: they are their own words."""
    claims = [
        *[_claim([name], text, "never") for name, text in _ALWAYS.items()],
        *[_claim([name], text, "always") for name, text in _HIDDEN.items()],
        *[_claim(["claims", claim.id], claim.text, "always") for claim in CLAIMS.values()],
    ]
    display = [
        {"locale": language, "name": NAME.in_(language), "description": ABOUT.in_(language)}
        for language in ("fr", "en")
    ]
    return {"vct": VCT, "name": NAME.en, "description": ABOUT.en, "display": display, "claims": claims}


def _claim(path: list[str], text: Text, hidden: str) -> dict[str, Any]:
    labels = [{"locale": "fr", "label": text.fr}, {"locale": "en", "label": text.en}]
    return {"path": path, "display": labels, "sd": hidden}
