"""The diagnosis of the run in words, beside its pictures."""
