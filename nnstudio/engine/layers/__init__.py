"""Layers as PyTorch computes them and as their equations tell it: a file a family, and `table.py`, which has all."""
