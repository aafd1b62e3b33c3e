"""After each step the product's books are the model's; in the end Stripe agrees as well."""

from collections.abc import Mapping

from hypothesis.stateful import invariant

from drills import calm
from drills.rules.base import BRANDS
from drills.rules.trouble import Trouble
from drills.town import tag_of
from market.base import vault
from market.base.database import fetch, fetch_value

KNOWN = ("outside-refund", "failed-refund", "overdue")
"""Findings that a sequence may leave: what was given back past us, what came back from a card, and what waits at a
bank or for an operator for longer than usual."""


class Agreeing(Trouble):
    """What is compared: sums by account, and each holder's and brand's own."""

    @invariant()
    def the_model_agrees(self) -> None:
        found, model = self._sums(), self.model
        assert found.get("rental:escrow", 0) == model.escrow(), "escrow"
        refunds = self.do(
            fetch_value(
                "select coalesce(sum(amount - redirected), 0)::bigint from money.refunds where origin = 'platform'"
            )
        )
        assert refunds == model.given_back(), f"{refunds} is given back, not {model.given_back()}"
        ours = found.get("platform:revenue", 0) + found.get("tax:vat", 0)
        assert ours == model.ours(), f"the platform has {ours}, not {model.ours()}"
        owed = -found.get("brand:receivable", 0)
        assert owed == model.owed(), f"brands owe {owed}, not {model.owed()}"
        theirs, right = self._holders(), model.holders()
        assert theirs == right, f"holders have {theirs}, not {right}"
        for number in range(BRANDS):
            has = self._balance(number)
            assert has == model.balance(number), f"brand {number} has {has}, not {model.balance(number)}"

    def _sums(self) -> Mapping[str, int]:
        sql = "select kind, sum(amount)::bigint as amount from money.ledger_entries group by kind"
        return {row["kind"]: row["amount"] for row in self.do(fetch(sql))}

    def _balance(self, number: int) -> int:
        """What a brand has ahead, with what is about to go back into its balance."""
        seat = self.facts["brands"][number].seat
        sql = (
            "select coalesce((select posted from money.ledger_balances where kind = 'brand:credit'"
            " and subject = $1), 0) + coalesce((select sum(f.amount) from money.refunds f"
            " join money.payments p on p.id = f.payment_id join money.orders o on o.id = p.order_id"
            " where o.brand = $1 and p.method = 'balance' and f.status <> 'succeeded'), 0)::bigint"
        )
        return int(self.do(fetch_value(sql, vault.tag("money", seat.brand))))

    def _holders(self) -> dict[int, int]:
        """What each has, on hold, ready, reserved or sent."""
        found = {}
        for number, who in enumerate(self.facts["holders"]):
            sql = (
                "select coalesce((select sum(amount) from money.ledger_entries where subject = $1"
                " and kind like 'holder:%'), 0)::bigint + coalesce((select sum(amount) from money.payouts"
                " where holder = $1 and status = 'paid'), 0)::bigint"
            )
            amount = self.do(fetch_value(sql, tag_of(who)))
            if amount:
                found[number] = amount
        return found

    def teardown(self) -> None:
        try:
            self.do(self._clear_faults())
            self.do(calm.recover(self.place))
            self.sweep()
            self.the_model_agrees()
            wrong = self.do(calm.examine(KNOWN))
            assert not wrong, wrong
        finally:
            self.closed()
