"""Walk-through: one training step, equation by equation."""
