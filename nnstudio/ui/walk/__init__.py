"""The walk-through panel: one step with every number in it."""
