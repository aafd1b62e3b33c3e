"""Rentals: request, activation, the read, and the one act that ends everything."""
