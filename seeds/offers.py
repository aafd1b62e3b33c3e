"""What the brands of the demo offer: invitations as a shopkeeper of the sector would write them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Offer:
    """An invitation's content; `code` is completed by a number, a link leads to the brand's own site."""

    kind: Literal["offer", "experience"]
    title: str
    conditions: str
    code: str | None
    path: str | None = None


def _offer(title: str, conditions: str, code: str) -> Offer:
    return Offer("offer", title, conditions, code)


def _experience(title: str, conditions: str, code: str | None, path: str | None = None) -> Offer:
    return Offer("experience", title, conditions, code, path)


OFFERS: dict[str, tuple[Offer, ...]] = {
    "a-velo": (
        _offer(
            "La révision complète à 39 € au lieu de 65 €",
            "Freins, transmission et roues, pièces d’usure non comprises. Sur rendez-vous, dans nos ateliers.",
            "REVISION",
        ),
        _experience(
            "Un week-end d’essai d’un vélo cargo",
            "Du samedi matin au dimanche soir, antivol et siège enfant fournis. Une caution est demandée.",
            None,
            "essai-cargo",
        ),
        _offer(
            "20 % sur les sacoches étanches",
            "Sur toute la gamme, en boutique comme en ligne. Non cumulable avec les soldes.",
            "SACOCHE",
        ),
        _experience(
            "Une soirée pour apprendre à régler ses freins",
            "Deux heures en petit groupe, venez avec votre vélo. Outils et café compris.",
            "ATELIER",
        ),
    ),
    "en-cuisine": (
        _offer(
            "Trois bocaux de saison pour le prix de deux",
            "Parmi les recettes du mois, dans la limite des stocks. Une fois par foyer.",
            "BOCAUX",
        ),
        _experience(
            "Un cours de pain au levain, le samedi matin",
            "Trois heures au fournil, vous repartez avec votre levain. Tablier prêté.",
            "LEVAIN",
        ),
        _offer(
            "La livraison offerte sur un premier panier",
            "Dès 30 € de légumes et d’épicerie. Livraison le mardi et le jeudi.",
            "PANIER",
        ),
        _experience(
            "Goûter la carte de l’hiver avant tout le monde",
            "Un déjeuner de dégustation pour deux personnes, boissons non comprises.",
            None,
            "avant-premiere",
        ),
    ),
    "lectures": (
        _offer(
            "Un livre de poche offert pour deux achetés",
            "Le moins cher des trois est offert. En librairie, hors livres numériques.",
            "POCHE",
        ),
        _experience(
            "Une rencontre avec une autrice, avant l’ouverture",
            "Trente places, café et croissants. La rencontre dure une heure et demie.",
            "RENCONTRE",
        ),
        _offer(
            "Trois mois d’abonnement à 9 €",
            "Un magazine papier par mois, sans reconduction. Arrêt en un clic.",
            "TROISMOIS",
        ),
        _experience(
            "Choisir le coup de cœur du mois avec nos libraires",
            "On vous prête quatre romans, vous nous dites lequel mettre en vitrine.",
            None,
            "comite-de-lecture",
        ),
    ),
    "au-jardin": (
        _offer(
            "Dix sachets de graines anciennes pour 15 €",
            "Tomates, haricots et fleurs à semer au printemps. Non traitées, reproductibles.",
            "GRAINES",
        ),
        _experience(
            "Une matinée de taille au verger",
            "Apprendre à tailler pommiers et poiriers avec un pépiniériste. Sécateur prêté.",
            "VERGER",
        ),
        _offer(
            "15 % sur les arbres à racines nues",
            "De novembre à mars, retrait à la pépinière. Conseils de plantation compris.",
            "RACINES",
        ),
    ),
    "travaux": (
        _offer(
            "Le diagnostic d’isolation à 90 € au lieu de 180 €",
            "Visite d’une heure et compte rendu écrit. Remboursé si vous faites les travaux avec nous.",
            "DIAGNOSTIC",
        ),
        _experience(
            "Visiter un chantier de rénovation terminé",
            "Une maison des années 1970, avant et après, avec les artisans qui l’ont faite.",
            None,
            "chantier-ouvert",
        ),
        _offer(
            "Échantillons d’isolants offerts, livrés",
            "Chanvre, bois et ouate de cellulose, avec leurs fiches techniques.",
            "ISOLANTS",
        ),
    ),
    "course-a-pied": (
        _experience(
            "Essayer trois paires sur la piste, un dimanche",
            "Prêt des chaussures pendant deux heures, sans obligation d’achat.",
            "PISTE",
        ),
        _offer(
            "25 % sur la paire de l’an dernier",
            "Sur les modèles marqués d’un point vert, dans les pointures restantes.",
            "POINTVERT",
        ),
        _offer(
            "Un dossard offert pour le semi de printemps",
            "Dans la limite de cinquante dossards. Certificat ou parcours prévention à fournir sur place.",
            "DOSSARD",
        ),
    ),
    "musique": (
        _experience(
            "Deux places pour un concert du mardi",
            "Au choix parmi les dates du mois. Placement libre, ouverture des portes à 20 h.",
            "MARDI",
        ),
        _offer(
            "Le réglage d’une guitare à 25 €",
            "Cordes comprises, prête en trois jours. À l’atelier uniquement.",
            "REGLAGE",
        ),
        _offer(
            "Un vinyle d’occasion offert pour un neuf acheté",
            "À choisir dans les bacs à 10 €.",
            "VINYLE",
        ),
    ),
    "parents": (
        _offer(
            "Les chaussures reprises 8 € la paire",
            "Pour l’achat d’une paire plus grande. En bon état, du 18 au 34.",
            "POINTURE",
        ),
        _experience(
            "Un mercredi d’ateliers pour les 4 à 8 ans",
            "Peinture, terre et cabanes, goûter compris. Un adulte accompagne.",
            "MERCREDI",
        ),
        _offer(
            "La location de jouets à l’essai pendant un mois",
            "Cinq jouets en bois, échangés une fois. Retour gratuit.",
            "JOUETS",
        ),
    ),
    "voyages-lents": (
        _offer(
            "Une nuit offerte pour trois nuits en gîte",
            "Hors vacances scolaires, dans les gîtes accessibles en train.",
            "TROISNUITS",
        ),
        _experience(
            "Tester un itinéraire de quatre jours sans voiture",
            "Billets et hébergement à moitié prix, contre un carnet de route.",
            None,
            "itineraire",
        ),
        _offer(
            "Le premier numéro offert",
            "Le magazine du train de nuit, envoyé sans frais. Aucun abonnement à la clé.",
            "NUIT",
        ),
    ),
    "jeux": (
        _experience(
            "Une soirée pour essayer des jeux pas encore sortis",
            "Quatre prototypes, huit joueurs par table. Dites-nous ce qui coince.",
            "PROTOTYPE",
        ),
        _offer(
            "15 % sur les jeux coopératifs",
            "En boutique et en ligne, hors nouveautés du mois.",
            "ENSEMBLE",
        ),
        _offer(
            "Une extension offerte avec le jeu de base",
            "Sur trois jeux de la gamme, dans la limite des stocks.",
            "EXTENSION",
        ),
    ),
    "soin": (
        _offer(
            "Un savon offert pour toute recharge",
            "Sur les gels et shampoings rechargeables, en boutique.",
            "RECHARGE",
        ),
        _experience(
            "Composer sa crème avec une formulatrice",
            "Une heure au laboratoire, vous repartez avec un pot de 50 ml.",
            "FORMULE",
        ),
        _offer(
            "La trousse de voyage à 12 € au lieu de 19 €",
            "Quatre formats de 30 ml, sans parfum. Une par personne.",
            "TROUSSE",
        ),
    ),
    "bricolage": (
        _offer(
            "La perceuse prêtée un week-end pour 5 €",
            "Forets et chevilles compris. Retrait le vendredi, retour le lundi.",
            "PERCEUSE",
        ),
        _experience(
            "Apprendre à poser un parquet en une matinée",
            "Dix places, sur un vrai chantier d’école. Chaussures fermées conseillées.",
            "PARQUET",
        ),
        _offer(
            "10 % sur la quincaillerie au poids",
            "Vis, écrous et charnières, sans minimum d’achat.",
            "AUPOIDS",
        ),
    ),
}
