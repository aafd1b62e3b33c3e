"""Renting: asked for, paid in four ways, heard of, ended by whoever ends it."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition

from contracts.period import Interval
from contracts.price import price
from drills.faults import STUBBORN
from drills.purchases import Means, Rental
from drills.rules.base import BRANDS, HOLDERS, PAYING, Base, reject, rule
from drills.town import wait
from market.base.database import fetch
from market.base.sweeps import sweep_once
from market.money.bankcards.errors import NoBankCard
from market.money.credit.errors import BalanceTooLow, BrandOwes
from market.money.jobs import SWEEPS as MONEY
from market.money.sandbox import cards, faults, ibans
from market.rentals.actions.end import end_early, withdraw
from market.rentals.actions.rent import Requested
from market.rentals.api import open_payment
from market.rentals.errors import RentalAlreadyEnded
from market.rentals.jobs import SWEEPS as RENTALS
from market.rentals.renewal.jobs import SWEEPS as RENEWALS

STEPS_OF_TIME = (
    *(timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=7), timedelta(days=1)),
    *(timedelta(days=4), timedelta(days=9), timedelta(days=16), timedelta(days=32)),
)
ON_A_PAGE: tuple[Means, ...] = ("card", "card", "debit", "held")
OVER = ("failed", "canceled")
"""Payments that take no money any more."""
# A payment and the rental it pays; what follows another one is known by it.
_HEARD = """
select r.agreement, r.starts_at, r.ends_at, p.id as payment, p.status, t.created_at as heard_at,
    parent.agreement as parent
  from rentals.rentals r join money.payments p on p.order_id = r.order_id
  left join money.ledger_transactions t on t.source_type = 'payment' and t.source_id = p.id
    and t.kind in ('charge.succeeded', 'credit.spent')
  left join rentals.rentals parent on parent.id = r.parent order by r.requested_at, r.number
"""


class Renting(Base):
    """Orders on Stripe's page, and what becomes of them."""

    @initialize(which=st.integers(0, 2), days=st.integers(0, 20))
    def a_rental_runs(self, which: int, days: int) -> None:
        """So that there is something from the beginning."""
        self.rent(which, 0, "card")
        self.pay(0, declined=False, heard=True)
        self.do(wait(timedelta(days=days)))

    @rule(which=st.integers(0, 2), brand=st.integers(0, BRANDS - 1), means=st.sampled_from(ON_A_PAGE))
    def rent(self, which: int, brand: int, means: Means) -> None:
        self._order(which, brand, means)

    @rule(which=st.integers(0, 2), brand=st.integers(0, BRANDS - 1))
    def rent_from_balance(self, which: int, brand: int) -> None:
        """It is paid when this returns, or nothing has happened."""
        self.quiet()  # what goes back into the balance is there
        free = self.model.balance(brand) - self.model.asked_back(brand)
        enough = free >= price(*HOLDERS[which]).amount
        try:
            rental = self._order(which, brand, "balance")
        except BalanceTooLow:
            assert not enough, "there is enough, and it is too little"
            return
        assert enough, "it is paid with what is not there"
        rental.paid = True
        self._heard()
        assert rental.runs, "what the balance pays has begun"

    @rule(which=st.integers(0, 2), brand=st.integers(0, BRANDS - 1), lost=st.booleans())
    def rent_with_kept_card(self, which: int, brand: int, lost: bool) -> None:
        """It is charged at once, and asks nothing; Stripe's answer may get lost."""
        self.quiet()
        keeps = any(it.brand == brand and it.means == "card" and it.heard for it in self.model.rentals)
        try:
            rental = self._order(which, brand, "kept")
        except NoBankCard:
            assert not keeps, "a card is kept, and there is none"
            return
        assert keeps, "a card is charged that nobody keeps"
        if lost:
            self.do(self._fails("/v1/payment_intents", faults.TIMEOUT_AFTER))
        asked = self.asked(rental)
        page = self.do(open_payment(asked.payment, asked.agreement, "fr"))
        self.do(self._clear_faults())
        rental.paid = True
        self._heard()
        assert page is None, "a good card leads to a page"
        assert lost or rental.runs, "what a kept card pays has begun"

    async def _fails(self, path: str, kind: str) -> None:
        """Stripe fails at this, as often as it is asked."""
        async with self.place.sandbox.acting() as call:
            await faults.inject(call.connection, "POST", path, kind, count=STUBBORN)

    async def _clear_faults(self) -> None:
        async with self.place.sandbox.acting() as call:
            await faults.clear(call.connection)

    def _order(self, which: int, brand: int, means: Means) -> Rental:
        now, (step, period) = self.now(), HOLDERS[which]
        busy = [it for it in self.model.rentals if it.holder == which]
        if any(it.runs or (it.waits and self.model.begins(it, now)) for it in busy):
            reject()
        asked = self.place.request(
            self.facts["brands"][brand],
            self.facts["personas"][which],
            f"rental {len(self.model.rentals)}",
            step=step,
            period=period,
            paying=PAYING[means],
        )
        rental = Rental(which, price(step, period).amount, now, brand, means)
        try:
            self.keys[id(rental)] = self.do(asked)
        except BrandOwes:
            assert self.model.debt(brand), "a brand that owes nothing is sent away as if it did"
            reject()
        assert not self.model.debt(brand), "a brand that owes rents on"
        self.model.rentals.append(rental)
        return rental

    @precondition(lambda self: any(it.waits and not it.paid for it in self.model.rentals))
    @rule(
        number=st.integers(0, 9),
        declined=st.booleans(),
        heard=st.booleans(),
        broken=st.sampled_from((None, faults.SERVER_ERROR, faults.SERVER_ERROR_AFTER)),
    )
    def pay(self, number: int, declined: bool, heard: bool, broken: str | None = None) -> None:
        """On Stripe's page, which may get lost by a failure of Stripe's the first time."""
        rental = self.some(number, lambda it: it.waits and not it.paid)
        if not self.model.begins(rental, self.now()):
            reject()
        asked = self.asked(rental)
        if broken is not None:
            self.do(self._fails("/v1/checkout/sessions", broken))
            self.do(open_payment(asked.payment, asked.agreement, "fr"))
            self.do(self._clear_faults())
        if declined and rental.means != "debit":
            self.do(self._pay_at_page(asked, cards.LACKS_FUNDS))
        means = ibans.SUCCEEDS_LATER if rental.means == "debit" else cards.SUCCEEDS
        self.do(self._pay_at_page(asked, means))
        rental.paid = True
        if heard:
            self.quiet()

    async def _pay_at_page(self, asked: Requested, means: str) -> None:
        url = await open_payment(asked.payment, asked.agreement, "fr")
        assert url is not None, "nothing is paid, and no page opens"
        await self.place.pay_at(url, means)

    @rule()
    def quiet(self) -> None:
        """The news arrives, the worker works."""
        self.do(self.place.quiet())
        self._heard()

    def _heard(self) -> None:
        """Let the model hear of every payment that the product has heard of, or should have."""
        rows = {row["agreement"]: row for row in self.do(fetch(_HEARD))}
        known = {self.asked(it).agreement: it for it in self.model.rentals}
        for agreement, row in rows.items():
            if agreement not in known and row["heard_at"] is not None:
                known[agreement] = self._follows(known[row["parent"]], row)
        now = self.now()
        for agreement, rental in known.items():
            row = rows[agreement]
            if not rental.paid or not rental.waits:
                continue
            if row["heard_at"] is not None:
                span = Interval(row["starts_at"], row["ends_at"]) if row["starts_at"] else None
                self.model.hear(rental, row["heard_at"], span)
                assert (span is not None) == rental.runs, "it begins exactly while its slot is held"
            elif row["status"] in OVER:
                assert rental.means in ("debit", "held"), f"a {rental.means} that paid has paid"
                rental.over = True
            elif row["status"] in ("processing", "authorized") and not rental.seen:
                rental.seen = True
                if row["status"] == "processing":
                    self.model.under_way(rental, now)

    def _follows(self, before: Rental, row: object) -> Rental:
        """A period that follows another was paid by itself."""
        facts: dict[str, object] = dict(row)  # type: ignore[call-overload]
        rental = Rental(
            *(before.holder, before.price, self.now(), before.brand, before.renewed_by, before),
            paid=True,
            renewed_by=before.renewed_by,
        )
        assert not [it for it in self.model.rentals if it.after is before], "a period is renewed once"
        on_its_way = before.renewed_by == "debit"  # taken back meanwhile, it begins nothing and goes back
        assert before.wished or on_its_way, "both want it"
        assert before.debited or before.renewed_by != "debit", "a bank pays a debit before it is one"
        self.keys[id(rental)] = Requested(facts["agreement"], facts["payment"])  # type: ignore[arg-type]
        self.model.rentals.append(rental)
        return rental

    @rule(step=st.sampled_from(STEPS_OF_TIME))
    def time_goes_by(self, step: timedelta) -> None:
        self.do(wait(step))

    @precondition(lambda self: any(it.runs for it in self.model.rentals))
    @rule(number=st.integers(0, 9), by_holder=st.booleans())
    def end(self, number: int, by_holder: bool) -> None:
        rental = self.some(number, lambda it: it.runs)
        agreement = self.asked(rental).agreement
        now = self.now()
        try:
            if by_holder:
                self.do(withdraw(self.facts["holders"][rental.holder], agreement))
            else:
                self.do(end_early(self.facts["brands"][rental.brand], agreement))
        except RentalAlreadyEnded:
            assert rental.span and rental.span.ends_at <= now, "it runs, and cannot be ended"
            return
        if by_holder:
            self.model.switch_off(rental, now)
        else:
            self.model.give_up(rental, now)

    @rule()
    def sweep(self) -> None:
        """The worker finds what is over, what was never paid and what is to be renewed."""
        self.do(sweep_once([*RENTALS, *RENEWALS, *(it for it in MONEY if it.name == "money.janitor")]))
        self.do(self.place.quiet())
        self._heard()
        now = self.now()
        for rental in self.model.rentals:
            if rental.runs and rental.span and rental.span.ends_at <= now:
                self.model.earn_all(rental)
