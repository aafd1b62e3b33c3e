"""The SEPA debits of a year: for days nobody knows how they end; then most are paid, some are not, and of those that
were, some come back within the eight weeks in which a debtor may ask for that."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from drills import outside
from drills.flows.bankcards import HERE
from drills.town import Town
from market.base.access import Principal
from market.base.database import fetch, fetch_value
from market.money.bankcards.actions import brand_tag
from market.money.bankcards.queries import accounts_of
from market.money.bankcards.setups import begin_setup, open_setup
from market.money.sandbox import ibans

End = Literal["pays", "fails", "comes back"]
DAYS = (3, 7)
"""After at least, and fewer than, so many days the debtor's bank has answered."""
LATE = (12, 50)
"""And after so many more, what was paid is asked back."""


@dataclass
class Debits:
    """What is on its way: debits on a page, and those of renewals."""

    town: Town
    dice: Random
    seen: Counter[str]
    due: dict[uuid.UUID, tuple[int, End]] = field(default_factory=dict)
    """On which day which payment ends, and how."""
    backs: dict[uuid.UUID, int] = field(default_factory=dict)

    def plan(self, payment: uuid.UUID, today: int, end: End | None = None) -> None:
        """A debit is on its way since today; it ends as the dice say unless it is to end in a given way."""
        drawn = self.dice.random()
        by_dice: End = "fails" if drawn < 0.15 else "comes back" if drawn < 0.25 else "pays"
        self.due[payment] = (today + self.dice.randrange(*DAYS), end or by_dice)

    async def happen(self, today: int) -> None:
        """What banks do by today."""
        for row in await fetch("select id from money.payments where status = 'processing' order by id"):
            if row["id"] not in self.due:  # the worker began it, for a renewal
                self.plan(row["id"], today)
                self.seen["renewals by debit"] += 1
        for payment, (day, end) in sorted(self.due.items()):
            if day <= today:
                await self._ends(payment, today, end)
        for payment, day in sorted(self.backs.items()):
            if day <= today:
                del self.backs[payment]
                # Of what never began everything has gone back already: there is nothing to ask for.
                if await fetch_value("select captured > refunded from money.payments where id = $1", payment):
                    await outside.bank_asks_back(self.town, payment)
                    await self.town.quiet()
                    self.seen["debit came back"] += 1

    async def _ends(self, payment: uuid.UUID, today: int, end: End) -> None:
        del self.due[payment]
        await outside.debit_ends(self.town, payment, "fail" if end == "fails" else "settle")
        await self.town.quiet()
        status = await fetch_value("select status from money.payments where id = $1", payment)
        self.seen[f"debit {status}"] += 1
        if end == "comes back" and status == "succeeded":
            self.backs[payment] = today + self.dice.randrange(*LATE)


async def give_mandate(town: Town, brand: Principal) -> None:
    """The brand lets its account be debited for renewals, unless it has done so before."""
    if not await accounts_of(brand_tag(brand)):
        url = await open_setup(await begin_setup(brand, **HERE, locale="fr", kind="sepa_debit"))
        await town.pay_at(url, ibans.SUCCEEDS_LATER)
        await town.quiet()
