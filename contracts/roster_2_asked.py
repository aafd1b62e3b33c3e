"""The terms of the second edition that await an answer: nobody rents under them before the holder has agreed.

    accord      as standard, and each brand asks first
    exclusive   as that, and while one brand rents, no other does

They show what "standard" shows, so that an answer may offer the one for the other (`contracts.negotiation`). Their
first edition is numbered as the others of its time.
"""

from typing import Final

from contracts.roster_2 import STANDARD, VERSION
from contracts.variant import Terms
from contracts.vocabulary import Text


def _awaiting(id: str, name: Text, summary: Text, *, exclusive: bool) -> Terms:
    changed = {"id": id, "version": VERSION, "name": name, "summary": summary}
    return Terms.model_validate({**dict(STANDARD), **changed, "exclusive": exclusive, "instant": False})


ACCORD: Final = _awaiting(
    "accord",
    Text("Sur accord", "On approval"),
    Text(
        "Comme Standard, et chaque marque demande d’abord\xa0: la personne accepte ou non.",
        "As Standard, and each brand asks first: the person accepts or not.",
    ),
    exclusive=False,
)
EXCLUSIVE: Final = _awaiting(
    "exclusive",
    Text("Exclusif", "Exclusive"),
    Text(
        "Sur accord, et une seule marque à la fois\xa0: aucune autre ne loue pendant ce temps.",
        "On approval, and one brand at a time: no other rents meanwhile.",
    ),
    exclusive=True,
)
