"""What is due by the clock: payments, refunds, disputes and webhooks that nobody finished.

A payment that waits for a person (a refused card) is asked about ever less often, up to every six hours.
"""

import uuid
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import structlog

from market.base.database import fetch
from market.money.asking import ask_payment
from market.money.captures import carry_out, let_go_undecided
from market.money.credit.actions.give_back_part import give_back_part
from market.money.disputes.asking import ask_dispute
from market.money.inbox import handle
from market.money.payments import GRACE, submit_left_behind
from market.money.refunds import ask_refund
from market.money.switches import GIVES_WAY
from market.money.switching import go_on

SOON, LATER, SELDOM = timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1)
RARELY = timedelta(hours=6)
LIMIT = 200

log = structlog.get_logger()

# Never called at Stripe though the request had its time; and those of closed orders are only asked after.
_UNSUBMITTED = """
select p.id from money.payments p join money.orders o on o.id = p.order_id
  join money.payment_attempts a on a.payment_id = p.id
  where p.status = 'created' and a.requested_at is null and o.closed_at is null
    and p.created_at <= base.now() - $1::interval order by p.created_at limit $2
"""
_OPEN_PAYMENTS = """
select p.id from money.payments p join money.orders o on o.id = p.order_id
  join lateral (select max(requested_at) as requested_at, bool_or(leased_until > base.now()) as leased
    from money.payment_attempts a where a.payment_id = p.id) a on a.requested_at is not null
  where a.leased is not true
    and p.status in ('created', 'submitted', 'requires_action', 'processing', 'unknown')
    and coalesce(p.asked_at, a.requested_at) <= base.now() - case
      when p.status = 'processing' then $3::interval -- a bank takes days, and Stripe tells us by itself
      when p.status in ('created', 'unknown') or o.closed_at is not null or GIVES_WAY then $1::interval
      -- It waits for a person: each wait is as long as all before it since the latest try.
      else least(greatest(p.asked_at - a.requested_at, $2::interval), $4::interval) end
  order by p.asked_at nulls first limit $5
""".replace("GIVES_WAY", GIVES_WAY)
# Held by a bank. What was decided is carried out; what was not in time, or for an order that is closed, is let go.
_HELD = """
select id from money.payments where status = 'authorized'
  and coalesce(asked_at, created_at) <= base.now() - $1::interval order by asked_at nulls first limit $2
"""
_DECIDED = """
select payment_id as id from money.payment_decisions where resolved_at is null
  and (leased_until is null or leased_until <= base.now())
  and coalesce(requested_at, decided_at) <= base.now() - $1::interval order by decided_at limit $2
"""
_UNDECIDED = """
select p.id from money.payments p join money.orders o on o.id = p.order_id
  where p.status = 'authorized' and (p.capture_by <= base.now() or o.closed_at is not null)
    and not exists (select from money.payment_decisions d where d.payment_id = p.id)
  order by p.capture_by limit $1
"""
# Dead, and to be followed by another one.
_GAVE_WAY = """
select s.payment_id as id from money.payment_switches s join money.payments p on p.id = s.payment_id
  where s.resolved_at is null and p.status in ('failed', 'canceled') order by s.asked_at limit $1
"""
_WITHOUT_FEE = """
select id from money.payments where status = 'succeeded' and fee is null
  and asked_at <= base.now() - $1::interval order by asked_at limit $2
"""
# Taken in part by hand, and not on its way back yet: its job was lost.
_SET_APART = """
select p.id from money.orders o join money.payments p on p.order_id = o.id and p.status = 'succeeded'
  where o.idempotency_key like 'part:%' and o.closed_at is null
    and p.paid_at <= base.now() - $1::interval limit $2
"""
_OPEN_REFUNDS = """
select id from money.refunds
  where status in ('requested', 'submitted', 'unknown', 'pending')
    and (leased_until is null or leased_until <= base.now())
    and coalesce(asked_at, requested_at, created_at) <= base.now() - case
      when status = 'pending' then $2::interval else $1::interval end
  order by asked_at nulls first limit $3
"""
_OPEN_DISPUTES = """
select id from money.disputes where closed_at is null
  and coalesce(asked_at, created_at) <= base.now() - $1::interval order by asked_at nulls first limit $2
"""
_WAITING = """
select id from money.inbox_events where status = 'received' and received_at <= base.now() - $1::interval
  order by received_at limit $2
"""


async def sweep_money() -> int:
    """Take up whatever was left; returns how many were looked at. Each is tried, whatever the others do."""
    done = await _each(submit_left_behind, _UNSUBMITTED, GRACE)
    done += await _each(ask_payment, _OPEN_PAYMENTS, SOON, LATER, SELDOM, RARELY)
    done += await _each(go_on, _GAVE_WAY)
    done += await _each(carry_out, _DECIDED, GRACE)
    done += await _each(let_go_undecided, _UNDECIDED)
    done += await _each(ask_payment, _HELD, SELDOM)
    done += await _each(ask_payment, _WITHOUT_FEE, LATER)
    done += await _each(give_back_part, _SET_APART, SOON)
    done += await _each(ask_refund, _OPEN_REFUNDS, SOON, LATER)
    done += await _each(ask_dispute, _OPEN_DISPUTES, RARELY)
    return done + await _each(handle, _WAITING, SOON)


async def _each(act: Callable[[uuid.UUID], Coroutine[Any, Any, object]], sql: str, *ages: timedelta) -> int:
    rows = await fetch(sql, *ages, LIMIT)
    for row in rows:
        try:
            await act(row["id"])
        except Exception as error:
            name = type(error).__name__
            log.error("money.janitor_failed", act=act.__name__, row=str(row["id"]), error=name)
    return len(rows)
