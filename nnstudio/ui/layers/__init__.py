"""Layers in words and on their cards: a file a family, and `table.py`, which has all."""
