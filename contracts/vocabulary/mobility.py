"""How one gets around and travels: habits, never places or journeys."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "mobility"

_STAYS = code(
    "peu-de-trajets", "Peu de trajets", "Few trips", "rarement au quotidien", "little from day to day"
)
_CARLESS = code("sans-voiture", "Sans voiture", "No car", "se passe de voiture", "does without a car")
_AT_HOME = code("reste", "Je pars peu", "I rarely go away", "rarement", "rarely")

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
        code("en-trottinette", "En trottinette", "By scooter", "en trottinette", "by scooter"),
        code(
            "en-metro-tram-bus",
            "En métro, tram ou bus",
            "By metro, tram or bus",
            "en métro, en tram ou en bus",
            "by metro, tram or bus",
        ),
        code("en-train", "En train", "By train", "en train", "by train"),
        code("en-voiture", "En voiture", "By car", "en voiture", "by car"),
        code("en-covoiturage", "En covoiturage", "By car pool", "en covoiturage", "by car pool"),
        code("a-moto", "À moto ou scooter", "By motorbike", "à moto ou en scooter", "by motorbike"),
        _STAYS,
    ),
    step(
        "mode",
        text("Façon de se déplacer", "Way of getting around"),
        (
            code(
                "sans-moteur",
                "À pied, à vélo",
                "On foot or by bike",
                "à pied ou à vélo",
                "on foot or by bike",
            ),
            "a-pied a-velo en-vae en-trottinette",
        ),
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
                "En voiture ou à moto",
                "By car or motorbike",
                "en voiture ou à moto",
                "by car or motorbike",
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
        text("Distance par jour", "Distance a day"),
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
                    "No car of one’s own",
                    "se passe de voiture à soi",
                    "does without a car",
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
    claim(
        "voyage",
        GROUP,
        "TravelKind",
        "Preference",
        text("Voyages", "Travel"),
        text("Quels voyages aimez-vous ?", "What kind of travel do you like?"),
        (
            code(
                "itinerance",
                "À vélo ou à pied, d’étape en étape",
                "By bike or on foot, stage by stage",
                "à vélo ou à pied, d’étape en étape",
                "by bike or on foot, stage by stage",
            ),
            code(
                "en-train-lent",
                "En train, sans se presser",
                "By train, unhurried",
                "en train, sans se presser",
                "by train, unhurried",
            ),
            code("campagne", "À la campagne", "To the country", "à la campagne", "to the country"),
            code("mer", "Au bord de la mer", "To the seaside", "au bord de la mer", "to the seaside"),
            code("montagne", "À la montagne", "To the mountains", "à la montagne", "to the mountains"),
            code("villes", "Dans des villes", "To cities", "dans des villes", "to cities"),
            code("lointains", "Au loin", "Far away", "au loin", "far away"),
            _AT_HOME,
        ),
        step(
            "voyage-type",
            text("Genre de voyage", "Kind of travel"),
            (
                code("chemins", "Voyages lents", "Slow travel", "lentement, par étapes", "slowly, by stages"),
                "itinerance en-train-lent",
            ),
            (
                code(
                    "nature",
                    "Mer, montagne, campagne",
                    "Sea, mountains, country",
                    "en pleine nature",
                    "out into nature",
                ),
                "campagne mer montagne",
            ),
            (
                code(
                    "villes-et-lointain",
                    "Villes et pays lointains",
                    "Cities and far-off countries",
                    "en ville ou au loin",
                    "to cities or far away",
                ),
                "villes lointains",
            ),
            (_AT_HOME, "reste"),
        ),
        order=13,
        card=(1,),
        phrase=text("voyage {value}", "travels {value}"),
    ),
    claim(
        "voyage-rythme",
        GROUP,
        "TripsPerYear",
        "Behavioural",
        text("Départs par an", "Trips a year"),
        text("Combien de fois partez-vous par an ?", "How many times a year do you go away?"),
        (
            code("moins-d-une-fois", "Moins d’une fois", "Less than once"),
            code("une-fois", "Une fois", "Once"),
            code("deux-trois-fois", "Deux ou trois fois", "Two or three times"),
            code("quatre-fois-et-plus", "Quatre fois et plus", "Four times or more"),
        ),
    ),
    claim(
        "hebergement",
        GROUP,
        "HolidayStay",
        "Preference",
        text("Où dormir en voyage", "Where to sleep away"),
        text("Où dormez-vous en voyage ?", "Where do you sleep when away?"),
        (
            code("tente", "Sous la tente", "In a tent"),
            code("van", "En van ou camping-car", "In a van"),
            code("gite", "En gîte ou chambre d’hôtes", "In a guesthouse"),
            code("location", "En location", "In a rented place"),
            code("hotel", "À l’hôtel", "In a hotel"),
            code("proches", "Chez des proches", "With family or friends"),
            code("echange", "Par échange de maison", "By home exchange"),
        ),
    ),
    claim(
        "train",
        GROUP,
        "TrainUse",
        "ServiceConsumptionBehaviour",
        text("Train", "Train"),
        text("Prenez-vous le train ?", "Do you take the train?"),
        (
            code("abonne", "Avec un abonnement", "With a season ticket"),
            code("chaque-mois", "Chaque mois", "Every month"),
            code("quelques-fois", "Quelques fois par an", "A few times a year"),
            code("rarement", "Rarement", "Rarely"),
            code("jamais", "Jamais", "Never"),
        ),
    ),
)
