"""Money as it should be, in two pages: all rentals and top-ups, and what they do to one another. Pure.

Nothing here knows the product. Times are UTC, amounts minor units.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.period import Interval
from drills.purchases import DEBIT_WAIT, Budget, Rental, ToBank, TopUp


@dataclass
class Model:
    """All rentals, top-ups, transfers to banks and budgets, what is in the brands' balances beside what they bought,
    and what persons were given."""

    rentals: list[Rental] = field(default_factory=list)
    top_ups: list[TopUp] = field(default_factory=list)
    to_bank: list[ToBank] = field(default_factory=list)
    budgets: list[Budget] = field(default_factory=list)
    put_in: dict[int, int] = field(default_factory=dict)
    gifts: dict[int, int] = field(default_factory=dict)

    def hear(self, rental: Rental, now: datetime, span: Interval | None) -> None:
        """Its payment is known: it begins, with `span`, while its slot is held, and else all goes back."""
        rental.heard = True
        if self.begins(rental, now):
            rental.span, rental.wished = span, rental.after is not None  # both have said so for each period
        else:
            rental.over = True
            rental.goes_back(rental.price)

    def begins(self, rental: Rental, now: datetime) -> bool:
        """Whether it would begin if its payment were heard of now: the period that follows one while that runs."""
        before = rental.after
        if before is None:
            return now < rental.held_until
        return before.wished and not before.disputed and not before.over and not self.is_past(before, now)

    def is_past(self, rental: Rental, now: datetime) -> bool:
        """Whether its period is over by the clock, recorded or not."""
        return rental.span is not None and rental.span.ends_at <= now

    def under_way(self, rental: Rental, now: datetime) -> None:
        """A bank is at it for days: its place is kept, if it still is."""
        if now < rental.held_until:
            rental.held_until = now + DEBIT_WAIT

    def switch_off(self, rental: Rental, now: datetime) -> None:
        """Ended by the holder, or for want of money: the days begun are earned, the rest goes back."""
        rental.earned, rental.over = max(rental.earned, rental.at(now)), True
        rental.goes_back(rental.price - rental.earned)
        self._nothing_follows(rental, now)

    def give_up(self, rental: Rental, now: datetime) -> None:
        """Ended by the brand: all is earned, but of a period that has not begun."""
        if rental.ahead(now):
            self.switch_off(rental, now)
        else:
            self.earn_all(rental)
            self._nothing_follows(rental, now)

    def take_back(self, rental: Rental, now: datetime) -> None:
        """One side wants no period after this one: a paid one goes back whole."""
        rental.wished = False
        self._nothing_follows(rental, now)

    def _nothing_follows(self, rental: Rental, now: datetime) -> None:
        for it in self.rentals:
            if it.after is rental and it.runs and it.ahead(now):
                self.switch_off(it, now)

    def earn_all(self, rental: Rental) -> None:
        """It is over by the clock: all is earned."""
        rental.earned, rental.over = rental.price, True

    def lose(self, rental: Rental, amount: int, now: datetime) -> None:
        """A bank keeps `amount`: it ends, and escrow, our commission and the brand bear it, never the holder."""
        if rental.runs:
            if self.is_past(rental, now):
                self.earn_all(rental)
            else:
                self.switch_off(rental, now)
        rental.disputed, rental.lost = False, amount
        rental.charged_back = min(amount, rental.withheld)
        rental.forgone = min(amount - rental.charged_back, rental.earned - rental.holders)
        rental.lent = amount - rental.charged_back - rental.forgone
        rental.given_back += rental.withheld - rental.charged_back
        rental.withheld = 0

    def win(self, rental: Rental) -> None:
        """A bank gives it back: what waited goes to the brand."""
        rental.disputed = False
        rental.given_back += rental.withheld
        rental.withheld = 0

    def add(self, brand: int, amount: int) -> None:
        """A balance becomes more, or less."""
        self.put_in[brand] = self.put_in.get(brand, 0) + amount

    def refund_fails(self, rental: Rental) -> None:
        """Its card's bank sends it back: it is the brand's balance, and no card takes it."""
        rental.refused, rental.failed = True, rental.given_back
        self.add(rental.brand, rental.failed)

    def ask_back(self, rental: Rental) -> None:
        """A bank has its money, and what of it is in the balance waits for the decision."""
        rental.contested = rental.disputed = True
        self._withhold(rental)

    def _withhold(self, rental: Rental) -> None:
        part = min(rental.failed, max(0, self.balance(rental.brand)))
        rental.failed, rental.given_back = rental.failed - part, rental.given_back - part
        rental.withheld += part
        self.add(rental.brand, -part)

    def ask_bank(self, brand: int, amount: int) -> ToBank:
        self.to_bank.append(ToBank(brand, amount))
        self.add(brand, -amount)
        return self.to_bank[-1]

    def comes_back(self, it: ToBank) -> None:
        """Called off, refused or given back: the brand's again, or of a bank that asks for what it came of."""
        it.over = True
        self._is_back(it.brand, it.amount)

    def _is_back(self, brand: int, amount: int) -> None:
        self.add(brand, amount)
        for rental in self.rentals:
            if rental.brand == brand and rental.disputed:
                self._withhold(rental)

    def set_aside(self, brand: int, amount: int) -> Budget:
        self.budgets.append(Budget(brand, amount))
        self.add(brand, -amount)
        return self.budgets[-1]

    def give(self, it: Budget, holder: int, amount: int) -> None:
        """All of it is the person's."""
        it.left -= amount
        self.gifts[holder] = self.gifts.get(holder, 0) + amount

    def close_budget(self, it: Budget) -> None:
        """What reached nobody is the brand's again, or of a bank that asks for what it came of."""
        it.over = True
        self._is_back(it.brand, it.left)

    def top_up(self, brand: int, amount: int) -> TopUp:
        self.top_ups.append(TopUp(brand, amount))
        self.add(brand, amount)
        return self.top_ups[-1]

    def pay_back(self, brand: int, amount: int) -> None:
        """To the cards of the top-ups, the latest first."""
        self.add(brand, -amount)
        for it in reversed(self._free(brand)):
            part = min(amount, it.left)
            it.left, amount = it.left - part, amount - part

    def _free(self, brand: int) -> list[TopUp]:
        return [it for it in self.top_ups if it.brand == brand and not it.disputed and not it.lost]

    def returnable(self, brand: int) -> int:
        """What can go back to cards: not what the brand owes or a bank asks back, nor what came by no card."""
        free = self.balance(brand) - self.owed(brand) - self.asked_back(brand)
        return max(0, min(free, sum(it.left for it in self._free(brand))))

    def by_no_card(self, brand: int) -> int:
        """What can go to a bank account: beyond what stays, and what cards take back."""
        stays = self.owed(brand) + self.asked_back(brand)
        return max(0, self.balance(brand) - stays - sum(it.left for it in self._free(brand)))

    def contested(self, brand: int) -> bool:
        """Whether a bank has the money of one of its payments: nothing goes to a bank account meanwhile."""
        return any(it.disputed for it in (*self.rentals, *self.top_ups) if it.brand == brand)

    def asked_back(self, brand: int) -> int:
        """What banks ask back of what a brand put in: it is not spent meanwhile."""
        return sum(it.left for it in self.top_ups if it.brand == brand and it.disputed)

    def lose_top_up(self, it: TopUp) -> None:
        """A bank keeps it: what is left of the balance bears it, the rest the brand owes."""
        it.disputed, it.lost = False, it.left
        borne = min(it.lost, max(0, self.balance(it.brand)))
        self.add(it.brand, -borne)
        it.lent = it.lost - borne

    def give_back(self, it: "Rental | TopUp") -> None:
        """A bank gives back what was lost: what is owed of it is repaid, the rest is the brand's balance."""
        self.add(it.brand, it.lost - it.debt)
        it.lent = it.settled = it.lost = 0

    def settle_debt(self, brand: int, by_balance: bool) -> None:
        """The brand pays all that it has to."""
        if by_balance:
            self.add(brand, -self.debt(brand))
        for it in (*self.rentals, *self.top_ups):
            if it.brand == brand:
                it.settled = it.lent

    def debt(self, brand: int) -> int:
        """What a brand has to pay before it rents anything new."""
        return sum(it.debt for it in (*self.rentals, *self.top_ups) if it.brand == brand)

    def close(self, ends_at: datetime) -> None:
        """A month is settled: what was earned until its end is posted."""
        for rental in self.rentals:
            if rental.runs and rental.span and rental.span.starts_at < ends_at:
                rental.earned = max(rental.earned, rental.at(ends_at - timedelta(microseconds=1)))

    def escrow(self) -> int:
        return sum(it.escrow for it in self.rentals)

    def given_back(self) -> int:
        return sum(it.given_back for it in self.rentals)

    def captured(self) -> int:
        return sum(it.price for it in self.rentals if it.heard)

    def ours(self) -> int:
        return sum(it.ours for it in self.rentals)

    def owed(self, brand: int | None = None) -> int:
        """What brands owe, or one of them: the debts, and what went back past us."""
        own = [it for it in self.rentals if brand in (None, it.brand)]
        top_ups = [it for it in self.top_ups if brand in (None, it.brand)]
        return sum(it.outside - it.repaid + it.debt for it in own) + sum(it.debt for it in top_ups)

    def balance(self, brand: int) -> int:
        """What a brand has paid ahead and not spent, once all that goes back is there."""
        bought = [it for it in self.rentals if it.brand == brand and it.means == "balance" and it.heard]
        return self.put_in.get(brand, 0) - sum(it.price - it.given_back for it in bought)

    def holders(self) -> dict[int, int]:
        """What each holder has earned so far, wherever it is by now."""
        found = dict(self.gifts)
        for it in self.rentals:
            found[it.holder] = found.get(it.holder, 0) + it.holders
        return {holder: amount for holder, amount in found.items() if amount}
