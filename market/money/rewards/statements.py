"""What must always hold of rewards, as queries: parts of invariants 8 and 11."""

from market.money.rewards.rules import HELD

_HELD = ", ".join(f"'{it}'" for it in HELD)

REWARDED = """
select w.why, 'reward_budget', b.id, w.amount, null::bytea, b.brand, null::bytea
    from money.reward_budgets b cross join lateral (values ('budget.funded', b.amount),
      ('budget.returned', null)) w (why, amount)
union all
  select w.why, 'reward', r.id, r.amount, w.holder, null::bytea, null::bytea
    from money.rewards r cross join lateral (values ('reward.paid', 'paid', r.holder),
      ('gift.given', 'given', null)) w (why, status, holder) where w.status = r.status
union all
  select w.why, 'charity_payment', c.id, c.amount, null::bytea, null::bytea, null::bytea
    from money.charity_payments c cross join lateral (values ('gift.paid', c.booked_at is not null),
      ('gift.came_back', c.status = 'came_back')) w (why, may) where w.may
"""
"""Why money moved for a reward: as the causes of invariant 11 have it."""

# What a budget holds is what it says, and what it says is what its rewards say; each reward and each transfer to a
# charity is booked as its state tells, on the account that is its own.
SET_ASIDE = f"""
select b.id::text as subject, format('funded %s, spent %s, returned %s in %s parts, holds %s; its rewards hold %s and'
    ' took %s; returned in the books %s in %s parts', b.amount, b.spent, b.returned, b.returns, coalesce(k.posted, 0),
    r.held, r.spent, t.amount, t.parts) as detail
  from money.reward_budgets b
  left join money.ledger_balances k on k.kind = 'reward:budget' and k.subject = uuid_send(b.id)
  cross join lateral (select coalesce(sum(amount) filter (where status in ({_HELD})), 0)::bigint as held,
      coalesce(sum(amount) filter (where status in ('paid', 'given')), 0)::bigint as spent
    from money.rewards where budget = b.id) r
  cross join lateral (select coalesce(sum(e.amount), 0)::bigint as amount, count(*) as parts
    from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id
      and e.kind = 'brand:credit' where t.kind = 'budget.returned' and t.source_id = b.id) t
  where coalesce(k.posted, 0) <> b.amount - b.spent - b.returned or r.held <> b.reserved or r.spent <> b.spent
    or (t.amount, t.parts) <> (b.returned, b.returns)
union all
select r.id::text, format('%s, booked %s', r.status, coalesce(t.posted, '-')) from money.rewards r
  left join (select t.source_id, string_agg(t.kind || ' ' || e.amount || ' of ' || encode(e.subject, 'hex'), ', ')
      as posted from money.ledger_transactions t join money.ledger_entries e on e.transaction_id = t.id
      where t.source_type = 'reward' and e.kind <> 'reward:budget' group by t.source_id) t on t.source_id = r.id
  where t.posted is distinct from case r.status
    when 'paid' then 'reward.paid ' || r.amount || ' of ' || encode(r.holder, 'hex')
    when 'given' then 'gift.given ' || r.amount || ' of ' || encode(uuid_send(r.charity), 'hex') end
union all
select c.id::text, format('given %s and paid %s, the books say %s', c.given, c.paid, coalesce(k.posted, 0)) from (
    select h.id, (select coalesce(sum(amount), 0) from money.rewards where charity = h.id)::bigint as given,
      (select coalesce(sum(amount), 0) from money.charity_payments where charity = h.id and status = 'booked')::bigint
        as paid from money.charities h) c
  left join money.ledger_balances k on k.kind = 'charity:payable' and k.subject = uuid_send(c.id)
  where coalesce(k.posted, 0) <> c.given - c.paid
union all
select v.id::text, format('given to %s, which is %s', v.reward, r.status) from money.voucher_codes v
  join money.rewards r on r.id = v.reward where r.status <> 'exchanged' or r.budget <> v.budget
union all
select r.id::text, 'exchanged for no code' from money.rewards r where r.status = 'exchanged'
  and not exists (select from money.voucher_codes v where v.reward = r.id)
"""
