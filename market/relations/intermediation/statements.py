"""The acts on rentals as one statement has them: what both the holder's log and an authority's are made of.

An act is rental, at, turn, kind, facts: of one instant, a lower `turn` comes first.
"""

# What a statement must call the rentals that it is about.
MINE = (
    "id, agreement, document -> 'second_party' ->> 'name' as brand, requested_at, parent, price, currency, period,"
    " document -> 'terms' ->> 'id' as variant, purposes, state, ends_at"
)

# All but the reads, by record_events_seq, order_lines_rental and erasure_duties_pkey. What the clock has decided and
# nobody has recorded yet is told as it will be recorded: with the worker dead the log is the same (P2). Only a breach
# after an end that is not recorded itself waits for it: the duty's row begins there.
OF_MINE = """
  select m.id as rental, m.requested_at as at, 1 as turn, 'requested' as kind, jsonb_build_object('variant', m.variant,
    'period', m.period, 'price', m.price, 'currency', m.currency, 'purposes', m.purposes) as facts
  from mine m where m.parent is null
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
READS = 1000001  # the turn of reads
