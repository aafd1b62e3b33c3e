"""What one reads, watches and hears. No title and no channel: those would tell opinions."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "media"

CLAIMS: tuple[Claim, ...] = (
    claim(
        "medias",
        GROUP,
        "FirstMedium",
        "ServiceConsumptionBehaviour",
        text("Premier média", "First medium"),
        text("Par quel média vous informez-vous d’abord ?", "Which medium do you turn to first for news?"),
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
                "lettres", "Lettres d’information", "Newsletters", "les lettres d’information", "newsletters"
            ),
        ),
        step(
            "image-son-texte",
            text("Image, son ou texte", "Picture, sound or text"),
            (
                code("image", "Plutôt l’image", "Mostly pictures", "l’image", "pictures"),
                "television video-a-la-demande video-courte",
            ),
            (code("ecoute", "Plutôt l’écoute", "Mostly sound", "l’écoute", "sound"), "radio podcasts"),
            (
                code("texte", "Plutôt le texte", "Mostly text", "le texte", "text"),
                "presse-papier presse-en-ligne lettres",
            ),
        ),
        order=14,
        card=(1,),
        phrase=text("s’informe surtout par {value}", "turns first to {value} for news"),
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
    ),
    claim(
        "reseaux",
        GROUP,
        "SocialNetworkUse",
        "SocialMedia",
        text("Réseaux sociaux", "Social networks"),
        text("Que faites-vous sur les réseaux ?", "What do you do on social networks?"),
        (
            code("regarde", "Je regarde", "I look"),
            code("discute", "Je discute entre proches", "I chat with people I know"),
            code("publie", "Je publie parfois", "I post now and then"),
            code("cree", "Je crée pour un public", "I create for an audience"),
            code("vend", "J’achète et je vends", "I buy and sell"),
            code("absent", "Je n’y suis pas", "I am not there"),
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
            code("aucun", "Aucun", "None"),
            code("moins-de-30-min", "Moins de 30 minutes", "Under 30 minutes"),
            code("30-60-min", "30 minutes à 1 heure", "30 minutes to 1 hour"),
            code("1-2-h", "1 à 2 heures", "1 to 2 hours"),
            code("plus-de-2-h", "Plus de 2 heures", "Over 2 hours"),
        ),
    ),
    claim(
        "abonnements-video",
        GROUP,
        "VideoSubscriptions",
        "TVViewingBehaviour",
        text("Abonnements vidéo", "Video subscriptions"),
        text("Combien d’abonnements vidéo payez-vous ?", "How many video subscriptions do you pay for?"),
        (
            code("aucun", "Aucun", "None"),
            code("un", "Un", "One"),
            code("deux", "Deux", "Two"),
            code("trois-et-plus", "Trois et plus", "Three or more"),
            code("partage", "Celui d’un proche", "Someone else’s"),
        ),
    ),
    claim(
        "abonnement-presse",
        GROUP,
        "PressSubscription",
        "ServiceConsumptionBehaviour",
        text("Abonnement à la presse", "Press subscription"),
        text("Payez-vous pour lire la presse ?", "Do you pay to read the press?"),
        (
            code("quotidien", "Un quotidien", "A daily"),
            code("magazine", "Un magazine", "A magazine"),
            code("plusieurs", "Plusieurs titres", "Several titles"),
            code("au-numero", "Au numéro", "Single issues"),
            code("gratuit", "Non, que du gratuit", "No, free press only"),
        ),
    ),
    claim(
        "publicite",
        GROUP,
        "PrivacyPreference",
        None,
        text("Face à la publicité", "Facing advertising"),
        text("Que faites-vous de la publicité ?", "What do you do about advertising?"),
        (
            code("bloque", "Je la bloque", "I block it"),
            code("ignore", "Je l’ignore", "I ignore it"),
            code("choisit", "Je choisis qui peut m’écrire", "I choose who may write to me"),
            code("regarde", "Je la regarde quand elle est bonne", "I watch it when it is good"),
            code("codes-promo", "J’en attends des réductions", "I expect discounts from it"),
        ),
    ),
)
