"""What a dispute's status and reason are called, by operators and in their letters."""

from collections.abc import Mapping
from typing import Final

from market.base.mail import Said

STATUS: Final[Mapping[str, Said]] = {
    "reported": Said("signalée", "reported"),
    "inquiry": Said("demande d’information", "inquiry"),
    "inquiry_review": Said("demande d’information en examen", "inquiry under review"),
    "dropped": Said("close sans suite", "closed without effect"),
    "needs_response": Said("réponse attendue", "answer needed"),
    "under_review": Said("en examen à la banque", "under review at the bank"),
    "won": Said("gagnée", "won"),
    "lost": Said("perdue", "lost"),
    "restored": Said("perdue, puis rendue", "lost, then given back"),
    "lost_in_part": Said("perdue, et rendue en partie", "lost, and given back in part"),
}
