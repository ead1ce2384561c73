"""Layers as the learner designs them: one small file a family, and `kinds.py`, which lists all."""
