"""A learner who does anything in any order: types without Enter, and then does something else."""
