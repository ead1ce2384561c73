"""Sources made into arrays: one small file a family, and `table.py`, which has all."""
