"""Distributions: how each layer's numbers are spread over the epochs."""
