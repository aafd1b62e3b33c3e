"""Renewal: a rental is followed by another on the same terms, because both sides want it, and once it is paid."""
