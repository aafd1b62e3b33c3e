"""The platform's own accounts by day: added up beside the ledger, so that no page adds up all of it.

rolled days (a row each) + days posted for since they were rolled, added up when asked = always exact

The ledger itself notes which day a posting is of (a trigger, in the posting's transaction), and the sweep takes the
note away with what it adds up: no clock says what is new, ours, the database's or one that was put right.
"""
