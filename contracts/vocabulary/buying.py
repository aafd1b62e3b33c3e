"""How one chooses and mends, and where one buys."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "buying"

_DRIVE = code("drive", "Drive ou livraison", "Click and collect, or delivery")
_REVIEWS = code("avis", "L'avis des autres", "What others say")
_CHILDREN = code("enfants", "Pour les enfants", "For the children")

CLAIMS: tuple[Claim, ...] = (
    claim(
        "canal",
        GROUP,
        "PurchaseChannel",
        "PurchasesAndSpendingHabit",
        text("Lieu d'achat", "Place of purchase"),
        text("Hors alimentation, où achetez-vous le plus ?", "Food aside, where do you buy most?"),
        (
            code(
                "site-de-marque",
                "Sur le site des marques",
                "On brands' own sites",
                "sur le site des marques",
                "on brands' own sites",
            ),
            code(
                "place-de-marche",
                "Sur une place de marché en ligne",
                "On an online marketplace",
                "sur une place de marché en ligne",
                "on an online marketplace",
            ),
            code(
                "retrait",
                "En ligne, retrait en magasin",
                "Online, picked up in store",
                "en ligne, avec retrait en magasin",
                "online, with pick-up in store",
            ),
            code(
                "grande-enseigne",
                "Dans les magasins des grandes enseignes",
                "In the shops of large chains",
                "dans les magasins des grandes enseignes",
                "in the shops of large chains",
            ),
            code(
                "boutique",
                "En boutique de quartier",
                "In local shops",
                "en boutique de quartier",
                "in local shops",
            ),
            code(
                "atelier",
                "Chez l'artisan ou à l'atelier",
                "From makers and workshops",
                "chez l'artisan",
                "from makers and workshops",
            ),
        ),
        step(
            "en-ligne-ou-sur-place",
            text("En ligne ou sur place", "Online or in person"),
            (
                code("en-ligne", "Achète en ligne", "Buys online", "en ligne", "online"),
                "site-de-marque place-de-marche retrait",
            ),
            (
                code("sur-place", "Achète sur place", "Buys in person", "sur place", "in person"),
                "grande-enseigne boutique atelier",
            ),
        ),
        order=10,
        card=(1,),
        phrase=text("achète surtout {value}", "mostly buys {value}"),
    ),
    claim(
        "occasion",
        GROUP,
        "SecondHandHabit",
        "PurchasesAndSpendingHabit",
        text("Neuf ou occasion", "New or second-hand"),
        text("Achetez-vous d'occasion ?", "Do you buy second-hand?"),
        (
            code("toujours-d-abord", "L'occasion toujours d'abord", "Second-hand first, always"),
            code("souvent", "Souvent d'occasion", "Often second-hand"),
            code("parfois", "Parfois d'occasion", "Sometimes second-hand"),
            code("jamais", "Jamais d'occasion", "Never second-hand"),
        ),
        step(
            "seconde-main-ou-neuf",
            text("Plutôt neuf ou plutôt occasion", "Mostly new or often second-hand"),
            (
                code("seconde-main", "Souvent la seconde main", "Often buys second-hand"),
                "toujours-d-abord souvent",
            ),
            (code("plutot-neuf", "Plutôt neuf", "Mostly buys new"), "parfois jamais"),
        ),
        order=11,
        card=(1,),
    ),
    claim(
        "reparation",
        GROUP,
        "RepairHabit",
        "Behavioural",
        text("Quand ça casse", "When it breaks"),
        text("Que faites-vous quand un objet casse ?", "What do you do when something breaks?"),
        (
            code("repare-soi-meme", "Je répare moi-même", "I mend it myself"),
            code("fait-reparer", "Je fais réparer", "I have it mended"),
            code("atelier-partage", "Je vais à un atelier partagé", "I go to a repair café"),
            code("remplace-occasion", "Je remplace, d'occasion", "I replace it, second-hand"),
            code("remplace-neuf", "Je remplace, neuf", "I replace it, new"),
        ),
        step(
            "repare-ou-remplace",
            text("Réparer ou remplacer", "Mend or replace"),
            (
                code("repare", "Je répare ou je fais réparer", "I mend it or have it mended"),
                "repare-soi-meme fait-reparer atelier-partage",
            ),
            (code("remplace", "Je remplace", "I replace it"), "remplace-occasion remplace-neuf"),
        ),
    ),
    claim(
        "courses",
        GROUP,
        "GroceryPlace",
        "PurchasesAndSpendingHabit",
        text("Lieu des courses", "Grocery shopping"),
        text("Où faites-vous vos courses ?", "Where do you shop for food?"),
        (
            code("hypermarche", "Hypermarché", "Hypermarket"),
            code("supermarche", "Supermarché", "Supermarket"),
            code("discount", "Magasin à petits prix", "Discount store"),
            code("proximite", "Épicerie du quartier", "Corner shop"),
            _DRIVE,
            code("marche", "Marché", "Open-air market"),
            code("magasin-bio", "Magasin bio", "Organic shop"),
            code("producteurs", "Producteurs et paniers", "Farmers and veg boxes"),
        ),
        step(
            "courses-type",
            text("Genre de commerce", "Kind of shop"),
            (
                code("supermarches", "Hyper, super ou petits prix", "Supermarkets, large or discount"),
                "hypermarche supermarche discount",
            ),
            (
                code(
                    "proximite-et-producteurs",
                    "Épicerie, marché, bio ou producteurs",
                    "Corner shops, markets, organic shops or farmers",
                ),
                "proximite marche magasin-bio producteurs",
            ),
            (_DRIVE, "drive"),
        ),
    ),
    claim(
        "fidelite",
        GROUP,
        "BrandLoyalty",
        "PurchasesAndSpendingHabit",
        text("Fidélité aux marques", "Brand loyalty"),
        text("Revenez-vous vers les mêmes marques ?", "Do you go back to the same brands?"),
        (
            code("toujours-les-memes", "Toujours les mêmes", "Always the same"),
            code("quelques-unes", "Quelques-unes, que je connais bien", "A few I know well"),
            code("essaie", "J'aime essayer", "I like to try new ones"),
            code("promotions", "Je suis les promotions", "I follow offers"),
            code("peu-importe", "La marque m'importe peu", "Brands matter little to me"),
        ),
        step(
            "fidele-ou-non",
            text("Fidèle ou non", "Loyal or not"),
            (
                code("fidele", "Je reviens à celles que je connais", "I go back to those I know"),
                "toujours-les-memes quelques-unes",
            ),
            (
                code("change", "J'essaie, je compare ou peu m'importe", "I try, compare or don't mind"),
                "essaie promotions peu-importe",
            ),
        ),
    ),
    claim(
        "critere",
        GROUP,
        "DecisionCriterion",
        "Preference",
        text("Premier critère", "Deciding factor"),
        text("Qu'est-ce qui vous décide ?", "What makes up your mind?"),
        (
            code("prix", "Le prix", "The price"),
            code("qualite", "La qualité", "Quality"),
            code("reparable", "Ce qui se répare", "Whether it can be mended"),
            code("origine", "Le lieu de fabrication", "Where it is made"),
            code("environnement", "L'effet sur l'environnement", "The effect on the environment"),
            _REVIEWS,
            code("beaute", "La beauté de l'objet", "How it looks"),
            code("rapidite", "La rapidité", "Speed"),
        ),
        step(
            "critere-large",
            text("Premier critère, en gros", "Deciding factor, broadly"),
            (code("prix-ou-rapidite", "Le prix ou la rapidité", "Price or speed"), "prix rapidite"),
            (
                code("l-objet", "La qualité, la beauté, la réparation", "Quality, looks or repair"),
                "qualite reparable beaute",
            ),
            (
                code("d-ou-il-vient", "L'origine ou l'environnement", "Origin or environment"),
                "origine environnement",
            ),
            (_REVIEWS, "avis"),
        ),
    ),
    claim(
        "dernier-achat",
        GROUP,
        "Purchase",
        None,
        text("Dernier achat marquant", "Last notable purchase"),
        text(
            "Quel est votre dernier achat réfléchi ?", "What was the last thing you thought over and bought?"
        ),
        (
            code("velo", "Vélo ou accessoires", "Bike or gear"),
            code("sport", "Équipement de sport", "Sports equipment"),
            code("vetements", "Vêtements ou chaussures", "Clothes or shoes"),
            code("electromenager", "Électroménager", "Household appliance"),
            code("informatique", "Téléphone ou ordinateur", "Phone or computer"),
            code("meuble", "Meuble ou décoration", "Furniture or decoration"),
            code("outillage", "Outillage ou matériaux", "Tools or materials"),
            code("jardin", "Pour le jardin", "For the garden"),
            code("livres-jeux", "Livres, musique ou jeux", "Books, music or games"),
            code("instrument", "Instrument ou matériel de son", "Instrument or sound gear"),
            code("soin", "Produits de soin", "Care products"),
            _CHILDREN,
            code("voyage", "Un voyage", "A trip"),
            code("voiture", "Une voiture", "A car"),
        ),
        step(
            "dernier-achat-large",
            text("Dernier achat, en gros", "Last purchase, broadly"),
            (
                code("bouger", "Sport, voyage ou déplacement", "Sport, travel or getting around"),
                "velo sport voyage voiture",
            ),
            (
                code("maison-et-jardin", "Maison, outils ou jardin", "Home, tools or garden"),
                "electromenager meuble outillage jardin",
            ),
            (
                code(
                    "ecrans-et-culture", "Écrans, livres, musique ou jeux", "Screens, books, music or games"
                ),
                "informatique livres-jeux instrument",
            ),
            (code("sur-soi", "Vêtements ou soin", "Clothes or care"), "vetements soin"),
            (_CHILDREN, "enfants"),
        ),
    ),
)
