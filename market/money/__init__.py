"""The room where money is: the way to Stripe (`gateway`), and in local mode a Stripe of our own (`sandbox`).

Amounts are integer minor units with the currency beside them; never a float.
"""
