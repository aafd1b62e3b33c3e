"""The brands of the demo: believable names, and numbers that pass the check but stand in no register.

A real SIREN never begins with 0 (INSEE gives them out in ascending order), so no company is named by chance.
"""

import unicodedata
from dataclasses import dataclass
from random import Random

from faker import Faker
from stdnum import luhn


@dataclass(frozen=True)
class Company:
    """`sector` is the mask that the brand mostly looks for; the address is what its invoices say."""

    trading_name: str
    legal_name: str
    siren: str
    sector: str
    host: str
    street: str
    postcode: str
    city: str


_KNOWN: tuple[tuple[str, str, str], ...] = (
    ("Cycles Roulevent", "SAS", "a-velo"),
    ("La Bonne Dérive", "SCOP", "a-velo"),
    ("Petits Carreaux", "SARL", "parents"),
    ("Établi Commun", "SCIC", "bricolage"),
    ("Maison Garance", "SAS", "en-cuisine"),
    ("Les Heures Claires", "SARL", "lectures"),
    ("Terre & Semis", "SCA", "au-jardin"),
    ("Mobilités Lentes", "SAS", "voyages-lents"),
    ("Foulée Libre", "SAS", "course-a-pied"),
    ("Rénovia Habitat", "SA", "travaux"),
    ("Atelier Octave", "SARL", "musique"),
    ("Trois Dés", "SAS", "jeux"),
    ("Savonnerie des Calanques", "SARL", "soin"),
    ("Vélo Cargo Atlantique", "SAS", "a-velo"),
    ("Comptoir des Bocaux", "SARL", "en-cuisine"),
    ("Librairies du Large", "SCOP", "lectures"),
    ("Pépinières Lestrade", "EARL", "au-jardin"),
    ("Gîtes & Chemins", "SAS", "voyages-lents"),
    ("Kilomètre Zéro", "SAS", "course-a-pied"),
    ("Isolants Biosourcés Mareau", "SAS", "travaux"),
    ("Les Concerts du Mardi", "SARL", "musique"),
    ("Éditions Cartonnées", "SAS", "jeux"),
    ("Laboratoire Hélianthe", "SAS", "soin"),
    ("Crèche et Compagnie", "SCIC", "parents"),
    ("Quincaillerie Bellanger", "SARL", "bricolage"),
    ("Fournil Saint-Aubin", "SARL", "en-cuisine"),
    ("Papeterie Lunaire", "SAS", "lectures"),
    ("Outils Prêtés", "SCOP", "bricolage"),
    ("Train de Nuit Magazine", "SARL", "voyages-lents"),
    ("École Buissonnière", "SARL", "parents"),
)
_TRADES = {
    "a-velo": "Vélos {}",
    "en-cuisine": "Épicerie {}",
    "lectures": "Librairie {}",
    "au-jardin": "Jardins {}",
    "travaux": "Menuiserie {}",
    "course-a-pied": "Sports {}",
    "musique": "Lutherie {}",
    "parents": "Jouets {}",
    "voyages-lents": "Voyages {}",
    "jeux": "Ludothèque {}",
    "soin": "Herboristerie {}",
    "bricolage": "Quincaillerie {} Fils",
}


_TOWNS = (
    ("quai des Tilleuls", "44000", "Nantes"),
    ("rue du Marché", "35000", "Rennes"),
    ("cours des Platanes", "33000", "Bordeaux"),
    ("place de la Halle", "69002", "Lyon"),
    ("rue des Tanneurs", "59000", "Lille"),
    ("allée du Canal", "31000", "Toulouse"),
    ("rue Haute", "67000", "Strasbourg"),
)


def companies(count: int, fake: Faker, dice: Random) -> list[Company]:
    """The first `count` brands; beyond the known ones, a trade and a family's name."""
    known = list(_KNOWN[:count])
    names = {name for name, _, _ in known}
    while len(known) < count:
        sector = dice.choice(sorted(_TRADES))
        name = _TRADES[sector].format(f"{fake.last_name()}-{fake.last_name()}")
        if name not in names:
            names.add(name)
            known.append((name, dice.choice(("SARL", "SAS")), sector))
    numbers = dice.sample(range(1_000_000, 10_000_000), count)
    return [
        Company(name, f"{name} {form}", _siren(number), sector, f"{slug(name)}.example", *_address(place))
        for place, (number, (name, form, sector)) in enumerate(zip(numbers, known, strict=True))
    ]


def _address(place: int) -> tuple[str, str, str]:
    """Street, postcode, town: a different door for each."""
    street, postcode, city = _TOWNS[place % len(_TOWNS)]
    return f"{1 + place // len(_TOWNS)} {street}", postcode, city


def _siren(number: int) -> str:
    """Nine digits around seven: a zero before, the check digit behind (SIREN: ISO/IEC 7812-1, annex B)."""
    body = f"0{number:07d}"
    return body + str(luhn.calc_check_digit(body))


def slug(text: str) -> str:
    """ASCII words joined by hyphens, for addresses."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
