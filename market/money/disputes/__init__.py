"""Disputes: a bank asks a brand's money back. What is withheld, who bears what, what is answered."""
