"""Drills: the product is attacked as it is, and counted what survives.

    make drill FAST=1                     a sample of everything, in minutes (part of CI)
    make drill ONLY=G5 SECONDS=1200       a part of the campaign; called again it goes on where it stopped, killed or
                                          not, and others may run beside it
    make drill ONLY="G1 rent" CASE=…      one case again

A drill is a class with cases, each a word that repeats it (`drills.case`). Each has a negative control: the same
cases against a product that was broken on purpose must fail, or the drill proves nothing. After every case the
books are reconciled with Stripe and the invariants asked (G4).

A new flow of money is one entry in `drills.flows.FLOWS`: G1 and G6 find its crash points and its calls by
themselves. What must be true of it in the end is a query in `drills.truths.TRUTHS`, what Stripe tells of it a life in
`drills.lifecycles.LIVES`, what it may do among all others a class in `drills.rules`. A new race is one entry in
`drills.races.RACES`, a new planted bug one in `drills.bugs.BUGS`, with the steps that show it in
`drills.shown.SHOWN`.
"""
