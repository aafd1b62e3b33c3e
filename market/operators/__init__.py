"""Operators: approve and stop, judge reports; each act has its reason and its row."""
