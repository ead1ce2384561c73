"""Optimisers in PyTorch and as their equations tell them: a file a family, and `table.py`, which has all."""
