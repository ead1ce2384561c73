"""Painting data points in the big plot."""
