"""Brands that holders would like to be asked by: a list of their own, and a crowd's figure for the operators."""
