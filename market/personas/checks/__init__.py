"""Traits that an operator has checked on documents, at their holder's wish: the marks on a persona's sheet."""
