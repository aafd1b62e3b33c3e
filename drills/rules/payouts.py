"""Settling months and paying holders."""

from typing import Any

from hypothesis import strategies as st

from drills.rules.base import Base, reject, rule
from market.base import audit
from market.base.database import fetch, fetch_value
from market.money.payouts.actions.approve import approve_batch
from market.money.payouts.actions.export import export_batch
from market.money.payouts.actions.outcome import execute_batch, return_payout
from market.money.payouts.actions.request import request_month
from market.money.settlement.actions import release_due, settle
from market.money.settlement.rules import Month


class PayingOut(Base):
    """What a holder has been sent is still what they have earned."""

    @rule()
    def settle_months(self) -> None:
        """Every month that is over and not closed."""
        last = self.do(fetch_value("select max(period) from money.settlements"))
        month = Month.named(last).following if last else Month(2027, 3)
        while month.ends_at <= self.now():
            self.do(settle(str(month), audit.SYSTEM))
            self.model.close(month.ends_at)
            month = month.following

    @rule()
    def release(self) -> None:
        self.do(release_due())

    @rule()
    def pay_out(self) -> None:
        """The latest closed month is paid: requested, approved by as many as it takes, sent, executed."""
        period = self.do(fetch_value("select max(period) from money.settlements where closed_at is not null"))
        if period is None:
            reject()
        self.do(request_month(period, audit.SYSTEM))
        for row in self.do(fetch("select id from money.payout_batches where status = 'open'")):
            self._send(row["id"])

    def _send(self, batch: Any) -> None:
        sql = "select coalesce(sum(amount), 0)::bigint from money.payouts where batch_id = $1"
        amount = self.do(fetch_value(sql, batch))
        for operator in self.facts["operators"]:
            if self.do(approve_batch(operator, batch, amount)).approved:
                break
        self.do(export_batch(operator, batch))
        self.do(execute_batch(operator, batch))

    @rule(number=st.integers(0, 9))
    def bank_returns(self, number: int) -> None:
        paid = self.do(fetch("select id, reference from money.payouts where status = 'paid' order by id"))
        if not paid:
            reject()
        one = paid[number % len(paid)]
        self.do(return_payout(self.facts["operators"][0], one["id"], "MS03", one["reference"]))
