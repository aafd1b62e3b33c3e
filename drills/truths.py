"""What must be true of every flow of money once all is quiet, beside the books' own invariants.

Money is compared with what Stripe has of it, object by object, and access with what was paid for it. Each is a
query for what is wrong; in words, with nothing but inner ids.
"""

from collections.abc import Mapping

from market.base.database import fetch
from market.money.disputes.rules import TAKEN

WAITS = """
select exists (select from money.payments where status in ('created', 'unknown')
    and not exists (select from money.orders o where o.id = order_id and o.closed_at is null
      and payments.status = 'created'))
  or exists (select from money.refunds where status in ('requested', 'submitted', 'unknown'))
  or exists (select from money.inbox_events where status = 'received')
  or exists (select from money.payment_decisions where resolved_at is null)
  or exists (select from money.dispute_acts where status in ('prepared', 'requested', 'unknown'))
  or exists (select from money.bank_cards where status = 'removing')
  or exists (select from money.payment_attempts where mode <> 'checkout' and status in ('prepared', 'requested'))
"""
"""Whether something is under way that a worker would go on with by itself."""

_TAKEN = ", ".join(f"'{it}'" for it in TAKEN)

# Of ours, by the metadata that each object of Stripe's carries; a charge has its intent's.
_CHARGES = """
with charged as (
  select body->'metadata'->>'row' as row, sum((body->>'amount_captured')::bigint) as amount, count(*) as n
    from sandbox.objects where kind = 'charge' and body->>'status' = 'succeeded' and body->>'captured' = 'true'
      and body->'metadata'->>'kind' = 'payment' group by 1
)
select format('payment %s is %s with %s, Stripe took %s in %s charges', p.id, p.status, p.captured, coalesce(c.amount,
    0), coalesce(c.n, 0)) from money.payments p left join charged c on c.row = p.id::text
  where p.method <> 'balance' and p.captured <> coalesce(c.amount, 0) or c.n > 1
union all
select format('Stripe took %s for payment %s, which there is not', amount, row) from charged
  where not exists (select from money.payments p where p.id::text = charged.row)
"""
_HOLDS = """
select format('payment %s is %s and Stripe holds its money: %s', p.id, p.status, i.body->>'status')
  from money.payments p join sandbox.objects i on i.kind = 'payment_intent' and i.id = p.stripe_payment_intent_id
  where (p.status = 'authorized') <> (i.body->>'status' = 'requires_capture')
union all
select format('payment %s is held for nobody', p.id) from money.payments p join money.orders o on o.id = p.order_id
  where p.status = 'authorized' and (o.closed_at is not null or p.capture_by <= base.now() - interval '1 hour')
"""
_DEBITS = """
select format('payment %s is %s, its debit at Stripe %s', p.id, p.status, i.body->>'status')
  from money.payments p join sandbox.objects i on i.kind = 'payment_intent' and i.id = p.stripe_payment_intent_id
  where (p.status = 'processing') <> (i.body->>'status' = 'processing')
"""
_REFUNDS = """
select format('payment %s has refunded %s, Stripe %s', p.id, p.refunded, coalesce(r.amount, 0))
  from money.payments p left join (select body->>'payment_intent' as intent, sum((body->>'amount')::bigint) as amount
    from sandbox.objects where kind = 'refund' and body->>'status' = 'succeeded'
      and body->'destination_details'->'card'->>'type' is distinct from 'reversal' group by 1) r
    on r.intent = p.stripe_payment_intent_id
  where p.method <> 'balance' and p.refunded <> coalesce(r.amount, 0)
"""
_DISPUTES = """
select format('dispute %s is %s, at Stripe %s', d.id, d.status, s.body->>'status')
  from sandbox.objects s left join money.disputes d on d.stripe_dispute_id = s.id
  where s.kind = 'dispute' and d.status is distinct from case s.body->>'status'
    when 'warning_needs_response' then 'inquiry' when 'warning_under_review' then 'inquiry_review'
    when 'warning_closed' then 'dropped' else s.body->>'status' end
  and not (d.status = 'restored' and d.reinstated > 0 and s.body->>'status' in ('won', 'lost'))
"""
_DISPUTED_MONEY = f"""
select format('banks hold %s, open disputes %s', held.amount, open.amount) from
  (select -coalesce(sum(amount), 0) as amount from money.ledger_entries where kind = 'dispute:held') held,
  (select coalesce(sum(withdrawn - reinstated), 0) as amount from money.disputes where status in ({_TAKEN})) open
  where held.amount <> open.amount
union all
select format('line %s waits with %s for no dispute', l.id, l.withheld) from money.order_lines l
  where l.withheld > 0 and not exists (select from money.payments p join money.disputes d on d.payment_id = p.id
    where p.order_id = l.order_id and d.status in ({_TAKEN}))
"""
# A dispute that is lost has ended its rentals; one that is open leaves none readable.
_ACCESS = f"""
select format('rental %s runs, its payment is %s', r.id, p.status) from rentals.rentals r
  cross join lateral (select * from money.payments p where p.order_id = r.order_id
    order by p.status = 'succeeded' desc, p.created_at desc limit 1) p
  where r.state = 'Active' and (p.status <> 'succeeded' or exists (select from money.disputes d
    where d.payment_id = p.id and (d.status in ({_TAKEN}) or d.status = 'lost')))
union all
select format('rental %s is suspended and nobody disputes its payment', r.id) from rentals.rentals r
  join money.payments p on p.order_id = r.order_id
  where r.state = 'TemporarilySuspended' and not exists (select from money.disputes d
    where d.payment_id = p.id and d.status in ({_TAKEN}))
union all
select format('rental %s is paid and has neither begun nor ended', r.id) from rentals.rentals r
  join money.payments p on p.order_id = r.order_id where p.status = 'succeeded' and r.state = 'Inactive'
"""
# A place is held by whoever runs or waits for money; a paid renewal takes it over from its parent.
_PLACES = """
select format('persona %s has its place %s taken by %s', persona, number, count(*)) from personas.slots
  where released_at is null group by persona, number having count(*) > 1
union all
select format('rental %s is over and keeps its place', s.rental) from personas.slots s
  join rentals.rentals r on r.id = s.rental where s.released_at is null and r.state in ('Terminated', 'Expired')
union all
select format('rental %s runs without a place', r.id) from rentals.rentals r
  where r.state in ('Active', 'TemporarilySuspended') and r.ends_at > base.now() and not exists (
    select from personas.slots s join rentals.rentals h on h.id = s.rental
      where s.released_at is null and (h.id = r.id or h.parent = r.id))
"""
_RENEWALS = """
select format('renewal %s is paid and its rental is %s', w.id, n.state) from rentals.renewals w
  left join rentals.rentals n on n.id = w.next
  where w.state = 'paid' and n.starts_at is null
union all
select format('rental %s follows at %s what ends at %s', n.id, n.starts_at, r.ends_at) from rentals.rentals n
  join rentals.rentals r on r.id = n.parent
  where n.starts_at <> r.ends_at or n.price <> r.price or exists (
    select from money.payments p where p.order_id = n.order_id and p.paid_at >= n.starts_at)
union all
select format('renewal %s is %s and its money was taken', w.id, w.state) from rentals.renewals w
  join rentals.rentals n on n.id = w.next join money.payments p on p.order_id = n.order_id
  join money.order_lines l on l.rental_id = n.id
  where w.state in ('failed', 'called_off') and l.closed_at is null and p.status = 'succeeded'
"""
_CARDS = """
select format('brand %s has %s default cards of %s', encode(brand, 'hex'), count(*) filter (where is_default), count(*))
  from money.bank_cards where status = 'kept' group by brand
  having count(*) filter (where is_default) <> (count(*) filter (where kind = 'card') > 0)::int
    or bool_or(is_default and kind <> 'card')
union all
select format('card %s is %s, at Stripe with %s', b.id, b.status, coalesce(m.body->>'customer', 'nobody'))
  from money.bank_cards b join sandbox.objects m on m.kind = 'payment_method' and m.id = b.stripe_payment_method_id
  where (b.status = 'kept') <> (m.body->>'customer' is not null)
"""
# What the balance has is what was put in or given back, less what it bought, what went back and what it bears or
# settled, by brand.
_BALANCES = """
with moved as (
  select o.brand, sum(p.captured) as amount from money.payments p join money.orders o on o.id = p.order_id
    where o.purpose in ('top_up', 'debt') group by 1
  union all
  select o.brand, sum(p.refunded - p.captured) from money.payments p join money.orders o on o.id = p.order_id
    where p.method = 'balance' group by 1
  union all
  select o.brand, -sum(f.amount) from money.refunds f join money.payments p on p.id = f.payment_id
    join money.orders o on o.id = p.order_id where f.origin = 'balance' and f.status not in ('failed', 'canceled')
    group by 1
  union all
  select brand, -sum(amount) from money.bank_returns where status in ('requested', 'approved', 'sent', 'paid')
    group by 1
  union all
  select brand, sum(returned - amount) from money.reward_budgets group by 1
  union all
  select e.subject, sum(e.amount) from money.ledger_entries e
    join money.ledger_transactions t on t.id = e.transaction_id
    where e.kind = 'brand:credit' and t.kind in ('refund.failed', 'dispute.lost', 'dispute.withheld',
      'dispute.restored', 'debt.paid') group by 1
), should as (select brand, sum(amount) as amount from moved group by 1),
has as (select subject as brand, sum(amount) as amount from money.ledger_entries where kind = 'brand:credit' group by 1)
select format('brand %s has %s and should have %s', encode(brand, 'hex'), coalesce(has.amount, 0),
    coalesce(should.amount, 0)) from should full join has using (brand)
  where coalesce(has.amount, 0) <> coalesce(should.amount, 0)
"""
# What is set aside is in its budget until it is earned; what a person earned is theirs or a charity's, to the cent.
_REWARDS = """
with should as (
  select 'reward:budget' as kind, uuid_send(b.id) as subject, b.amount - b.returned - coalesce((select sum(r.amount)
      from money.rewards r where r.budget = b.id and r.status in ('paid', 'given')), 0) as amount
    from money.reward_budgets b
  union all
  select 'charity:payable', uuid_send(c.id),
      coalesce((select sum(r.amount) from money.rewards r where r.charity = c.id and r.status = 'given'), 0)
        - coalesce((select sum(p.amount) from money.charity_payments p where p.charity = c.id
          and p.status = 'booked'), 0)
    from money.charities c
), has as (
  select kind, subject, sum(amount) as amount from money.ledger_entries
    where kind in ('reward:budget', 'charity:payable') group by 1, 2
)
select format('%s of %s has %s and should have %s', kind, encode(subject, 'hex'), coalesce(has.amount, 0),
    coalesce(should.amount, 0)) from should full join has using (kind, subject)
  where coalesce(has.amount, 0) <> coalesce(should.amount, 0)
union all
select format('holder %s earned %s by rewards and has %s', encode(holder, 'hex'), sum(owed), sum(got)) from (
  select holder, amount as owed, 0 as got from money.rewards where status = 'paid'
  union all
  select e.subject, 0, e.amount from money.ledger_entries e join money.ledger_transactions t
    on t.id = e.transaction_id where t.kind = 'reward.paid' and e.kind = 'holder:pending') both_sides
  group by holder having sum(owed) <> sum(got)
union all
select format('budget %s says that %s is held of it and %s spent', b.id, b.reserved, b.spent)
  from money.reward_budgets b cross join lateral (select
    coalesce(sum(amount) filter (where status in ('offered', 'earned')), 0) as held,
    coalesce(sum(amount) filter (where status in ('paid', 'given')), 0) as gone
    from money.rewards where budget = b.id) r
  where (b.reserved, b.spent) <> (r.held, r.gone) or b.amount < r.held + r.gone + b.returned
"""
# A place is free while its casting is open and its price stands in escrow; then it is a rental of one who said yes, or
# its price went back whole.
_CASTINGS = """
select format('place %s of casting %s is free, and that is %s', p.id, p.casting, coalesce(c.state, b.state, 'none'))
  from rentals.casting_places p left join relations.castings c on c.id = p.casting
  left join relations.bids b on b.place = p.casting
  where p.state = 'free' and c.state is distinct from 'open' and b.state is distinct from 'sealed'
union all
select format('place %s is free and not paid for', p.id) from rentals.casting_places p
  where p.state = 'free' and not exists (select from money.order_lines l join money.payments m
    on m.order_id = l.order_id and m.status = 'succeeded' where l.rental_id = p.rental and l.closed_at is null)
union all
select format('place %s went back, and its price of %s did not: %s', p.id, l.amount, l.refunded + l.repaid)
  from rentals.casting_places p left join money.order_lines l on l.rental_id = p.rental
  where p.state = 'returned' and (l.refunded + l.repaid = l.amount) is not true
union all
select format('place %s is %s, its rental %s', p.id, p.state, coalesce(r.state, 'none')) from rentals.casting_places p
  left join rentals.rentals r on r.id = p.rental where (p.state = 'taken') <> (r.starts_at is not null)
union all
select format('place %s is %s, and who said yes is %s', p.id, p.state, coalesce(a.state, 'nobody'))
  from rentals.casting_places p left join relations.casting_acceptances a on a.rental = p.rental
  left join relations.bids b on b.rental = p.rental
  where (p.state = 'taken') <> (a.state is not distinct from 'chosen' or b.state is not distinct from 'won')
union all
select format('casting %s has %s places of %s', c.id, (select count(*) from rentals.casting_places p
    where p.casting = c.id), c.places) from relations.castings c
  where c.places <> (select count(*) from rentals.casting_places p where p.casting = c.id)
union all
select format('somebody waits for a place of casting %s, which is closed', c.id) from relations.castings c
  where c.state = 'closed' and exists (select from relations.casting_acceptances a
    where a.casting = c.id and a.state = 'waiting')
"""

# A bid is sealed while what it is for is open, and its place is paid for; one bid is taken, and none otherwise.
_BIDS = """
select format('bid %s is sealed, and its place is %s', b.id, coalesce(p.state, 'none')) from relations.bids b
  left join rentals.casting_places p on p.casting = b.place
  where b.state = 'sealed' and p.state is distinct from 'free'
union all
select format('bid %s is sealed, and what it is for is closed', b.id) from relations.bids b
  join relations.intents i on i.id = b.intent where b.state = 'sealed' and i.state = 'closed'
union all
select format('intent %s is closed as %s, and its bids that won are %s', i.id, i.closed_because, count(b.id))
  from relations.intents i left join relations.bids b on b.intent = i.id and b.state = 'won'
  where i.state = 'closed' group by i.id, i.closed_because
  having (i.closed_because = 'agreed') <> (count(b.id) = 1) or count(b.id) > 1
union all
select format('bid %s won, and another was chosen', b.id) from relations.bids b join relations.intents i
  on i.id = b.intent where b.state = 'won' and i.chosen is distinct from b.id
"""

_BATCHES = """
select format('payout %s is asked for and in no batch, where no operator finds it', id) from money.payouts
  where status = 'requested' and batch_id is null
"""

# One call, one key, one customer: what an attempt whose key was too old has made is another's.
_CUSTOMERS = """
select format('attempt %s of %s made %s customers', body->'metadata'->>'attempt', body->'metadata'->>'row', count(*))
  from sandbox.objects where kind = 'customer' and body->'metadata'->>'kind' = 'customer'
  group by body->'metadata'->>'attempt', body->'metadata'->>'row' having count(*) > 1
"""

TRUTHS: Mapping[str, str] = {
    "charges": _CHARGES,
    "holds": _HOLDS,
    "debits": _DEBITS,
    "refunds": _REFUNDS,
    "disputes": _DISPUTES,
    "disputed money": _DISPUTED_MONEY,
    "access": _ACCESS,
    "places": _PLACES,
    "renewals": _RENEWALS,
    "cards": _CARDS,
    "customers": _CUSTOMERS,
    "balances": _BALANCES,
    "rewards": _REWARDS,
    "castings": _CASTINGS,
    "bids": _BIDS,
    "batches": _BATCHES,
}


async def untrue() -> list[str]:
    """Every sentence of these that is not true."""
    return [
        f"{name}: {row[0]}"
        for name, sql in TRUTHS.items()
        for row in await fetch(f"select * from ({sql}) wrong (what) limit 20")
    ]
