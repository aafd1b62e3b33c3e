"""Proof without a name: somebody asks first, a person answers, and neither learns who the other is."""
