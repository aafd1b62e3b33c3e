"""The charter and those who list a persona: which edition they signed, known to nobody else."""
