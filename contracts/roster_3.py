"""The third edition of the roster: a question in each rental month, which need not be answered.

All else is as in the second edition. A question is asked by the platform, in the agreement, for one of its purposes.
"""

from typing import Final

from contracts import roster_2, roster_2_asked
from contracts.variant import Contact, Rule, Terms
from contracts.vocabulary import ACTIONS

VERSION: Final = 3


def _asking(terms: Terms) -> Terms:
    kept = terms.contact
    contact = Contact(
        invitations_per_month=kept.invitations_per_month, question=True, enforcement=kept.enforcement
    )
    ask = Rule(term="ask", enforcement="technical")
    rules = {rule.term: rule for rule in (*terms.actions, ask)}
    actions = tuple(rules[term] for term in ACTIONS if term in rules)
    changed = {"version": VERSION, "contact": contact, "actions": actions}
    return Terms.model_validate({**dict(terms), **changed})


SIMPLE: Final = _asking(roster_2.SIMPLE)
STANDARD: Final = _asking(roster_2.STANDARD)
AMPLE: Final = _asking(roster_2.AMPLE)
ACCORD: Final = _asking(roster_2_asked.ACCORD)
EXCLUSIVE: Final = _asking(roster_2_asked.EXCLUSIVE)
