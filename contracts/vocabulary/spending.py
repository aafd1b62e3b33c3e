"""What one spends, when and how. Budgets come as brackets; income is not asked."""

from contracts.vocabulary.build import claim, code, step, text
from contracts.vocabulary.model import Claim

GROUP = "buying"

_NO_BIKE = code("sans-velo", "Pas de vélo", "No bike")
_WAITS = code("attend-soldes", "J'attends les soldes", "I wait for the sales")
_AT_ONCE = code("comptant", "Comptant", "In one go")

CLAIMS: tuple[Claim, ...] = (
    claim(
        "budget-loisirs",
        GROUP,
        "LeisureBudget",
        "PurchasesAndSpendingHabit",
        text("Budget loisirs par mois", "Monthly leisure budget"),
        text("Combien dépensez-vous en loisirs par mois ?", "How much do you spend on leisure a month?"),
        (
            code("moins-de-50", "Moins de 50 €", "Under €50"),
            code("50-100", "50 à 100 €", "€50 to €100"),
            code("100-200", "100 à 200 €", "€100 to €200"),
            code("200-400", "200 à 400 €", "€200 to €400"),
            code("plus-de-400", "400 € et plus", "€400 or more"),
        ),
        step(
            "budget-loisirs-large",
            text("Budget loisirs, en gros", "Leisure budget, broadly"),
            (code("moins-de-100", "Moins de 100 €", "Under €100"), "moins-de-50 50-100"),
            (code("100-et-plus", "100 € et plus", "€100 or more"), "100-200 200-400 plus-de-400"),
        ),
    ),
    claim(
        "budget-entretien-velo",
        GROUP,
        "BicycleUpkeepBudget",
        "PurchasesAndSpendingHabit",
        text("Entretien du vélo par an", "Yearly bike upkeep"),
        text(
            "Combien vous coûte l'entretien de votre vélo par an ?",
            "What does your bike's upkeep cost a year?",
        ),
        (
            code("rien", "Rien ou presque", "Next to nothing"),
            code("moins-de-50", "Moins de 50 €", "Under €50"),
            code("50-100", "50 à 100 €", "€50 to €100"),
            code("100-200", "100 à 200 €", "€100 to €200"),
            code("200-500", "200 à 500 €", "€200 to €500"),
            code("plus-de-500", "500 € et plus", "€500 or more"),
            _NO_BIKE,
        ),
        step(
            "entretien-velo-large",
            text("Entretien du vélo, en gros", "Bike upkeep, broadly"),
            (code("moins-de-100", "Moins de 100 €", "Under €100"), "rien moins-de-50 50-100"),
            (code("100-et-plus", "100 € et plus", "€100 or more"), "100-200 200-500 plus-de-500"),
            (_NO_BIKE, "sans-velo"),
        ),
    ),
    claim(
        "budget-travaux",
        GROUP,
        "RenovationBudget",
        "PurchasesAndSpendingHabit",
        text("Budget travaux par an", "Yearly renovation budget"),
        text("Combien consacrez-vous à votre logement par an ?", "What do you spend on your home a year?"),
        (
            code("moins-de-500", "Moins de 500 €", "Under €500"),
            code("500-2000", "500 à 2 000 €", "€500 to €2,000"),
            code("2000-10000", "2 000 à 10 000 €", "€2,000 to €10,000"),
            code("plus-de-10000", "10 000 € et plus", "€10,000 or more"),
        ),
        step(
            "budget-travaux-large",
            text("Budget travaux, en gros", "Renovation budget, broadly"),
            (code("moins-de-2000", "Moins de 2 000 €", "Under €2,000"), "moins-de-500 500-2000"),
            (code("2000-et-plus", "2 000 € et plus", "€2,000 or more"), "2000-10000 plus-de-10000"),
        ),
    ),
    claim(
        "dernier-achat-date",
        GROUP,
        "PurchaseRecency",
        "Purchase",
        text("Date du dernier achat", "Date of last purchase"),
        text("De quand date votre dernier achat réfléchi ?", "When did you last buy after some thought?"),
        (
            code("ce-mois", "Moins d'un mois", "Less than a month ago"),
            code("trois-mois", "1 à 3 mois", "1 to 3 months ago"),
            code("six-mois", "3 à 6 mois", "3 to 6 months ago"),
            code("un-an", "6 à 12 mois", "6 to 12 months ago"),
            code("plus-d-un-an", "12 mois et plus", "12 months ago or more"),
        ),
        step(
            "recent-ou-non",
            text("Récent ou non", "Recent or not"),
            (code("moins-de-3-mois", "Moins de 3 mois", "Under 3 months ago"), "ce-mois trois-mois"),
            (code("3-mois-et-plus", "3 mois et plus", "3 months ago or more"), "six-mois un-an plus-d-un-an"),
        ),
    ),
    claim(
        "paiement",
        GROUP,
        "PaymentHabit",
        "PurchasesAndSpendingHabit",
        text("Façon de payer", "Way of paying"),
        text("Comment payez-vous un gros achat ?", "How do you pay for a big purchase?"),
        (
            _AT_ONCE,
            code("plusieurs-fois", "En plusieurs fois", "In instalments"),
            code("location", "En location ou par abonnement", "By renting or subscribing"),
            _WAITS,
        ),
        step(
            "d-un-coup-ou-non",
            text("D'un coup ou non", "At once or not"),
            (_AT_ONCE, "comptant"),
            (code("peu-a-peu", "En plusieurs paiements", "In several payments"), "plusieurs-fois location"),
            (_WAITS, "attend-soldes"),
        ),
    ),
)
