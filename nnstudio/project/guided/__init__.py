"""Guided lessons: short steps beside the live studio."""
