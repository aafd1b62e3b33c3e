"""The acts on rentals as one statement has them: what both the holder's log and an authority's are made of.

An act is rental, at, turn, kind, facts: of one instant, a lower `turn` comes first. Of a request that came to
nothing, `rental` is the id that its place stood under.
"""

# What a statement must call the rentals that it is about.
MINE = (
    "id, agreement, document -> 'second_party' ->> 'name' as brand, requested_at, parent, price, currency, period,"
    " concat_ws('-', document -> 'terms' ->> 'id', document -> 'terms' ->> 'version') as terms, purposes, state,"
    " ends_at"
)

# All but the reads, by record_events_seq, order_lines_rental and erasure_duties_pkey. What the clock has decided and
# nobody has recorded yet is told as it will be recorded: with the worker dead the log is the same (P2). Only a breach
# after an end that is not recorded itself waits for it: the duty's row begins there.
OF_MINE = """
  select m.id as rental, m.requested_at as at, 1 as turn, 'requested' as kind, jsonb_build_object('terms', m.terms,
    'period', m.period, 'price', m.price, 'currency', m.currency, 'purposes', m.purposes) as facts
  from mine m where m.parent is null
    and not exists (select from rentals.record_events e where e.rental = m.id and e.seq = 0 and e.kind = 'requested')
  union all
  select m.id, e.at, 2 + e.seq, e.kind, e.facts from mine m join rentals.record_events e on e.rental = m.id
  union all
  select m.id, m.ends_at, 999998, 'ended',
    jsonb_build_object('by', 'clock', 'reason', 'period_over', 'used_days', l.total_days)
  from mine m join money.order_lines l on l.rental_id = m.id
  where m.state in ('Active', 'TemporarilySuspended') and m.ends_at <= base.now()
  union all
  select m.id, (d.delete_by + 1)::timestamp at time zone 'Europe/Paris', 999999, 'erasure_breached',
    jsonb_build_object('delete_by', d.delete_by)
  from mine m join rentals.erasure_duties d on d.rental = m.id
  where d.attested_at is null and d.breached_at is null and d.due_on is not null
    and d.delete_by < (base.now() at time zone 'Europe/Paris')::date
  union all
  select m.id, l.closed_at, 1000000, 'refunded', jsonb_build_object('amount', l.refunded, 'currency', m.currency)
  from mine m join money.order_lines l on l.rental_id = m.id where l.refunded > 0 and l.closed_at is not null
"""

# What a statement must call the requests that it is about: those that were put to a holder and are no rentals.
ASKED = (
    "n.rental as id, n.agreement, b.legal_name as brand, n.requested_at, n.state, n.terms, n.period, n.price_step,"
    " n.purposes, n.offered_terms, n.offered_period, n.offered_step, n.answered_at, n.decide_by,"
    " n.agree_at, n.ended_at, n.ended_by"
    " from rentals.negotiations n join accounts.brands b on b.id = n.brand"
    " where n.put_at is not null and n.state <> 'AGREED'"
)

OF_ASKED = """
  select a.id as rental, a.requested_at as at, 1 as turn, 'requested' as kind, jsonb_build_object('terms', a.terms,
    'period', a.period, 'price_step', a.price_step, 'purposes', a.purposes) as facts
  from asked a
  union all
  select a.id, a.answered_at, 2, 'counter_offered', jsonb_build_object('terms', a.offered_terms,
    'period', a.offered_period, 'price_step', a.offered_step)
  from asked a where a.offered_terms is not null
  union all
  select a.id, a.answered_at, 2, 'accepted', '{}'::jsonb from asked a where a.agree_at is not null
  union all
  select a.id, coalesce(a.ended_at, a.decide_by), 3, 'not_agreed',
    jsonb_build_object('by', coalesce(a.ended_by, 'clock'))
  from asked a where a.ended_at is not null or a.decide_by <= base.now() and a.agree_at is null
"""
READS = 1000001  # the turn of reads
