"""The fourth edition of the roster: messages within the rental, at most so many of the brand's in each rental month.

What is written goes through the platform, in the agreement; it need be neither read nor answered. What the person
says, by an answer, a message or a reaction, is bound as the sheet is, and shown only while the rental runs. All else
is as in the third edition.
"""

from typing import Final

from contracts import roster_3
from contracts.variant import Contact, Rule, Terms
from contracts.vocabulary import ACTIONS

VERSION: Final = 4


def _writing(terms: Terms, messages: int) -> Terms:
    kept = terms.contact
    contact = Contact(
        invitations_per_month=kept.invitations_per_month,
        question=kept.question,
        messages_per_month=messages,
        enforcement=kept.enforcement,
        said="technical",
    )
    write = Rule(term="message", enforcement="technical")
    rules = {rule.term: rule for rule in (*terms.actions, write)}
    actions = tuple(rules[term] for term in ACTIONS if term in rules)
    changed = {"version": VERSION, "contact": contact, "actions": actions}
    return Terms.model_validate({**dict(terms), **changed})


SIMPLE: Final = _writing(roster_3.SIMPLE, 4)
STANDARD: Final = _writing(roster_3.STANDARD, 8)
AMPLE: Final = _writing(roster_3.AMPLE, 12)
ACCORD: Final = _writing(roster_3.ACCORD, 8)
EXCLUSIVE: Final = _writing(roster_3.EXCLUSIVE, 8)
