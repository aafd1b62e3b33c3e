"""What is to come: what one looks for, and the projects of the next six months."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim, Code, Text

GROUP = "intentions"

_WITHIN = (
    code("sous-un-mois", "Dans le mois", "Within a month"),
    code("sous-trois-mois", "D’ici trois mois", "Within three months"),
    code("sous-six-mois", "D’ici six mois", "Within six months"),
    code("plus-tard", "Plus tard", "Later"),
    code("non", "Pas prévu", "Not planned"),
)


def _horizon(id: str, name: str, label: Text, question: Text) -> Claim:
    return claim(
        id,
        GROUP,
        name,
        "Intention",
        label,
        question,
        _WITHIN,
        step(
            "six-mois",
            text("Dans les six mois", "In the next six months"),
            (
                code("oui", "D’ici six mois", "Within six months"),
                "sous-un-mois sous-trois-mois sous-six-mois",
            ),
            (code("pas-encore", "Pas avant six mois", "Not within six months"), "plus-tard non"),
        ),
    )


def _seeks(id: str, fr: str, en: str) -> Code:
    return code(
        f"cherche-{id}", f"Cherche {fr}", f"Looking for {en}", f"cherche {fr}", f"is looking for {en}"
    )


_NOTHING = code(
    "cherche-rien",
    "Ne cherche rien",
    "Not looking for anything",
    "ne cherche rien pour l’instant",
    "is not looking for anything now",
)

SEARCH = claim(
    "je-cherche",
    GROUP,
    "Intention",
    None,
    text("Je cherche…", "I’m looking for…"),
    text("Que cherchez-vous en ce moment ?", "What are you looking for at the moment?"),
    (
        _seeks("velo", "un vélo", "a bike"),
        _seeks("vae", "un vélo électrique", "an electric bike"),
        _seeks("voiture", "une voiture", "a car"),
        _seeks("logement", "un logement", "a home"),
        _seeks("artisan", "un artisan pour son logement", "a builder or craftsperson for the home"),
        _seeks("meubles", "des meubles", "furniture"),
        _seeks("electromenager", "de l’électroménager", "household appliances"),
        _seeks("ordinateur", "un téléphone ou un ordinateur", "a phone or a computer"),
        _seeks("sport", "de l’équipement de sport", "sports equipment"),
        _seeks("livres-et-jeux", "des livres ou des jeux", "books or games"),
        _seeks("voyage", "un voyage", "a trip"),
        _seeks("cours", "un cours ou une formation", "a course or training"),
        _seeks(
            "contrat",
            "un meilleur contrat d'énergie, de téléphone ou d'assurance",
            "a better energy, phone or insurance deal",
        ),
        _NOTHING,
    ),
    step(
        "recherche",
        text("Recherche, en gros", "Looking for, broadly"),
        (
            _seeks("deplacement", "de quoi se déplacer", "a way to get around"),
            "cherche-velo cherche-vae cherche-voiture",
        ),
        (
            _seeks("habitat", "un logement ou de quoi s'en occuper", "a home, or what a home needs"),
            "cherche-logement cherche-artisan cherche-meubles cherche-electromenager",
        ),
        (
            _seeks("s-equiper", "de quoi s'équiper ou se distraire", "gear or something to enjoy"),
            "cherche-ordinateur cherche-sport cherche-livres-et-jeux cherche-voyage",
        ),
        (_seeks("services", "un cours ou un contrat", "a course or a deal"), "cherche-cours cherche-contrat"),
        (_NOTHING, "cherche-rien"),
    ),
    order=15,
    card=(1, 0),
    phrase=text("{value}", "{value}"),
)

CLAIMS: tuple[Claim, ...] = (
    SEARCH,
    _horizon(
        "demenager",
        "PlansToMove",
        text("Déménager", "Moving home"),
        text("Pensez-vous déménager ?", "Are you thinking of moving home?"),
    ),
    _horizon(
        "renover",
        "PlansToRenovate",
        text("Faire des travaux", "Renovating"),
        text("Pensez-vous faire des travaux ?", "Are you thinking of renovating?"),
    ),
    _horizon(
        "acheter-voiture",
        "PlansToBuyCar",
        text("Acheter une voiture", "Buying a car"),
        text("Pensez-vous acheter une voiture ?", "Are you thinking of buying a car?"),
    ),
    _horizon(
        "acheter-velo",
        "PlansToBuyBicycle",
        text("Acheter un vélo", "Buying a bike"),
        text("Pensez-vous acheter un vélo ?", "Are you thinking of buying a bike?"),
    ),
    _horizon(
        "changer-de-banque",
        "PlansToChangeBank",
        text("Changer de banque", "Changing banks"),
        text("Pensez-vous changer de banque ?", "Are you thinking of changing banks?"),
    ),
    _horizon(
        "changer-d-energie",
        "PlansToChangeEnergySupplier",
        text("Changer de fournisseur d’énergie", "Changing energy supplier"),
        text(
            "Pensez-vous changer de fournisseur d’énergie ?", "Are you thinking of changing energy supplier?"
        ),
    ),
    _horizon(
        "partir",
        "PlansToTravel",
        text("Partir en voyage", "Going on a trip"),
        text("Pensez-vous partir en voyage ?", "Are you thinking of going on a trip?"),
    ),
    _horizon(
        "se-former",
        "PlansToLearn",
        text("Se former", "Taking a course"),
        text("Pensez-vous suivre une formation ?", "Are you thinking of taking a course?"),
    ),
)
