"""How fast it is, beside its rivals in the same run: ``python -m tests.bench``."""
