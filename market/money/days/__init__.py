"""The platform's own accounts by day: added up beside the ledger, so that no page adds up all of it.

rolled days (a row each) + days posted for since the last time, added up when asked = always exact
"""
