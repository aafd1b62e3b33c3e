"""Interests again: what goes on at the table and on the sofa."""

from contracts.vocabulary.build import NONE, claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "interests"

_BAKING = code("patisserie", "Le pain et les gâteaux", "Bread and cakes")
_LIBRARY = code("bibliotheque", "À la bibliothèque", "From the library")
_READS_LITTLE = code("ne-lit-pas", "Je lis peu", "I read little")
_HARDLY_READS = code("rien", "Presque rien", "Hardly anything")
_NO_MUSIC = code("peu", "Peu de place", "Not much")
_ANY_MUSIC = code("de-tout", "Un peu de tout", "A bit of everything")

CLAIMS: tuple[Claim, ...] = (
    claim(
        "cuisine-rythme",
        GROUP,
        "CookingFrequency",
        "Behavioural",
        text("Cuisine à la maison", "Cooking at home"),
        text("À quel rythme cuisinez-vous ?", "How often do you cook?"),
        (
            code("chaque-repas", "À chaque repas", "Every meal"),
            code("le-soir", "Presque chaque soir", "Most evenings"),
            code("le-week-end", "Le week-end", "At weekends"),
            code("de-temps-en-temps", "De temps en temps", "Now and then"),
            code("jamais", "Jamais ou presque", "Hardly ever"),
        ),
        step(
            "chaque-jour-ou-non",
            text("Chaque jour ou non", "Daily or not"),
            (
                code("presque-chaque-jour", "Presque chaque jour", "Almost every day"),
                "chaque-repas le-soir",
            ),
            (
                code("moins-souvent", "Moins souvent que chaque jour", "Less often than every day"),
                "le-week-end de-temps-en-temps jamais",
            ),
        ),
    ),
    claim(
        "cuisine-style",
        GROUP,
        "CookingStyle",
        "FavouriteFood",
        text("Style de cuisine", "Style of cooking"),
        text("Qu’aimez-vous cuisiner ?", "What do you like to cook?"),
        (
            code("de-saison", "De saison", "Seasonal food"),
            code("de-famille", "Les plats de famille", "Family dishes"),
            code("d-ailleurs", "Les cuisines d’ailleurs", "Food from elsewhere"),
            _BAKING,
            code("vite-fait", "Simple et vite fait", "Quick and simple"),
            code("d-avance", "D’avance, pour la semaine", "Ahead, for the week"),
        ),
        step(
            "plats-ou-facons",
            text("Ce qui compte en cuisine", "What counts in cooking"),
            (
                code(
                    "des-plats", "De saison, de famille ou d'ailleurs", "Seasonal, family or faraway dishes"
                ),
                "de-saison de-famille d-ailleurs",
            ),
            (_BAKING, "patisserie"),
            (code("du-temps", "Vite fait ou préparé d'avance", "Quick, or made ahead"), "vite-fait d-avance"),
        ),
    ),
    claim(
        "cuisine-equipement",
        GROUP,
        "KitchenEquipment",
        "PersonalPossession",
        text("Équipement de cuisine", "Kitchen equipment"),
        text("Qu’est-ce qui vous sert le plus en cuisine ?", "What do you use most in the kitchen?"),
        (
            code("couteaux-casseroles", "Couteaux et casseroles", "Knives and pans"),
            code("robot", "Un robot de cuisine", "A food processor"),
            code("robot-cuiseur", "Un robot cuiseur", "A multicooker"),
            code("four", "Le four", "The oven"),
            code("friteuse-air", "Une friteuse à air", "An air fryer"),
            code("micro-ondes", "Le micro-ondes", "The microwave"),
        ),
        step(
            "a-la-main-ou-machine",
            text("À la main ou à la machine", "By hand or by machine"),
            (code("a-la-main", "À la main", "By hand"), "couteaux-casseroles"),
            (
                code("appareils", "Avec un appareil", "With an appliance"),
                "robot robot-cuiseur four friteuse-air micro-ondes",
            ),
        ),
    ),
    claim(
        "lecture-genre",
        GROUP,
        "ReadingGenre",
        "Favourite",
        text("Genre de lecture", "Kind of reading"),
        text("Que lisez-vous surtout ?", "What do you mostly read?"),
        (
            code("romans", "Des romans", "Novels"),
            code("policiers", "Des polars", "Crime fiction"),
            code("imaginaire", "Science-fiction et fantasy", "Science fiction and fantasy"),
            code("bd-manga", "BD et mangas", "Comics and manga"),
            code("histoire-sciences", "Histoire et sciences", "History and science"),
            code("recits", "Récits et voyages", "Travel and life stories"),
            code("poesie-theatre", "Poésie et théâtre", "Poetry and plays"),
            code("pratique", "Des livres pratiques", "Practical books"),
            code("jeunesse", "Des albums, à voix haute", "Picture books, read aloud"),
            _HARDLY_READS,
        ),
        step(
            "rayon",
            text("Rayon", "Shelf"),
            (
                code(
                    "fiction",
                    "Romans, polars, science-fiction ou fantasy",
                    "Novels, crime fiction, science fiction or fantasy",
                ),
                "romans policiers imaginaire",
            ),
            (
                code(
                    "reel", "Histoire, récits ou livres pratiques", "History, life stories or practical books"
                ),
                "histoire-sciences recits pratique",
            ),
            (
                code(
                    "images-et-voix",
                    "BD, albums, poésie ou théâtre",
                    "Comics, picture books, poetry or plays",
                ),
                "bd-manga jeunesse poesie-theatre",
            ),
            (_HARDLY_READS, "rien"),
        ),
    ),
    claim(
        "lecture-rythme",
        GROUP,
        "BooksPerYear",
        "Behavioural",
        text("Livres par an", "Books a year"),
        text("Combien de livres lisez-vous par an ?", "How many books do you read a year?"),
        (
            NONE,
            code("1-5", "1 à 5", "1 to 5"),
            code("6-12", "6 à 12", "6 to 12"),
            code("13-24", "13 à 24", "13 to 24"),
            code("25-40", "25 à 40", "25 to 40"),
            code("plus-de-40", "Plus de 40", "Over 40"),
        ),
        step(
            "lecteur",
            text("Lit beaucoup ou peu", "Reads much or little"),
            (code("moins-de-6", "Moins de 6", "Under 6"), "aucun 1-5"),
            (code("6-24", "6 à 24", "6 to 24"), "6-12 13-24"),
            (code("plus-de-24", "Plus de 24", "Over 24"), "25-40 plus-de-40"),
        ),
    ),
    claim(
        "lecture-format",
        GROUP,
        "ReadingFormat",
        "Preference",
        text("Support de lecture", "Reading format"),
        text("Comment lisez-vous ?", "How do you read?"),
        (
            code("papier-neuf", "Papier, acheté neuf", "Paper, bought new"),
            code("papier-occasion", "Papier, d’occasion", "Paper, second-hand"),
            _LIBRARY,
            code("liseuse", "Sur liseuse", "On an e-reader"),
            code("audio", "En livre audio", "As audiobooks"),
            _READS_LITTLE,
        ),
        step(
            "support",
            text("Papier ou écran", "Paper or screen"),
            (code("papier", "Sur papier", "On paper"), "papier-neuf papier-occasion"),
            (_LIBRARY, "bibliotheque"),
            (
                code("liseuse-ou-audio", "Sur liseuse ou en audio", "On an e-reader or as audio"),
                "liseuse audio",
            ),
            (_READS_LITTLE, "ne-lit-pas"),
        ),
    ),
    claim(
        "musique-pratique",
        GROUP,
        "MusicPractice",
        "Behavioural",
        text("Place de la musique", "Place of music"),
        text("Quelle place tient la musique ?", "What part does music play?"),
        (
            code("ecoute", "J’écoute", "I listen"),
            code("concerts", "Je vais aux concerts", "I go to concerts"),
            code("instrument", "Je joue d’un instrument", "I play an instrument"),
            code("chant", "Je chante", "I sing"),
            code("composition", "Je compose ou je mixe", "I write or mix"),
            _NO_MUSIC,
        ),
        step(
            "ecoute-ou-joue",
            text("Écoute ou joue", "Listens or plays"),
            (
                code("en-ecoute", "J'en écoute, chez moi ou en concert", "I listen, at home or at concerts"),
                "ecoute concerts",
            ),
            (code("en-fait", "J'en fais", "I make some"), "instrument chant composition"),
            (_NO_MUSIC, "peu"),
        ),
    ),
    claim(
        "musique-style",
        GROUP,
        "FavouriteMusic",
        None,
        text("Style de musique", "Style of music"),
        text("Qu’écoutez-vous surtout ?", "What do you mostly listen to?"),
        (
            code("chanson", "Chanson", "French chanson"),
            code("pop", "Pop", "Pop"),
            code("rock", "Rock et métal", "Rock and metal"),
            code("rap", "Rap et R’n’B", "Rap and R&B"),
            code("electro", "Électro", "Electronic"),
            code("jazz-soul", "Jazz, soul, funk", "Jazz, soul, funk"),
            code("classique", "Classique", "Classical"),
            code("folk-monde", "Folk et musiques du monde", "Folk and world music"),
            _ANY_MUSIC,
        ),
        step(
            "famille-de-musique",
            text("Famille de musique", "Kind of music"),
            (code("chanson-ou-pop", "Chanson ou pop", "Chanson or pop"), "chanson pop"),
            (code("rock-rap-electro", "Rock, rap ou électro", "Rock, rap or electronic"), "rock rap electro"),
            (
                code(
                    "jazz-classique-monde",
                    "Jazz, classique ou musiques du monde",
                    "Jazz, classical or world music",
                ),
                "jazz-soul classique folk-monde",
            ),
            (_ANY_MUSIC, "de-tout"),
        ),
    ),
    claim(
        "jeux-genre",
        GROUP,
        "GameKind",
        "Favourite",
        text("Jeux", "Games"),
        text("À quoi jouez-vous ?", "What do you play?"),
        (
            code("societe", "Jeux de société", "Board games"),
            code("cartes", "Cartes et échecs", "Cards and chess"),
            code("role", "Jeux de rôle et figurines", "Role-playing and miniatures"),
            code("console", "Console", "Console games"),
            code("ordinateur", "Ordinateur", "Computer games"),
            code("telephone", "Téléphone", "Phone games"),
            code("puzzles", "Mots croisés et puzzles", "Crosswords and puzzles"),
            NONE,
        ),
        step(
            "video-ou-non",
            text("Jeux vidéo ou autres", "Video games or others"),
            (
                code("de-table", "Jeux de table, de rôle ou de lettres", "Table, role-playing or word games"),
                "societe cartes role puzzles",
            ),
            (code("video", "Jeux vidéo", "Video games"), "console ordinateur telephone"),
            (NONE, "aucun"),
        ),
    ),
)
