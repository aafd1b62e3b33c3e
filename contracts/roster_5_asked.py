"""Terms of the fifth edition that await an answer and show little: what somebody who looks for something may offer.

    discret    as simple, and each brand asks first

Whoever says what they look for chooses among bids by how little each asks; between all that "accord" shows and nothing
there has to be something to ask for.
"""

from typing import Final

from contracts.roster_5 import SIMPLE
from contracts.variant import Terms
from contracts.vocabulary import Text

DISCRET: Final = Terms.model_validate(
    {
        **dict(SIMPLE),
        "id": "discret",
        "instant": False,
        "name": Text("Discret", "Discreet"),
        "summary": Text(
            "Comme Simple, et chaque marque demande d’abord\xa0: la personne accepte ou non.",
            "As Simple, and each brand asks first: the person accepts or not.",
        ),
    }
)
