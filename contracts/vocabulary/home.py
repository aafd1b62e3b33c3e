"""How one lives: the kind of place, the walls, what stands around them."""

from contracts.vocabulary.build import NONE, claim, code, step, text
from contracts.vocabulary.model import Claim
from contracts.vocabulary.region import REGION

GROUP = "home"

_VILLAGE = code(
    "village", "Village, moins de 2 000 habitants", "Village, under 2,000", "dans un village", "in a village"
)
_AFLOAT = code(
    "autrement",
    "Péniche, roulotte ou habitat léger",
    "Houseboat, caravan or tiny house",
    "une péniche, une roulotte ou un habitat léger",
    "in a boat, a caravan or a tiny house",
)
_UNKNOWN = code("ne-sait-pas", "Je ne sais pas", "I don't know")

CLAIMS: tuple[Claim, ...] = (
    REGION,
    claim(
        "commune",
        GROUP,
        "TownSize",
        "HomeLocation",
        text("Taille de la commune", "Size of town"),
        text("Dans quel genre de commune vivez-vous ?", "What kind of place do you live in?"),
        (
            code("metropole", "Métropole, 200 000 habitants et plus", "Large city, 200,000 or more"),
            code("grande-ville", "Grande ville, 50 000 à 200 000", "City, 50,000 to 200,000"),
            code("ville-moyenne", "Ville moyenne, 20 000 à 50 000", "Town, 20,000 to 50,000"),
            code("petite-ville", "Petite ville, 5 000 à 20 000", "Small town, 5,000 to 20,000"),
            code("bourg", "Bourg, 2 000 à 5 000", "Large village, 2,000 to 5,000"),
            _VILLAGE,
        ),
        step(
            "milieu",
            text("Ville ou village", "Town or village"),
            (
                code("en-ville", "Ville de 20 000 habitants et plus", "Town of 20,000 or more"),
                "metropole grande-ville ville-moyenne",
            ),
            (
                code("petites-villes", "Petite ville ou bourg", "Small town or large village"),
                "petite-ville bourg",
            ),
            (_VILLAGE, "village"),
        ),
        order=6,
        card=(1,),
    ),
    claim(
        "logement",
        GROUP,
        "DwellingType",
        "Household",
        text("Logement", "Dwelling"),
        text("Dans quel logement vivez-vous ?", "What kind of home do you have?"),
        (
            code(
                "maison-seule",
                "Maison individuelle",
                "Detached house",
                "une maison individuelle",
                "in a detached house",
            ),
            code(
                "maison-mitoyenne",
                "Maison mitoyenne",
                "Terraced house",
                "une maison mitoyenne",
                "in a terraced house",
            ),
            code(
                "une-deux-pieces",
                "Studio ou deux-pièces",
                "Studio or one-bedroom flat",
                "un studio ou un deux-pièces",
                "in a studio or a one-bedroom flat",
            ),
            code(
                "trois-pieces", "Trois-pièces", "Two-bedroom flat", "un trois-pièces", "in a two-bedroom flat"
            ),
            code(
                "quatre-pieces",
                "Appartement de quatre pièces et plus",
                "Flat with three bedrooms or more",
                "un grand appartement",
                "in a large flat",
            ),
            _AFLOAT,
        ),
        step(
            "maison-ou-appartement",
            text("Maison ou appartement", "House or flat"),
            (code("maison", "Maison", "House", "une maison", "in a house"), "maison-seule maison-mitoyenne"),
            (
                code("appartement", "Appartement", "Flat", "un appartement", "in a flat"),
                "une-deux-pieces trois-pieces quatre-pieces",
            ),
            (_AFLOAT, "autrement"),
        ),
        order=7,
        card=(1,),
        phrase=text("habite {value}", "lives {value}"),
    ),
    claim(
        "occupation",
        GROUP,
        "Tenure",
        "Ownership",
        text("Propriétaire ou locataire", "Owner or tenant"),
        text("Êtes-vous propriétaire ou locataire ?", "Do you own or rent your home?"),
        (
            code(
                "credit-en-cours",
                "Propriétaire, crédit en cours",
                "Owner with a mortgage",
                "propriétaire",
                "a home owner",
            ),
            code(
                "credit-rembourse",
                "Propriétaire, sans crédit",
                "Owner, no mortgage",
                "propriétaire",
                "a home owner",
            ),
            code("location-vide", "Locataire, logement vide", "Tenant, unfurnished", "locataire", "a tenant"),
            code(
                "location-meublee", "Locataire, logement meublé", "Tenant, furnished", "locataire", "a tenant"
            ),
            code(
                "loge-par-proches",
                "Logé·e par des proches",
                "Housed by family or friends",
                "hébergé par des proches",
                "housed by family or friends",
            ),
            code(
                "loge-par-employeur",
                "Logé·e par l'employeur",
                "Housed by an employer",
                "logé par son employeur",
                "housed by an employer",
            ),
        ),
        step(
            "statut-logement",
            text("Propriétaire ou locataire, en gros", "Owner or tenant, broadly"),
            (
                code("proprietaire", "Propriétaire", "Home owner", "propriétaire", "a home owner"),
                "credit-en-cours credit-rembourse",
            ),
            (
                code("locataire", "Locataire", "Tenant", "locataire", "a tenant"),
                "location-vide location-meublee",
            ),
            (
                code(
                    "heberge",
                    "Logé·e par d'autres",
                    "Housed by others",
                    "logé par d'autres",
                    "housed by others",
                ),
                "loge-par-proches loge-par-employeur",
            ),
        ),
        order=8,
        card=(1,),
        phrase=text("est {value}", "is {value}"),
    ),
    claim(
        "exterieur",
        GROUP,
        "OutdoorSpace",
        "Household",
        text("Extérieur", "Outdoor space"),
        text("Quel extérieur avez-vous ?", "What outdoor space do you have?"),
        (
            NONE,
            code("rebord", "Des rebords de fenêtre", "Window sills"),
            code("balcon", "Balcon ou loggia", "Balcony"),
            code("terrasse-cour", "Terrasse ou cour", "Terrace or courtyard"),
            code("petit-jardin", "Jardin de moins de 200 m²", "Garden under 200 m²"),
            code("grand-jardin", "Jardin de 200 m² et plus", "Garden of 200 m² or more"),
            code("jardin-partage", "Parcelle ou jardin partagé", "Allotment or shared garden"),
        ),
        step(
            "jardin-ou-non",
            text("Jardin, balcon ou rien", "Garden, balcony or nothing"),
            (
                code("ni-balcon-ni-jardin", "Ni balcon ni jardin", "Neither balcony nor garden"),
                "aucun rebord",
            ),
            (
                code("balcon-ou-cour", "Balcon, terrasse ou cour", "Balcony, terrace or courtyard"),
                "balcon terrasse-cour",
            ),
            (
                code("jardin", "Jardin, à soi ou partagé", "Garden, private or shared"),
                "petit-jardin grand-jardin jardin-partage",
            ),
        ),
    ),
    claim(
        "annee-logement",
        GROUP,
        "DwellingAge",
        "Household",
        text("Année du logement", "Age of the home"),
        text("De quand date votre logement ?", "When was your home built?"),
        (
            code("avant-1949", "Avant 1949", "Before 1949"),
            code("1949-1974", "1949 à 1974", "1949 to 1974"),
            code("1975-1989", "1975 à 1989", "1975 to 1989"),
            code("1990-2005", "1990 à 2005", "1990 to 2005"),
            code("2006-2012", "2006 à 2012", "2006 to 2012"),
            code("depuis-2013", "Depuis 2013", "Since 2013"),
            _UNKNOWN,
        ),
        step(
            "age-logement",
            text("Ancien ou récent", "Old or recent"),
            (code("ancien", "Avant 1975", "Before 1975"), "avant-1949 1949-1974"),
            (code("recent", "Depuis 1975", "Since 1975"), "1975-1989 1990-2005 2006-2012 depuis-2013"),
            (_UNKNOWN, "ne-sait-pas"),
        ),
    ),
    claim(
        "chauffage",
        GROUP,
        "HeatingSource",
        "Household",
        text("Chauffage", "Heating"),
        text("Comment vous chauffez-vous ?", "How is your home heated?"),
        (
            code("gaz", "Gaz", "Gas"),
            code("electricite", "Radiateurs électriques", "Electric heaters"),
            code("pompe-a-chaleur", "Pompe à chaleur", "Heat pump"),
            code("bois", "Bois ou granulés", "Wood or pellets"),
            code("fioul", "Fioul", "Oil"),
            code("reseau", "Réseau de chaleur", "District heating"),
            code("collectif", "Collectif, je ne sais pas à quoi", "Shared in the building, source unknown"),
        ),
        step(
            "energie",
            text("Source de chaleur", "Source of heat"),
            (code("combustible", "Gaz, fioul ou bois", "Gas, oil or wood"), "gaz fioul bois"),
            (
                code("electrique", "Électricité ou pompe à chaleur", "Electricity or a heat pump"),
                "electricite pompe-a-chaleur",
            ),
            (
                code("en-commun", "Réseau ou chauffage collectif", "District or shared heating"),
                "reseau collectif",
            ),
        ),
    ),
    claim(
        "animal",
        GROUP,
        "Pet",
        "PersonalPossession",
        text("Animal de compagnie", "Pet"),
        text("Un animal vit-il avec vous ?", "Does a pet live with you?"),
        (
            code("chien", "Un chien", "A dog"),
            code("chat", "Un chat", "A cat"),
            code("chien-et-chat", "Chien et chat", "Dog and cat"),
            code("basse-cour", "Des poules, une basse-cour", "Hens, a farmyard"),
            code("autre", "Un autre animal", "Another animal"),
            NONE,
        ),
        step(
            "chien-ou-chat",
            text("Chien, chat ou autre", "Dog, cat or other"),
            (code("chien-ou-chat", "Chien ou chat", "Dog or cat"), "chien chat chien-et-chat"),
            (
                code("autres-animaux", "Un autre animal que chien ou chat", "A pet other than dog or cat"),
                "basse-cour autre",
            ),
            (NONE, "aucun"),
        ),
    ),
)
