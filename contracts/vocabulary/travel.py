"""How one travels: habits, never places or journeys."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "mobility"

_AT_HOME = code("reste", "Part peu", "Rarely goes away", "rarement", "rarely")

CLAIMS: tuple[Claim, ...] = (
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
            code("campagne", "À la campagne", "To the countryside", "à la campagne", "to the countryside"),
            code("mer", "Au bord de la mer", "To the seaside", "au bord de la mer", "to the seaside"),
            code("montagne", "À la montagne", "To the mountains", "à la montagne", "to the mountains"),
            code("villes", "Dans des villes", "To cities", "dans des villes", "to cities"),
            code(
                "lointains",
                "Dans des pays lointains",
                "To far-off countries",
                "dans des pays lointains",
                "to far-off countries",
            ),
            _AT_HOME,
        ),
        step(
            "voyage-type",
            text("Genre de voyage", "Kind of travel"),
            (
                code(
                    "chemins",
                    "En prenant son temps",
                    "Taking its time",
                    "en prenant son temps",
                    "at an easy pace",
                ),
                "itinerance en-train-lent",
            ),
            (
                code(
                    "nature",
                    "Mer, montagne ou campagne",
                    "Sea, mountains or countryside",
                    "à la mer, à la montagne ou à la campagne",
                    "to the sea, the mountains or the countryside",
                ),
                "campagne mer montagne",
            ),
            (
                code(
                    "villes-et-lointain",
                    "Villes ou pays lointains",
                    "Cities or far-off countries",
                    "en ville ou au loin",
                    "to cities or far-off countries",
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
        step(
            "une-fois-ou-plus",
            text("Une fois ou davantage", "Once or more"),
            (code("une-fois-au-plus", "Une fois au plus", "Once at most"), "moins-d-une-fois une-fois"),
            (
                code("plusieurs-fois", "Deux fois et plus", "Twice or more"),
                "deux-trois-fois quatre-fois-et-plus",
            ),
        ),
    ),
    claim(
        "hebergement",
        GROUP,
        "HolidayStay",
        "Preference",
        text("Où dormir en voyage", "Holiday lodging"),
        text("Où dormez-vous en voyage ?", "Where do you sleep when away?"),
        (
            code("tente", "Sous la tente", "In a tent"),
            code("van", "En van ou camping-car", "In a camper van"),
            code("gite", "En gîte ou chambre d’hôtes", "In a guesthouse or B&B"),
            code("location", "En location", "In a rented home"),
            code("hotel", "À l’hôtel", "In a hotel"),
            code("proches", "Chez des proches", "With family or friends"),
            code("echange", "Par échange de maison", "By home exchange"),
        ),
        step(
            "genre-de-toit",
            text("Genre de toit", "Kind of roof"),
            (code("tente-ou-van", "Tente, van ou camping-car", "Tent or camper van"), "tente van"),
            (
                code("gite-location-hotel", "Gîte, location ou hôtel", "Guesthouse, rented home or hotel"),
                "gite location hotel",
            ),
            (
                code(
                    "proches-ou-echange",
                    "Chez des proches ou par échange",
                    "With people they know, or by exchange",
                ),
                "proches echange",
            ),
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
        step(
            "souvent-ou-non",
            text("Souvent ou non", "Often or not"),
            (
                code("abonne-ou-chaque-mois", "Abonné·e, ou chaque mois", "Season ticket, or every month"),
                "abonne chaque-mois",
            ),
            (
                code("quelques-fois-au-plus", "Quelques fois par an au plus", "A few times a year at most"),
                "quelques-fois rarement jamais",
            ),
        ),
    ),
)
