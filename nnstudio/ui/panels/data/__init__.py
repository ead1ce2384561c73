"""Data: the samples as a table."""
