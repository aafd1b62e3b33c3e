"""Personas: masks to start from, claims, offers, publication, slots."""
