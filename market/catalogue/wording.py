"""What the subjects of facets and comparisons are called, and what their codes say, in both languages.

A price is written as cards write it: without cents where there are none.
"""

from collections.abc import Mapping

from contracts.sentences import PERIOD_WORDS
from contracts.terms import edition
from contracts.vocabulary import CLAIMS, PHRASES, PURPOSES, Text, code_of
from market.base.filters import money, number

_NAMES: Mapping[str, Text] = {
    "price": Text("Prix", "Price"),
    "period": Text("Durée", "Period"),
    "variant": Text("Conditions", "Terms"),
    "phrases": Text("Il le dit ainsi", "In its own words"),
    "purposes": Text("Pour quoi faire", "What for"),
    "invitations": Text("Invitations", "Invitations"),
    "shows": Text("Dévoilé à la location", "Shown once rented"),
    "answered": Text("Réponses", "Answers"),
    "retention": Text("Après la fin", "After the end"),
    "crowd": Text("Dans la foule", "In the crowd"),
}


def name_of(subject: str) -> Text:
    """What a claim, a phrase or another subject is called."""
    if subject in _NAMES:
        return _NAMES[subject]
    return PHRASES[subject].text if subject in PHRASES else CLAIMS[subject].text


def price(amount: int) -> Text:
    """A price, in minor units of EUR."""
    return Text(money(amount, "fr"), money(amount, "en"))


def _terms(variant: str) -> Text:
    """The name of terms; of an earlier edition with its version."""
    terms = edition(variant)
    if variant == terms.id:
        return terms.name
    return Text(f"{terms.name.fr}, version {terms.version}", f"{terms.name.en}, version {terms.version}")


def value_of(subject: str, code: str) -> Text:
    """What a code says. Amounts are minor units of EUR."""
    match subject:
        case "price":
            return price(int(code))
        case "period":
            return PERIOD_WORDS[code]
        case "variant":
            return _terms(code)
        case "phrases":
            return PHRASES[code].text
        case "purposes":
            return PURPOSES[code].text
        case "shows":
            return CLAIMS[code].text
        case "invitations":
            return Text(f"jusqu’à {code} par mois", f"up to {code} a month")
        case "answered":
            return Text(f"au moins {code} des traits dévoilés", f"at least {code} of the traits shown")
        case "retention":
            return Text(f"copies effacées sous {code} jours", f"copies erased within {code} days")
        case "crowd":
            return Text(
                f"au moins {number(int(code), 'fr')} personnes", f"at least {number(int(code), 'en')} people"
            )
        case _:
            return code_of(subject, code).text
