"""Probe: one point's way through the network."""
