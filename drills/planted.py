"""Bugs that are planted into a small year, and the words by which each has to be found: no other symptom will do."""

from collections.abc import Sequence
from dataclasses import dataclass

from drills import bugs, year_bugs
from drills.case import Broken

Reason = tuple[str, str]
"""How a line begins that names it, and what stands further on."""


@dataclass(frozen=True)
class Planted:
    """Some bugs at once, each with `reasons`; and what else follows of them, with no reason of its own (`besides`)."""

    name: str
    bugs: Sequence[Broken]
    reasons: Sequence[Reason]
    besides: Sequence[Reason] = ()

    def plant(self) -> None:
        """Break the product of this process."""
        for bug in self.bugs:
            bug()

    def unlike(self, wrong: Sequence[str]) -> list[str]:
        """Why what was found `wrong` is not what was planted: a reason that nobody names, a line that is about
        something else."""
        missed = [
            f"{self.name}: nothing says {begins!r} … {says!r}"
            for begins, says in self.reasons
            if not any(_names(it, (begins, says)) for it in wrong)
        ]
        known = (*self.reasons, *self.besides)
        others = [it for it in wrong if not any(_names(it, reason) for reason in known)]
        return missed + [f"{self.name}: something else is wrong: {it}" for it in others]


def _names(line: str, reason: Reason) -> bool:
    begins, says = reason
    return line.startswith(begins) and says in line


ACCOUNTS = Planted(
    "somebody else's account",
    (year_bugs.the_next_ones_account, year_bugs.the_first_ones_account),
    (("the bank's file pays", ""), ("Stripe says", ""), ("Stripe does not say", "")),
    besides=(("the bank's file lacks", ""),),
)
REFUNDS = Planted(
    "a cent too much back",
    (bugs.BUGS["a cent too much back"],),
    (("a holder was paid", "by contract"), ("the platform has", "")),
    # Earnings, of which a yearly statement tells; and a credit note that is a cent beside the books (invariant 12), or
    # is of what was kept and a bank took for good.
    besides=(
        ("credit_note of", "(dispute)"),
        ("H-", ""),
        ("the papers say", ""),
        ("at the end of", "invariant=12"),
        ("at the end of", "Reconciled("),
    ),
)
PAPERS = Planted(
    "documents that say or show another sum",
    (year_bugs.a_cent_more_collected, year_bugs.a_cent_more_in_a_year, year_bugs.another_sum_is_read),
    (
        ("collection of", "by contract"),
        ("collection_back of", "by contract"),
        ("H-", "which is not so"),
        ("R-", "one reads"),
    ),
    besides=(("H-", "does not say"),),
)
PLANTED = (REFUNDS, ACCOUNTS, PAPERS)
