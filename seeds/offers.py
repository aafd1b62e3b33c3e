"""What the brands of the demo offer: invitations as a shopkeeper of the sector would write them."""

from dataclasses import dataclass

from market.relations.benefits import Benefit, Kind


@dataclass(frozen=True)
class Offer:
    """An invitation's content; `code` is completed by a number, a link leads to the brand's own site."""

    kind: Kind
    title: str
    conditions: str
    code: str | None
    benefit: Benefit
    path: str | None = None


def _percent(title: str, conditions: str, code: str, percent: int) -> Offer:
    return Offer("discount", title, conditions, code, Benefit(percent=percent))


def _amount(title: str, conditions: str, code: str, euros: int) -> Offer:
    return Offer("discount", title, conditions, code, Benefit(amount=100 * euros))


def _sample(title: str, conditions: str, code: str, what: str) -> Offer:
    return Offer("sample", title, conditions, code, Benefit(what=what))


def _experience(
    title: str, conditions: str, code: str | None, where: str, when: str, path: str | None = None
) -> Offer:
    return Offer("experience", title, conditions, code, Benefit(where=where, when=when), path)


def _early(title: str, conditions: str, code: str | None, what: str, path: str | None = None) -> Offer:
    return Offer("early_access", title, conditions, code, Benefit(what=what), path)


def _advice(title: str, conditions: str, code: str | None, what: str, path: str | None = None) -> Offer:
    return Offer("advice", title, conditions, code, Benefit(what=what), path)


OFFERS: dict[str, tuple[Offer, ...]] = {
    "a-velo": (
        _amount(
            "La révision complète à 39 € au lieu de 65 €",
            "Freins, transmission et roues, pièces d’usure non comprises. Sur rendez-vous, dans nos ateliers.",
            "REVISION",
            26,
        ),
        _experience(
            "Un week-end d’essai d’un vélo cargo",
            "Du samedi matin au dimanche soir, antivol et siège enfant fournis. Une caution est demandée.",
            None,
            "À l’atelier du quai",
            "Du samedi 10 h au dimanche 18 h",
            "essai-cargo",
        ),
        _percent(
            "20 % sur les sacoches étanches",
            "Sur toute la gamme, en boutique comme en ligne. Non cumulable avec les soldes.",
            "SACOCHE",
            20,
        ),
        _experience(
            "Une soirée pour apprendre à régler ses freins",
            "Deux heures en petit groupe, venez avec votre vélo. Outils et café compris.",
            "ATELIER",
            "À l’atelier",
            "Un jeudi par mois, à 19 h",
        ),
    ),
    "en-cuisine": (
        _sample(
            "Trois bocaux de saison pour le prix de deux",
            "Parmi les recettes du mois, dans la limite des stocks. Une fois par foyer.",
            "BOCAUX",
            "Un troisième bocal de saison",
        ),
        _experience(
            "Un cours de pain au levain, le samedi matin",
            "Trois heures au fournil, vous repartez avec votre levain. Tablier prêté.",
            "LEVAIN",
            "Au fournil",
            "Le samedi, de 9 h à midi",
        ),
        _amount(
            "La livraison offerte sur un premier panier",
            "Dès 30 € de légumes et d’épicerie. Livraison le mardi et le jeudi.",
            "PANIER",
            5,
        ),
        _early(
            "Goûter la carte de l’hiver avant tout le monde",
            "Un déjeuner de dégustation pour deux personnes, boissons non comprises.",
            None,
            "La carte de l’hiver",
            "avant-premiere",
        ),
    ),
    "lectures": (
        _sample(
            "Un livre de poche offert pour deux achetés",
            "Le moins cher des trois est offert. En librairie, hors livres numériques.",
            "POCHE",
            "Un livre de poche",
        ),
        _experience(
            "Une rencontre avec une autrice, avant l’ouverture",
            "Trente places, café et croissants. La rencontre dure une heure et demie.",
            "RENCONTRE",
            "En librairie",
            "Un dimanche, à 9 h",
        ),
        _amount(
            "Trois mois d’abonnement à 9 €",
            "Un magazine papier par mois, sans reconduction. Arrêt en un clic.",
            "TROISMOIS",
            6,
        ),
        _early(
            "Choisir le coup de cœur du mois avec nos libraires",
            "On vous prête quatre romans, vous nous dites lequel mettre en vitrine.",
            None,
            "Quatre romans, avant leur parution",
            "comite-de-lecture",
        ),
    ),
    "au-jardin": (
        _amount(
            "Dix sachets de graines anciennes pour 15 €",
            "Tomates, haricots et fleurs à semer au printemps. Non traitées, reproductibles.",
            "GRAINES",
            10,
        ),
        _experience(
            "Une matinée de taille au verger",
            "Apprendre à tailler pommiers et poiriers avec un pépiniériste. Sécateur prêté.",
            "VERGER",
            "Au verger de la pépinière",
            "Le samedi, de 9 h à midi",
        ),
        _percent(
            "15 % sur les arbres à racines nues",
            "De novembre à mars, retrait à la pépinière. Conseils de plantation compris.",
            "RACINES",
            15,
        ),
    ),
    "travaux": (
        _amount(
            "Le diagnostic d’isolation à 90 € au lieu de 180 €",
            "Visite d’une heure et compte rendu écrit. Remboursé si vous faites les travaux avec nous.",
            "DIAGNOSTIC",
            90,
        ),
        _advice(
            "Visiter un chantier de rénovation terminé",
            "Une maison des années 1970, avant et après, avec les artisans qui l’ont faite.",
            None,
            "Rénover une maison des années 1970",
            "chantier-ouvert",
        ),
        _sample(
            "Échantillons d’isolants offerts, livrés",
            "Chanvre, bois et ouate de cellulose, avec leurs fiches techniques.",
            "ISOLANTS",
            "Chanvre, bois et ouate de cellulose",
        ),
    ),
    "course-a-pied": (
        _experience(
            "Essayer trois paires sur la piste, un dimanche",
            "Prêt des chaussures pendant deux heures, sans obligation d’achat.",
            "PISTE",
            "Sur la piste",
            "Un dimanche, de 10 h à midi",
        ),
        _percent(
            "25 % sur la paire de l’an dernier",
            "Sur les modèles marqués d’un point vert, dans les pointures restantes.",
            "POINTVERT",
            25,
        ),
        _sample(
            "Un dossard offert pour le semi de printemps",
            "Dans la limite de cinquante dossards. Certificat ou parcours prévention à fournir sur place.",
            "DOSSARD",
            "Un dossard pour le semi de printemps",
        ),
    ),
    "musique": (
        _experience(
            "Deux places pour un concert du mardi",
            "Au choix parmi les dates du mois. Placement libre, ouverture des portes à 20 h.",
            "MARDI",
            "À la salle",
            "Un mardi, à 20 h",
        ),
        _advice(
            "Le réglage d’une guitare à 25 €",
            "Cordes comprises, prête en trois jours. À l’atelier uniquement.",
            "REGLAGE",
            "Régler sa guitare",
        ),
        _sample(
            "Un vinyle d’occasion offert pour un neuf acheté",
            "À choisir dans les bacs à 10 €.",
            "VINYLE",
            "Un vinyle d’occasion, au choix",
        ),
    ),
    "parents": (
        _amount(
            "Les chaussures reprises 8 € la paire",
            "Pour l’achat d’une paire plus grande. En bon état, du 18 au 34.",
            "POINTURE",
            8,
        ),
        _experience(
            "Un mercredi d’ateliers pour les 4 à 8 ans",
            "Peinture, terre et cabanes, goûter compris. Un adulte accompagne.",
            "MERCREDI",
            "À l’atelier",
            "Le mercredi, de 14 h à 17 h",
        ),
        _sample(
            "La location de jouets à l’essai pendant un mois",
            "Cinq jouets en bois, échangés une fois. Retour gratuit.",
            "JOUETS",
            "Cinq jouets en bois, pour un mois",
        ),
    ),
    "voyages-lents": (
        _sample(
            "Une nuit offerte pour trois nuits en gîte",
            "Hors vacances scolaires, dans les gîtes accessibles en train.",
            "TROISNUITS",
            "Une nuit en gîte",
        ),
        _early(
            "Tester un itinéraire de quatre jours sans voiture",
            "Billets et hébergement à moitié prix, contre un carnet de route.",
            None,
            "L’itinéraire de l’été",
            "itineraire",
        ),
        _sample(
            "Le premier numéro offert",
            "Le magazine du train de nuit, envoyé sans frais. Aucun abonnement à la clé.",
            "NUIT",
            "Le premier numéro",
        ),
    ),
    "jeux": (
        _early(
            "Une soirée pour essayer des jeux pas encore sortis",
            "Quatre prototypes, huit joueurs par table. Dites-nous ce qui coince.",
            "PROTOTYPE",
            "Quatre prototypes",
        ),
        _percent(
            "15 % sur les jeux coopératifs",
            "En boutique et en ligne, hors nouveautés du mois.",
            "ENSEMBLE",
            15,
        ),
        _sample(
            "Une extension offerte avec le jeu de base",
            "Sur trois jeux de la gamme, dans la limite des stocks.",
            "EXTENSION",
            "Une extension du jeu",
        ),
    ),
    "soin": (
        _sample(
            "Un savon offert pour toute recharge",
            "Sur les gels et shampoings rechargeables, en boutique.",
            "RECHARGE",
            "Un savon",
        ),
        _advice(
            "Composer sa crème avec une formulatrice",
            "Une heure au laboratoire, vous repartez avec un pot de 50 ml.",
            "FORMULE",
            "Composer sa crème",
        ),
        _amount(
            "La trousse de voyage à 12 € au lieu de 19 €",
            "Quatre formats de 30 ml, sans parfum. Une par personne.",
            "TROUSSE",
            7,
        ),
    ),
    "bricolage": (
        _sample(
            "La perceuse prêtée un week-end pour 5 €",
            "Forets et chevilles compris. Retrait le vendredi, retour le lundi.",
            "PERCEUSE",
            "Une perceuse, pour un week-end",
        ),
        _experience(
            "Apprendre à poser un parquet en une matinée",
            "Dix places, sur un vrai chantier d’école. Chaussures fermées conseillées.",
            "PARQUET",
            "Sur un chantier d’école",
            "Un samedi matin",
        ),
        _percent(
            "10 % sur la quincaillerie au poids",
            "Vis, écrous et charnières, sans minimum d’achat.",
            "AUPOIDS",
            10,
        ),
    ),
}
