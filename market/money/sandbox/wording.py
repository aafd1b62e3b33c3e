"""What people read on the sandbox's pages, in French and English. Pure.

Here speaks the payment company, not the market: its words are its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from babel.numbers import format_currency

ENGLISH = {
    "mode": "Sandbox: no money moves, no card is charged.",
    "pay_title": "Pay",
    "pay": "Pay {amount}",
    "cancel": "Go back without paying",
    "number": "Card number",
    "number_hint": "Only the test cards below work. Never type a real card.",
    "expiry": "Expires (MM/YY)",
    "cvc": "Security code",
    "cards": "Test cards",
    "card_4242424242424242": "succeeds",
    "card_4000000000000002": "is declined",
    "card_4000000000009995": "has insufficient funds",
    "card_4000002760003184": "asks for 3-D Secure",
    "card_4000000000003220": "asks for 3-D Secure 2",
    "error_title": "The payment did not go through.",
    "authenticate_title": "3-D Secure",
    "authenticate_body": "Your bank asks: is it you who pays {amount}?",
    "approve": "Yes, approve",
    "fail": "No, refuse",
    "expired_title": "This page has expired",
    "expired_body": "Nothing was charged. Go back to the shop and start again.",
    "complete_title": "Already paid",
    "complete_body": "This payment is complete. Nothing more is charged.",
    "unknown_title": "No such payment page",
    "unknown_body": "The address is incomplete or belongs to another sandbox.",
    "back": "Back to the shop",
    "generic_decline": "The card was declined. Try another one.",
    "insufficient_funds": "The card has insufficient funds. Try another one.",
    "incorrect_number": "The card number is incorrect.",
    "test_mode_live_card": "Only test cards work here.",
    "payment_intent_authentication_failure": "The bank did not approve the payment. Try again or use "
    "another card.",
    "invalid_expiry": "The expiry date is incomplete or past.",
    "invalid_cvc": "The security code has three or four digits.",
}
FRENCH = {
    "mode": "Bac à sable\u00a0: aucun argent ne bouge, aucune carte n’est débitée.",
    "pay_title": "Payer",
    "pay": "Payer {amount}",
    "cancel": "Revenir sans payer",
    "number": "Numéro de carte",
    "number_hint": "Seules les cartes de test ci-dessous fonctionnent. N’entrez jamais une vraie carte.",
    "expiry": "Expire fin (MM/AA)",
    "cvc": "Cryptogramme",
    "cards": "Cartes de test",
    "card_4242424242424242": "réussit",
    "card_4000000000000002": "est refusée",
    "card_4000000000009995": "manque de provision",
    "card_4000002760003184": "demande 3-D Secure",
    "card_4000000000003220": "demande 3-D Secure 2",
    "error_title": "Le paiement n’est pas passé.",
    "authenticate_title": "3-D Secure",
    "authenticate_body": "Votre banque demande\u00a0: est-ce bien vous qui payez {amount}\u00a0?",
    "approve": "Oui, j’approuve",
    "fail": "Non, je refuse",
    "expired_title": "Cette page a expiré",
    "expired_body": "Rien n’a été débité. Revenez à la boutique et recommencez.",
    "complete_title": "Déjà payé",
    "complete_body": "Ce paiement est terminé. Rien de plus n’est débité.",
    "unknown_title": "Aucune page de paiement ici",
    "unknown_body": "L’adresse est incomplète, ou vient d’un autre bac à sable.",
    "back": "Revenir à la boutique",
    "generic_decline": "La carte a été refusée. Essayez-en une autre.",
    "insufficient_funds": "La provision de la carte est insuffisante. Essayez-en une autre.",
    "incorrect_number": "Le numéro de carte est incorrect.",
    "test_mode_live_card": "Ici, seules les cartes de test fonctionnent.",
    "payment_intent_authentication_failure": "La banque n’a pas approuvé le paiement. Recommencez ou "
    "changez de carte.",
    "invalid_expiry": "La date d’expiration est incomplète ou passée.",
    "invalid_cvc": "Le cryptogramme a trois ou quatre chiffres.",
}
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": ENGLISH, "fr": FRENCH})


def language_of(asked: str | None, session_locale: str | None, accepted: str) -> str:
    """The address speaks first, then the session, then the browser (Accept-Language); "fr" or "en"."""
    for locale in (asked, session_locale):
        if locale and locale != "auto":
            return "fr" if locale.startswith("fr") else "en"
    return "fr" if accepted.lower().startswith("fr") else "en"


def money(amount: int, currency: str, language: str) -> str:
    """Minor units of a currency with two decimals, as people write them: 19,00 € and €19.00."""
    shown = str(format_currency(Decimal(amount) / 100, currency.upper(), locale=language))
    return shown.replace("\u202f", "\u00a0")  # the market's fonts have no narrow space
