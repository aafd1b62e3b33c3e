"""What one does, by family of trades and kind of employer, never the employer itself."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "work"

_STUDENT = code("etudiant", "Étudiant·e", "Student", "fait des études", "is a student")
_RETIRED = code("retraite", "À la retraite", "Retired", "a pris sa retraite", "is retired")
_NO_TRADE = code("sans-metier", "Sans métier en ce moment", "None at present")
_NOT_WORKING = code("non-concerne", "Je ne travaille pas en ce moment", "Not working at present")
_NO_MATTER = code("non-concerne", "Sans objet", "Does not apply")
_NO_DAY = code("aucun-jour", "Aucun", "None")
_IN_THE_DAY = code("journee", "En journée", "Daytime")

CLAIMS: tuple[Claim, ...] = (
    claim(
        "activite",
        GROUP,
        "WorkStatus",
        "Professional",
        text("Situation professionnelle", "Work situation"),
        text("Que faites-vous de vos journées ?", "What is your work situation?"),
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
            code(
                "independant", "Indépendant·e", "Self-employed", "travaille à son compte", "is self-employed"
            ),
            code(
                "dirigeant",
                "À la tête d’une entreprise",
                "Runs a company",
                "dirige une entreprise",
                "runs a company",
            ),
            code(
                "en-recherche",
                "Sans emploi, j'en cherche un",
                "Out of work, looking",
                "cherche un emploi",
                "is looking for work",
            ),
            code("au-foyer", "Au foyer", "Homemaker", "s'occupe de son foyer", "looks after the home"),
            _STUDENT,
            _RETIRED,
        ),
        step(
            "situation",
            text("Situation professionnelle, en gros", "Work situation, broadly"),
            (
                code("salariat", "Salarié·e", "Employee", "a un emploi salarié", "has a salaried job"),
                "salarie-prive salarie-public",
            ),
            (
                code(
                    "a-la-barre",
                    "À son compte ou à la tête d'une entreprise",
                    "Self-employed or running a company",
                    "travaille à son compte ou dirige une entreprise",
                    "is self-employed or runs a company",
                ),
                "independant dirigeant",
            ),
            (
                code(
                    "sans-emploi",
                    "Sans emploi en ce moment",
                    "No paid job at present",
                    "n'a pas d'emploi en ce moment",
                    "has no paid job at present",
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
        text("Famille de métiers", "Line of work"),
        text("Dans quelle famille de métiers travaillez-vous ?", "What line of work are you in?"),
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
            code("administration", "Droit et administration", "Law and public administration"),
            code("creation", "Création et communication", "Design and communication"),
            code("enseignement", "Enseignement et recherche", "Teaching and research"),
            code("soin-et-social", "Métiers du soin et du social", "Care and social professions"),
            _NO_TRADE,
        ),
        step(
            "secteur",
            text("Secteur", "Sector"),
            (
                code("produire-et-batir", "Cultiver, fabriquer, bâtir", "Growing, making, building"),
                "agriculture artisanat batiment industrie",
            ),
            (
                code("echanges", "Commerce, transport et accueil", "Retail, transport and hospitality"),
                "transport commerce hotellerie",
            ),
            (
                code(
                    "numerique-gestion-creation",
                    "Numérique, gestion, droit ou création",
                    "Digital, management, law or design",
                ),
                "numerique gestion administration creation",
            ),
            (
                code(
                    "transmettre-et-soigner",
                    "Enseignement, recherche, soin ou social",
                    "Teaching, research, care or social work",
                ),
                "enseignement soin-et-social",
            ),
            (_NO_TRADE, "sans-metier"),
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
            _NOT_WORKING,
        ),
        step(
            "chez-soi-ou-non",
            text("Chez soi ou non", "At home or not"),
            (
                code("en-partie-chez-soi", "À la maison, au moins en partie", "At home, at least in part"),
                "domicile les-deux",
            ),
            (
                code("hors-de-chez-soi", "Hors de chez soi", "Away from home"),
                "bureau atelier chantier boutique sur-la-route",
            ),
            (_NOT_WORKING, "non-concerne"),
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
            _NO_DAY,
            code("un-jour", "Un jour", "One day"),
            code("deux-trois-jours", "Deux ou trois jours", "Two or three days"),
            code("quatre-cinq-jours", "Quatre ou cinq jours", "Four or five days"),
            _NOT_WORKING,
        ),
        step(
            "un-jour-au-moins",
            text("Télétravail ou non", "Remote work or none"),
            (_NO_DAY, "aucun-jour"),
            (
                code("un-jour-au-moins", "Un jour par semaine au moins", "At least one day a week"),
                "un-jour deux-trois-jours quatre-cinq-jours",
            ),
            (_NOT_WORKING, "non-concerne"),
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
            _IN_THE_DAY,
            code("tot-ou-tard", "Très tôt ou tard", "Very early or late"),
            code("nuit", "La nuit", "Nights"),
            code("week-end", "Souvent le week-end", "Often at weekends"),
            code("partiel", "À temps partiel", "Part time"),
            code("libres", "Comme je veux", "As I like"),
            _NOT_WORKING,
        ),
        step(
            "decales-ou-non",
            text("En journée ou décalés", "Daytime or unusual"),
            (_IN_THE_DAY, "journee"),
            (
                code("decales", "Tôt, tard, la nuit ou le week-end", "Early, late, at night or at weekends"),
                "tot-ou-tard nuit week-end",
            ),
            (
                code("partiels-ou-libres", "À temps partiel ou comme je veux", "Part time or as I like"),
                "partiel libres",
            ),
            (_NOT_WORKING, "non-concerne"),
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
            _NOT_WORKING,
        ),
        step(
            "taille",
            text("Petite ou grande entreprise", "Small or large employer"),
            (code("petite", "Moins de 50", "Under 50"), "1 2-9 10-49"),
            (code("moyenne", "50 à 4 999", "50 to 4,999"), "50-249 250-4999"),
            (code("grande", "5 000 et plus", "5,000 or more"), "5000-et-plus"),
            (_NOT_WORKING, "non-concerne"),
        ),
    ),
    claim(
        "achats-pro",
        GROUP,
        "WorkPurchasingRole",
        "Professional",
        text("Achats au travail", "Buying at work"),
        text(
            "Avez-vous votre mot à dire sur les achats au travail ?",
            "Do you have a say in what is bought where you work?",
        ),
        (
            code("decide", "Je décide", "I decide"),
            code("conseille", "On me demande mon avis", "I am asked for my opinion"),
            code("utilise", "J’utilise ce que d’autres choisissent", "I use what others choose"),
            _NO_MATTER,
        ),
        step(
            "mot-a-dire",
            text("Mot à dire", "Say or none"),
            (
                code("a-son-mot-a-dire", "J'ai mon mot à dire", "I have a say"),
                "decide conseille",
            ),
            (
                code("sans-mot-a-dire", "Je n'ai pas mon mot à dire", "I have no say"),
                "utilise",
            ),
            (_NO_MATTER, "non-concerne"),
        ),
    ),
)
