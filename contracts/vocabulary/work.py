"""What one does, by family of trades and kind of employer, never the employer itself."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "work"

_STUDENT = code("etudiant", "Étudiant·e", "Student", "fait des études", "is a student")
_RETIRED = code("retraite", "À la retraite", "Retired", "a pris sa retraite", "is retired")

CLAIMS: tuple[Claim, ...] = (
    claim(
        "activite",
        GROUP,
        "WorkStatus",
        "Professional",
        text("Situation", "Working life"),
        text("Que faites-vous de vos journées ?", "What fills your days?"),
        (
            code(
                "salarie-prive",
                "Salarié·e du privé",
                "Private-sector employee",
                "travaille dans le privé",
                "works in the private sector",
            ),
            code(
                "salarie-public",
                "Agent du public",
                "Public-sector employee",
                "travaille dans le public",
                "works in the public sector",
            ),
            code("independant", "Indépendant·e", "Freelance", "travaille en indépendant", "works freelance"),
            code(
                "dirigeant",
                "À la tête d’une entreprise",
                "Runs a company",
                "dirige une entreprise",
                "runs a company",
            ),
            code(
                "en-recherche",
                "En recherche d’emploi",
                "Looking for work",
                "cherche un emploi",
                "is looking for work",
            ),
            code("au-foyer", "Au foyer", "At home", "s’occupe de son foyer", "looks after the home"),
            _STUDENT,
            _RETIRED,
        ),
        step(
            "situation",
            text("Situation, en gros", "Working life, broadly"),
            (
                code("salariat", "Salarié·e", "Employee", "a un emploi salarié", "has a salaried job"),
                "salarie-prive salarie-public",
            ),
            (
                code(
                    "a-son-compte",
                    "À son compte",
                    "Self-employed",
                    "travaille à son compte",
                    "is self-employed",
                ),
                "independant dirigeant",
            ),
            (
                code(
                    "sans-emploi",
                    "Sans emploi en ce moment",
                    "Not working at present",
                    "ne travaille pas en ce moment",
                    "is not working at present",
                ),
                "en-recherche au-foyer",
            ),
            (_STUDENT, "etudiant"),
            (_RETIRED, "retraite"),
        ),
        order=9,
        card=(1,),
        phrase=text("{value}", "{value}"),
    ),
    claim(
        "metier",
        GROUP,
        "Job",
        None,
        text("Famille de métiers", "Trade"),
        text("Dans quelle famille de métiers travaillez-vous ?", "Which family of trades do you work in?"),
        (
            code("agriculture", "Agriculture, mer et forêt", "Farming, sea and forest"),
            code("artisanat", "Artisanat et métiers d’art", "Crafts"),
            code("batiment", "Bâtiment et travaux publics", "Building trades"),
            code("industrie", "Industrie", "Manufacturing"),
            code("transport", "Transport et logistique", "Transport and logistics"),
            code("commerce", "Commerce et vente", "Retail and sales"),
            code("hotellerie", "Hôtellerie et restauration", "Hotels and restaurants"),
            code("numerique", "Numérique et télécoms", "Digital and telecoms"),
            code("gestion", "Gestion, banque et assurance", "Management, banking, insurance"),
            code("administration", "Droit et administration", "Law and administration"),
            code("creation", "Création et communication", "Design and communication"),
            code("enseignement", "Enseignement et recherche", "Teaching and research"),
            code("soin-et-social", "Métiers du soin et du social", "Care and social professions"),
            code("sans-metier", "Sans métier en ce moment", "None at present"),
        ),
        step(
            "secteur",
            text("Secteur", "Sector"),
            (
                code(
                    "terre-et-ateliers", "La terre, l’atelier, le chantier", "Land, workshop, building site"
                ),
                "agriculture artisanat batiment industrie",
            ),
            (
                code("echanges", "Le commerce et les services", "Trade and services"),
                "transport commerce hotellerie",
            ),
            (
                code("bureaux", "Les métiers de bureau", "Office work"),
                "numerique gestion administration creation",
            ),
            (
                code("transmettre-et-soigner", "Enseigner, soigner, accompagner", "Teaching and care"),
                "enseignement soin-et-social",
            ),
            (code("sans-metier", "Sans métier en ce moment", "None at present"), "sans-metier"),
        ),
    ),
    claim(
        "lieu-travail",
        GROUP,
        "WorkPlace",
        "WorkEnvironment",
        text("Lieu de travail", "Place of work"),
        text("Où travaillez-vous le plus souvent ?", "Where do you mostly work?"),
        (
            code("bureau", "Au bureau", "In an office"),
            code("domicile", "À la maison", "At home"),
            code("les-deux", "Bureau et maison", "Office and home"),
            code("atelier", "En atelier ou à l’usine", "In a workshop or factory"),
            code("chantier", "Sur des chantiers ou dehors", "On sites or outdoors"),
            code("boutique", "En boutique ou en salle", "In a shop or restaurant"),
            code("sur-la-route", "Sur la route", "On the road"),
            code("non-concerne", "Je ne travaille pas en ce moment", "Not working at present"),
        ),
    ),
    claim(
        "teletravail",
        GROUP,
        "RemoteWork",
        "WorkEnvironment",
        text("Télétravail", "Remote work"),
        text(
            "Combien de jours télétravaillez-vous par semaine ?", "How many days a week do you work remotely?"
        ),
        (
            code("aucun-jour", "Aucun", "None"),
            code("un-jour", "Un jour", "One day"),
            code("deux-trois-jours", "Deux ou trois jours", "Two or three days"),
            code("quatre-cinq-jours", "Quatre ou cinq jours", "Four or five days"),
            code("non-concerne", "Je ne travaille pas en ce moment", "Not working at present"),
        ),
    ),
    claim(
        "horaires",
        GROUP,
        "WorkingHours",
        "WorkEnvironment",
        text("Horaires", "Working hours"),
        text("À quelles heures travaillez-vous ?", "What hours do you work?"),
        (
            code("journee", "En journée", "Daytime"),
            code("tot-ou-tard", "Très tôt ou tard", "Very early or late"),
            code("nuit", "La nuit", "Nights"),
            code("week-end", "Souvent le week-end", "Often at weekends"),
            code("partiel", "À temps partiel", "Part time"),
            code("libres", "Comme je veux", "As I like"),
            code("non-concerne", "Je ne travaille pas en ce moment", "Not working at present"),
        ),
    ),
    claim(
        "taille-entreprise",
        GROUP,
        "EmployerSize",
        "CurrentEmployment",
        text("Taille de l’entreprise", "Size of employer"),
        text("Combien êtes-vous là où vous travaillez ?", "How many people work where you work?"),
        (
            code("1", "Je suis seul·e", "Just me"),
            code("2-9", "2 à 9", "2 to 9"),
            code("10-49", "10 à 49", "10 to 49"),
            code("50-249", "50 à 249", "50 to 249"),
            code("250-4999", "250 à 4 999", "250 to 4,999"),
            code("5000-et-plus", "5 000 et plus", "5,000 or more"),
            code("non-concerne", "Je ne travaille pas en ce moment", "Not working at present"),
        ),
        step(
            "taille",
            text("Petite ou grande entreprise", "Small or large employer"),
            (code("petite", "Moins de 50", "Under 50"), "1 2-9 10-49"),
            (code("moyenne", "50 à 4 999", "50 to 4,999"), "50-249 250-4999"),
            (code("grande", "5 000 et plus", "5,000 or more"), "5000-et-plus"),
            (
                code("non-concerne", "Je ne travaille pas en ce moment", "Not working at present"),
                "non-concerne",
            ),
        ),
    ),
    claim(
        "achats-pro",
        GROUP,
        "WorkPurchasingRole",
        "Professional",
        text("Achats au travail", "Buying at work"),
        text(
            "Pesez-vous sur les achats de votre entreprise ?", "Do you have a say in what your company buys?"
        ),
        (
            code("decide", "Je décide", "I decide"),
            code("conseille", "On me demande mon avis", "I am asked for my opinion"),
            code("utilise", "J’utilise ce que d’autres choisissent", "I use what others choose"),
            code("non-concerne", "Non concerné·e", "Not concerned"),
        ),
    ),
)
