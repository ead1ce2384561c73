"""Panels that explain the network: what it is made of, how good it is, what it does with one point."""
