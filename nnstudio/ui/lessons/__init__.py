"""Guided lessons beside the live studio."""
