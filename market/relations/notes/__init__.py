"""Notes that a holder keeps of a relation, for nobody else."""
