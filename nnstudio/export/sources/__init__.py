"""Sources as scripts make them: one small file a family, and `table.py`, which has all."""
