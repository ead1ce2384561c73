"""Pictures of every window, panel and dialog in its states: ``python -m tests.gallery DIR``."""
