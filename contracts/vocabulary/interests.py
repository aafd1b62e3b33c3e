"""What one loves doing: the main interest, and what goes on out of doors."""

from contracts.vocabulary.build import NONE, claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "interests"

PASSION = claim(
    "passion",
    GROUP,
    "Interest",
    None,
    text("Passion", "Main interest"),
    text("Qu'est-ce qui vous tient le plus à cœur ?", "What do you love most?"),
    (
        code("velo", "À vélo", "Cycling", "le vélo", "cycling"),
        code("course-a-pied", "Course à pied", "Running", "la course à pied", "running"),
        code("jardin", "Au jardin", "Gardening", "le jardin", "gardening"),
        code("voyages-lents", "Voyages lents", "Slow travel", "les voyages lents", "slow travel"),
        code("cuisine", "En cuisine", "Cooking", "la cuisine", "cooking"),
        code("bricolage", "Bricolage", "DIY", "le bricolage", "DIY"),
        code("travaux", "Travaux", "Renovation", "la rénovation", "renovation"),
        code("lecture", "Lectures", "Reading", "la lecture", "reading"),
        code("musique", "Musique", "Music", "la musique", "music"),
        code("jeux", "Jeux", "Games", "les jeux", "games"),
        code("cinema", "Films et séries", "Films and series", "les films et les séries", "films and series"),
        code("famille", "La vie de famille", "Family life", "la vie de famille", "family life"),
        code("soin", "Le soin de soi", "Personal care", "le soin de soi", "personal care"),
    ),
    step(
        "univers",
        text("Univers", "World"),
        (
            code(
                "dehors",
                "Dehors ou en chemin",
                "Outdoors or on the way",
                "être dehors ou en chemin",
                "being outdoors or on the way",
            ),
            "velo course-a-pied jardin voyages-lents",
        ),
        (
            code(
                "de-ses-mains",
                "De ses mains, à la maison",
                "Hands-on, around the home",
                "faire de ses mains, à la maison",
                "working with its hands around the home",
            ),
            "cuisine bricolage travaux",
        ),
        (
            code(
                "culture",
                "Livres, musique, jeux ou films",
                "Books, music, games or films",
                "les livres, la musique, les jeux ou les films",
                "books, music, games or films",
            ),
            "lecture musique jeux cinema",
        ),
        (
            code(
                "les-siens",
                "Les siens ou soi",
                "Family or self",
                "le temps pour les siens ou pour soi",
                "time for family or for oneself",
            ),
            "famille soin",
        ),
    ),
    order=1,
    card=(1, 0),
    phrase=text("aime {value}", "loves {value}"),
)

_NO_BIKE = code("sans-velo", "Pas de vélo", "No bike")
_NEVER = code("jamais", "Jamais ou presque", "Hardly ever")
_NO_RUN = code("ne-court-pas", "Je ne cours pas", "I don't run")
_TRAIL = code("trail", "Trail", "Trail running")
_NOTHING = code("rien", "Rien", "Nothing")
_NO_WATER = code("n-arrose-pas", "Je n'arrose pas", "I don't water")

CLAIMS: tuple[Claim, ...] = (
    PASSION,
    claim(
        "velo-type",
        GROUP,
        "BicycleType",
        "Vehicle",
        text("Type de vélo", "Kind of bike"),
        text("Quel vélo sortez-vous le plus ?", "Which bike do you ride most?"),
        (
            code("ville", "Vélo de ville", "City bike"),
            code("route", "Vélo de route", "Road bike"),
            code("gravel", "Gravel", "Gravel bike"),
            code("randonneuse", "Randonneuse", "Touring bike"),
            code("vtt", "VTT", "Mountain bike"),
            code("electrique", "Vélo électrique", "Electric bike"),
            code("cargo", "Vélo cargo", "Cargo bike"),
            code("pliant", "Vélo pliant", "Folding bike"),
            code("libre-service", "En libre-service", "Shared bike"),
            _NO_BIKE,
        ),
        step(
            "avec-ou-sans-velo",
            text("Avec ou sans vélo", "With or without a bike"),
            (
                code("avec-velo", "Fait du vélo", "Rides a bike"),
                "ville route gravel randonneuse vtt electrique cargo pliant libre-service",
            ),
            (_NO_BIKE, "sans-velo"),
        ),
    ),
    claim(
        "velo-usage",
        GROUP,
        "CyclingUse",
        "VehicleUsage",
        text("Usage du vélo", "Use of the bike"),
        text("À quoi vous sert votre vélo ?", "What do you use your bike for?"),
        (
            code("chaque-jour", "Chaque jour", "Every day"),
            code("plusieurs-fois", "Plusieurs fois par semaine", "Several times a week"),
            code("balades", "Des balades le week-end", "Weekend rides"),
            code("sport", "Du sport", "Sport"),
            code("voyage", "Des voyages", "Travel"),
            _NEVER,
        ),
        step(
            "regulier",
            text("Régulier ou non", "Regular or not"),
            (
                code(
                    "chaque-semaine", "Plusieurs fois par semaine au moins", "At least several times a week"
                ),
                "chaque-jour plusieurs-fois",
            ),
            (
                code("loisir", "Balades, sport ou voyages", "Rides, sport or travel"),
                "balades sport voyage",
            ),
            (_NEVER, "jamais"),
        ),
    ),
    claim(
        "course-distance",
        GROUP,
        "RunningDistance",
        "Behavioural",
        text("Distance de course", "Running distance"),
        text("Quelle distance courez-vous ?", "How far do you run?"),
        (
            code("moins-de-5-km", "Moins de 5 km", "Under 5 km"),
            code("5-10-km", "5 à 10 km", "5 to 10 km"),
            code("semi", "Plus de 10 km, jusqu'au semi-marathon", "Over 10 km, up to a half marathon"),
            code("marathon", "Au-delà du semi-marathon", "Beyond a half marathon"),
            _TRAIL,
            _NO_RUN,
        ),
        step(
            "courte-ou-longue",
            text("Courte ou longue", "Short or long"),
            (code("jusqu-a-10-km", "Jusqu'à 10 km", "Up to 10 km"), "moins-de-5-km 5-10-km"),
            (code("plus-de-10-km", "Plus de 10 km", "Over 10 km"), "semi marathon"),
            (_TRAIL, "trail"),
            (_NO_RUN, "ne-court-pas"),
        ),
    ),
    claim(
        "sport",
        GROUP,
        "SportPractised",
        "Favourite",
        text("Sport", "Sport"),
        text("Quel sport pratiquez-vous le plus ?", "Which sport do you do most?"),
        (
            code("marche", "Marche et randonnée", "Walking and hiking"),
            code("course", "Course à pied", "Running"),
            code("cyclisme", "Vélo", "Cycling"),
            code("natation", "Natation", "Swimming"),
            code("salle", "Salle et musculation", "Gym"),
            code("equipe", "Sport d'équipe", "Team sport"),
            code("raquette", "Tennis, padel, badminton", "Tennis, padel, badminton"),
            code("danse-yoga", "Danse, yoga, pilates", "Dance, yoga, Pilates"),
            code("montagne", "Escalade et montagne", "Climbing and mountains"),
            code("eau", "Voile, surf, aviron", "Sailing, surfing, rowing"),
            NONE,
        ),
        step(
            "famille-de-sports",
            text("Famille de sports", "Kind of sport"),
            (
                code(
                    "endurance", "Marche, course, vélo ou natation", "Walking, running, cycling or swimming"
                ),
                "marche course cyclisme natation",
            ),
            (code("a-plusieurs", "Sport d'équipe ou de raquette", "Team or racket sport"), "equipe raquette"),
            (code("en-salle", "Salle, danse ou yoga", "Gym, dance or yoga"), "salle danse-yoga"),
            (code("montagne-ou-eau", "Montagne ou sport d'eau", "Mountain or water sport"), "montagne eau"),
            (NONE, "aucun"),
        ),
    ),
    claim(
        "sport-rythme",
        GROUP,
        "SportFrequency",
        "Behavioural",
        text("Rythme du sport", "Sport frequency"),
        text("Combien de fois par semaine faites-vous du sport ?", "How many times a week do you do sport?"),
        (
            code("moins-d-une-fois", "Moins d'une fois", "Less than once"),
            code("une-fois", "Une fois", "Once"),
            code("deux-trois-fois", "Deux ou trois fois", "Two or three times"),
            code("quatre-fois-et-plus", "Quatre fois et plus", "Four times or more"),
            code("jamais", "Jamais", "Never"),
        ),
        step(
            "chaque-semaine-ou-non",
            text("Chaque semaine ou non", "Weekly or not"),
            (
                code("chaque-semaine", "Une fois par semaine au moins", "At least once a week"),
                "une-fois deux-trois-fois quatre-fois-et-plus",
            ),
            (
                code("moins-souvent", "Moins d'une fois par semaine", "Less than once a week"),
                "moins-d-une-fois jamais",
            ),
        ),
    ),
    claim(
        "jardinage",
        GROUP,
        "GardeningKind",
        "Favourite",
        text("Jardinage", "Gardening"),
        text("Que faites-vous pousser ?", "What do you grow?"),
        (
            code("potager", "Un potager", "Vegetables"),
            code("aromatiques", "Des aromatiques", "Herbs"),
            code("fleurs", "Des fleurs", "Flowers"),
            code("verger", "Des fruitiers", "Fruit trees"),
            code("plantes-interieur", "Des plantes d'intérieur", "Indoor plants"),
            code("pelouse", "Surtout de l'herbe", "Mostly grass"),
            _NOTHING,
        ),
        step(
            "a-manger-ou-a-voir",
            text("À manger ou à regarder", "To eat or to look at"),
            (
                code("a-manger", "Légumes, herbes ou fruits", "Vegetables, herbs or fruit"),
                "potager aromatiques verger",
            ),
            (
                code("a-regarder", "Fleurs, plantes ou herbe", "Flowers, plants or grass"),
                "fleurs plantes-interieur pelouse",
            ),
            (_NOTHING, "rien"),
        ),
    ),
    claim(
        "arrosage",
        GROUP,
        "WateringHabit",
        "Behavioural",
        text("Arrosage", "Watering"),
        text("Comment arrosez-vous ?", "How do you water?"),
        (
            code("arrosoir", "À l'arrosoir", "With a watering can"),
            code("tuyau", "Au tuyau", "With a hose"),
            code("goutte-a-goutte", "Au goutte-à-goutte", "By drip irrigation"),
            code("eau-de-pluie", "À l'eau de pluie", "With rainwater"),
            _NO_WATER,
        ),
        step(
            "a-la-main-ou-non",
            text("Par quel moyen", "By what means"),
            (
                code("arrosoir-ou-tuyau", "À l'arrosoir ou au tuyau", "With a can or a hose"),
                "arrosoir tuyau",
            ),
            (
                code("econome", "Goutte-à-goutte ou eau de pluie", "Drip irrigation or rainwater"),
                "goutte-a-goutte eau-de-pluie",
            ),
            (_NO_WATER, "n-arrose-pas"),
        ),
    ),
)
