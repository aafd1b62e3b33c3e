"""The fifth edition of the roster: more questions with a reward, and what the fourth left unsaid or said too widely.

Reading covers what the person says, by two kinds more: that a code was redeemed, and the day on which a message was
read. What the brand's copy of the record keeps of it is listed. The end of use is a rule apart from that of access and
contact, and copies fall under the contract that follows without a gap. All else is as in the fourth edition.
"""

from typing import Final

from contracts import roster_4
from contracts.variant import Contact, Terms

VERSION: Final = 5

REWARDED: Final = 4
"""Questions beyond the included one in a rental month, each with a reward."""


def _mended(terms: Terms) -> Terms:
    contact = Contact.model_validate(
        {
            **dict(terms.contact),
            "rewarded_per_month": REWARDED,
            "told": ("redemption", "receipt"),
            "recorded": ("day", "reference", "number", "taken_back", "reaction", "commitment"),
        }
    )
    actions = tuple(
        rule.model_copy(update={"said": True}) if rule.term == "read" else rule for rule in terms.actions
    )
    changed = {"version": VERSION, "contact": contact, "actions": actions}
    # What a brand does with its copies no service sees; that another contract holds them the record shows.
    return Terms.model_validate({**dict(terms), **changed, "use_ends": "legal", "passed_on": "evidential"})


SIMPLE: Final = _mended(roster_4.SIMPLE)
STANDARD: Final = _mended(roster_4.STANDARD)
AMPLE: Final = _mended(roster_4.AMPLE)
ACCORD: Final = _mended(roster_4.ACCORD)
EXCLUSIVE: Final = _mended(roster_4.EXCLUSIVE)
