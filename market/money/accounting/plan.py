"""Where each kind of account stands in the French chart of accounts (plan comptable général), and each journal."""

from collections.abc import Mapping
from dataclasses import dataclass

from market.money.chart import Kind, Movement


@dataclass(frozen=True)
class PlanAccount:
    """An account of the plan: its number, its name in French, and how its auxiliary accounts begin, if any."""

    number: str
    name: str
    auxiliary: str = ""


# A test says which kind is missing when one is added.
PLAN: Mapping[str, PlanAccount] = {
    Kind.RENTAL_ESCROW: PlanAccount("467100", "Redevances encaissées pour compte de tiers, non acquises"),
    Kind.REFUND_IN_FLIGHT: PlanAccount("467200", "Remboursements en cours"),
    Kind.HOLDER_PENDING: PlanAccount("467310", "Titulaires, redevances en attente", "T"),
    Kind.HOLDER_PAYABLE: PlanAccount("467320", "Titulaires, redevances à verser", "T"),
    Kind.HOLDER_RESERVED: PlanAccount("467330", "Titulaires, versements en cours", "T"),
    Kind.BRAND_CREDIT: PlanAccount("419100", "Clients, avances et acomptes reçus", "C"),
    Kind.BRAND_RESERVED: PlanAccount("419700", "Clients, autres avoirs", "C"),
    Kind.BRAND_RECEIVABLE: PlanAccount("411000", "Clients", "C"),
    Kind.REWARD_BUDGET: PlanAccount("467500", "Budgets de récompenses, non attribués"),
    Kind.CHARITY_PAYABLE: PlanAccount("467600", "Dons à verser"),
    Kind.STRIPE_CLEARING: PlanAccount("517000", "Stripe, fonds détenus"),
    Kind.STRIPE_FEES: PlanAccount("627800", "Frais et commissions sur encaissements"),
    Kind.BANK_CLIENT_FUNDS: PlanAccount("512100", "Banque, fonds de tiers"),
    Kind.BANK_OPERATING: PlanAccount("512000", "Banque"),
    Kind.PLATFORM_REVENUE: PlanAccount("706000", "Commissions"),
    Kind.PLATFORM_LOSSES: PlanAccount("654000", "Pertes sur créances irrécouvrables"),
    Kind.TAX_VAT: PlanAccount("445710", "TVA collectée"),
    Kind.DISPUTE_HELD: PlanAccount("467400", "Stripe, contestations en cours"),
}

RESULTS: Mapping[str, PlanAccount] = {
    "result:profit": PlanAccount("120000", "Résultat de l’exercice (bénéfice)"),
    "result:loss": PlanAccount("129000", "Résultat de l’exercice (perte)"),
}
"""Where a year's result stands from the next year on; deciding about it is the company's, and no posting of ours."""

OF_THE_RESULT = frozenset(kind for kind, it in PLAN.items() if it.number[0] in "67")
AUXILIARY = frozenset(kind for kind, it in PLAN.items() if it.auxiliary)
IN_A_BANK = frozenset(kind for kind, it in PLAN.items() if it.number.startswith("51"))

FORM = 2
"""How files are written of months that are closed now. Since 2 the first of a year has openings, and the bank's
journal is of entries that move money at Stripe or in a bank; in 1 it was of whole families of movements."""

BANK, SALES, OTHER = ("BQ", "Banque et Stripe"), ("VE", "Ventes"), ("OD", "Opérations diverses")
OPENING = ("AN", "À-nouveaux")
_BY_FAMILY: Mapping[str, tuple[str, str]] = {
    "charge": BANK,
    "refund": BANK,
    "stripe": BANK,
    "payout": BANK,
    "dispute": BANK,
    "rental": SALES,
    Movement.CREDIT_RETURNED: BANK,
    Movement.CREDIT_RETURN_FAILED: BANK,
    "own": BANK,
    Movement.BANK_RETURN_PAID: BANK,
    Movement.BANK_RETURN_CAME_BACK: BANK,
}

WORDS: Mapping[str, str] = {
    Movement.CHARGE_SUCCEEDED: "Encaissement d’une marque",
    Movement.CHARGE_FEE: "Frais Stripe d’un encaissement",
    Movement.RENTAL_SETTLED: "Redevance et commission acquises, arrêté du mois",
    Movement.RENTAL_ENDED: "Fin d’une location",
    Movement.RENTAL_NOT_STARTED: "Location non commencée",
    Movement.REFUND_SUCCEEDED: "Remboursement d’une marque",
    Movement.REFUND_FAILED: "Remboursement rejeté",
    Movement.REFUND_EXTERNAL: "Remboursement fait chez Stripe",
    Movement.EARNINGS_RELEASED: "Redevances devenues exigibles",
    Movement.STRIPE_FEE: "Frais Stripe",
    Movement.STRIPE_PAYOUT: "Virement de Stripe à la banque",
    Movement.STRIPE_PAYOUT_RETURNED: "Virement de Stripe revenu",
    Movement.STRIPE_TOPPED_UP: "Approvisionnement du solde Stripe",
    Movement.STRIPE_TOP_UP_RETURNED: "Approvisionnement du solde Stripe repris",
    Movement.PAYOUT_REQUESTED: "Versement demandé",
    Movement.PAYOUT_PAID: "Versement à un titulaire",
    Movement.PAYOUT_FAILED: "Versement échoué",
    Movement.PAYOUT_CANCELED: "Versement annulé",
    Movement.PAYOUT_RETURNED: "Versement revenu",
    Movement.REFUND_CREDITED: "Remboursement porté en avoir",
    Movement.DISPUTE_WITHDRAWN: "Contestation bancaire, somme retirée",
    Movement.DISPUTE_REINSTATED: "Contestation bancaire gagnée",
    Movement.DISPUTE_WITHHELD: "Contestation bancaire, part retenue",
    Movement.DISPUTE_RELEASED: "Contestation bancaire, part libérée",
    Movement.DISPUTE_LOST: "Contestation bancaire perdue",
    Movement.DISPUTE_RESTORED: "Contestation bancaire perdue, argent rendu",
    Movement.DEBT_PAID: "Créance réglée sur l’avoir",
    Movement.RECEIVABLE_WRITTEN_OFF: "Créance passée en perte",
    Movement.CREDIT_SPENT: "Avoir employé à une commande",
    Movement.CREDIT_RETURN_REQUESTED: "Restitution d’un avoir demandée",
    Movement.CREDIT_RETURNED: "Restitution d’un avoir",
    Movement.CREDIT_RETURN_FAILED: "Restitution d’un avoir échouée",
    Movement.OWN_TAKEN_OUT: "Virement de nos fonds hors des fonds de tiers",
    Movement.OWN_PAID_IN: "Virement de nos fonds vers les fonds de tiers",
    Movement.BANK_RETURN_REQUESTED: "Virement d’un avoir à une marque demandé",
    Movement.BANK_RETURN_RELEASED: "Virement d’un avoir à une marque abandonné",
    Movement.BANK_RETURN_PAID: "Virement d’un avoir à une marque",
    Movement.BANK_RETURN_CAME_BACK: "Virement d’un avoir à une marque revenu",
    Movement.BUDGET_FUNDED: "Budget de récompenses constitué",
    Movement.BUDGET_RETURNED: "Budget de récompenses rendu à l’avoir",
    Movement.REWARD_PAID: "Récompense acquise à un titulaire",
    Movement.GIFT_GIVEN: "Récompense donnée à une association",
    Movement.GIFT_PAID: "Dons versés à une association",
    Movement.GIFT_CAME_BACK: "Virement de dons revenu",
}


def journal_of(movement: str, banked: bool, form: int = FORM) -> tuple[str, str]:
    """The journal (code, name) of an entry; `banked`: it moves money at Stripe or in a bank."""
    family = movement.split(".")[0]
    if form == 1:
        return _BY_FAMILY.get(movement) or _BY_FAMILY.get(family, OTHER)
    return BANK if banked else SALES if family == "rental" else OTHER


def words_of(movement: str, reversal: bool = False) -> str:
    """What an entry is called; a movement without words keeps its code. One that takes another back says so."""
    words = WORDS.get(movement, movement)
    return f"Contre-passation\N{NO-BREAK SPACE}: {words}" if reversal else words
