"""What one reads, watches and hears. No title and no channel: those would tell opinions."""

from contracts.vocabulary.build import NONE, claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "media"

_ABSENT = code("absent", "Je n'y suis pas", "I am not there")
_FREE = code("gratuit", "Non, que du gratuit", "No, free press only")

CLAIMS: tuple[Claim, ...] = (
    claim(
        "medias",
        GROUP,
        "FirstMedium",
        "ServiceConsumptionBehaviour",
        text("Premier média", "Main source of news"),
        text("Par quel média vous informez-vous d'abord ?", "Where do you turn to first for news?"),
        (
            code("television", "Télévision", "Television", "la télévision", "television"),
            code(
                "video-a-la-demande",
                "Vidéo à la demande",
                "Video on demand",
                "la vidéo à la demande",
                "video on demand",
            ),
            code("video-courte", "Vidéos courtes", "Short videos", "les vidéos courtes", "short videos"),
            code("radio", "Radio", "Radio", "la radio", "radio"),
            code("podcasts", "Podcasts", "Podcasts", "les podcasts", "podcasts"),
            code(
                "presse-papier", "Presse imprimée", "Printed press", "la presse imprimée", "the printed press"
            ),
            code(
                "presse-en-ligne", "Presse en ligne", "Online press", "la presse en ligne", "the online press"
            ),
            code(
                "lettres", "Lettres d'information", "Newsletters", "les lettres d'information", "newsletters"
            ),
        ),
        step(
            "image-son-texte",
            text("Image, son ou texte", "Video, audio or text"),
            (
                code("image", "Plutôt l'image", "Mostly video", "l'image", "video"),
                "television video-a-la-demande video-courte",
            ),
            (code("ecoute", "Plutôt l'écoute", "Mostly audio", "l'écoute", "audio"), "radio podcasts"),
            (
                code("texte", "Plutôt le texte", "Mostly text", "le texte", "text"),
                "presse-papier presse-en-ligne lettres",
            ),
        ),
        order=14,
        card=(1,),
        phrase=text("s'informe surtout par {value}", "turns first to {value} for news"),
    ),
    claim(
        "podcasts-rythme",
        GROUP,
        "PodcastFrequency",
        "ServiceConsumptionBehaviour",
        text("Podcasts", "Podcasts"),
        text("Écoutez-vous des podcasts ?", "Do you listen to podcasts?"),
        (
            code("chaque-jour", "Chaque jour", "Every day"),
            code("chaque-semaine", "Chaque semaine", "Every week"),
            code("parfois", "Parfois", "Sometimes"),
            code("jamais", "Jamais", "Never"),
        ),
        step(
            "souvent-ou-non",
            text("Souvent ou non", "Often or not"),
            (
                code("chaque-semaine-au-moins", "Chaque semaine au moins", "At least every week"),
                "chaque-jour chaque-semaine",
            ),
            (code("parfois-ou-jamais", "Parfois ou jamais", "Sometimes or never"), "parfois jamais"),
        ),
    ),
    claim(
        "reseaux",
        GROUP,
        "SocialNetworkUse",
        "SocialMedia",
        text("Réseaux sociaux", "Social networks"),
        text("Que faites-vous surtout sur les réseaux ?", "What do you mostly do on social networks?"),
        (
            code("regarde", "Je regarde", "I look around"),
            code("discute", "Je discute entre proches", "I chat with people I know"),
            code("publie", "Je publie parfois", "I post now and then"),
            code("cree", "Je crée pour un public", "I create for an audience"),
            code("vend", "J'achète et je vends", "I buy and sell"),
            _ABSENT,
        ),
        step(
            "regarde-ou-publie",
            text("Regarder ou publier", "Look or post"),
            (
                code("regarde-ou-discute", "Je regarde ou je discute", "I look around or chat"),
                "regarde discute",
            ),
            (
                code("publie-ou-vend", "Je publie, je crée ou je vends", "I post, create or sell"),
                "publie cree vend",
            ),
            (_ABSENT, "absent"),
        ),
    ),
    claim(
        "reseaux-temps",
        GROUP,
        "SocialNetworkTime",
        "SocialMedia",
        text("Temps sur les réseaux", "Time on social networks"),
        text(
            "Combien de temps par jour passez-vous sur les réseaux ?",
            "How long a day are you on social networks?",
        ),
        (
            NONE,
            code("moins-de-30-min", "Moins de 30 minutes", "Under 30 minutes"),
            code("30-60-min", "30 à 60 minutes", "30 to 60 minutes"),
            code("1-2-h", "60 à 120 minutes", "60 to 120 minutes"),
            code("plus-de-2-h", "120 minutes et plus", "120 minutes or more"),
        ),
        step(
            "une-heure",
            text("Plus ou moins d'une heure", "Above or below an hour"),
            (
                code("moins-d-une-heure", "Moins de 60 minutes", "Under 60 minutes"),
                "aucun moins-de-30-min 30-60-min",
            ),
            (code("une-heure-et-plus", "60 minutes et plus", "60 minutes or more"), "1-2-h plus-de-2-h"),
        ),
    ),
    claim(
        "abonnements-video",
        GROUP,
        "VideoSubscriptions",
        "TVViewingBehaviour",
        text("Abonnements vidéo", "Video subscriptions"),
        text("Combien d'abonnements vidéo payez-vous ?", "How many video subscriptions do you pay for?"),
        (
            NONE,
            code("un", "Un", "One"),
            code("deux", "Deux", "Two"),
            code("trois-et-plus", "Trois et plus", "Three or more"),
            code("partage", "Celui d'un proche", "I use someone else's"),
        ),
        step(
            "paie-ou-non",
            text("Payés ou non", "Paid or not"),
            (code("un-au-moins", "Un au moins", "At least one"), "un deux trois-et-plus"),
            (code("n-en-paie-pas", "Aucun que je paie", "None that I pay for"), "aucun partage"),
        ),
    ),
    claim(
        "abonnement-presse",
        GROUP,
        "PressSubscription",
        "ServiceConsumptionBehaviour",
        text("Presse payante", "Paid press"),
        text("Payez-vous pour lire la presse ?", "Do you pay to read the press?"),
        (
            code("quotidien", "Un quotidien", "A daily"),
            code("magazine", "Un magazine", "A magazine"),
            code("plusieurs", "Plusieurs titres", "Several titles"),
            code("au-numero", "Au numéro", "Single issues"),
            _FREE,
        ),
        step(
            "payee-ou-gratuite",
            text("Payée ou gratuite", "Paid or free"),
            (code("payee", "Oui, je paie", "Yes, I pay"), "quotidien magazine plusieurs au-numero"),
            (_FREE, "gratuit"),
        ),
    ),
    claim(
        "publicite",
        GROUP,
        "AdvertisingAttitude",
        "Attitude",
        text("Face à la publicité", "Attitude to advertising"),
        text("Que faites-vous de la publicité ?", "What do you do about advertising?"),
        (
            code("bloque", "Je la bloque", "I block it"),
            code("ignore", "Je l'ignore", "I ignore it"),
            code("choisit", "Je choisis qui peut m'écrire", "I choose who may write to me"),
            code("regarde", "Je la regarde quand elle est bonne", "I watch it when it is good"),
            code("codes-promo", "J'en attends des réductions", "I expect discounts from it"),
        ),
        step(
            "evite-ou-non",
            text("Éviter ou non", "Avoid or not"),
            (code("evite", "Je l'évite ou je l'ignore", "I avoid or ignore it"), "bloque ignore"),
            (
                code("a-mes-conditions", "Oui, à mes conditions", "Yes, on my terms"),
                "choisit regarde codes-promo",
            ),
        ),
    ),
)
