"""Optimisers as exports write them: `table.py`, with one entry a kind."""
