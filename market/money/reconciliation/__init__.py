"""Do Stripe's account of our money and our books say the same? What differs is a finding that a person closes.

An hourly run reads Stripe's balance movements and matches each with the ledger; a nightly one also asks whether
the books keep their rules, whether something waits for too long, whether Stripe holds what we think, and takes
in the events that never reached us. Nothing is ever posted to make a difference go away.
"""
