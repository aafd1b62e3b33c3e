"""Which accounts each movement may touch, and on which side: a part of invariant 11."""

from market.money.chart import Movement

# Which accounts a movement takes from (-) and gives to (+). A reversal has every sign turned.
_SHAPES = {
    Movement.CHARGE_SUCCEEDED: ("stripe:clearing", "rental:escrow brand:credit"),
    Movement.CHARGE_FEE: ("stripe:fees", "stripe:clearing"),
    Movement.RENTAL_SETTLED: ("rental:escrow", "holder:pending platform:revenue tax:vat"),
    Movement.RENTAL_ENDED: (
        "rental:escrow",
        "holder:pending platform:revenue tax:vat refund:in_flight brand:receivable",
    ),
    Movement.RENTAL_NOT_STARTED: ("rental:escrow", "refund:in_flight brand:receivable"),
    Movement.REFUND_SUCCEEDED: ("refund:in_flight", "stripe:clearing"),
    Movement.REFUND_FAILED: (
        "refund:in_flight stripe:clearing",
        "brand:receivable rental:escrow brand:credit platform:losses",
    ),
    Movement.REFUND_EXTERNAL: ("brand:receivable brand:credit", "stripe:clearing"),
    Movement.REFUND_CREDITED: ("refund:in_flight", "brand:credit"),
    Movement.EARNINGS_RELEASED: ("holder:pending", "holder:payable"),
    Movement.PAYOUT_REQUESTED: ("holder:payable", "holder:reserved"),
    Movement.PAYOUT_PAID: ("holder:reserved", "bank:client_funds stripe:clearing"),
    Movement.PAYOUT_FAILED: ("holder:reserved", "holder:payable"),
    Movement.PAYOUT_CANCELED: ("holder:reserved", "holder:payable"),
    Movement.PAYOUT_RETURNED: ("bank:client_funds stripe:clearing", "holder:payable"),
    Movement.DISPUTE_WITHDRAWN: ("dispute:held stripe:fees", "stripe:clearing"),
    Movement.DISPUTE_REINSTATED: ("stripe:clearing stripe:fees", "dispute:held stripe:fees"),
    Movement.DISPUTE_WITHHELD: ("brand:credit", "rental:escrow"),
    Movement.DISPUTE_RELEASED: ("rental:escrow", "refund:in_flight"),
    Movement.DISPUTE_LOST: (
        "rental:escrow platform:revenue tax:vat brand:receivable brand:credit",
        "dispute:held",
    ),
    Movement.DISPUTE_RESTORED: ("dispute:held", "brand:receivable platform:losses brand:credit"),
    Movement.DEBT_PAID: ("brand:credit", "brand:receivable"),
    Movement.RECEIVABLE_WRITTEN_OFF: ("platform:losses", "brand:receivable"),
    Movement.CREDIT_SPENT: ("brand:credit", "rental:escrow"),
    Movement.CREDIT_RETURN_REQUESTED: ("brand:credit", "brand:reserved"),
    Movement.CREDIT_RETURNED: ("brand:reserved", "stripe:clearing"),
    Movement.CREDIT_RETURN_FAILED: ("brand:reserved stripe:clearing", "brand:credit"),
    Movement.BANK_RETURN_REQUESTED: ("brand:credit", "brand:reserved"),
    Movement.BANK_RETURN_RELEASED: ("brand:reserved", "brand:credit"),
    Movement.BANK_RETURN_PAID: ("brand:reserved", "bank:client_funds"),
    Movement.BANK_RETURN_CAME_BACK: ("bank:client_funds", "brand:credit"),
    Movement.BUDGET_FUNDED: ("brand:credit", "reward:budget"),
    Movement.BUDGET_RETURNED: ("reward:budget", "brand:credit"),
    Movement.REWARD_PAID: ("reward:budget", "holder:pending"),
    Movement.GIFT_GIVEN: ("reward:budget", "charity:payable"),
    Movement.GIFT_PAID: ("charity:payable", "bank:client_funds"),
    Movement.GIFT_CAME_BACK: ("bank:client_funds", "charity:payable"),
    Movement.OWN_TAKEN_OUT: ("bank:operating", "bank:client_funds"),
    Movement.OWN_PAID_IN: ("bank:client_funds", "bank:operating"),
    Movement.STRIPE_FEE: ("stripe:fees stripe:clearing", "stripe:clearing stripe:fees"),
    Movement.STRIPE_PAYOUT: (
        "bank:client_funds bank:operating stripe:clearing",
        "stripe:clearing bank:client_funds bank:operating",
    ),
    Movement.STRIPE_PAYOUT_RETURNED: (
        "stripe:clearing bank:client_funds bank:operating",
        "bank:client_funds bank:operating stripe:clearing",
    ),
    Movement.STRIPE_TOPPED_UP: ("stripe:clearing", "bank:client_funds bank:operating"),
    Movement.STRIPE_TOP_UP_RETURNED: ("bank:client_funds bank:operating", "stripe:clearing"),
}
_ALLOWED = ", ".join(
    f"('{why}', '{account}', {sign})"
    for why, sides in _SHAPES.items()
    for sign, accounts in zip((-1, 1), sides, strict=True)
    for account in accounts.split()
)
SHAPED = f"""
select t.id::text as subject, format('%s moves %s on %s', t.kind, e.amount, e.kind) as detail
  from money.ledger_entries e join money.ledger_transactions t on t.id = e.transaction_id
  where not exists (select from (values {_ALLOWED}) a (why, account, sign) where a.why = t.kind
    and a.account = e.kind and a.sign = sign(e.amount) * case when t.reverses_id is null then 1 else -1 end)
"""
