"""Optimisers as the learner chooses them: one small file a family, and `kinds.py`, which lists all."""
