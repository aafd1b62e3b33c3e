"""Interests once more: what one does for oneself, and for one's walls."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "interests"

_HOME_MADE = code("faite-maison", "Des soins faits maison", "Home-made")

CLAIMS: tuple[Claim, ...] = (
    claim(
        "soin-routine",
        GROUP,
        "CareRoutine",
        "Behavioural",
        text("Routine de soin", "Care routine"),
        text("À quoi ressemble votre routine de soin ?", "What is your care routine like?"),
        (
            code("savon-et-c-est-tout", "Du savon, c’est tout", "Soap, and that is all"),
            code("deux-trois-produits", "Deux ou trois produits", "Two or three products"),
            code("complete", "Une routine complète", "A full routine"),
            code("en-institut", "Surtout en institut", "Mostly at a salon"),
            _HOME_MADE,
        ),
        step(
            "courte-ou-longue",
            text("Courte ou longue", "Short or long"),
            (
                code("trois-produits-au-plus", "Trois produits au plus", "Three products at most"),
                "savon-et-c-est-tout deux-trois-produits",
            ),
            (
                code("complete-ou-institut", "Complète ou en institut", "Full, or at a salon"),
                "complete en-institut",
            ),
            (_HOME_MADE, "faite-maison"),
        ),
    ),
    claim(
        "soin-critere",
        GROUP,
        "CareCriterion",
        "Preference",
        text("Critère de soin", "What counts in care"),
        text("Qu’est-ce qui compte dans un produit de soin ?", "What counts in a care product?"),
        (
            code("composition", "Une liste courte d’ingrédients", "A short list of ingredients"),
            code("texture-parfum", "La texture et le parfum", "Texture and scent"),
            code("prix", "Le prix", "The price"),
            code("recharge", "La recharge", "Refills"),
            code("origine", "Le lieu de fabrication", "Where it is made"),
            code("conseil", "Le conseil en boutique", "Advice in the shop"),
        ),
        step(
            "produit-ou-achat",
            text("Le produit ou l'achat", "The product or the purchase"),
            (
                code("le-produit", "Composition, texture ou parfum", "Ingredients, texture or scent"),
                "composition texture-parfum",
            ),
            (
                code("l-achat", "Prix, recharge, origine ou conseil", "Price, refills, origin or advice"),
                "prix recharge origine conseil",
            ),
        ),
    ),
    claim(
        "bricolage-niveau",
        GROUP,
        "DiySkill",
        "TechnicalKnowledge",
        text("Niveau en bricolage", "DIY skill"),
        text("Jusqu’où bricolez-vous ?", "How far does your DIY go?"),
        (
            code("ampoule", "Changer une ampoule", "Changing a bulb"),
            code("montage", "Monter un meuble", "Assembling furniture"),
            code("peinture", "Peindre, percer, poser", "Painting, drilling, fitting"),
            code("plomberie", "Plomberie et électricité simples", "Simple plumbing and wiring"),
            code("gros-oeuvre", "Abattre et remonter un mur", "Taking a wall down and rebuilding it"),
        ),
        step(
            "petits-ou-gros-travaux",
            text("Petits ou gros travaux", "Small or large jobs"),
            (
                code("petits-travaux", "Jusqu'au montage d'un meuble", "Up to assembling furniture"),
                "ampoule montage",
            ),
            (
                code("vrais-travaux", "La peinture et au-delà", "Painting and beyond"),
                "peinture plomberie gros-oeuvre",
            ),
        ),
    ),
)
