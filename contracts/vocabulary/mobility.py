"""How one gets around from day to day: habits, never places or journeys."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "mobility"

_STAYS = code(
    "peu-de-trajets", "Peu de trajets", "Few trips", "rarement au quotidien", "little from day to day"
)
_CARLESS = code("sans-voiture", "Sans voiture", "No car", "se passe de voiture", "does without a car")
_SCOOTER = code("en-trottinette", "En trottinette", "By kick scooter", "en trottinette", "by kick scooter")

COMMUTE = claim(
    "trajet",
    GROUP,
    "CommuteMode",
    "Behavioural",
    text("Trajets de tous les jours", "Everyday trips"),
    text("Comment faites-vous vos trajets de tous les jours ?", "How do you make your everyday trips?"),
    (
        code("a-pied", "À pied", "On foot", "à pied", "on foot"),
        code("a-velo", "Vélo chaque jour", "By bike every day", "à vélo chaque jour", "by bike every day"),
        code(
            "en-vae",
            "Vélo électrique chaque jour",
            "By e-bike every day",
            "à vélo électrique chaque jour",
            "by e-bike every day",
        ),
        _SCOOTER,
        code(
            "en-metro-tram-bus",
            "En métro, tram ou bus",
            "By metro, tram or bus",
            "en métro, en tram ou en bus",
            "by metro, tram or bus",
        ),
        code("en-train", "En train", "By train", "en train", "by train"),
        code("en-voiture", "En voiture", "By car", "en voiture", "by car"),
        code(
            "en-covoiturage",
            "En covoiturage",
            "By car pool",
            "en covoiturage",
            "by car pool",
        ),
        code(
            "a-moto",
            "À moto ou à scooter",
            "By motorbike or moped",
            "à moto ou à scooter",
            "by motorbike or moped",
        ),
        _STAYS,
    ),
    step(
        "mode",
        text("Façon de se déplacer", "Way of getting around"),
        (
            code(
                "pied-ou-velo",
                "À pied ou à vélo",
                "On foot or by bike",
                "à pied ou à vélo",
                "on foot or by bike",
            ),
            "a-pied a-velo en-vae",
        ),
        (_SCOOTER, "en-trottinette"),
        (
            code(
                "en-commun",
                "En transports en commun",
                "By public transport",
                "en transports en commun",
                "by public transport",
            ),
            "en-metro-tram-bus en-train",
        ),
        (
            code(
                "voiture-ou-moto",
                "En voiture, à moto ou à scooter",
                "By car, motorbike or moped",
                "en voiture, à moto ou à scooter",
                "by car, motorbike or moped",
            ),
            "en-voiture en-covoiturage a-moto",
        ),
        (_STAYS, "peu-de-trajets"),
    ),
    order=4,
    card=(1, 0),
    phrase=text("se déplace {value}", "gets around {value}"),
)

CLAIMS: tuple[Claim, ...] = (
    COMMUTE,
    claim(
        "trajet-distance",
        GROUP,
        "CommuteDistance",
        "Behavioural",
        text("Distance par jour", "Daily distance"),
        text("Combien de kilomètres faites-vous par jour ?", "How many kilometres do you travel a day?"),
        (
            code("moins-de-2-km", "Moins de 2 km", "Under 2 km"),
            code("2-5-km", "2 à 5 km", "2 to 5 km"),
            code("6-10-km", "6 à 10 km", "6 to 10 km"),
            code("11-25-km", "11 à 25 km", "11 to 25 km"),
            code("26-50-km", "26 à 50 km", "26 to 50 km"),
            code("plus-de-50-km", "Plus de 50 km", "Over 50 km"),
        ),
        step(
            "distance-large",
            text("Près ou loin", "Near or far"),
            (code("jusqu-a-10-km", "Jusqu’à 10 km", "Up to 10 km"), "moins-de-2-km 2-5-km 6-10-km"),
            (code("au-dela-de-10-km", "Plus de 10 km", "Over 10 km"), "11-25-km 26-50-km plus-de-50-km"),
        ),
    ),
    claim(
        "voiture",
        GROUP,
        "CarOwned",
        None,
        text("Voiture", "Car"),
        text("Avez-vous une voiture ?", "Do you have a car?"),
        (
            _CARLESS,
            code("autopartage", "En autopartage", "Car club", "roule en autopartage", "uses a car club"),
            code("essence", "À essence", "Petrol", "roule à l’essence", "drives on petrol"),
            code("gazole", "Au gazole", "Diesel", "roule au gazole", "drives on diesel"),
            code("hybride", "Hybride", "Hybrid", "roule en hybride", "drives a hybrid"),
            code("electrique", "Électrique", "Electric", "roule en électrique", "drives an electric car"),
            code(
                "plusieurs", "Plusieurs voitures", "Several cars", "a plusieurs voitures", "has several cars"
            ),
        ),
        step(
            "avec-ou-sans-voiture",
            text("Avec ou sans voiture", "With or without a car"),
            (
                code(
                    "sans-voiture-a-soi",
                    "Sans voiture à soi",
                    "No car of their own",
                    "n’a pas de voiture à soi",
                    "has no car of its own",
                ),
                "sans-voiture autopartage",
            ),
            (
                code("avec-voiture", "Avec voiture", "With a car", "a une voiture", "has a car"),
                "essence gazole hybride electrique plusieurs",
            ),
        ),
        order=12,
        card=(1,),
        phrase=text("{value}", "{value}"),
    ),
)
